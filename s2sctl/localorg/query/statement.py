"""A query made ready to run: its SQL, the SQL that counts it, and the shape of its records."""

from collections.abc import Callable, Sequence
from typing import Protocol, TypeAlias

from s2sctl.localorg.database import Stored
from s2sctl.localorg.query.asking import Sql
from s2sctl.localorg.query.wire import JsonRecord

Read: TypeAlias = Callable[[Sql], list[tuple[Stored, ...]]]
"""Runs a statement in the snapshot that the query reads, and takes all rows."""


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
        """How many rows a page may have at most."""

    @property
    def pageable(self) -> bool:
        """Whether further pages can be fetched; aggregates have one only."""

    def records(self, rows: Sequence[tuple[Stored, ...]], read: Read) -> list[JsonRecord]:
        """The JSON records of some rows; ``read`` fetches their children."""


def limited(query_limit: int | None, offset: int | None) -> Sql:
    """LIMIT and OFFSET, empty where the query has none."""
    if query_limit is None and not offset:
        return Sql("")
    limit = -1 if query_limit is None else query_limit
    return Sql(" LIMIT ? OFFSET ?", (limit, offset or 0))
