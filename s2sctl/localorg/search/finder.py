"""Searches carried out: words sought in the text of rows, rows read by SOQL."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from s2sctl.localorg.access import Viewer
from s2sctl.localorg.database import quoted
from s2sctl.localorg.definitions import FieldDefinition, ObjectDefinition
from s2sctl.localorg.faults import RequestError
from s2sctl.localorg.query import QueryRunner, complaint
from s2sctl.localorg.search.expression import Expression, matches, sieve, words_of
from s2sctl.localorg.search.statement import Returning, Search

if TYPE_CHECKING:
    from s2sctl.localorg.org import LocalOrg

_TEXT = frozenset(
    {"string", "textarea", "email", "phone", "url", "picklist", "multipicklist", "combobox"}
)
_NEVER = frozenset({"OwnerId", "CreatedById", "LastModifiedById"})
_UNSEARCHED = frozenset({"Profile", "PermissionSet", "Organization", "RecordType"})


class Finder:
    """Searches one org as its users see it."""

    def __init__(self, org: "LocalOrg", queries: QueryRunner) -> None:
        self._org = org
        self._queries = queries

    def find(self, search: Search, viewer: Viewer, version: str) -> list[dict[str, object]]:
        """The rows found, object by object in the order asked.

        Raises ``RequestError`` INVALID_TYPE for an object that cannot be searched, and what SOQL
        raises for the fields and conditions of RETURNING.
        """
        found: list[dict[str, object]] = []
        for one in search.returning or self._everything(viewer):
            if len(found) >= search.limit:
                break
            rows = self._of_object(search, one, viewer, version)
            found += rows[: search.limit - len(found)]
        return found

    def _everything(self, viewer: Viewer) -> Iterator[Returning]:
        for definition in sorted(self._org.definitions, key=lambda one: one.name):
            if _searchable(definition) and viewer.access(definition).read:
                yield Returning(definition.name)

    def _of_object(
        self, search: Search, one: Returning, viewer: Viewer, version: str
    ) -> list[dict[str, object]]:
        definition = self._org.definitions.find(one.sobject)
        if definition is None or not viewer.access(definition).read or not _searchable(definition):
            message = complaint.no_object(one.sobject)
            raise RequestError(400, complaint.INVALID_TYPE, message)
        ids = list(self._ids(search.expression, search.scope, definition, viewer, search.limit))
        # Asked even for no rows, so that a wrong field is refused whether or not rows are found.
        listed = ",".join(
            f"'{record_id}'" for record_id in ids or [f"{definition.key_prefix}{0:012}"]
        )
        where = f" AND ({one.where})" if one.where else ""
        soql = (
            f"SELECT {', '.join(one.fields or ('Id',))} FROM {definition.name} "
            f"WHERE Id IN ({listed}){where}{one.tail}"
        )
        records = self._queries.run(soql, viewer, version=version).records
        return records if one.tail else sorted(records, key=lambda row: _place(ids, row))

    def _ids(
        self,
        expression: Expression,
        scope: str,
        definition: ObjectDefinition,
        viewer: Viewer,
        most: int,
    ) -> Iterator[str]:
        columns = [one.name for one in _columns(definition, viewer, scope)]
        if not columns:
            return
        text = " || ' ' || ".join(f"coalesce({quoted(name)}, '')" for name in columns)
        alternatives = sieve(expression)
        likely = " OR ".join(
            "(" + (" AND ".join([f"instr(SF_FOLD({text}), ?) > 0"] * len(runs)) or "1") + ")"
            for runs in alternatives
        )
        condition, hidden = viewer.visible(definition) or ("1", ())
        alive = '"IsDeleted" = 0' if definition.find("IsDeleted") else "1"
        sql = (
            f'SELECT "Id", {", ".join(map(quoted, columns))} FROM {quoted(definition.name)} '
            f'WHERE {alive} AND {condition} AND ({likely}) ORDER BY "Id"'
        )
        values = (*hidden, *(run for runs in alternatives for run in runs))
        cursor = self._org.database.execute(sql, values)
        number = 0
        for row in cursor:
            fields = [words_of(str(value)) for value in row[1:] if value is not None]
            if matches(expression, fields):
                yield str(row[0])
                number += 1
            if number >= most:
                break
        cursor.close()


def _place(ids: list[str], row: dict[str, object]) -> int:
    attributes = row.get("attributes")
    url = str(attributes.get("url")) if isinstance(attributes, dict) else ""
    return ids.index(url.rpartition("/")[2])


def _searchable(definition: ObjectDefinition) -> bool:
    return definition.searchable and definition.queryable and definition.name not in _UNSEARCHED


def _columns(definition: ObjectDefinition, viewer: Viewer, scope: str) -> Iterator[FieldDefinition]:
    for field in viewer.readable(definition).values():
        if field.type not in _TEXT or not field.stored or field.name in _NEVER:
            continue
        named = field.name_field or field.compound == "Name"
        if (
            scope in ("ALL", "SIDEBAR")
            or scope == field.type.upper()
            or (scope == "NAME" and named)
        ):
            yield field
