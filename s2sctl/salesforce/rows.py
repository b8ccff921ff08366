"""Rows on the wire and rows as the engine sees them."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from s2sctl.errors import Bug
from s2sctl.model.bodies import unread_value
from s2sctl.model.documents import DOCUMENT, LINKED
from s2sctl.model.ids import Key, RecordId, is_id, to18
from s2sctl.model.names import FieldName
from s2sctl.model.records import Record
from s2sctl.model.schema import FieldSchema, ObjectSchema
from s2sctl.model.values import Value, canonical, parse_datetime
from s2sctl.salesforce.columns import CONNECTION, KEY, size_column
from s2sctl.salesforce.shapes import Json, Malformed, text

NEVER = datetime(1970, 1, 1, tzinfo=UTC)
"""The stamp of a row whose object keeps none."""


def record_of(schema: ObjectSchema, row: Mapping[str, Json], fields: Iterable[FieldName]) -> Record:
    """The record in a wire row. ``fields`` are those that were asked for beside the system's.

    Raises Malformed where the row is not what was asked.
    """
    modified = row.get("LastModifiedDate")
    stamp = row.get("SystemModstamp") or modified or row.get("CreatedDate")
    return Record(
        object=schema.name,
        id=_id(row.get("Id")),
        modstamp=_moment(stamp) if stamp else NEVER,
        values={name: _value(schema, name, row) for name in fields},
        modified_at=_moment(modified) if modified else None,
        modified_by=_optional_id(row.get("LastModifiedById")),
        deleted=row.get("IsDeleted") is True,
        key=Key.parse(_optional_text(row.get(KEY))),
        connection_id=_optional_id(row.get(CONNECTION)),
        master_id=_optional_id(row.get("MasterRecordId")),
        converted=row.get("IsConverted") is True,
    )


def _value(schema: ObjectSchema, name: FieldName, row: Mapping[str, Json]) -> Value:
    field = schema.find(name) or _SYSTEM.get(name)
    if field is None:
        raise Bug(f"{schema.name}.{name} was asked for and is not in its schema")
    try:
        size = size_column(schema, field.name)
        if size is not None:
            return unread_value(int(str(row[size] or 0)))
        if schema.name == DOCUMENT and name == LINKED:
            return None
        return canonical(field, row[field.name])
    except (KeyError, ValueError, OverflowError):
        raise Malformed(f"{schema.name}.{name} is not what was asked for") from None


_SYSTEM = {
    FieldName(name): FieldSchema(FieldName(name), type_)
    for name, type_ in (
        ("Id", "id"),
        ("SystemModstamp", "datetime"),
        ("LastModifiedDate", "datetime"),
        ("CreatedDate", "datetime"),
        ("LastModifiedById", "reference"),
        ("CreatedById", "reference"),
        ("IsDeleted", "boolean"),
    )
}
"""For schemas of our own making, which do not repeat system fields."""


def _id(value: Json) -> RecordId:
    try:
        return to18(text(value))
    except ValueError:
        raise Malformed("a row without an id") from None


def _moment(value: Json) -> datetime:
    try:
        return parse_datetime(text(value))
    except (ValueError, OverflowError):
        raise Malformed("a row with a stamp that is none") from None


def _optional_id(value: Json) -> RecordId | None:
    return to18(value) if isinstance(value, str) and is_id(value) else None


def _optional_text(value: Json) -> str | None:
    return value if isinstance(value, str) else None


def wire_values(schema: ObjectSchema, values: Mapping[FieldName, Value]) -> dict[str, object]:
    """A row's values as they are sent: numbers as exact JSON numbers, None clears a field."""
    sent: dict[str, object] = {}
    for name, value in values.items():
        field = schema.find(name)
        if field is None:
            raise Bug(f"{schema.name}.{name} is to be written and is not in its schema")
        # Time fields travel with their zone mark, which the canonical form leaves off.
        sent[field.name] = f"{value}Z" if field.type == "time" and value is not None else value
    return sent
