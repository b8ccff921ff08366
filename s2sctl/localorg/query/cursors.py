"""Queries with further pages: each keeps the snapshot in which it was asked.

Source: REST guide, "Query" (``nextRecordsUrl``), and facts/salesforce-api.md §1.3: a cursor lives
two days, and belongs to the user who opened it.
"""

import secrets
import sqlite3
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta

from s2sctl.localorg.database import Database, Stored
from s2sctl.localorg.faults import RequestError
from s2sctl.localorg.ids import base62
from s2sctl.localorg.query.asking import Sql
from s2sctl.localorg.query.statement import Statement
from s2sctl.model.ids import RecordId, checksum

LIFE = timedelta(days=2)
MOST = 100
"""Open cursors kept; the oldest is given up for a new one."""

_PREFIX = "0r8"


@dataclass(slots=True)
class Cursor:
    """One open query. ``position`` is how many rows ``running`` has given so far."""

    locator: str
    owner: RecordId
    expires: datetime
    statement: Statement
    connection: sqlite3.Connection
    total: int
    page_rows: int
    version: str
    running: sqlite3.Cursor | None = None
    position: int = 0

    def rows(self, offset: int) -> list[tuple[Stored, ...]]:
        """The page that begins at ``offset``; any page may be asked for again."""
        if self.running is None or self.position != offset:
            sql = self.statement.sql
            text = f"SELECT * FROM ({sql.text}) LIMIT -1 OFFSET ?"
            self.running = self.connection.execute(text, (*sql.values, offset))
        rows: list[tuple[Stored, ...]] = self.running.fetchmany(self.page_rows)
        self.position = offset + len(rows)
        return rows

    def read(self, sql: Sql) -> list[tuple[Stored, ...]]:
        """All rows of another statement in the same snapshot."""
        return self.connection.execute(sql.text, sql.values).fetchall()


class QueryCursors:
    """The open cursors of an org."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._open: OrderedDict[str, Cursor] = OrderedDict()

    def open(
        self, statement: Statement, owner: RecordId, now: datetime, page_rows: int, version: str
    ) -> Cursor:
        """Keep the database as it is now for further pages of ``statement``."""
        self._forget(now)
        connection = self._database.reader()
        connection.execute("BEGIN")
        counting = statement.counting
        (total,) = connection.execute(counting.text, counting.values).fetchone()
        cursor = Cursor(
            _locator(), owner, now + LIFE, statement, connection, int(total), page_rows, version
        )
        self._open[cursor.locator] = cursor
        return cursor

    def find(self, locator: str, owner: RecordId, now: datetime) -> tuple[Cursor, int]:
        """The cursor and offset that ``0r8…-2000`` names. Raises ``INVALID_QUERY_LOCATOR``."""
        self._forget(now, spare=True)
        name, _, offset = locator.rpartition("-")
        cursor = self._open.get(name)
        known = cursor is not None and cursor.owner == owner and offset.isdigit()
        if cursor is None or not known or int(offset) >= max(cursor.total, 1):
            raise RequestError(400, "INVALID_QUERY_LOCATOR", "invalid query locator")
        return cursor, int(offset)

    def close(self) -> None:
        """Give all cursors up."""
        for cursor in self._open.values():
            cursor.connection.close()
        self._open.clear()

    def _forget(self, now: datetime, *, spare: bool = False) -> None:
        for name, cursor in list(self._open.items()):
            if cursor.expires > now and (spare or len(self._open) < MOST):
                break
            cursor.connection.close()
            del self._open[name]


def _locator() -> str:
    fifteen = f"{_PREFIX}{base62(secrets.randbelow(62**12), 12)}"
    return fifteen + checksum(fifteen)
