"""Subqueries over child relationships: which rows they mean, and how they reach their parents."""

import json
from collections.abc import Sequence

from s2sctl.localorg.definitions import FieldDefinition, ObjectDefinition
from s2sctl.localorg.query import complaint
from s2sctl.localorg.query.asking import Asking, Sql
from s2sctl.localorg.query.shape import Row
from s2sctl.localorg.query.statement import Read, Statement
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


class ChildLoader:
    """Fetches the children of a page of parents in one statement, and hands them out."""

    def __init__(
        self, statement: Statement, parent_index: int, key_index: int, limit: tuple[int, int | None]
    ) -> None:
        self._statement = statement
        self._parent_index = parent_index
        self._key_index = key_index
        self._offset, self._limit = limit
        self._found: dict[object, list[JsonRecord]] = {}

    def load(self, rows: Sequence[Row], read: Read) -> None:
        """Read the children of the parents in ``rows``."""
        ids = json.dumps([row[self._parent_index] for row in rows])
        sql = self._statement.sql
        found = read(
            Sql(sql.text, tuple(ids if value == _PARENTS else value for value in sql.values))
        )
        records = self._statement.records(found, read)
        self._found = {}
        for row, record in zip(found, records, strict=True):
            self._found.setdefault(row[self._key_index], []).append(record)

    def build(self, row: Row) -> JsonRecord | None:
        """The children of one parent as a query answer; null where there are none."""
        last = None if self._limit is None else self._offset + self._limit
        records = self._found.get(row[self._parent_index], [])[self._offset : last]
        if not records:
            return None
        return {"totalSize": len(records), "done": True, "records": records}
