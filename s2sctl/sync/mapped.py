"""A field link with both fields' types, and what a value becomes on its way. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from s2sctl.agreement.flows import FieldLink, Pairing, Transform
from s2sctl.agreement.recasting import joined
from s2sctl.agreement.transform import Untransformable, apply, text_of
from s2sctl.model.documents import ids_in, ids_value
from s2sctl.model.ids import RecordId
from s2sctl.model.names import FieldName, ObjectName
from s2sctl.model.schema import FieldSchema, ObjectSchema
from s2sctl.model.side import Pair, Side
from s2sctl.model.values import Value, Values, canonical

Parents: TypeAlias = Mapping[tuple[Side, RecordId], RecordId]
"""From a record as one side knows it to its copy (or origin) on the other side."""


@dataclass(frozen=True, slots=True)
class Names:
    """Ids of one org and the names that people give them. Names are found in any case."""

    by_id: Mapping[str, str]
    by_name: Mapping[str, RecordId]


def names_of(known: Mapping[RecordId, str]) -> Names:
    """The names of these ids."""
    return Names(
        {str(id): name for id, name in known.items()},
        {name.lower(): id for id, name in known.items()},
    )


def type_names(schema: ObjectSchema) -> Names:
    """The developer names of an object's record types; a copy can only get one we may use."""
    known = [one for one in schema.record_types if not one.master]
    return Names(
        {one.id: one.developer_name for one in known},
        {
            one.developer_name.lower(): RecordId(one.id)
            for one in known
            if one.active and one.available
        },
    )


@dataclass(frozen=True, slots=True)
class Mapped:
    """A field link whose two fields are known by type."""

    link: FieldLink
    types: Pair[FieldSchema]
    names: Pair[Names] | None = None
    """Of a field whose ids are told by name (owner, record type): the names in each org."""
    fallback: Pair[RecordId | None] = field(default_factory=lambda: Pair(None, None))
    """What each side's field gets for a name that is not known there."""
    _marks: Pair[str] = field(init=False, repr=False, compare=False)
    _blanks: Pair[Value] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        # Asked for with every value of every record.
        object.__setattr__(self, "_marks", Pair(self._mark(Side.A), self._mark(Side.B)))
        object.__setattr__(self, "_blanks", self.types.map(lambda type_: canonical(type_, None)))

    @property
    def is_lookup(self) -> bool:
        """Whether the field holds ids of records that are shared, and so translated."""
        both = self.types.a.type == "reference" and self.types.b.type == "reference"
        return both and self.names is None

    def shown(self, side: Side, values: Values) -> Value:
        """What a side's row says: its field's value, or the text its fields are joined to."""
        sources = self.link.sources(side)
        if len(sources) == 1:
            return values.get(sources[0], self.blank(side))
        outward = self.link.into.of(side.other)
        separator = outward.recast.separator if outward is not None else ""
        return joined((text_of(values.get(name)) for name in sources), separator)

    def keeps(self, target: Side) -> bool:
        """Whether a blank of the other side leaves ``target``'s value alone."""
        transform = self.link.into.of(target)
        return transform is not None and transform.recast.keep_blank

    def mark(self, side: Side) -> str:
        """What digests of that side's value are made with. Where the field flows one way, its
        value map is in it: when that changes, the source counts as changed and is sent anew."""
        return self._marks.of(side)

    def _mark(self, side: Side) -> str:
        outward = self.link.into.of(side.other)
        if outward is None or self.link.two_way or outward == Transform():
            return self.link.name
        return f"{self.link.name}|{outward}"

    def blank(self, side: Side) -> Value:
        """What a field without a value shows: None, or False for a checkbox."""
        return self._blanks.of(side)


@dataclass(frozen=True, slots=True)
class Arrival:
    """What a value becomes in the other org; ``parent`` is the unshared record it waits for."""

    value: Value
    parent: RecordId | None = None
    leave: bool = False
    """Nothing arrives that would change what is there."""


def arrive(mapped: Mapped, target: Side, value: Value, parents: Parents) -> Arrival:
    """What ``value`` of the other side becomes in ``target``.

    Raises ``agreement.transform.Untransformable`` where it can become nothing.
    """
    transform = mapped.link.into.of(target)
    if transform is None:
        raise ValueError(f"{mapped.link.name} does not flow into side {target.value}")
    if mapped.names is not None:
        return _by_name(mapped, transform, target, value, mapped.names)
    if mapped.is_lookup:
        ids = ids_in(value)
        there = [found for one in ids if (found := parents.get((target.other, one)))]
        return Arrival(ids_value(there)) if there or not ids else Arrival(None, ids[0])
    source, goal = mapped.types.of(target.other), mapped.types.of(target)
    arrived = canonical(goal, apply(transform, source, goal, value))
    return Arrival(arrived, leave=arrived is None and mapped.keeps(target))


def _by_name(
    mapped: Mapped, transform: Transform, target: Side, value: Value, names: Pair[Names]
) -> Arrival:
    """Through the names both orgs give: mapped, else the default, else the same name, else the
    fallback; an owner none of these finds stays who he is."""
    if value is None:
        given = None if mapped.keeps(target) else mapped.fallback.of(target)
        blank = given is None
        fixed = mapped.keeps(target) or not mapped.types.of(target).nillable
        return Arrival(given, leave=blank and fixed)
    name = names.of(target.other).by_id.get(str(value))
    table = dict(transform.values or ())
    wanted = table.get(name or "", transform.default if transform.default is not None else name)
    found = names.of(target).by_name.get(wanted.lower()) if wanted is not None else None
    found = found or mapped.fallback.of(target)
    if found is not None:
        return Arrival(found)
    if mapped.link.fields.of(target) == "OwnerId":
        return Arrival(None, leave=True)
    reason = f"for {mapped.link.fields.of(target)}: no name of that kind there"
    raise Untransformable("INVALID_CROSS_REFERENCE_KEY", reason)


def mapped_fields(
    pairing: Pairing, schemas: Pair[Mapping[ObjectName, ObjectSchema]]
) -> tuple[Mapped, ...]:
    """The pairing's field links by type. A field an org hides now is left out: drift reports it."""
    found = []
    for link in pairing.fields:
        known = Pair(*(schemas.of(side)[pairing.objects.of(side)] for side in Side))
        a, b = (known.of(side).find(link.fields.of(side)) for side in Side)
        whole = all(known.of(side).find(name) for side in Side for name in link.sources(side))
        if a is None or b is None or not whole:
            continue
        mapped = Mapped(link, Pair(a, b))
        found.append(_by_type(mapped, pairing, known) if _is_type(mapped) else mapped)
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


def _is_type(mapped: Mapped) -> bool:
    return all("RecordType" in mapped.types.of(side).reference_to for side in Side)


def _by_type(mapped: Mapped, pairing: Pairing, schemas: Pair[ObjectSchema]) -> Mapped:
    names = schemas.map(type_names)
    fallback = Pair(*(_type_taken(pairing, side, names.of(side)) for side in Side))
    return replace(mapped, names=names, fallback=fallback)


def _type_taken(pairing: Pairing, side: Side, names: Names) -> RecordId | None:
    intake = pairing.intake.of(side)
    wanted = intake.record_type if intake is not None else None
    return names.by_name.get(wanted.lower()) if wanted is not None else None
