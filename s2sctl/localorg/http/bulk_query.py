"""Bulk API 2.0 query over the wire (guide: Bulk API 2.0 Query)."""

from array import array
from functools import partial
from typing import BinaryIO

from s2sctl.localorg.bulk.job import ABORTED, COMPLETE, QUERY, UPLOADED, Job
from s2sctl.localorg.bulk.querying import INDEX, check
from s2sctl.localorg.bulk.shelf import RESULTS
from s2sctl.localorg.faults import RequestError
from s2sctl.localorg.http import bulk_jobs
from s2sctl.localorg.http.asked import object_of
from s2sctl.localorg.http.exchange import Answer
from s2sctl.localorg.http.routes import Call, Route
from s2sctl.localorg.http.spool import Stretch

_PROPERTIES = ("columnDelimiter", "contentType", "lineEnding", "operation", "query")
_DEFAULT_RECORDS = 50_000
"""Rows of an answer where the client names no number; the guide leaves it to the service."""
_PAGES = 5


def create(call: Call) -> Answer:
    """200 with the job, UploadComplete: there is nothing to upload."""
    call.ask.tally.note("other")
    said = bulk_jobs.form(call.ask.json_object(), _PROPERTIES)
    operation, soql = said.get("operation", ""), said.get("query", "")
    if operation not in ("query", "queryAll"):
        raise RequestError(400, "INVALIDJOB", f"InvalidJob : Invalid operation: '{operation}'")
    if not soql:
        raise RequestError(400, "INVALIDJOB", "InvalidJob : query must be specified")
    site, now = call.site, call.site.org.clock.stamp()
    job = Job(
        id="",
        kind=QUERY,
        operation=operation,
        sobject="",
        created_by=call.viewer.user_id,
        created=now,
        version=call.number,
        state=UPLOADED,
        modified=now,
        delimiter=said["columnDelimiter"],
        line_ending=said["lineEnding"],
        query=soql,
    )
    check(site.queries, call.viewer, job)
    definition = site.org.definitions.find(object_of(soql))
    job.sobject = definition.name if definition else ""
    job.id = site.bulk.shelf.new_id()
    site.bulk.submit(job)
    return Answer(200, job.created_body())


def change(call: Call) -> Answer:
    """Abort the job."""
    call.ask.tally.note("other")
    job = bulk_jobs.find(call, QUERY)
    bulk_jobs.wanted_state(call, (ABORTED,))
    return bulk_jobs.abort(call, job)


def results(call: Call) -> Answer:
    """A set of rows, and the locator of the next set in ``Sforce-Locator`` (``null``: no more)."""
    job = _complete(call)
    start, count = _window(call, job)
    body, behind = _rows(call, job, start, count)
    call.ask.tally.note("read", job.sobject, behind - start)
    headers = {
        "Content-Type": bulk_jobs.CSV,
        "Sforce-NumberOfRecords": str(behind - start),
        "Sforce-Locator": bulk_jobs.locator(behind) if behind < job.processed else "null",
    }
    return Answer(200, body, headers)


def pages(call: Call) -> Answer:
    """Addresses of up to five sets of rows, to be read side by side."""
    call.ask.tally.note("read")
    job = _complete(call)
    start, count = _window(call, job)
    starts = range(start, max(job.processed, start + 1), count)
    base = f"services/data/{call.version}/jobs/query/{job.id}/results"
    body: dict[str, object] = {
        "resultPages": [
            {"resultUrl": f"/{base}?locator={bulk_jobs.locator(one)}&maxRecords={count}"}
            for one in starts[:_PAGES]
        ]
    }
    if len(starts) > _PAGES:
        body["nextRecordsUrl"] = (
            f"/services/data/{call.version}/jobs/query/{job.id}/resultPages"
            f"?locator={bulk_jobs.locator(starts[_PAGES])}&maxRecords={count}"
        )
    return Answer(200, body | {"done": len(starts) <= _PAGES})


def _complete(call: Call) -> Job:
    job = bulk_jobs.find(call, QUERY)
    if job.version != call.number:
        text = f"Use API version {job.version}.0, in which the job was created"
        raise RequestError(409, "API_ERROR", text)
    if job.state != COMPLETE:
        words = {"UploadComplete": "UPLOAD_COMPLETE", "InProgress": "IN_PROGRESS"}
        text = (
            "can only download query results of successfully completed bulk job with status: "
            f"JOB_COMPLETE. Current status: {words.get(job.state, job.state.upper())}"
        )
        raise RequestError(412, "JOB_NOT_COMPLETE", text)
    return job


def _window(call: Call, job: Job) -> tuple[int, int]:
    given = call.ask.parameters
    start = bulk_jobs.read_locator(given["locator"]) if given.get("locator") else 0
    if start and start >= job.processed:
        raise RequestError(400, "INVALID_QUERY_LOCATOR", "invalid query locator")
    most = given.get("maxRecords", str(_DEFAULT_RECORDS))
    if not most.isdecimal() or not int(most):
        raise RequestError(400, "INVALID_INPUT", "maxRecords must be a number above zero")
    return start, int(most)


def _rows(call: Call, job: Job, start: int, count: int) -> tuple[Stretch, int]:
    """The header and the rows asked for, and the number of the first row behind them."""
    shelf = call.site.bulk.shelf
    behind = min(start + count, job.processed)
    with shelf.file(job, RESULTS).open("rb") as rows, shelf.file(job, INDEX).open("rb") as index:
        first, head_end = _offset(index, start), _offset(index, 0)
        end = _offset(index, behind)
        head = rows.read(head_end) if head_end >= 0 else rows.read()
    if first < 0:
        return Stretch(head), behind
    return Stretch(head, shelf.file(job, RESULTS), first, end), behind


def _offset(index: BinaryIO, number: int) -> int:
    """Where row ``number`` begins; -1 behind the last."""
    index.seek(8 * number)
    found = array("Q", index.read(8))
    return found[0] if found else -1


ROUTES: tuple[Route, ...] = (
    Route("jobs/query", {"GET": partial(bulk_jobs.listing, kind=QUERY), "POST": create}),
    Route(
        "jobs/query/{id}",
        {
            "GET": partial(bulk_jobs.info, kind=QUERY),
            "PATCH": change,
            "DELETE": partial(bulk_jobs.remove, kind=QUERY),
        },
    ),
    Route("jobs/query/{id}/results", {"GET": results}),
    Route("jobs/query/{id}/resultPages", {"GET": pages}),
)
