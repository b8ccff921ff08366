"""Rules of an object: validation rules by deploy, all kinds by order.

Source: ValidationRule in the Metadata API guide.
"""

from dataclasses import replace
from typing import TYPE_CHECKING

from s2sctl.localorg.definitions import ObjectDefinition, Rule
from s2sctl.localorg.deployables.formulas import check_condition
from s2sctl.localorg.deployables.metadata import Meta, flag, text
from s2sctl.localorg.deployables.problem import ComponentProblem

if TYPE_CHECKING:
    from s2sctl.localorg.org import LocalOrg

KINDS = ("validation", "duplicate", "assignment", "trigger", "sharing", "recordtype")
_LONGEST_MESSAGE = 255


def put_validation_rule(org: "LocalOrg", object_name: str, meta: Meta) -> bool:
    """Add or change a validation rule; whether it was added."""
    message, shown = text(meta, "errorMessage"), text(meta, "errorDisplayField")
    for word in ("fullName", "errorConditionFormula", "errorMessage"):
        if not text(meta, word):
            raise ComponentProblem(f"Required field is missing: {word}")
    if len(message) > _LONGEST_MESSAGE:
        raise ComponentProblem(f"Value too long for field: ErrorMessage maximum length is:{255}")
    definition = _object(org, object_name)
    field = definition.find(shown) if shown else None
    if shown and field is None:
        raise ComponentProblem(f"In field: errorDisplayField - no CustomField named {shown} found")
    return put_rule(
        org,
        object_name,
        Rule(
            kind="validation",
            name=text(meta, "fullName"),
            formula=text(meta, "errorConditionFormula"),
            settings=(("message", message), ("field", field.name if field else "")),
            active=flag(meta, "active"),
        ),
    )


def put_rule(org: "LocalOrg", object_name: str, rule: Rule) -> bool:
    """Add or change a rule of any kind; whether it was added. Raises ``ComponentProblem``."""
    definition = _object(org, object_name)
    if rule.kind not in KINDS:
        raise ComponentProblem(f"'{rule.kind}' is not one of {', '.join(KINDS)}")
    if rule.formula:
        check_condition(org, definition, rule.formula)
    kept = tuple(one for one in definition.rules if (one.kind, one.name) != (rule.kind, rule.name))
    org.define(replace(definition, rules=(*kept, rule)))
    return len(kept) == len(definition.rules)


def remove_rule(org: "LocalOrg", object_name: str, kind: str, name: str) -> None:
    """Remove a rule."""
    definition = _object(org, object_name)
    kept = tuple(one for one in definition.rules if (one.kind, one.name) != (kind, name))
    if len(kept) == len(definition.rules):
        raise ComponentProblem(f"No {kind.capitalize()}Rule named: {object_name}.{name} found")
    org.define(replace(definition, rules=kept))


def _object(org: "LocalOrg", name: str) -> ObjectDefinition:
    definition = org.definitions.find(name)
    if definition is None:
        raise ComponentProblem(f"Entity of type 'CustomObject' named '{name}' cannot be found")
    return definition
