"""Bulk API 1.0, ``/services/async/NN.0/job…``: jobs of batches, in CSV, JSON or XML.

Source: Bulk API guide; recorded: wire/bulk1. Each batch is worked off like a Bulk API 2.0 job.
"""

import json
from dataclasses import replace
from pathlib import Path

from s2sctl.localorg.access import Viewer
from s2sctl.localorg.bulk.envelopes import as_csv, local_name, parse_xml
from s2sctl.localorg.bulk.job import ABORTED, BATCH, CLASSIC, CLOSED, OPEN, Job
from s2sctl.localorg.bulk.querying import check
from s2sctl.localorg.bulk.refusal import BatchRefused
from s2sctl.localorg.bulk.shelf import DATA, REQUEST, RESULTS, SUCCEEDED
from s2sctl.localorg.faults import RequestError, RowError
from s2sctl.localorg.http import bulk_classic_words as words
from s2sctl.localorg.http.exchange import Answer, Ask
from s2sctl.localorg.http.site import Site
from s2sctl.localorg.http.spool import Stretch
from s2sctl.localorg.query.wire import moment_text
from s2sctl.localorg.records.upserting import key_field_of

_MOST_BYTES = 10_000_000
"""Of a batch, and 10,000 rows (Bulk API guide, "Bulk API Limits")."""
_OPERATIONS = ("insert", "update", "upsert", "delete", "hardDelete", "query", "queryAll")
_CONTENT = ("CSV", "JSON", "XML")
_MODES = {"0": "Parallel", "1": "Serial", "Parallel": "Parallel", "Serial": "Serial"}
_STATES = {
    "UploadComplete": "Queued",
    "InProgress": "InProgress",
    "JobComplete": "Completed",
    "Failed": "Failed",
    "Aborted": "NotProcessed",
}


class _Refused(Exception):
    """A refusal in Bulk API 1.0's own words."""

    def __init__(self, code: str, message: str, status: int = 400) -> None:
        super().__init__(code)
        self.code, self.message, self.status = code, message, status


def respond(site: Site, ask: Ask, segments: tuple[str, ...], viewer: Viewer | None) -> Answer:
    """The answer below ``/services/async``; ``viewer`` is None where the session is none."""
    try:
        if viewer is None:
            raise _Refused("InvalidSessionId", "Invalid session id", 401)
        return _Asked(site, ask, segments, viewer).answer()
    except _Refused as refused:
        said = {"exceptionCode": refused.code, "exceptionMessage": refused.message}
        return words.element("error", said, as_json=_is_json(ask), status=refused.status)


def _is_json(ask: Ask) -> bool:
    return "json" in ask.headers.get("content-type", "").lower()


