"""Up to 25 requests in one, charged as one (REST guide: Composite)."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

from s2sctl.localorg.faults import RequestError
from s2sctl.localorg.http import refusals, versions
from s2sctl.localorg.http.exchange import Answer, Ask
from s2sctl.localorg.http.handling import handle
from s2sctl.localorg.http.references import resolved, resolved_text
from s2sctl.localorg.http.routes import Call, not_found

_MOST = 25
_MOST_QUERIES = 5
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_]*\Z")
_ALLOWED = ("sobjects", "query", "queryall", "composite", "actions")
_FORBIDDEN_HEADERS = ("accept", "authorization", "content-type")


class _Undone(Exception):
    """Rolls back what an all-or-none composite has done."""


@dataclass(frozen=True, slots=True)
class Part:
    """One subrequest as the client wrote it."""

    method: str
    url: str
    reference: str
    body: object
    headers: Mapping[str, str]


@dataclass(slots=True)
class Done:
    """What became of one subrequest."""

    reference: str | None
    answer: Answer

    def render(self) -> dict[str, object]:
        """The entry of ``compositeResponse``."""
        return {
            "body": self.answer.body,
            "httpHeaders": dict(self.answer.headers),
            "httpStatusCode": self.answer.status,
            "referenceId": self.reference,
        }


def run(call: Call) -> Answer:
    """200 with one answer a subrequest, in order; its own status says how each went."""
    body = call.ask.json_object()
    entries = body.get("compositeRequest")
    if not isinstance(entries, list) or not entries:
        raise RequestError(400, "JSON_PARSER_ERROR", "compositeRequest must be a list")
    refusal = _too_many(entries)
    if refusal is not None:
        done = [Done(None, refusals.of_request(refusal))]
    else:
        parts = parts_of(entries)
        done = _all(call, parts, all_or_none=body.get("allOrNone") is True)
    return Answer(200, {"compositeResponse": [one.render() for one in done]})


def parts_of(entries: list[object]) -> list[Part]:
    """The subrequests. Raises ``RequestError`` where one is none, or a reference comes twice."""
    parts = [_part(entry) for entry in entries]
    _distinct(parts)
    return parts


def _too_many(entries: list[object]) -> RequestError | None:
    # Seen in a production log (guardian/support-service-lambdas, pull 766): inside a 200.
    if len(entries) > _MOST:
        text = f"The request can’t contain more than {_MOST} operations."
        return RequestError(400, "LIMIT_EXCEEDED", text)
    counted = sum(1 for entry in entries if isinstance(entry, dict) and _is_heavy(entry))
    if counted > _MOST_QUERIES:
        text = (
            f"The request can’t contain more than {_MOST_QUERIES} query or collection operations."
        )
        return RequestError(400, "LIMIT_EXCEEDED", text)
    return None


def _is_heavy(entry: Mapping[str, object]) -> bool:
    segments = segments_of(str(entry.get("url", "")))
    return segments[:1] in (["query"], ["queryall"]) or segments[:2] == ["composite", "sobjects"]


def segments_of(url: str) -> list[str]:
    """The parts of a subrequest's path below the version, in lower case."""
    path = url.partition("?")[0]
    return [part.lower() for part in path.split("/") if part][3:]


def version_of(url: str) -> str:
    """The API version a subrequest's address names, empty where it names none."""
    return ([*(part.lower() for part in url.split("/") if part)][2:3] or [""])[0]


def _part(entry: object) -> Part:
    if not isinstance(entry, dict):
        raise RequestError(400, "JSON_PARSER_ERROR", "a subrequest must be an object")
    headers = entry.get("httpHeaders") or {}
    part = Part(
        method=str(entry.get("method", "")).upper(),
        url=str(entry.get("url", "")),
        reference=str(entry.get("referenceId", "")),
        body=entry.get("body"),
        headers={str(name).lower(): str(value) for name, value in dict(headers).items()},
    )
    if not part.method or not part.url or not _ID.match(part.reference):
        text = (
            f"Provided referenceId ('{part.reference}') must start with a letter or a number, "
            "and it can contain only letters, numbers and underscores ('_')."
        )
        raise RequestError(400, "INVALID_INPUT", text)
    return part


def _distinct(parts: list[Part]) -> None:
    seen: set[str] = set()
    for part in parts:
        if part.reference in seen:
            text = f"referenceId must be unique: {part.reference}"
            raise RequestError(400, "INVALID_INPUT", text)
        seen.add(part.reference)


def _all(call: Call, parts: list[Part], *, all_or_none: bool) -> list[Done]:
    if all_or_none:
        return whole(call, parts)
    done: list[Done] = []
    for part in parts:
        done.append(Done(part.reference, _one(call, part, done)))
    return done


def whole(call: Call, parts: list[Part]) -> list[Done]:
    """Do all of them or, where one fails, none."""
    done: list[Done] = []
    try:
        with call.site.org.database.transaction():
            for part in parts:
                answer = _one(call, part, done)
                done.append(Done(part.reference, answer))
                if answer.status >= 400:
                    raise _Undone
    except _Undone:
        call.site.org.forget_viewers()
        guilty = done[-1]
        return [guilty if one.reference == guilty.reference else one for one in halted(parts)]
    return done


def halted(parts: list[Part]) -> list[Done]:
    """Answers of subrequests that were not done, or undone, for another one's failure."""
    text = "The transaction was rolled back since another operation in the same transaction failed."
    answer = refusals.of_request(RequestError(400, "PROCESSING_HALTED", text))
    return [Done(part.reference, answer) for part in parts]


def _one(call: Call, part: Part, done: list[Done]) -> Answer:
    try:
        ask = _ask(call, part, done)
        version, *segments = ask.segments[2:] or ("",)
        if not versions.supported(version):
            raise not_found()
        if (segments and segments[0].lower() not in _ALLOWED) or segments == ["composite"]:
            text = f"The resource is not allowed in a composite request: {part.url}"
            raise RequestError(400, "INVALID_INPUT", text)
        viewer = call.site.org.viewer(call.viewer.user_id)
        return handle(call.routes, call.site, ask, version, viewer, tuple(segments))
    except RequestError as error:
        return refusals.of_request(error)


def _ask(call: Call, part: Part, done: list[Done]) -> Ask:
    forbidden = [name for name in part.headers if name in _FORBIDDEN_HEADERS]
    if forbidden:
        text = f"The header is not allowed in a subrequest: {forbidden[0]}"
        raise RequestError(400, "INVALID_INPUT", text)
    bodies = [(one.reference, one.answer.body) for one in done]
    path, _, query = resolved_text(part.url, bodies).partition("?")
    if [one.lower() for one in path.split("/") if one][:2] != ["services", "data"]:
        raise RequestError(400, "INVALID_INPUT", f"url must start with /services/data: {path}")
    body = resolved(part.body, bodies)
    return Ask(
        method=part.method,
        path=path,
        query=query,
        headers=part.headers,
        body=b"" if body is None else json.dumps(body).encode(),
        tally=call.ask.tally,
        base_url=call.ask.base_url,
    )
