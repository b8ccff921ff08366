"""A request's row (JSON names and values) as stored values of one object, for one user.

Checked in Salesforce's order: unknown columns, fields the user may not write, then the values.
"""

from collections.abc import Mapping
from enum import Enum
from typing import TYPE_CHECKING

from s2sctl.localorg.access import Viewer
from s2sctl.localorg.database import Stored, quoted
from s2sctl.localorg.definitions import FieldDefinition, ObjectDefinition
from s2sctl.localorg.faults import RowError
from s2sctl.localorg.records.picklists import settled
from s2sctl.localorg.records.values import stored_value

if TYPE_CHECKING:
    from s2sctl.localorg.org import LocalOrg


_PICKLISTS = frozenset({"picklist", "multipicklist"})


class Write(Enum):
    """Whether a row is being made or changed."""

    CREATE = "create"
    UPDATE = "update"


def read_payload(
    org: "LocalOrg",
    viewer: Viewer,
    definition: ObjectDefinition,
    values: Mapping[str, object],
    write: Write,
) -> dict[str, Stored]:
    """Stored values by API field name, for every key of ``values`` but ``attributes``."""
    said: list[tuple[FieldDefinition, object]] = []
    refused: list[str] = []
    readable = viewer.readable(definition)
    editable = viewer.editable(definition)
    creating = write is Write.CREATE
    for key, raw in values.items():
        if key == "attributes":
            continue
        field = readable.get(key.lower())
        if field is None:
            if isinstance(raw, Mapping):
                said.append(_by_external_id(org, viewer, definition, key, raw))
                continue
            raise no_such_column(definition, key)
        if field.type == "id":
            raise _id_given(creating)
        allowed = viewer.creates(field) if creating else field.updateable
        if not allowed or not field.writable or key.lower() not in editable:
            refused.append(field.name)
        said.append((field, raw))
    if refused:
        raise RowError(
            "INVALID_FIELD_FOR_INSERT_UPDATE",
            f"Unable to create/update fields: {', '.join(refused)}. Please check the security "
            "settings of this field and verify that it is read/write for your profile or "
            "permission set.",
            tuple(refused),
        )
    stored = {field.name: stored_value(field, raw) for field, raw in said}
    for field, _ in said:
        if field.type in _PICKLISTS:
            stored[field.name] = settled(org, definition, field, stored[field.name])
    return stored


def no_such_column(definition: ObjectDefinition, name: str) -> RowError:
    """The refusal of a field that is not there, or not for this user."""
    return RowError(
        "INVALID_FIELD", f"No such column '{name}' on sobject of type {definition.name}"
    )


def _id_given(creating: bool) -> RowError:
    if creating:
        return RowError(
            "INVALID_FIELD_FOR_INSERT_UPDATE", "cannot specify Id in an insert call", ("Id",)
        )
    return RowError("INVALID_FIELD", "The Id field should not be specified in the sobject data.")


def _by_external_id(
    org: "LocalOrg",
    viewer: Viewer,
    definition: ObjectDefinition,
    key: str,
    raw: Mapping[str, object],
) -> tuple[FieldDefinition, object]:
    """``"Account": {"Ext__c": "x"}``: a lookup said by its parent's external id."""
    readable = viewer.readable(definition).values()
    field = next(
        (one for one in readable if one.relationship and one.relationship.lower() == key.lower()),
        None,
    )
    if field is None:
        raise no_such_column(definition, key)
    parent = _parent_object(org, field, raw)
    keys = [name for name in raw if name != "attributes"]
    found = parent.find(keys[0]) if len(keys) == 1 else None
    if found is None or not (found.external_id or found.id_lookup):
        raise RowError(
            "INVALID_FIELD",
            f"Foreign key external ID: {', '.join(keys)} is not an external id or indexed field "
            f"on entity {parent.name}",
        )
    value = stored_value(found, raw[keys[0]])
    live = ' AND "IsDeleted" = 0' if parent.soft_delete else ""
    rows = org.database.all(
        f'SELECT "Id" FROM {quoted(parent.name)} WHERE {quoted(found.name)} = ?{live} LIMIT 2',
        (value,),
    )
    if len(rows) != 1:
        raise RowError(
            "INVALID_FIELD",
            f"Foreign key external ID: {raw[keys[0]]} not found for field {found.name} "
            f"in entity {parent.name}",
        )
    return field, rows[0][0]


def _parent_object(
    org: "LocalOrg", field: FieldDefinition, raw: Mapping[str, object]
) -> ObjectDefinition:
    name = field.reference_to[0]
    if len(field.reference_to) > 1:
        attributes = raw.get("attributes")
        if not isinstance(attributes, Mapping) or "type" not in attributes:
            raise RowError(
                "JSON_PARSER_ERROR",
                "Nested object for polymorphic foreign key must have an attributes field before "
                "any other fields.",
            )
        name = str(attributes["type"])
    parent = org.definitions.find(name)
    if parent is None or parent.name not in field.reference_to:
        raise RowError("INVALID_TYPE", f"sObject type '{name}' is not supported.")
    return parent
