"""Working off an ingest job, some rows at a time."""

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, BinaryIO

from s2sctl.localorg import records
from s2sctl.localorg.access import Viewer
from s2sctl.localorg.bulk.columns import NULL, Header, header_of
from s2sctl.localorg.bulk.commit import LateCommit
from s2sctl.localorg.bulk.csvrows import cell, read_rows
from s2sctl.localorg.bulk.disorder import RowRefuser
from s2sctl.localorg.bulk.job import BATCH, COMPLETE, FAILED, Job
from s2sctl.localorg.bulk.refusal import BatchRefused
from s2sctl.localorg.bulk.shelf import DATA, REFUSED, SUCCEEDED, Shelf
from s2sctl.localorg.definitions import ObjectDefinition
from s2sctl.localorg.faults import RowError
from s2sctl.localorg.records import Change, Operation, Outcome, SaveOptions
from s2sctl.localorg.records.erasing import erase_many
from s2sctl.model.ids import RecordId

if TYPE_CHECKING:
    from s2sctl.localorg.org import LocalOrg

_CHUNK = 200
"""Rows saved together, as Salesforce hands them to triggers."""
_CHUNKS = 5
"""Chunks a step saves; between steps other requests get their turn."""


@dataclass(slots=True)
class _Row:
    """A row of the data: as it was written, and what is to be done or why it cannot be."""

    raw: bytes
    id: str = ""
    change: Change | None = None
    refusal: RowError | None = None


