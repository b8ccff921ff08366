"""Bulk API 2.0 ingest over the wire (guide: Bulk API 2.0 Ingest)."""

import json
from functools import partial
from pathlib import Path

from s2sctl.localorg.bulk.csvrows import cell, read_rows
from s2sctl.localorg.bulk.job import ABORTED, COMPLETE, ENDED, INGEST, OPEN, UPLOADED, Job
from s2sctl.localorg.bulk.refusal import BatchRefused
from s2sctl.localorg.bulk.shelf import DATA, REFUSED, SUCCEEDED
from s2sctl.localorg.faults import RequestError, RowError
from s2sctl.localorg.http import bulk_jobs
from s2sctl.localorg.http.exchange import Answer
from s2sctl.localorg.http.multipart import parts
from s2sctl.localorg.http.routes import Call, Route
from s2sctl.localorg.http.spool import Stretch
from s2sctl.localorg.records.upserting import key_field_of

MOST_BYTES = 100 * 1024 * 1024
"""150 MB after base64, so 100 MB of CSV (Bulk API 2.0 guide, "Upload Job Data")."""
_MOST_IN_CREATE = 100_000
_ERASER = "PermissionsBulkApiHardDelete"
"""Nobody has it until it is granted, admins neither."""
_OPERATIONS = ("insert", "update", "upsert", "delete", "hardDelete")
_PROPERTIES = (
    "assignmentRuleId",
    "columnDelimiter",
    "contentType",
    "externalIdFieldName",
    "lineEnding",
    "object",
    "operation",
)


def create(call: Call) -> Answer:
    """200 with the job: Open, or UploadComplete where its data came in the same request."""
    call.ask.tally.note("other")
    media_type = call.ask.headers.get("content-type", "")
    if not media_type.lower().startswith("multipart/"):
        job = _new(call, call.ask.json_object())
        return Answer(200, job.created_body())
    sent = parts(media_type, call.ask.body)
    if "job" not in sent or "content" not in sent:
        raise _input_error("a multipart request must have the parts job and content")
    if len(sent["content"].decode(errors="replace")) > _MOST_IN_CREATE:
        raise _input_error(
            f"content of a multipart request is at most {_MOST_IN_CREATE} characters"
        )
    job = _new(call, _described(sent["job"]))
    call.site.bulk.shelf.file(job, DATA).write_bytes(sent["content"])
    _received(call, job)
    call.site.bulk.submit(job)
    return Answer(200, job.created_body())


def _described(content: bytes) -> dict[str, object]:
    try:
        body = json.loads(content)
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise RequestError(400, "JSON_PARSER_ERROR", "the part named job must be a JSON object")
    return body


def _new(call: Call, body: dict[str, object]) -> Job:
    said = bulk_jobs.form(body, _PROPERTIES)
    operation = said.get("operation", "")
    if operation not in _OPERATIONS:
        raise RequestError(400, "INVALIDJOB", f"InvalidJob : Invalid operation: '{operation}'")
    name = _object(call, said.get("object", ""))
    if operation == "hardDelete" and _ERASER not in call.viewer.permissions:
        text = (
            "FeatureNotEnabled : hardDelete operation requires special user profile permission, "
            "please contact your system administrator"
        )
        raise RequestError(400, "FEATURENOTENABLED", text)
    shelf, now = call.site.bulk.shelf, call.site.org.clock.stamp()
    job = Job(
        id=shelf.new_id(),
        kind=INGEST,
        operation=operation,
        sobject=name,
        created_by=call.viewer.user_id,
        created=now,
        version=call.number,
        state=OPEN,
        modified=now,
        key_field=_key(call, name, said) if operation == "upsert" else "",
        delimiter=said["columnDelimiter"],
        line_ending=said["lineEnding"],
        assignment_rule=said.get("assignmentRuleId", ""),
    )
    shelf.save(job)
    return job


def _object(call: Call, name: str) -> str:
    definition = call.site.org.definitions.find(name)
    if definition is None or not call.viewer.access(definition).read:
        raise RequestError(400, "INVALIDJOB", f"InvalidJob : Unable to find object: {name}")
    if not definition.createable and not definition.updateable and not definition.deletable:
        text = f"InvalidEntity : Entity '{definition.name}' is not supported by the Bulk API."
        raise RequestError(400, "INVALIDENTITY", text)
    return definition.name


