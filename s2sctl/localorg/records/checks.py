"""What a row must satisfy before it is stored: required fields, unique values, parents, owners."""

from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

from s2sctl.localorg.access import Viewer
from s2sctl.localorg.database import Stored, quoted
from s2sctl.localorg.definitions import FieldDefinition, ObjectDefinition
from s2sctl.localorg.faults import RowError

if TYPE_CHECKING:
    from s2sctl.localorg.org import LocalOrg


def check_required(definition: ObjectDefinition, row: Mapping[str, Stored], new: bool) -> None:
    """Refuse a row without its required values; of an update, only what it sets to null."""
    missing = tuple(
        name for name in _required(definition) if row.get(name) is None and (new or name in row)
    )
    if missing == ("OwnerId",):
        raise RowError("INVALID_CROSS_REFERENCE_KEY", "Owner ID: owner cannot be blank", missing)
    if missing:
        raise RowError(
            "REQUIRED_FIELD_MISSING",
            f"Required fields are missing: [{', '.join(missing)}]",
            missing,
        )


@lru_cache(maxsize=256)
def _required(definition: ObjectDefinition) -> tuple[str, ...]:
    return tuple(
        one.name
        for one in definition.fields
        if one.writable and one.createable and not one.nillable and one.type != "boolean"
    )


def check_unique(
    org: "LocalOrg", definition: ObjectDefinition, row: Mapping[str, Stored], record_id: str
) -> None:
    """Refuse a value of a unique field that another row, not deleted, already has."""
    for name, value in row.items():
        field = definition.find(name)
        if field is None or not field.unique or value is None:
            continue
        live = ' AND "IsDeleted" = 0' if definition.soft_delete else ""
        found = org.database.one(
            f'SELECT "Id" FROM {quoted(definition.name)} '
            f'WHERE {quoted(name)} = ? AND "Id" <> ?{live}',
            (value, record_id),
        )
        if found is not None:
            raise RowError(
                "DUPLICATE_VALUE",
                f"duplicate value found: {name} duplicates value on record with id: "
                f"{str(found[0])[:15]}",
            )


_HIERARCHIES = {"Account": "ParentId", "Campaign": "ParentId"}
"""Objects whose rows form trees: a row is neither its own parent nor its parents' parent."""


def check_tree(
    org: "LocalOrg", definition: ObjectDefinition, row: Mapping[str, Stored], record_id: str
) -> None:
    """Refuse a parent that is the row itself, or stands below it."""
    column = _HIERARCHIES.get(definition.name, "")
    parent = row.get(column)
    if parent is None:
        return
    found = org.database.one(
        f'WITH RECURSIVE above(id) AS (SELECT ? UNION SELECT x."{column}" '
        f'FROM {quoted(definition.name)} x JOIN above ON x."Id" = above.id) '
        "SELECT 1 FROM above WHERE id = ?",
        (parent, record_id),
    )
    if found is not None:
        raise RowError(
            "CIRCULAR_DEPENDENCY",
            f"{definition.label} cannot be its own parent, nor the parent of one above it",
            (column,),
        )


_PAIRS = {
    "FieldPermissions": ("ParentId", "Field"),
    "GroupMember": ("GroupId", "UserOrGroupId"),
    "ObjectPermissions": ("ParentId", "SobjectType"),
    "PermissionSetAssignment": ("PermissionSetId", "AssigneeId"),
    "QueueSobject": ("QueueId", "SobjectType"),
}


def check_pair(org: "LocalOrg", definition: ObjectDefinition, row: Mapping[str, Stored]) -> None:
    """Refuse a second setup row of the same pair, such as an assignment that is there already."""
    pair = _PAIRS.get(definition.name)
    if pair is None:
        return
    found = org.database.one(
        f"SELECT 1 FROM {quoted(definition.name)} WHERE {quoted(pair[0])} = ? "
        f"AND {quoted(pair[1])} = ?",
        (row.get(pair[0]), row.get(pair[1])),
    )
    if found is not None:
        raise RowError(
            "DUPLICATE_VALUE",
            "duplicate value found: <unknown> duplicates value on record with id: <unknown>",
        )


def check_parents(
    org: "LocalOrg", viewer: Viewer, definition: ObjectDefinition, row: Mapping[str, Stored]
) -> None:
    """Refuse a lookup to a row of another object, to no row, to a deleted or invisible one."""
    for name, value in row.items():
        field = definition.find(name)
        if field is None or field.type != "reference" or value is None:
            continue
        if value != viewer.user_id or "User" not in field.reference_to:
            _check_parent(org, viewer, definition, field, str(value))


def _check_parent(
    org: "LocalOrg",
    viewer: Viewer,
    definition: ObjectDefinition,
    field: FieldDefinition,
    value: str,
) -> None:
    parent = org.definitions.by_prefix(value[:3])
    if parent is None or parent.name not in field.reference_to:
        raise RowError(
            "FIELD_INTEGRITY_EXCEPTION",
            f"{field.label}: id value of incorrect type: {value}",
            (field.name,),
        )
    hidden = viewer.visible(parent)
    condition, parameters = hidden if hidden is not None else ("1", ())
    deleted = quoted("IsDeleted") if parent.soft_delete else "0"
    found = org.database.one(
        f'SELECT {deleted} FROM {quoted(parent.name)} WHERE "Id" = ? AND {condition}',
        (value, *parameters),
    )
    if found is None:
        raise RowError(
            "INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY",
            f"insufficient access rights on cross-reference id: {value[:15]}",
        )
    if found[0]:
        raise RowError("ENTITY_IS_DELETED", "entity is deleted")
    if field.on_delete == "cascade":
        org.locks.check(value)  # a detail's save holds its master
    if field.name == "OwnerId":
        _check_owner(org, definition, parent, value)
    elif field.name == "RecordTypeId":
        _check_record_type(org, definition, field, value)


def _check_record_type(
    org: "LocalOrg", definition: ObjectDefinition, field: FieldDefinition, value: str
) -> None:
    found = org.database.one(
        'SELECT 1 FROM "RecordType" WHERE "Id" = ? AND "SobjectType" = ? AND "IsActive" = 1',
        (value, definition.name),
    )
    if found is None:
        raise RowError(
            "INVALID_CROSS_REFERENCE_KEY",
            f"{field.label}: this ID value isn't valid for the user: {value}",
            (field.name,),
        )


def _check_owner(
    org: "LocalOrg", definition: ObjectDefinition, parent: ObjectDefinition, owner: str
) -> None:
    if parent.name == "User":
        active = org.database.one('SELECT "IsActive" FROM "User" WHERE "Id" = ?', (owner,))
        if active == (0,):
            raise RowError(
                "INACTIVE_OWNER_OR_USER",
                f"operation performed with inactive user [{owner}] as owner of "
                f"{definition.label.lower()}",
            )
        return
    takes = org.database.one(
        'SELECT 1 FROM "QueueSobject" WHERE "QueueId" = ? AND "SobjectType" = ?',
        (owner, definition.name),
    )
    if takes is None:
        raise RowError(
            "FIELD_INTEGRITY_EXCEPTION",
            "Queue not associated with this SObject type",
            ("OwnerId",),
        )
