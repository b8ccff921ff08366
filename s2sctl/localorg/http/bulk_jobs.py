"""What ingest and query jobs have in common on the wire: reading, listing, ending them."""

import base64
import binascii
from collections.abc import Mapping

from s2sctl.localorg.bulk.job import DELIMITERS, LINE_ENDINGS, OPEN, RUNNING, UPLOADED, Job
from s2sctl.localorg.faults import RequestError
from s2sctl.localorg.http.exchange import Answer
from s2sctl.localorg.http.routes import Call, not_found

CSV = "text/csv"
_LISTED = 1_000


def find(call: Call, kind: str) -> Job:
    """The job of the path, if it is of that kind and the user may see it. Raises NOT_FOUND."""
    job = call.site.bulk.shelf.find(call.parts["id"])
    if job is None or job.kind != kind or len(call.parts["id"]) not in (15, 18):
        raise not_found()
    if job.created_by != call.viewer.user_id and not call.viewer.modify_all_data:
        raise RequestError(403, "INVALIDUSER", "InvalidUser : The job was created by another user")
    return job


def listing(call: Call, kind: str) -> Answer:
    """Up to 1,000 jobs, newest first, with the address of the next ones."""
    call.ask.tally.note("read")
    given = call.ask.parameters
    wanted = given.get("jobType", kind)
    if given.get("isPkChunkingEnabled", "false").lower() == "true":
        wanted = "none"  # no Bulk 2.0 job is chunked by its owner's order
    jobs = [job for job in reversed(call.site.bulk.shelf.all()) if job.kind == wanted]
    mode = given.get("concurrencyMode", "")
    if mode and mode.lower() != "parallel":
        jobs = []
    start = read_locator(given["queryLocator"]) if "queryLocator" in given else 0
    page, behind = jobs[start : start + _LISTED], start + _LISTED
    more = behind < len(jobs)
    name = "ingest" if kind == "V2Ingest" else "query"
    url = f"/services/data/{call.version}/jobs/{name}?queryLocator={locator(behind)}"
    body = {
        "done": not more,
        "nextRecordsUrl": url if more else None,
        "records": [job.listed() for job in page],
    }
    return Answer(200, body)


def info(call: Call, kind: str) -> Answer:
    """All that is known of the job."""
    call.ask.tally.note("read")
    return Answer(200, find(call, kind).detailed())


def remove(call: Call, kind: str) -> Answer:
    """204; only for a job that is not being filled or processed."""
    call.ask.tally.note("other")
    job = find(call, kind)
    if job.state in (OPEN, RUNNING):
        text = "Error encountered when deleting the job because the job is not terminated"
        raise RequestError(400, "API_ERROR", text)
    call.site.bulk.remove(job)
    return Answer(204)


def abort(call: Call, job: Job) -> Answer:
    """Stop the job, which must not have ended."""
    if job.ended:
        raise already(job, "Aborting")
    call.site.bulk.abort(job)
    return Answer(200, job.told())


def wanted_state(call: Call, allowed: tuple[str, ...]) -> str:
    """The state that the body asks for. Raises ``RequestError`` for any other."""
    body = call.ask.json_object()
    state = body.get("state")
    if set(body) != {"state"} or state not in allowed:
        text = f"InvalidJobState : state must be one of {', '.join(allowed)}"
        raise RequestError(400, "INVALIDJOBSTATE", text)
    return str(state)


def already(job: Job, doing: str) -> RequestError:
    """The refusal of closing or aborting a job whose state does not let it."""
    word = {"JobComplete": "Completed", UPLOADED: "Closed"}.get(job.state, job.state)
    text = f"InvalidJobState : {doing} already {word} Job not allowed"
    return RequestError(400, "INVALIDJOBSTATE", text)


def form(body: Mapping[str, object], allowed: tuple[str, ...]) -> dict[str, str]:
    """The body's texts with defaults of the format. Raises ``RequestError`` for what is unknown."""
    unknown = [name for name in body if name not in allowed]
    if unknown:
        text = f'Unrecognized field "{unknown[0]}" (Class common.api.soap.wsdl.JobInfo)'
        raise RequestError(400, "JSON_PARSER_ERROR", text)
    said = {name: value for name, value in body.items() if value is not None}
    for name, value in said.items():
        if not isinstance(value, str):
            raise _bad_value(name, value)
    texts = {"columnDelimiter": "COMMA", "lineEnding": "LF", "contentType": "CSV"}
    texts |= {name: str(value) for name, value in said.items()}
    for name, known in (("columnDelimiter", DELIMITERS), ("lineEnding", LINE_ENDINGS)):
        if texts[name] not in known:
            raise _bad_value(name, texts[name])
    if texts["contentType"] != "CSV":
        raise RequestError(400, "INVALIDJOB", "InvalidJob : contentType must be CSV")
    return texts


def _bad_value(name: str, value: object) -> RequestError:
    text = f"Cannot deserialize value of {name}: '{value}' is not one of the values accepted"
    return RequestError(400, "JSON_PARSER_ERROR", text)


def locator(number: int) -> str:
    """A row's number as the opaque text that the API hands out."""
    return base64.urlsafe_b64encode(str(number).encode()).decode().rstrip("=")


def read_locator(text: str) -> int:
    """The number behind a locator. Raises ``RequestError`` INVALID_QUERY_LOCATOR."""
    try:
        padded = text + "=" * (-len(text) % 4)
        return int(base64.b64decode(padded, altchars=b"-_", validate=True).decode("ascii"))
    except (binascii.Error, ValueError):
        raise RequestError(400, "INVALID_QUERY_LOCATOR", "invalid query locator") from None
