"""The pages of an open query, read from its snapshot as they are asked for."""

import sqlite3
from typing import Protocol

from s2sctl.localorg.query.reading import Reader
from s2sctl.localorg.query.statement import Row, Statement
from s2sctl.localorg.query.wire import JsonRecord


class Pages(Protocol):
    """What a cursor needs of its pages."""

    def page(self, offset: int) -> list[JsonRecord]:
        """The records from ``offset`` on, as many as a page takes."""

    def close(self) -> None:
        """Let go of what the pages hold."""


class LivePages:
    """Pages of a statement. Any page may be asked for again."""

    def __init__(self, statement: Statement, reader: Reader, page_rows: int) -> None:
        self._statement = statement
        self._reader = reader
        self._page_rows = page_rows
        self._running: sqlite3.Cursor | None = None
        self._position = 0

    def page(self, offset: int) -> list[JsonRecord]:
        """The records from ``offset`` on; fewer where children fill the page."""
        rows = self._rows(offset)
        records = self._statement.records(rows, self._reader, self._page_rows)
        if len(records) < len(rows):
            self._running = None
        return records

    def close(self) -> None:
        """Let go of the running statement."""
        self._running = None

    def _rows(self, offset: int) -> list[Row]:
        if self._running is None or self._position != offset:
            sql = self._statement.sql
            text = f"SELECT * FROM ({sql.text}) LIMIT -1 OFFSET ?"
            self._running = self._reader.execute(text, (*sql.values, offset))
        rows: list[Row] = self._running.fetchmany(self._page_rows)
        self._position = offset + len(rows)
        return rows
