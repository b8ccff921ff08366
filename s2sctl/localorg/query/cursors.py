"""Queries with further pages: each keeps the snapshot in which it was asked.

Source: REST guide, "Query" (``nextRecordsUrl``), and facts/salesforce-api.md §1.3: a cursor lives
two days, and belongs to the user who opened it.
"""

import secrets
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from s2sctl.localorg.database import Database
from s2sctl.localorg.faults import RequestError
from s2sctl.localorg.ids import base62
from s2sctl.localorg.query.pages import LivePages, Pages
from s2sctl.localorg.query.reading import Reader, Snapshot
from s2sctl.localorg.query.spool import SpooledPages
from s2sctl.localorg.query.statement import Statement
from s2sctl.localorg.query.wire import JsonRecord
from s2sctl.model.ids import RecordId, checksum

LIFE = timedelta(days=2)
MOST = 100
"""Answers kept open, each with its snapshot; the oldest is given up for a new one."""

_PREFIX = "0r8"


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, when, and in which API version: what a cursor keeps of its request."""

    user: RecordId
    now: datetime
    version: str


@dataclass(frozen=True, slots=True)
class Cursor:
    """One open query."""

    locator: str
    asker: Asker
    total: int
    pages: Pages

    def url(self, behind: int) -> str:
        """The address of the page that begins at ``behind``."""
        return f"/services/data/v{self.asker.version}/query/{self.locator}-{behind}"

    def page(self, offset: int) -> tuple[list[JsonRecord], str | None]:
        """The records from ``offset`` on, and where the next ones are."""
        records = self.pages.page(offset)
        behind = offset + len(records)
        return records, None if behind >= self.total else self.url(behind)


@dataclass(slots=True)
class Answer:
    """The cursors that one query opened, its own and those of its subqueries."""

    expires: datetime
    locators: list[str] = field(default_factory=list)
    snapshot: Snapshot | None = None

    def close(self) -> None:
        """Let go of the snapshot."""
        if self.snapshot is not None:
            self.snapshot.close()


class QueryCursors:
    """The open cursors of an org."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._open: dict[str, Cursor] = {}
        self._answers: OrderedDict[int, Answer] = OrderedDict()

    def reader(self, asker: Asker) -> Reader:
        """What reads the rows of a new query, and opens cursors for what follows."""
        answer = Answer(asker.now + LIFE)
        return Reader(
            self._database.execute,
            lambda statement, total, rows: self._open_one(answer, asker, statement, total, rows),
        )

    def find(self, locator: str, user: RecordId, now: datetime) -> tuple[Cursor, int]:
        """The cursor and offset that ``0r8…-2000`` names. Raises ``INVALID_QUERY_LOCATOR``."""
        self._forget(now)
        name, _, offset = locator.rpartition("-")
        cursor = self._open.get(name)
        known = cursor is not None and cursor.asker.user == user and offset.isdigit()
        if cursor is None or not known or int(offset) >= max(cursor.total, 1):
            raise RequestError(400, "INVALID_QUERY_LOCATOR", "invalid query locator")
        return cursor, int(offset)

    def close(self) -> None:
        """Give all cursors up."""
        for name in list(self._answers):
            self._give_up(name)

    def _open_one(
        self, answer: Answer, asker: Asker, statement: Statement, total: int, page_rows: int
    ) -> Cursor:
        self._forget(asker.now)
        if self._database.in_transaction:
            # Another connection would not see what the transaction wrote so far.
            reader = self._reader(answer, asker)
            pages: Pages = SpooledPages(statement, reader, page_rows)
        else:
            answer.snapshot = answer.snapshot or Snapshot(self._database.reader())
            pages = LivePages(statement, self._reader(answer, asker), page_rows)
        cursor = Cursor(_locator(), asker, total, pages)
        answer.locators.append(cursor.locator)
        self._open[cursor.locator] = cursor
        self._keep(answer)
        return cursor

    def _reader(self, answer: Answer, asker: Asker) -> Reader:
        snapshot = answer.snapshot
        execute = self._database.execute if snapshot is None else snapshot.execute
        return Reader(
            execute,
            lambda statement, total, rows: self._open_one(answer, asker, statement, total, rows),
        )

    def _keep(self, answer: Answer) -> None:
        self._answers[id(answer)] = answer
        while len(self._answers) > MOST:
            self._give_up(next(iter(self._answers)))

    def _forget(self, now: datetime) -> None:
        for name, answer in list(self._answers.items()):
            if answer.expires > now:
                break
            self._give_up(name)

    def _give_up(self, name: int) -> None:
        answer = self._answers.pop(name)
        for locator in answer.locators:
            self._open.pop(locator).pages.close()
        answer.close()


def _locator() -> str:
    fifteen = f"{_PREFIX}{base62(secrets.randbelow(62**12), 12)}"
    return fifteen + checksum(fifteen)
