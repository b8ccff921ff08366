"""Upsert by an external id, by any idLookup field, or by Id."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from s2sctl.localorg.access import Viewer
from s2sctl.localorg.database import quoted
from s2sctl.localorg.definitions import FieldDefinition, ObjectDefinition
from s2sctl.localorg.faults import RowError
from s2sctl.localorg.records.options import DEFAULT, SaveOptions
from s2sctl.localorg.records.saving import insert, update
from s2sctl.localorg.records.values import stored_value
from s2sctl.model.ids import RecordId

if TYPE_CHECKING:
    from s2sctl.localorg.org import LocalOrg


def upsert(
    org: "LocalOrg",
    viewer: Viewer,
    definition: ObjectDefinition,
    key_field: str,
    key: object,
    values: Mapping[str, object],
    options: SaveOptions = DEFAULT,
) -> tuple[RecordId, bool]:
    """Update the row whose ``key_field`` equals ``key``, or make one; its id and whether made.

    ``values`` must not name the key field. No key means a create (recorded for Id null). Several
    rows are DUPLICATE_EXTERNAL_ID, a row missing under ``update_only`` NOT_FOUND: ``RowError``.
    """
    field = key_field_of(viewer, definition, key_field)
    if any(name.lower() == field.name.lower() for name in values):
        raise RowError(
            "INVALID_FIELD", f"The {field.name} field should not be specified in the sobject data."
        )
    matches = find_by_key(org, viewer, definition, field, key)
    if len(matches) > 1:
        raise RowError(
            "DUPLICATE_EXTERNAL_ID",
            f"{field.name}: more than one record found for external id field: "
            f"[{', '.join(matches)}]",
            (field.name,),
        )
    if matches:
        update(org, viewer, definition, matches[0], values, options)
        return matches[0], False
    if field.type == "id" and key is not None:
        raise RowError("INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id")
    if options.update_only:
        raise RowError("NOT_FOUND", "The requested resource does not exist")
    own = {} if field.type == "id" else {field.name: key}
    return insert(org, viewer, definition, {**own, **values}, options), True


def key_field_of(viewer: Viewer, definition: ObjectDefinition, name: str) -> FieldDefinition:
    """The field, if this user may upsert by it. Raises ``RowError`` NOT_FOUND."""
    field = viewer.readable(definition).get(name.lower())
    if field is None or not (field.external_id or field.id_lookup):
        raise RowError(
            "NOT_FOUND", f"Provided external ID field does not exist or is not accessible: {name}"
        )
    return field


def find_by_key(
    org: "LocalOrg",
    viewer: Viewer,
    definition: ObjectDefinition,
    field: FieldDefinition,
    key: object,
) -> list[RecordId]:
    """Ids of the visible rows, not deleted, that carry ``key``; none for an empty key."""
    value = stored_value(field, key)
    if value is None:
        return []
    live = ' AND "IsDeleted" = 0' if definition.soft_delete else ""
    hidden = viewer.visible(definition)
    condition, parameters = hidden if hidden is not None else ("1", ())
    found = org.database.all(
        f'SELECT "Id" FROM {quoted(definition.name)} '
        f"WHERE {quoted(field.name)} = ?{live} AND {condition} LIMIT 10",
        (value, *parameters),
    )
    return [RecordId(str(row[0])) for row in found]