class _Asked:
    """One request of a user."""

    def __init__(self, site: Site, ask: Ask, segments: tuple[str, ...], viewer: Viewer) -> None:
        self._site, self._ask, self._viewer = site, ask, viewer
        self._shelf = site.bulk.shelf
        self._version = int(segments[2].partition(".")[0])
        self._rest = segments[4:]
        if segments[3:4] != ("job",):
            raise _Refused("InvalidUrl", "Destination URL not reset. The URL is invalid", 404)

    def answer(self) -> Answer:
        """The answer of the resource the path names."""
        match self._ask.method, self._rest:
            case "POST", ():
                return self._info(self._create(), 201)
            case "GET", (job_id,):
                return self._info(self._job(job_id))
            case "POST", (job_id,):
                return self._info(self._change(self._job(job_id)))
            case "POST", (job_id, "batch"):
                job = self._job(job_id)
                return self._batch_info(job, self._add(job), 201)
            case "GET", (job_id, "batch"):
                job = self._job(job_id)
                told = [_batch_fields(one) for one in self._shelf.batches(job)]
                return words.batch_list(told, as_json=job.content_type == "JSON")
            case "GET", (job_id, "batch", batch_id, *more):
                job = self._job(job_id)
                return self._of_batch(job, self._batch(job, batch_id), tuple(more))
            case _:
                raise _Refused("InvalidUrl", "The resource or its method does not exist", 404)

    def _create(self) -> Job:
        said = self._said()
        operation, content = said.get("operation", ""), said.get("contentType", "XML")
        if operation not in _OPERATIONS:
            raise _Refused("InvalidJob", f"Invalid operation: '{operation}'")
        if content not in _CONTENT:
            raise _Refused("InvalidJob", f"Unsupported content type: {content}")
        definition = self._site.org.definitions.find(said.get("object", ""))
        if definition is None or not self._viewer.access(definition).read:
            raise _Refused("InvalidJob", f"Unable to find object: {said.get('object', '')}")
        erasing = operation == "hardDelete"
        if erasing and "PermissionsBulkApiHardDelete" not in self._viewer.permissions:
            text = (
                "hardDelete operation requires special user profile permission, please contact "
                "your system administrator"
            )
            raise _Refused("FeatureNotEnabled", text)
        now = self._site.org.clock.stamp()
        key = said.get("externalIdFieldName", "") if operation == "upsert" else ""
        if operation == "upsert":
            try:
                key = key_field_of(self._viewer, definition, key).name
            except RowError:
                text = f"External ID was blank or is not an External ID of {definition.name}: {key}"
                raise _Refused("InvalidJob", text) from None
        job = Job(
            id=self._shelf.new_id(),
            kind=CLASSIC,
            operation=operation,
            sobject=definition.name,
            created_by=self._viewer.user_id,
            created=now,
            version=self._version,
            state=OPEN,
            modified=now,
            key_field=key,
            content_type=content,
            assignment_rule=said.get("assignmentRuleId", ""),
            concurrency=_MODES.get(said.get("concurrencyMode", "Parallel"), "Parallel"),
        )
        self._shelf.save(job)
        return job

    def _said(self) -> dict[str, str]:
        try:
            if _is_json(self._ask):
                body = json.loads(self._ask.body)
                return {str(name): str(value) for name, value in dict(body).items() if value != ""}
            return {local_name(one): one.text or "" for one in parse_xml(self._ask.body)}
        except (BatchRefused, ValueError, TypeError):
            raise _Refused("InvalidXML", "The body cannot be read") from None

    def _job(self, job_id: str) -> Job:
        job = self._shelf.find(job_id)
        if job is None or job.kind != CLASSIC:
            raise _Refused("InvalidJob", f"Invalid job id: {job_id}")
        if job.created_by != self._viewer.user_id and not self._viewer.modify_all_data:
            raise _Refused("InvalidUser", "The job was created by another user")
        return job

    def _batch(self, job: Job, batch_id: str) -> Job:
        batch = self._shelf.find(batch_id)
        if batch is None or batch.parent != job.id:
            raise _Refused("InvalidBatch", f"Invalid batch id: {batch_id}")
        return batch

    def _change(self, job: Job) -> Job:
        state = self._said().get("state", "")
        if state not in (CLOSED, ABORTED):
            raise _Refused("InvalidJobState", f"Invalid job state: '{state}'")
        if job.state != OPEN:
            raise _Refused("InvalidJobState", f"The job is {job.state}")
        job.state = state
        self._shelf.touch(job)
        if state == ABORTED:
            for batch in self._shelf.batches(job):
                if not batch.ended:
                    self._site.bulk.abort(batch)
        return job

    def _add(self, job: Job) -> Job:
        if job.state != OPEN:
            raise _Refused("InvalidJobState", f"The job is {job.state}; it takes no batches")
        content, now = self._ask.body, self._site.org.clock.stamp()
        if len(content) > _MOST_BYTES:
            raise _Refused("ClientInputError", "The batch exceeds 10 MB")
        batch = replace(
            job,
            id=self._shelf.new_id("751"),
            kind=BATCH,
            parent=job.id,
            created=now,
            modified=now,
            uploads=1,
            line_ending=_line_ending(job, content),
        )
        self._shelf.file(batch, REQUEST).write_bytes(content)
        try:
            if job.operation in ("query", "queryAll"):
                batch.query = content.decode()
                check(self._site.queries, self._viewer, batch)
            else:
                data = as_csv(content, job.content_type)
                self._shelf.file(batch, DATA).write_bytes(data)
            self._site.bulk.submit(batch)
        except BatchRefused as refused:
            self._failed(batch, refused.message)
        except RequestError as refused:
            text = (
                f"InvalidBatch : Failed to process query: {refused.error_code}: {refused.message}"
            )
            self._failed(batch, text)
        return batch

    def _failed(self, batch: Job, message: str) -> None:
        batch.state, batch.error = "Failed", message
        self._shelf.save(batch)

    def _of_batch(self, job: Job, batch: Job, more: tuple[str, ...]) -> Answer:
        if not more:
            return self._batch_info(job, batch)
        if more == ("request",):
            kinds = {"CSV": "text/csv", "JSON": "application/json", "XML": "application/xml"}
            body = Stretch(b"", self._shelf.file(batch, REQUEST))
            return Answer(200, body, {"Content-Type": kinds[job.content_type]})
        if more[0] != "result" or len(more) > 2:
            raise _Refused("InvalidUrl", "The resource does not exist", 404)
        if batch.state != "JobComplete":
            failed = batch.state == "Failed"
            text = "Records not processed" if failed else "Batch not completed"
            raise _Refused("InvalidBatch", text)
        if job.operation in ("query", "queryAll"):
            return self._query_result(job, batch, more[1:])
        return words.results(_lines(self._shelf.file(batch, SUCCEEDED)), job.content_type)

    def _query_result(self, job: Job, batch: Job, more: tuple[str, ...]) -> Answer:
        result_id = f"752{batch.id[3:15]}"
        if not more:
            return words.result_list([result_id], as_json=job.content_type == "JSON")
        if more[0] != result_id:
            raise _Refused("InvalidBatch", f"Invalid result id: {more[0]}")
        path = self._shelf.file(batch, RESULTS)
        if job.content_type == "CSV":
            return Answer(200, Stretch(b"", path), {"Content-Type": "text/csv"})
        return words.records(_lines(path), job.content_type)

    def _info(self, job: Job, status: int = 200) -> Answer:
        fields = _job_fields(job, self._shelf.batches(job))
        return words.element("jobInfo", fields, as_json=_is_json(self._ask), status=status)

    def _batch_info(self, job: Job, batch: Job, status: int = 200) -> Answer:
        as_json = job.content_type == "JSON"
        fields = _batch_fields(batch, with_message=as_json)
        answer = words.element("batchInfo", fields, as_json=as_json, status=status)
        if status != 201:
            return answer
        # Recorded: wire/bulk1/query-insert-v62.
        path = f"/services/async/{self._version}.0/job/{job.id}/batch/{batch.id}"
        return Answer(status, answer.body, {**answer.headers, "Location": path})