class IngestWork:
    """The processing of one ingest job; ``step`` until it says it is done.

    Rows, counts and result files of a step are kept together or not at all, so that a server
    that dies meanwhile takes no row twice.
    """

    def __init__(self, org: "LocalOrg", shelf: Shelf, job: Job, refuser: RowRefuser) -> None:
        self._org, self._shelf, self._job, self._refuser = org, shelf, job, refuser
        self._viewer: Viewer = org.viewer(RecordId(job.created_by))
        self._header: Header | None = None
        self._commit = LateCommit(org, refuser)

    @property
    def held_up(self) -> bool:
        """Whether the job waits for an ordered commit to come to its end."""
        return self._commit.pending

    def close(self) -> None:
        """Let go of the rows that a commit held."""
        self._commit.give_up()

    def step(self) -> bool:
        """Process the next rows; whether the job has ended with them."""
        job, started = self._job, time.monotonic()
        try:
            done = self._next()
            if done:
                job.state = COMPLETE
        except BatchRefused as refused:
            job.state, job.error, done = FAILED, refused.message, True
        job.busy += max(1, round((time.monotonic() - started) * 1000))
        self._shelf.touch(job)
        return done

    def _next(self) -> bool:
        job = self._job
        if job.uploads > 1:
            raise BatchRefused(_twice(job))
        path = self._shelf.file(job, DATA)
        if not path.exists() or not path.stat().st_size:
            raise BatchRefused("ClientInputError : No data was uploaded for the job")
        with path.open("rb") as data:
            if self._header is None:
                self._header = self._read_header(data)
            data.seek(job.position)
            return self._rows(data, self._header)

    def _read_header(self, data: BinaryIO) -> Header:
        """The header's meaning; the job stands behind it then, if it stood before."""
        job = self._job
        names, raw = next(read_rows(data, job.separator, job.newline), ([], b""))
        definition = self._definition()
        header = header_of(
            self._org.definitions, self._viewer, definition, names, job.operation, job.key_field
        )
        job.position = job.position or len(raw)
        return header

    def _definition(self) -> ObjectDefinition:
        definition = self._org.definitions.find(self._job.sobject)
        if definition is None:
            raise BatchRefused(f"InvalidJob : Unable to find object: {self._job.sobject}")
        return definition

    def _rows(self, data: BinaryIO, header: Header) -> bool:
        job = self._job
        source = read_rows(data, job.separator, job.newline)
        with (
            self._shelf.file(job, SUCCEEDED).open("ab") as succeeded,
            self._shelf.file(job, REFUSED).open("ab") as refused,
        ):
            for file, length in ((succeeded, job.succeeded_bytes), (refused, job.failed_bytes)):
                file.truncate(length)
                file.seek(length)
            for _ in range(_CHUNKS):
                read = list(islice(source, _CHUNK))
                if not read:
                    return True
                rows = [self._row(header, cells, raw) for cells, raw in read if cells]
                if self._commit.awaits(job.sobject, [row.id for row in rows if row.id]):
                    return False
                with self._org.database.transaction():
                    self._save(rows, succeeded, refused)
                    job.position += sum(len(raw) for _, raw in read)
                    self._shelf.save(job)
        return False

    def _row(self, header: Header, cells: Sequence[str], raw: bytes) -> _Row:
        job = self._job
        if len(cells) != header.width:
            raise BatchRefused(
                f"InvalidBatch : Row {job.processed + 1} has {len(cells)} columns, the header has "
                f"{header.width}"
            )
        row = _Row(raw)
        try:
            if header.id_place >= 0:
                row.id = cells[header.id_place]
            key = None
            if header.key_place >= 0:
                key = _key(job, cells[header.key_place])
            values = header.values(cells)
            row.change = Change(job.sobject, values, row.id or None, key)
        except RowError as error:
            row.refusal = error
        return row

    def _save(self, rows: list[_Row], succeeded: BinaryIO, refused: BinaryIO) -> None:
        job = self._job
        if self._refuser.refuses_rows:
            for row in rows:
                row.refusal = row.refusal or self._refuser.refuse_row(job.sobject, row.raw.decode())
        outcomes = iter(self._run([row for row in rows if row.refusal is None]))
        for row in rows:
            outcome = Outcome(error=row.refusal) if row.refusal else next(outcomes)
            if job.kind == BATCH:
                job.failed += outcome.error is not None
                succeeded.write(_outcome_line(outcome))
            elif outcome.error is None:
                self._write(succeeded, str(outcome.id), _truth(outcome.created), row.raw)
            else:
                job.failed += 1
                self._write(refused, row.id, _error_text(outcome.error), row.raw)
        job.processed += len(rows)
        succeeded.flush()
        refused.flush()
        job.succeeded_bytes, job.failed_bytes = succeeded.tell(), refused.tell()

    def _run(self, rows: list[_Row]) -> list[Outcome]:
        org, viewer, job = self._org, self._viewer, self._job
        # A job runs an assignment rule only where it names one ("Create a Job").
        options = SaveOptions(
            assign=job.assignment_rule or False,
            late=self._refuser.late_rows(job.sobject) + self._commit.seconds,
        )
        ids = [row.id for row in rows]
        match job.operation:
            case "delete":
                return records.delete_many(org, viewer, ids, options)
            case "hardDelete":
                return erase_many(org, viewer, ids, options)
            case _:
                changes = [row.change for row in rows if row.change is not None]
                operation = Operation(job.operation)
                return records.save_many(org, viewer, operation, changes, options, job.key_field)

    def _write(self, file: BinaryIO, first: str, second: str, raw: bytes) -> None:
        job = self._job
        head = f"{cell(first)}{job.separator}{cell(second)}{job.separator}".encode()
        file.write(head + raw.removesuffix(b"\n").removesuffix(b"\r") + job.newline)


def _key(job: Job, text: str) -> str | None:
    if job.key_field.lower() != "id" and text in ("", NULL):
        raise RowError("MISSING_ARGUMENT", f"{job.key_field} not specified")
    return None if text in ("", NULL) else text


def _truth(value: bool) -> str:
    return "true" if value else "false"


def _outcome_line(outcome: Outcome) -> bytes:
    """What became of a row, as Bulk API 1.0 tells it in JSON; one line, in the data's order."""
    error = outcome.error
    told = {
        "success": error is None,
        "created": outcome.created,
        "id": outcome.id,
        "errors": []
        if error is None
        else [
            {
                "message": error.message,
                "fields": list(error.fields),
                "statusCode": error.status_code,
                "extendedErrorDetails": None,
            }
        ],
    }
    return json.dumps(told, ensure_ascii=False).encode() + b"\n"


def _error_text(error: RowError) -> str:
    """``CODE:message:Field --`` (recorded: wire/bulk2 jobs_get_failures)."""
    fields = f"{','.join(error.fields)} " if error.fields else ""
    return f"{error.status_code}:{error.message}:{fields}--"


def _twice(job: Job) -> str:
    return (
        f"ClientInputError : Found multiple contents for job: <{job.id}>, please 'Close' / "
        "'Abort' / 'Delete' the current Job then create a new Job and make sure you only do "
        "'PUT' once on a given Job."
    )
