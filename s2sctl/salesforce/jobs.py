"""Rows by the thousand: jobs of Bulk API 2.0 ingest (Bulk API 2.0 and Bulk API guide)."""

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import BinaryIO

from s2sctl.errors import Bug, RequestRefused
from s2sctl.ports.job import JobId, JobState, JobStatus
from s2sctl.ports.org import Outcome, WriteBatch
from s2sctl.salesforce.client import Client
from s2sctl.salesforce.csvrows import write_rows
from s2sctl.salesforce.job_results import Results
from s2sctl.salesforce.retry import Repeat
from s2sctl.salesforce.shapes import Json, Malformed, mapping, text, whole

JOB_SIZE = 10_000
"""Rows in one job: what the org works off as one batch (Bulk API 2.0 guide, "Limits")."""

JOBS_FROM = 10_000
"""No more rows of one object than this cost fewer calls by hundreds than by a job, which takes some
eight, and a job may have to wait its turn (facts/salesforce-api.md §2.2)."""

PIECE = 256 * 1024
"""Bytes of results held in memory at a time."""

_PATH = "jobs/ingest"
_NOT_THERE = 404
_STATES: Mapping[str, JobState] = {
    "Open": JobState.OPEN,
    "UploadComplete": JobState.GOING,
    "InProgress": JobState.GOING,
    "JobComplete": JobState.ENDED,
    "Failed": JobState.ENDED,
    "Aborted": JobState.ENDED,
}


def open_job(client: Client, batch: WriteBatch) -> JobId:
    """Make an empty job. See :meth:`s2sctl.ports.org.Org.open_job`.

    Without ``assignmentRuleId`` no assignment rule runs ("Create a Job").
    """
    _check(batch)
    said = {"object": batch.schema.name, "operation": "update"}
    if batch.upsert_on is not None:
        said |= {"operation": "upsert", "externalIdFieldName": batch.upsert_on}
    said |= {"contentType": "CSV", "lineEnding": "LF", "columnDelimiter": "COMMA"}

    def once() -> JobId:
        return JobId(text(mapping(client.send("POST", _PATH, said)).get("id")))

    return client.try_once(once)


def fill_job(client: Client, job: JobId, batch: WriteBatch) -> None:
    """Upload the rows that a job can carry, once, and close the upload."""
    _check(batch)
    with tempfile.TemporaryFile() as file:
        write_rows(file, batch)

        def upload() -> None:
            file.seek(0)
            client.upload(f"{_PATH}/{job}/batches", file, "text/csv; charset=UTF-8")

        client.try_once(upload)
    client.try_once(lambda: _change(client, job, "UploadComplete"))


def look_at_job(client: Client, job: JobId) -> JobStatus:
    """How far the job is; ended where the org has none of that id."""
    try:
        info = _info(client, job)
    except RequestRefused as refused:
        if refused.status != _NOT_THERE:
            raise
        return JobStatus(JobState.ENDED)
    state = _STATES.get(text(info.get("state")))
    if state is None:
        raise Malformed("a job in a state that nobody documents")
    return JobStatus(state, whole(info.get("numberRecordsProcessed")), _failure(info))


def job_outcomes(client: Client, job: JobId, batch: WriteBatch) -> tuple[Outcome | None, ...]:
    """What became of each row: by its key, or by its id where rows are updated."""
    info = _info(client, job)
    complete = info.get("state") == "JobComplete"
    processed = whole(info.get("numberRecordsProcessed"))
    failed = whole(info.get("numberRecordsFailed"))
    results = Results(batch)
    if not complete or processed > failed:
        with _fetched(client, job, "successfulResults") as rows:
            results.read_succeeded(rows)
    if not complete or failed:
        with _fetched(client, job, "failedResults") as rows:
            results.read_failed(rows)
    return results.outcomes(at_least=processed if complete else 0)


def abort_job(client: Client, job: JobId) -> None:
    """End the job; one that has ended by itself meanwhile is left as it is."""
    try:
        client.persist(Repeat.WRITE, lambda: _change(client, job, "Aborted"))
    except RequestRefused:
        if look_at_job(client, job).state is not JobState.ENDED:
            raise


def _change(client: Client, job: JobId, state: str) -> None:
    client.send("PATCH", f"{_PATH}/{job}", {"state": state})


def _info(client: Client, job: JobId) -> Mapping[str, Json]:
    return mapping(client.get(f"{_PATH}/{job}"))


def _failure(info: Mapping[str, Json]) -> str:
    """The word before the colon: what follows may quote the rows."""
    word = str(info.get("errorMessage") or "").partition(":")[0].strip()
    return word if word.isalnum() else ""


@contextmanager
def _fetched(client: Client, job: JobId, which: str) -> Iterator[BinaryIO]:
    """A list of results, in an unlinked file: it repeats every value that was sent."""

    def once() -> BinaryIO:
        file = tempfile.TemporaryFile()  # noqa: SIM115 - closed below
        try:
            for piece in client.stream(f"{_PATH}/{job}/{which}", PIECE):
                file.write(piece)
        except BaseException:
            file.close()
            raise
        file.seek(0)
        return file

    with client.persist(Repeat.READ, once) as file:
        yield file


def _check(batch: WriteBatch) -> None:
    if len(batch.rows) > JOB_SIZE:
        raise Bug(f"{len(batch.rows)} rows in one job; {JOB_SIZE} is the most")
    if batch.assign or any(row.bodies for row in batch.rows):
        raise Bug("a job runs no assignment rule and carries no contents")
