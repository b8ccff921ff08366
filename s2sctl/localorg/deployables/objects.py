"""Custom objects and custom fields: add, change, remove."""

import re
import sqlite3
from dataclasses import replace
from typing import TYPE_CHECKING

from s2sctl.localorg import tables
from s2sctl.localorg.catalog.notation import fields
from s2sctl.localorg.definitions import Definitions, FieldDefinition, ObjectDefinition
from s2sctl.localorg.dependence import controller_of
from s2sctl.localorg.deployables.fields import field_definition, location_parts
from s2sctl.localorg.deployables.formulas import check_formulas, check_unused
from s2sctl.localorg.deployables.metadata import Meta, number, part, text
from s2sctl.localorg.deployables.problem import ComponentProblem
from s2sctl.localorg.deployables.renaming import free_birth_name
from s2sctl.localorg.ids import base62
from s2sctl.localorg.records.autonumber import start_at

if TYPE_CHECKING:
    from s2sctl.localorg.org import LocalOrg

_NAME = re.compile(r"[A-Za-z](?:_?[A-Za-z0-9])*__c\Z")
_SHARING = frozenset({"ReadWrite", "Read", "Private", "ControlledByParent"})
_FIRST_PREFIX = 36 * 62 * 62
"""``a00``, where the key prefixes of custom objects start."""

_BEFORE = """
Id | id | Record ID | ! ro d -p lookup
OwnerId | reference | Owner ID | ! d -p ref=Group,User:Owner delete=none
IsDeleted | boolean | Deleted | ! ro d -p
"""
_AFTER = """
@audit
LastActivityDate | date | Last Activity Date | ro -p
@viewed
"""


def put_object(org: "LocalOrg", name: str, meta: Meta) -> bool:
    """Make a custom object, or change labels and sharing of any; whether it was made.

    Fields inside ``meta`` are not looked at: deploy them one by one with ``put_field``.
    """
    known = org.definitions.find(name)
    sharing = text(meta, "sharingModel")
    if sharing and sharing not in _SHARING:
        raise ComponentProblem(f"'{sharing}' is not a valid value for the enum 'SharingModel'")
    if known is not None:
        org.define(
            replace(
                known,
                label=text(meta, "label") or known.label,
                label_plural=text(meta, "pluralLabel") or known.label_plural,
                sharing=sharing or known.sharing,
            )
        )
        return False
    if not _NAME.match(name) or len(name) > 43:
        raise ComponentProblem(f"Entity of type 'CustomObject' named '{name}' cannot be found")
    if not text(meta, "label") or not text(meta, "pluralLabel"):
        raise ComponentProblem(f"Must specify a non-empty label for the CustomObject {name}")
    org.define(
        ObjectDefinition(
            name=name,
            label=text(meta, "label"),
            label_plural=text(meta, "pluralLabel"),
            key_prefix=next_prefix(org.definitions),
            fields=(*fields(_BEFORE), _name_field(meta), *fields(_AFTER)),
            custom=True,
            sharing=sharing or "ReadWrite",
        )
    )
    _start_numbers(org, f"{name}.Name", part(meta, "nameField") or {})
    return True


def _start_numbers(org: "LocalOrg", field: str, meta: Meta) -> None:
    if text(meta, "startingNumber"):
        start_at(org, field, number(meta, "startingNumber"))


def remove_object(org: "LocalOrg", name: str) -> None:
    """Remove a custom object, its rows, and every lookup to it."""
    definition = org.definitions.find(name)
    if definition is None or not definition.custom:
        raise ComponentProblem(f"No CustomObject named: {name} found")
    for other in list(org.definitions):
        for field in other.fields:
            if definition.name in field.reference_to and field.custom and other is not definition:
                remove_field(org, other.name, field.name)
    org.undefine(definition)


def put_field(org: "LocalOrg", object_name: str, meta: Meta) -> bool:
    """Add or change a custom field; whether it was added. ``Activity`` means Task and Event.

    Nobody sees the field until a permission set grants it, unless it is required.
    """
    if object_name == "Activity":
        put_field(org, "Event", meta)
        return put_field(org, "Task", meta)
    definition = _object(org, object_name)
    wanted = field_definition(org.definitions, meta)
    present = definition.find(wanted.name)
    _check_relationship(org, definition, wanted)
    check_formulas(org, definition, wanted)
    _check_controller(definition, wanted)
    if present is None:
        _add(org, definition, replace(wanted, born=free_birth_name(definition, wanted.name)))
        _start_numbers(org, f"{definition.name}.{wanted.name}", meta)
        return True
    if bool(present.formula) != bool(wanted.formula):
        raise ComponentProblem(
            f"Cannot change field type from {_sort(present)} to {_sort(wanted)}: {wanted.name}"
        )
    if (present.type, present.case_sensitive) != (wanted.type, wanted.case_sensitive):
        raise ComponentProblem(
            f"{definition.name}.{wanted.name}: the local org does not change a field's type or "
            "case sensitivity"
        )
    wanted = replace(wanted, born=present.born)
    changed = tuple(wanted if one is present else one for one in definition.fields)
    tables.drop_index(org.database, definition, present)
    _define(org, definition, changed)
    return False