def _line_ending(job: Job, content: bytes) -> str:
    """Bulk API 1.0 takes either; the header tells which."""
    header = content.partition(b"\n")[0]
    return "CRLF" if job.content_type == "CSV" and header.endswith(b"\r") else "LF"


def _lines(path: Path) -> list[bytes]:
    return path.read_bytes().splitlines() if path.exists() else []


def _job_fields(job: Job, batches: list[Job]) -> dict[str, object]:
    states = [_STATES[one.state] for one in batches]
    body: dict[str, object] = {
        "id": job.id,
        "operation": job.operation,
        "object": job.sobject,
        "createdById": job.created_by,
        "createdDate": moment_text(job.created),
        "systemModstamp": moment_text(max([job.modified, *(one.modified for one in batches)])),
        "state": job.state,
    }
    if job.key_field:
        body["externalIdFieldName"] = job.key_field
    busy = sum(one.busy for one in batches)
    return body | {
        "concurrencyMode": job.concurrency,
        "contentType": job.content_type,
        "numberBatchesQueued": states.count("Queued"),
        "numberBatchesInProgress": states.count("InProgress"),
        "numberBatchesCompleted": states.count("Completed"),
        "numberBatchesFailed": states.count("Failed"),
        "numberBatchesTotal": len(batches),
        "numberRecordsProcessed": sum(one.processed for one in batches),
        "numberRetries": 0,
        "apiVersion": float(job.version),
        "numberRecordsFailed": sum(one.failed for one in batches),
        "totalProcessingTime": busy,
        "apiActiveProcessingTime": busy,
        "apexProcessingTime": 0,
    }


def _batch_fields(batch: Job, *, with_message: bool = False) -> dict[str, object]:
    body: dict[str, object] = {
        "id": batch.id,
        "jobId": batch.parent,
        "state": _STATES[batch.state],
    }
    if batch.error or with_message:
        body["stateMessage"] = batch.error or None
    return body | {
        "createdDate": moment_text(batch.created),
        "systemModstamp": moment_text(batch.modified),
        "numberRecordsProcessed": batch.processed,
        "numberRecordsFailed": batch.failed,
        "totalProcessingTime": batch.busy,
        "apiActiveProcessingTime": batch.busy,
        "apexProcessingTime": 0,
    }
