"""Checking the formulas of fields and rules before they are saved, as a deploy does."""

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from s2sctl.localorg.definitions import FieldDefinition, ObjectDefinition
from s2sctl.localorg.deployables.problem import ComponentProblem
from s2sctl.localorg.formulas import FormulaError, Scope, compile_formula, field_sql

if TYPE_CHECKING:
    from s2sctl.localorg.org import LocalOrg


def check_formulas(org: "LocalOrg", definition: ObjectDefinition, wanted: FieldDefinition) -> None:
    """Refuse a formula, or a formula default, that cannot be. Raises ``ComponentProblem``."""
    others = tuple(one for one in definition.fields if one.name != wanted.name)
    scope = _scope(org, replace(definition, fields=(*others, wanted)))
    try:
        if wanted.formula:
            field_sql(scope, wanted)
        elif wanted.default_formula:
            compile_formula(replace(scope, row=False), wanted.default_formula)
    except FormulaError as error:
        raise ComponentProblem(error.message) from None


def check_condition(org: "LocalOrg", definition: ObjectDefinition, text: str) -> None:
    """Refuse a rule's condition that is no true-or-false formula. Raises ``ComponentProblem``."""
    try:
        made = compile_formula(replace(_scope(org, definition), saving=True), text)
    except FormulaError as error:
        raise ComponentProblem(error.message) from None
    if made.kind not in ("boolean", "null"):
        raise ComponentProblem(
            f"Formula result is data type ({made.kind.capitalize()}), incompatible with expected "
            "data type (true or false)."
        )


def check_unused(org: "LocalOrg", definition: ObjectDefinition, field: FieldDefinition) -> None:
    """Refuse to remove a field that a formula or a rule of the object names."""
    named = re.compile(rf"\b{field.name}\b", re.IGNORECASE)
    for one in definition.fields:
        if one.formula and named.search(one.formula):
            raise ComponentProblem(
                f"This custom field is referenced elsewhere in salesforce.com. : Formula Field - "
                f"{definition.name}.{one.name}."
            )
    for rule in definition.rules:
        if named.search(rule.formula):
            raise ComponentProblem(
                "This custom field is referenced elsewhere in salesforce.com. : "
                f"{rule.kind.capitalize()} Rule - {definition.name}.{rule.name}."
            )


def _scope(org: "LocalOrg", definition: ObjectDefinition) -> Scope:
    return Scope(org.definitions, definition, "x", org.clock.now(), org.admin)
