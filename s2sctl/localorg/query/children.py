"""Subqueries over child relationships: which rows they mean, and how they reach their parents."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from s2sctl.localorg.database import Stored
from s2sctl.localorg.definitions import FieldDefinition, ObjectDefinition
from s2sctl.localorg.query import complaint
from s2sctl.localorg.query.asking import Asking, Sql
from s2sctl.localorg.query.statement import Reading, Row, Statement
from s2sctl.localorg.query.wire import JsonRecord
from s2sctl.soql.tree import FieldPath, Query

_MOST = 20
_LEVELS = 4
_NESTING_SINCE = 58.0
"""The API version with which subqueries may stand in subqueries (five levels with the root)."""

_PARENTS = "\0parents"
"""Stands for the parents' ids in a child statement until they are known."""


def check_children(asking: Asking, query: Query, before: int, depth: int) -> None:
    """Refuse one subquery too many, and one too deep.

    ``before`` are the subqueries in the same SELECT list, ``depth`` how deep that list stands.
    """
    at = query.source.path.at
    levels = _LEVELS if asking.version >= _NESTING_SINCE else 1
    if depth >= levels:
        text = (
            f"SOQL statements cannot query aggregate relationships more than {levels} level away "
            "from the root entity object."
        )
        raise asking.refusal(complaint.INVALID_TYPE, text, at)
    if before >= _MOST:
        text = f"SOQL statements cannot have more than {_MOST} subqueries in a SELECT list"
        raise asking.refusal(complaint.MALFORMED, text, at)


def child_of(
    asking: Asking, parent: ObjectDefinition, path: FieldPath
) -> tuple[ObjectDefinition, FieldDefinition]:
    """The object and the lookup behind a child relationship. Raises ``INVALID_TYPE``."""
    name = path.parts[-1].lower()
    for definition in asking.definitions:
        if not asking.may_read(definition):
            continue
        for field in asking.viewer.readable(definition).values():
            if field.child_relationship.lower() == name and parent.name in field.reference_to:
                return definition, field
    text = complaint.no_relationship(str(path), "FROM part of query call")
    raise asking.refusal(complaint.INVALID_TYPE, text, path.at)


def of_parents(key: str) -> Sql:
    """The condition that a row's lookup names one of the parents at hand."""
    return Sql(f"{key} IN (SELECT value FROM json_each(?))", (_PARENTS,))


@dataclass(frozen=True, slots=True)
class OneParents:
    """The children of one parent as a query of its own, for the pages behind the first.

    A ``Statement``. ``limit`` and ``offset`` are the subquery's.
    """

    children: Statement
    parent: Stored
    limit: int | None
    offset: int
    page_rows: int
    pageable: bool = True

    @property
    def sql(self) -> Sql:
        """The SELECT."""
        inner = _over(self.children.sql, [self.parent])
        bound = -1 if self.limit is None else self.limit
        return Sql(
            f"SELECT * FROM ({inner.text}) LIMIT ? OFFSET ?", (*inner.values, bound, self.offset)
        )

    @property
    def counting(self) -> Sql:
        """A SELECT of the number of rows."""
        return Sql(f"SELECT COUNT(*) FROM ({self.sql.text})", self.sql.values)

    def records(
        self, rows: Sequence[Row], reading: Reading, budget: int | None = None
    ) -> list[JsonRecord]:
        """The JSON records of some rows."""
        return self.children.records(rows, reading, budget)


class ChildLoader:
    """Fetches the children of some parents in one statement, and hands them out."""

    def __init__(
        self, statement: Statement, parent_index: int, key_index: int, limit: tuple[int, int | None]
    ) -> None:
        self.statement = statement
        self._parent_index = parent_index
        self._key_index = key_index
        self._offset, self._limit = limit
        self._found: dict[Stored, list[JsonRecord]] = {}
        self._totals: Counter[Stored] = Counter()
        self._onward: dict[Stored, str] = {}

    def load(self, rows: Sequence[Row], reading: Reading, most: int) -> None:
        """Read the children of the parents in ``rows``, ``most`` of each at first."""
        kept: list[Row] = []
        seen: Counter[Stored] = Counter()
        last = None if self._limit is None else self._offset + self._limit
        for row in reading.each(
            _over(self.statement.sql, [row[self._parent_index] for row in rows])
        ):
            parent = row[self._key_index]
            seen[parent] += 1
            place = seen[parent]
            if self._offset < place <= min(self._offset + most, place if last is None else last):
                kept.append(row)
        self._totals = Counter(
            {parent: len(range(count)[self._offset : last]) for parent, count in seen.items()}
        )
        self._found, self._onward = {}, {}
        records = self.statement.records(kept, reading)
        for row, record in zip(kept, records, strict=True):
            self._found.setdefault(row[self._key_index], []).append(record)
        self._bind(reading)

    def _bind(self, reading: Reading) -> None:
        for parent, records in self._found.items():
            if len(records) < self._totals[parent]:
                rest = OneParents(
                    self.statement, parent, self._limit, self._offset, self.statement.page_rows
                )
                total = self._totals[parent]
                self._onward[parent] = reading.onward(rest, total, len(records), rest.page_rows)

    def count(self, row: Row) -> int:
        """How many children of one parent come with it."""
        return len(self._found.get(row[self._parent_index], ()))

    def build(self, row: Row) -> JsonRecord | None:
        """The children of one parent as a query answer; null where there are none."""
        parent = row[self._parent_index]
        records = self._found.get(parent)
        if not records:
            return None
        answer: JsonRecord = {"totalSize": self._totals[parent], "done": parent not in self._onward}
        if parent in self._onward:
            answer["nextRecordsUrl"] = self._onward[parent]
        answer["records"] = records
        return answer


def _over(sql: Sql, parents: Sequence[Stored]) -> Sql:
    """The statement for these parents."""
    ids = json.dumps(parents)
    return Sql(sql.text, tuple(ids if value == _PARENTS else value for value in sql.values))
