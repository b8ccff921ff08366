"""Rows that are no records of their own, and are therefore never shared by a rule. Pure.

The Contact of a person account is that account's other face (Object Reference, "Person Accounts").
The master row of a recurring task or event stands for no day, each occurrence has its own row;
an invitee's row of an event repeats the organiser's (Object Reference, Event: IsChild,
IsRecurrence).
"""

from collections.abc import Mapping
from dataclasses import replace

from s2sctl.agreement.flows import Pairing
from s2sctl.manifest.manifest import ShareRule
from s2sctl.model.names import ObjectName
from s2sctl.model.schema import ObjectSchema
from s2sctl.model.side import Pair, Side

_MARKS = {
    "Contact": ("IsPersonAccount",),
    "Task": ("IsRecurrence",),
    "Event": ("IsRecurrence", "IsChild"),
}


def own_rows(schema: ObjectSchema) -> str:
    """The condition that rows of ``schema`` are records of their own; "" where all are."""
    marks = (name for name in _MARKS.get(schema.name, ()) if schema.find(name))
    return " AND ".join(f"{name} = FALSE" for name in marks)


def sharing_own_rows(pairing: Pairing, schemas: Pair[Mapping[ObjectName, ObjectSchema]]) -> Pairing:
    """The pairing with conditions that share such rows only."""
    rules = (
        _narrowed(pairing.share.of(side), schemas.of(side)[pairing.objects.of(side)])
        for side in Side
    )
    return replace(pairing, share=Pair(*rules))


def _narrowed(rule: ShareRule | None, schema: ObjectSchema) -> ShareRule | None:
    own = own_rows(schema)
    if rule is None or rule.where is None or not own:
        return rule
    return replace(rule, where=f"({rule.where}) AND {own}")
