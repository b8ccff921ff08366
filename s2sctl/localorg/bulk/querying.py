"""Working off a query job: its rows, as they were when it began, written to a file."""

import sqlite3
import time
from array import array
from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO

from s2sctl.localorg.access import Viewer
from s2sctl.localorg.bulk.job import COMPLETE, FAILED, Job
from s2sctl.localorg.bulk.shelf import RESULTS, Shelf
from s2sctl.localorg.bulk.table import JsonLines, Table
from s2sctl.localorg.faults import RequestError
from s2sctl.localorg.query import QueryRunner
from s2sctl.localorg.query.statement import Row, Statement
from s2sctl.model.ids import RecordId
from s2sctl.soql.parse import parse_query

if TYPE_CHECKING:
    from s2sctl.localorg.org import LocalOrg

INDEX = "results.index"
"""Where each row begins in the results: eight bytes a row."""
_ROWS = 2_000


def check(runner: QueryRunner, viewer: Viewer, job: Job) -> tuple[Statement, Table | JsonLines]:
    """The job's query made ready. Raises ``RequestError`` where a job cannot run it."""
    statement = runner.prepare(job.query, viewer, job.operation == "queryAll", f"{job.version}.0")
    newline = job.newline.decode()
    query = parse_query(job.query)
    if job.content_type != "CSV":
        return statement, JsonLines(query, statement)
    return statement, Table(query, statement, job.separator, newline)


class QueryWork:
    """The processing of one query job; ``step`` until it says it is done."""

    def __init__(self, org: "LocalOrg", shelf: Shelf, job: Job, runner: QueryRunner) -> None:
        self._org, self._shelf, self._job, self._runner = org, shelf, job, runner
        self._rows: Iterator[Row] | None = None
        self._connection: sqlite3.Connection | None = None
        self._table: Table | JsonLines | None = None

    def step(self) -> bool:
        """Write the next rows; whether the job has ended with them."""
        job, started = self._job, time.monotonic()
        try:
            done = self._next()
            if done:
                job.state = COMPLETE
        except RequestError as refused:
            job.state, job.error, done = FAILED, f"{refused.error_code}: {refused.message}", True
        if done:
            self.close()
        job.busy += max(1, round((time.monotonic() - started) * 1000))
        self._shelf.touch(job)
        return done

    def close(self) -> None:
        """Let go of the snapshot."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _next(self) -> bool:
        if self._connection is None or self._table is None:
            self._begin()
        assert self._connection is not None
        assert self._table is not None
        assert isinstance(self._rows, sqlite3.Cursor)
        rows = self._rows.fetchmany(_ROWS)
        job = self._job
        with (
            self._shelf.file(job, RESULTS).open("ab") as results,
            self._shelf.file(job, INDEX).open("ab") as index,
        ):
            self._write(rows, self._table, results, index)
        job.processed += len(rows)
        return len(rows) < _ROWS

    def _begin(self) -> None:
        """Take the snapshot. A job that a stopped server left half done begins anew."""
        job = self._job
        viewer = self._org.viewer(RecordId(job.created_by))
        statement, self._table = check(self._runner, viewer, job)
        self._connection = self._org.database.reader()
        self._connection.execute("BEGIN")
        self._rows = self._connection.execute(statement.sql.text, statement.sql.values)
        job.processed = 0
        self._shelf.file(job, RESULTS).write_bytes(self._table.header)
        self._shelf.file(job, INDEX).write_bytes(b"")

    def _write(
        self,
        rows: list[Row],
        table: Table | JsonLines,
        results: BinaryIO,
        index: BinaryIO,
    ) -> None:
        offsets = array("Q")
        at = results.seek(0, 2)
        for values in rows:
            line = table.row(values)
            offsets.append(at)
            results.write(line)
            at += len(line)
        index.write(offsets.tobytes())
