"""Which of our fields one of the partner's would arrive in: by API name, then by label. Pure.

A field is only proposed where any value fits; what is not proposed says why.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from s2sctl.connection.objects import CONNECTION_LOOKUP, KEY
from s2sctl.manifest.manifest import Publication
from s2sctl.metadata.types import Fit, describe_type, fit
from s2sctl.model.names import FieldName
from s2sctl.model.schema import FieldSchema, ObjectSchema

SYSTEM = frozenset(
    {
        "Id", "IsDeleted", "CreatedById", "CreatedDate", "LastModifiedById", "LastModifiedDate",
        "SystemModstamp", "OwnerId", "RecordTypeId", "MasterRecordId", KEY, CONNECTION_LOOKUP,
    }
)  # fmt: skip
"""Fields that are the org's own business."""


@dataclass(frozen=True, slots=True)
class Proposed:
    """One of the partner's fields; ``target`` is None where none of ours is proposed for it."""

    source: FieldName
    target: FieldName | None
    why: str
    """The types, or what is in the way."""


def automap(
    offered: Publication, types: Mapping[FieldName, FieldSchema], ours: ObjectSchema
) -> tuple[Proposed, ...]:
    """Every published field in its order; no field of ours is proposed twice.

    API names go before labels, whatever the order of the fields.
    """
    named = {
        name: found.name
        for name in offered.fields
        if (found := ours.find(name)) is not None and _fault(types.get(name), found) == ""
    }
    used = set(named.values())
    rows = []
    for name in offered.fields:
        known = types.get(name)
        target = named.get(name)
        if target is None and known is not None and ours.find(name) is None:
            target = next(_by_label(known, ours, used), None)
        if target is not None:
            used.add(target)
            rows.append(Proposed(name, target, _types(known, ours.fields[target])))
        else:
            rows.append(Proposed(name, None, _why_not(name, known, ours)))
    return tuple(rows)


def _by_label(known: FieldSchema, ours: ObjectSchema, used: set[FieldName]) -> Iterator[FieldName]:
    label = known.label.strip().lower()
    for one in ours.fields.values():
        same = bool(label) and one.label.strip().lower() == label
        if same and one.name not in used and _fault(known, one) == "":
            yield one.name


def _why_not(name: FieldName, known: FieldSchema | None, ours: ObjectSchema) -> str:
    found = ours.find(name)
    if found is not None:
        return _fault(known, found)
    kind = f" ({describe_type(known)})" if known is not None else ""
    return f"no field of ours has this name or label{kind}"


def _fault(known: FieldSchema | None, target: FieldSchema) -> str:
    """Why not every value of a field fits the target; empty where it does."""
    if known is None or not known.type:
        return "its type is not known yet: the partner publishes again"
    if known.name in SYSTEM or target.name in SYSTEM:
        return "the org sets this field itself"
    if target.calculated or target.auto_number or not (target.createable or target.updateable):
        return f"{target.name} cannot be written here"
    both = _types(known, target)
    match fit(known, target):
        case Fit.YES:
            return ""
        case Fit.LENGTH:
            fits = 0 < known.length <= target.length
            return "" if fits else f"{both}: too long, unless with truncate:"
        case Fit.DIGITS:
            before = known.precision - known.scale <= target.precision - target.scale
            return "" if before and known.scale <= target.scale else f"{both}: too many digits"
        case Fit.VALUES:
            free = not target.restricted_picklist
            return "" if free else f"{both}: restricted, so with values: only"
        case Fit.LINK:
            return f"{both}: a lookup travels where its parents are shared too"
        case _:
            return f"{both}: the types do not fit as they are"


def _types(known: FieldSchema | None, target: FieldSchema) -> str:
    return f"{describe_type(known) if known else '?'} into {describe_type(target)}"
