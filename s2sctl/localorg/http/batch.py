"""Up to 25 independent requests in one, each charged (REST guide: Composite Batch)."""

import json

from s2sctl.localorg.faults import RequestError
from s2sctl.localorg.http import refusals, versions
from s2sctl.localorg.http.exchange import Answer, Ask
from s2sctl.localorg.http.handling import handle
from s2sctl.localorg.http.routes import Call, not_found

_MOST = 25
_OLDEST = 34
_METHODS = ("DELETE", "GET", "PATCH", "POST", "PUT")
_ALLOWED = (
    "actions",
    "limits",
    "parameterizedsearch",
    "query",
    "queryall",
    "recent",
    "search",
    "sobjects",
    "tooling",
)


def run(call: Call) -> Answer:
    """200 with a status and a result for each; ``haltOnError`` leaves the rest undone (412)."""
    body = call.ask.json_object()
    entries = body.get("batchRequests")
    if not isinstance(entries, list) or not entries:
        raise RequestError(400, "JSON_PARSER_ERROR", "batchRequests must be a list")
    if len(entries) > _MOST:
        text = f"The batch request can’t contain more than {_MOST} operations."
        raise RequestError(400, "LIMIT_EXCEEDED", text)
    asks = [_ask(call, entry) for entry in entries]
    halting = body.get("haltOnError") is True
    answers: list[Answer] = []
    for ask in asks:
        if halting and any(one.status >= 400 for one in answers):
            text = "Batch processing halted per request"
            error = RequestError(412, "BATCH_PROCESSING_HALTED", text)
            answers.append(refusals.of_request(error))
            continue
        answers.append(_one(call, ask))
    done = sum(1 for one in answers if one.status != 412)
    call.ask.tally.calls = max(done, 1)
    results = [{"statusCode": one.status, "result": one.body} for one in answers]
    has_errors = any(one.status >= 400 for one in answers)
    return Answer(200, {"hasErrors": has_errors, "results": results})


def _one(call: Call, ask: Ask) -> Answer:
    try:
        version, *segments = ask.segments[2:] or ("",)
        if not versions.supported(version):
            raise not_found()
        if not _OLDEST <= int(version[1:].partition(".")[0]) <= call.number:
            text = (
                f"A subrequest's version is {_OLDEST}.0 at least and the batch's at most: {version}"
            )
            raise RequestError(400, "INVALID_INPUT", text)
        if not segments or segments[0].lower() not in _ALLOWED:
            text = f"The resource is not allowed in a batch request: {ask.path}"
            raise RequestError(400, "INVALID_INPUT", text)
        viewer = call.site.org.viewer(call.viewer.user_id)
        return handle(call.routes, call.site, ask, version, viewer, tuple(segments))
    except RequestError as error:
        return refusals.of_request(error)


def _ask(call: Call, entry: object) -> Ask:
    """The subrequest. Raises ``RequestError`` where it is none: then nothing at all is done."""
    if not isinstance(entry, dict) or not entry.get("url"):
        raise RequestError(400, "JSON_PARSER_ERROR", "a subrequest must be an object with a url")
    if str(entry.get("method", "")).upper() not in _METHODS:
        text = f"Not a method of a subrequest: {entry.get('method', '')}"
        raise RequestError(400, "JSON_PARSER_ERROR", text)
    path, _, query = str(entry.get("url", "")).partition("?")
    path = path.strip("/")
    if not path.lower().startswith("services/data/"):
        path = f"services/data/{path}"
    body = entry.get("richInput")
    return Ask(
        method=str(entry.get("method", "")).upper(),
        path=f"/{path}",
        query=query,
        headers={},
        body=b"" if body is None else json.dumps(body).encode(),
        tally=call.ask.tally,
        base_url=call.ask.base_url,
    )