def remove_field(org: "LocalOrg", object_name: str, name: str) -> None:
    """Remove a custom field and its values."""
    if object_name == "Activity":
        for one in ("Task", "Event"):
            remove_field(org, one, name)
        return
    definition = org.definitions.find(object_name)
    field = definition.find(name) if definition is not None else None
    if definition is None or field is None or not field.custom:
        raise ComponentProblem(f"No CustomField named: {object_name}.{name} found")
    check_unused(org, definition, field)
    gone = [field, *(one for one in definition.fields if one.compound == field.name)]
    for each in gone:
        tables.drop_field(org.database, definition, each)
    org.database.execute(
        'DELETE FROM "FieldPermissions" WHERE "Field" = ?', (f"{definition.name}.{field.name}",)
    )
    _define(org, definition, tuple(one for one in definition.fields if one not in gone))


def _object(org: "LocalOrg", name: str) -> ObjectDefinition:
    definition = org.definitions.find(name)
    if definition is None:
        raise ComponentProblem(f"Entity of type 'CustomObject' named '{name}' cannot be found")
    return definition


def _add(org: "LocalOrg", definition: ObjectDefinition, field: FieldDefinition) -> None:
    kept = definition.fields
    if field.type == "reference" and field.on_delete == "cascade" and not field.nillable:
        if org.database.one(f'SELECT 1 FROM "{definition.name}" LIMIT 1'):
            raise ComponentProblem(
                "Cannot create new Master-Detail relationship on a custom object with existing "
                "records."
            )
        owner = definition.find("OwnerId")
        if owner is not None and definition.custom:
            # The detail's owner is the master's.
            tables.drop_field(org.database, definition, owner)
            kept = tuple(one for one in kept if one is not owner)
    parts = location_parts(field) if field.type == "location" else ()
    _define(org, definition, (*kept, *parts, field))
    if field.type == "boolean" and field.default:
        org.database.execute(f'UPDATE "{definition.name}" SET "{field.name}" = 1')


def _sort(field: FieldDefinition) -> str:
    return "Formula" if field.formula else field.type.capitalize()


def _define(
    org: "LocalOrg", definition: ObjectDefinition, described: tuple[FieldDefinition, ...]
) -> None:
    owned = any(one.name == "OwnerId" for one in described)
    try:
        org.define(
            replace(
                definition,
                fields=described,
                owned=owned,
                sharing=definition.sharing if owned else "ControlledByParent",
            )
        )
    except sqlite3.IntegrityError:
        raise ComponentProblem(
            f"{definition.name}: duplicate values exist; the field cannot be made unique"
        ) from None


_ACTIVITIES = {"Task", "Event"}


def _check_relationship(
    org: "LocalOrg", definition: ObjectDefinition, wanted: FieldDefinition
) -> None:
    if not wanted.child_relationship:
        return
    for child in org.definitions:
        for field in child.fields:
            # A field of Activity is one field, which Task and Event both show.
            holders = {child.name, definition.name}
            same = field.name == wanted.name and (len(holders) == 1 or holders == _ACTIVITIES)
            if (
                not same
                and field.child_relationship == wanted.child_relationship
                and set(field.reference_to) & set(wanted.reference_to)
            ):
                raise ComponentProblem(
                    f"There is already a Child Relationship named "
                    f"{wanted.child_relationship.removesuffix('__r')} on {wanted.reference_to[0]}."
                )


def _check_controller(definition: ObjectDefinition, wanted: FieldDefinition) -> None:
    """Refuse a dependent picklist that no picklist or checkbox of the object controls."""
    if not wanted.controller:
        return
    controller = controller_of(definition, wanted)
    if controller is None or controller.type not in ("picklist", "boolean"):
        raise ComponentProblem(
            f"{wanted.name}: controllingField '{wanted.controller}' is no picklist or checkbox of "
            f"{definition.name}"
        )


def _name_field(meta: Meta) -> FieldDefinition:
    said = part(meta, "nameField") or {}
    label = text(said, "label") or "Name"
    if text(said, "type") == "AutoNumber":
        return FieldDefinition(
            name="Name",
            type="string",
            label=label,
            length=80,
            nillable=False,
            createable=False,
            updateable=False,
            defaulted_on_create=True,
            auto_number=text(said, "displayFormat") or "{0}",
            id_lookup=True,
            name_field=True,
            permissionable=False,
        )
    return FieldDefinition(
        name="Name",
        type="string",
        label=label,
        length=80,
        defaulted_on_create=True,
        id_lookup=True,
        name_field=True,
        permissionable=False,
    )


def next_prefix(definitions: Definitions) -> str:
    """A key prefix of custom objects that no object has."""
    taken = {one.key_prefix for one in definitions}
    place = _FIRST_PREFIX
    while base62(place, 3) in taken:
        place += 1
    return base62(place, 3)
