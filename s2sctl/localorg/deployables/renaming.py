"""A custom field's API name changed in Setup: its id, values and permissions stay.

Source: Salesforce Help, "Edit Custom Fields": the Field Name may be changed; what names it in the
org follows or forbids it. The Metadata API cannot rename: it would make a second field.
"""

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from s2sctl.localorg import tables
from s2sctl.localorg.definitions import FieldDefinition, ObjectDefinition
from s2sctl.localorg.deployables.formulas import check_unused
from s2sctl.localorg.deployables.problem import ComponentProblem

if TYPE_CHECKING:
    from s2sctl.localorg.org import LocalOrg

_NAME = re.compile(r"[A-Za-z](?:_?[A-Za-z0-9])*__c\Z")


def rename_field(org: "LocalOrg", object_name: str, old: str, new: str) -> None:
    """Give a custom field the API name ``new``. Raises ``ComponentProblem``."""
    definition = org.definitions.find(object_name)
    field = definition.find(old) if definition is not None else None
    if definition is None or field is None or not field.custom:
        raise ComponentProblem(f"No CustomField named: {object_name}.{old} found")
    if not _NAME.match(new) or len(new) > 43:
        raise ComponentProblem(f"The custom field name '{new}' is not valid")
    if definition.find(new) is not None:
        raise ComponentProblem(f"There is already a field named {new} on {definition.name}.")
    if field.type == "location" or field.formula:
        raise ComponentProblem("the local org renames no formula and no geolocation field")
    check_unused(org, definition, field)
    tables.rename_field(org.database, definition, field, new)
    org.database.execute(
        'UPDATE "FieldPermissions" SET "Field" = ? WHERE "Field" = ?',
        (f"{definition.name}.{new}", f"{definition.name}.{field.name}"),
    )
    renamed = replace(
        field,
        name=new,
        born=field.born or field.name,
        relationship=f"{new[:-1]}r" if field.type == "reference" else field.relationship,
    )
    fields = (_after(one, field, renamed) for one in definition.fields)
    org.define(replace(definition, fields=tuple(fields)))


def _after(one: FieldDefinition, old: FieldDefinition, new: FieldDefinition) -> FieldDefinition:
    if one is old:
        return new
    return replace(one, controller=new.name) if one.controller == old.name else one


def free_birth_name(definition: ObjectDefinition, name: str) -> str:
    """What the id of a new field is made from; empty where its own name is free for that."""
    taken = {(one.born or one.name).lower() for one in definition.fields}
    if name.lower() not in taken:
        return ""
    return next(made for n in range(2, len(taken) + 3) if (made := f"{name}/{n}") not in taken)
