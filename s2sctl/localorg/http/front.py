"""The ASGI door: bytes in, bytes out. All work is done by plain functions, one at a time."""

import gzip
import re
import traceback
import zlib
from email.utils import format_datetime
from pathlib import Path
from sys import stderr

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from s2sctl.localorg.http import bulk_ingest, controls, dispatch, spool
from s2sctl.localorg.http.exchange import Answer, Ask, Tally
from s2sctl.localorg.http.sessions import bearer
from s2sctl.localorg.http.site import Site
from s2sctl.localorg.http.spool import Stretch, packed
from s2sctl.localorg.http.trouble import be_late, hold_up
from s2sctl.localorg.http.wire import DROP

_UPLOAD = re.compile(r"/jobs/ingest/[^/]+/batches/?\Z")
_JSON = "application/json;charset=UTF-8"
_WORTH_PACKING = 1_024
"""Bytes below which packing would save less than the packet it travels in."""


class Front:
    """The application that uvicorn serves for one org."""

    def __init__(self, site: Site) -> None:
        self._site = site

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; on a fault's order, drop the connection instead."""
        if scope["type"] != "http":
            return
        try:
            ask = await _ask(Request(scope, receive), self._site.org.folder / "bulk")
        except (OSError, EOFError, zlib.error):
            unreadable = [{"message": "The body is not gzip", "errorCode": "JSON_PARSER_ERROR"}]
            await self._send(Answer(400, unreadable), None, scope, receive, send)
            return
        if ask.path.startswith("/local/"):
            await self._send(controls.respond(self._site, ask), ask, scope, receive, send)
            return
        try:
            await self._answer(ask, scope, receive, send)
        finally:
            if ask.spooled is not None:
                ask.spooled.unlink(missing_ok=True)

    async def _answer(self, ask: Ask, scope: Scope, receive: Receive, send: Send) -> None:
        disorder = self._site.disorder
        if disorder.drops(ask):
            self._site.log.add(ask, Answer(0), b"", lost=True)
            scope[DROP]()
            await receive()
            return
        if disorder.expires_session(ask):
            self._site.sessions.end(bearer(ask.headers.get("authorization", "")))
        answer = disorder.refuse_call(ask)
        if answer is None:
            await hold_up(self._site, ask)
            answer = self._respond(ask)
        lost = disorder.loses_answer(ask)
        body = b"" if isinstance(answer.body, Stretch) else answer.encoded()
        self._site.log.add(ask, answer, body, lost=lost)
        late = disorder.delay(ask)
        if late:
            await be_late(self._site, late)
        if lost:
            scope[DROP]()
            await receive()
            return
        await self._send(answer, ask, scope, receive, send)

    def _respond(self, ask: Ask) -> Answer:
        try:
            return dispatch.respond(self._site, ask)
        except Exception:
            # A bug of the local org: its log gets the trace, the client what Salesforce sends.
            traceback.print_exc(file=stderr)
            message = "An unexpected error occurred in the local org; see its server.log"
            return Answer(500, [{"message": message, "errorCode": "UNKNOWN_EXCEPTION"}])

    async def _send(
        self, answer: Answer, ask: Ask | None, scope: Scope, receive: Receive, send: Send
    ) -> None:
        headers = {"Date": format_datetime(self._site.org.clock.now(), usegmt=True)}
        if answer.body is not None:
            headers["Content-Type"] = _JSON
        headers |= answer.headers
        if isinstance(answer.body, Stretch):
            pieces = answer.body.pieces()
            if ask is not None and _takes_gzip(ask):
                pieces = packed(pieces)
                headers |= {"Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
            await StreamingResponse(pieces, answer.status, headers)(scope, receive, send)
            return
        body = answer.encoded()
        if ask is not None and _takes_gzip(ask) and len(body) >= _WORTH_PACKING:
            body = gzip.compress(body, compresslevel=1, mtime=0)
            headers |= {"Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
            if "ETag" in headers:
                # Recorded: the validator of a packed answer says so (wire/composite).
                headers["ETag"] = headers["ETag"].removesuffix('"') + '--gzip"'
        await Response(body, answer.status, headers)(scope, receive, send)


def _takes_gzip(ask: Ask) -> bool:
    offered = ask.headers.get("accept-encoding", "").lower().split(",")
    return any(
        one.partition(";")[0].strip() == "gzip" and "q=0" not in one.replace(" ", "").split(";")
        for one in offered
    )


async def _ask(request: Request, folder: Path) -> Ask:
    headers = {name.lower(): value for name, value in request.headers.items()}
    gzipped = headers.get("content-encoding", "").lower() == "gzip"
    body, spooled = b"", None
    if request.method == "PUT" and _UPLOAD.search(request.url.path):
        spooled = await spool.receive(request, folder, bulk_ingest.MOST_BYTES, gzipped=gzipped)
    else:
        body = await request.body()
        body = gzip.decompress(body) if gzipped else body
    method = request.method
    override = request.query_params.get("_HttpMethod")
    if method == "POST" and override:
        # REST guide, "Using a workaround for clients that cannot send PATCH".
        method = override.upper()
    host = headers.get("host", "127.0.0.1")
    return Ask(
        method=method,
        path=request.scope["raw_path"].decode("ascii", "replace"),
        query=request.scope["query_string"].decode("ascii", "replace"),
        headers=headers,
        body=body,
        tally=Tally(),
        spooled=spooled,
        base_url=f"{request.url.scheme}://{host}",
    )