def _key(call: Call, name: str, said: dict[str, str]) -> str:
    given = said.get("externalIdFieldName", "")
    if not given:
        text = (
            f"InvalidJob : External ID was blank for {name}. "
            "An External ID must be specified for upsert."
        )
        raise RequestError(400, "INVALIDJOB", text)
    definition = call.site.org.definitions.find(name)
    assert definition is not None
    try:
        return key_field_of(call.viewer, definition, given).name
    except RowError:
        text = (
            f"InvalidJob : Field name provided, {given} does not match an External ID, "
            f"Salesforce Id, or indexed field for {name}"
        )
        raise RequestError(400, "INVALIDJOB", text) from None


def upload(call: Call) -> Answer:
    """201 and no body."""
    call.ask.tally.note("write")
    job = bulk_jobs.find(call, INGEST)
    if job.state != OPEN:
        text = f"InvalidJobState : Job is not open; its state is {job.state}"
        raise RequestError(400, "INVALIDJOBSTATE", text)
    spooled = call.ask.spooled
    assert spooled is not None
    if spooled.stat().st_size > MOST_BYTES:
        raise RequestError(413, "CLIENTINPUTERROR", "ClientInputError : The data exceeds 100 MB")
    spooled.replace(call.site.bulk.shelf.file(job, DATA))
    _received(call, job)
    return Answer(201)


def _received(call: Call, job: Job) -> None:
    call.ask.tally.note("write", job.sobject)
    job.uploads += 1
    call.site.bulk.shelf.touch(job)


def change(call: Call) -> Answer:
    """Close the upload, or abort the job."""
    call.ask.tally.note("other")
    job = bulk_jobs.find(call, INGEST)
    if bulk_jobs.wanted_state(call, (UPLOADED, ABORTED)) == ABORTED:
        return bulk_jobs.abort(call, job)
    if job.state != OPEN:
        raise bulk_jobs.already(job, "Closing")
    call.site.bulk.submit(job)
    return Answer(200, job.told())


def succeeded(call: Call) -> Answer:
    """The rows that went in, each as it was sent, behind its id and whether it was created."""
    return _results(call, SUCCEEDED, ("sf__Id", "sf__Created"))


def failed(call: Call) -> Answer:
    """The rows refused, each as it was sent, behind its id and why."""
    return _results(call, REFUSED, ("sf__Id", "sf__Error"))


def unprocessed(call: Call) -> Answer:
    """The rows that an aborted or failed job never came to, as they were sent."""
    call.ask.tally.note("read")
    job = _ended(call)
    path = call.site.bulk.shelf.file(job, DATA)
    head = _header(job, path)
    left = None if job.state == COMPLETE else path
    body = Stretch(head, left, job.position or len(head))
    return Answer(200, body, {"Content-Type": bulk_jobs.CSV})


def _results(call: Call, name: str, added: tuple[str, str]) -> Answer:
    call.ask.tally.note("read")
    job = _ended(call)
    shelf = call.site.bulk.shelf
    head = _header(job, shelf.file(job, DATA))
    names = job.separator.join((*map(cell, added), "")).encode()
    body = Stretch(names + head, shelf.file(job, name))
    return Answer(200, body, {"Content-Type": bulk_jobs.CSV})


def _ended(call: Call) -> Job:
    job = bulk_jobs.find(call, INGEST)
    if job.state not in ENDED:
        text = f"InvalidJobState : The job has not ended; its state is {job.state}"
        raise RequestError(400, "INVALIDJOBSTATE", text)
    return job


def _header(job: Job, path: Path) -> bytes:
    """The header row as it was sent, with the job's line end."""
    if not path.exists():
        return b""
    with path.open("rb") as data:
        try:
            _, raw = next(read_rows(data, job.separator, job.newline), ([], b""))
        except BatchRefused:
            data.seek(0)
            raw = data.readline()
    return raw if raw.endswith(b"\n") or not raw else raw + job.newline


def _input_error(text: str) -> RequestError:
    return RequestError(400, "CLIENTINPUTERROR", f"ClientInputError : {text}")


ROUTES: tuple[Route, ...] = (
    Route("jobs/ingest", {"GET": partial(bulk_jobs.listing, kind=INGEST), "POST": create}),
    Route(
        "jobs/ingest/{id}",
        {
            "GET": partial(bulk_jobs.info, kind=INGEST),
            "PATCH": change,
            "DELETE": partial(bulk_jobs.remove, kind=INGEST),
        },
    ),
    Route("jobs/ingest/{id}/batches", {"PUT": upload}),
    Route("jobs/ingest/{id}/successfulResults", {"GET": succeeded}),
    Route("jobs/ingest/{id}/failedResults", {"GET": failed}),
    Route("jobs/ingest/{id}/unprocessedrecords", {"GET": unprocessed}),
)
