"""Reading the rows of an answer: from the org as it is, or from a snapshot that a cursor keeps."""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from s2sctl.localorg.database import Stored
from s2sctl.localorg.query.asking import Sql
from s2sctl.localorg.query.statement import Row, Statement


class Opened(Protocol):
    """What a reader needs of an opened cursor."""

    def url(self, behind: int) -> str:
        """The address of the page that begins at ``behind``."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Runs statements, and opens cursors. A ``Reading``."""

    execute: Callable[[str, Sequence[Stored]], sqlite3.Cursor]
    open: Callable[[Statement, int, int], Opened]
    """Opens a cursor for a statement, given the number of its rows and of those of a page."""

    def each(self, sql: Sql) -> Iterator[Row]:
        """The rows of a statement, one by one."""
        yield from self.execute(sql.text, sql.values)

    def onward(self, statement: Statement, total: int, behind: int, page_rows: int) -> str:
        """The address of a statement's rows from the one at ``behind`` on; there are ``total``."""
        return self.open(statement, total, page_rows).url(behind)


class Snapshot:
    """The database as it was when it was taken."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        connection.execute("BEGIN")
        connection.execute("SELECT 1 FROM sqlite_schema LIMIT 1").fetchone()  # takes it now

    def execute(self, sql: str, values: Sequence[Stored]) -> sqlite3.Cursor:
        """Run a statement in the snapshot."""
        return self._connection.execute(sql, values)

    def close(self) -> None:
        """Let go of it."""
        self._connection.close()
