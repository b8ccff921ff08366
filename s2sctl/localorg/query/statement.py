"""A query made ready to run: its SQL, the SQL that counts it, and the shape of its records."""

from collections.abc import Iterator, Sequence
from typing import Protocol, TypeAlias

from s2sctl.localorg.database import Stored
from s2sctl.localorg.query.asking import Sql
from s2sctl.localorg.query.wire import JsonRecord

Row: TypeAlias = tuple[Stored, ...]


class Statement(Protocol):
    """What the runner needs of a translated query."""

    @property
    def sql(self) -> Sql:
        """The SELECT."""

    @property
    def counting(self) -> Sql:
        """A SELECT of the number of rows."""

    @property
    def page_rows(self) -> int:
        """How many rows a page may have at most, children counted."""

    @property
    def pageable(self) -> bool:
        """Whether further pages can be fetched; aggregates have one only."""

    def records(
        self, rows: Sequence[Row], reading: "Reading", budget: int | None = None
    ) -> list[JsonRecord]:
        """The JSON records of some rows, with the children that ``reading`` fetches.

        With a budget there are fewer records than rows where their children fill it.
        """


class Reading(Protocol):
    """The database as the answer at hand sees it."""

    def each(self, sql: Sql) -> Iterator[Row]:
        """The rows of a statement, one by one."""

    def onward(self, statement: Statement, total: int, behind: int, page_rows: int) -> str:
        """The address of a statement's rows from the one at ``behind`` on; there are ``total``."""


def limited(query_limit: int | None, offset: int | None) -> Sql:
    """LIMIT and OFFSET, empty where the query has none."""
    if query_limit is None and not offset:
        return Sql("")
    limit = -1 if query_limit is None else query_limit
    return Sql(" LIMIT ? OFFSET ?", (limit, offset or 0))
