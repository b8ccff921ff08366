"""A field link with both fields' types, and what a value becomes on its way. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from s2sctl.agreement.flows import FieldLink, Pairing, Transform
from s2sctl.agreement.transform import apply
from s2sctl.model.documents import ids_in, ids_value
from s2sctl.model.ids import RecordId
from s2sctl.model.names import FieldName, ObjectName
from s2sctl.model.schema import FieldSchema, ObjectSchema
from s2sctl.model.side import Pair, Side
from s2sctl.model.values import Value, Values, canonical

Parents: TypeAlias = Mapping[tuple[Side, RecordId], RecordId]
"""From a record as one side knows it to its copy (or origin) on the other side."""


@dataclass(frozen=True, slots=True)
class Mapped:
    """A field link whose two fields are known by type."""

    link: FieldLink
    types: Pair[FieldSchema]

    @property
    def is_lookup(self) -> bool:
        """Whether the field holds record ids, which mean nothing to the other org."""
        return self.types.a.type == "reference" and self.types.b.type == "reference"

    def mark(self, side: Side) -> str:
        """What digests of that side's value are made with. Where the field flows one way, its
        value map is in it: when that changes, the source counts as changed and is sent anew."""
        outward = self.link.into.of(side.other)
        if outward is None or self.link.two_way or outward == Transform():
            return self.link.name
        return f"{self.link.name}|{outward}"

    def blank(self, side: Side) -> Value:
        """What a field without a value shows: None, or False for a checkbox."""
        return canonical(self.types.of(side), None)


@dataclass(frozen=True, slots=True)
class Arrival:
    """What a value becomes in the other org; ``parent`` is the unshared record it waits for."""

    value: Value
    parent: RecordId | None = None


def arrive(mapped: Mapped, target: Side, value: Value, parents: Parents) -> Arrival:
    """What ``value`` of the other side becomes in ``target``.

    Raises ``agreement.transform.Untransformable`` where it can become nothing.
    """
    transform = mapped.link.into.of(target)
    if transform is None:
        raise ValueError(f"{mapped.link.name} does not flow into side {target.value}")
    if mapped.is_lookup:
        ids = ids_in(value)
        there = [found for one in ids if (found := parents.get((target.other, one)))]
        return Arrival(ids_value(there)) if there or not ids else Arrival(None, ids[0])
    source, goal = mapped.types.of(target.other), mapped.types.of(target)
    return Arrival(canonical(goal, apply(transform, source, goal, value)))


def mapped_fields(
    pairing: Pairing, schemas: Pair[Mapping[ObjectName, ObjectSchema]]
) -> tuple[Mapped, ...]:
    """The pairing's field links by type. A field an org hides now is left out: drift reports it."""
    found = []
    for link in pairing.fields:
        a, b = (
            schemas.of(side)[pairing.objects.of(side)].find(link.fields.of(side)) for side in Side
        )
        if a is not None and b is not None:
            found.append(Mapped(link, Pair(a, b)))
    return tuple(found)


def among_shared(
    fields: Iterable[Mapped], side: Side, values: Values, parents: Parents
) -> dict[FieldName, Value]:
    """The values with what a field that names many records says of shared ones alone: what else a
    document is linked to is its own org's affair. Where none is shared all are kept, to wait for.
    """
    changed: dict[FieldName, Value] = {}
    for mapped in fields:
        name = mapped.link.fields.of(side)
        ids = ids_in(values.get(name)) if mapped.is_lookup else []
        shared = [one for one in ids if (side, one) in parents]
        if shared and len(shared) < len(ids):
            changed[name] = ids_value(shared)
    return {**values, **changed}
