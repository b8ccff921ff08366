"""What a new row holds where nothing was said."""

from functools import lru_cache
from typing import TYPE_CHECKING

from s2sctl.localorg.database import Stored
from s2sctl.localorg.definitions import FieldDefinition, ObjectDefinition
from s2sctl.localorg.formulas import FormulaError, Scope, compile_formula
from s2sctl.localorg.records.values import stored_value

if TYPE_CHECKING:
    from s2sctl.localorg.org import LocalOrg


@lru_cache(maxsize=256)
def _pairs(definition: ObjectDefinition) -> tuple[tuple[str, Stored], ...]:
    said: dict[str, Stored] = {}
    for one in definition.fields:
        chosen = next((entry.value for entry in one.picklist if entry.default), one.default)
        if one.writable and chosen is not None and chosen is not False:
            said[one.name] = stored_value(one, chosen)
    return tuple(said.items())


@lru_cache(maxsize=256)
def _formulas(definition: ObjectDefinition) -> tuple[FieldDefinition, ...]:
    return tuple(one for one in definition.fields if one.default_formula and one.default is None)


def defaults_of(org: "LocalOrg", definition: ObjectDefinition, user_id: str) -> dict[str, Stored]:
    """Default values by field name: picklist entries, the fields' own, and default formulas."""
    said = dict(_pairs(definition))
    computed = _formulas(definition)
    if not computed:
        return said
    scope = Scope(org.definitions, definition, "x", org.clock.now(), user_id, row=False)
    for one in computed:
        value = _value(org, scope, one)
        if one.type not in ("datetime", "time") and value is not None:
            value = stored_value(one, value)
        said[one.name] = value
    return said


def _value(org: "LocalOrg", scope: Scope, one: FieldDefinition) -> Stored:
    try:
        found = org.database.one(f"SELECT {compile_formula(scope, one.default_formula).sql}")
    except FormulaError:
        return None
    return None if found is None else found[0]
