"""What an org looked like where it matters when a side was put in force. Pure.

Kept with the side in its org, so that any machine sees what has changed since.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from s2sctl.manifest.manifest import Terms
from s2sctl.metadata.sides import of_terms
from s2sctl.model.names import FieldName, ObjectName
from s2sctl.model.schema import FieldSchema, ObjectSchema, PicklistValue
from s2sctl.soql import SoqlError, fields_of, parse_condition

DurableIds: TypeAlias = Mapping[ObjectName, Mapping[FieldName, str]]


@dataclass(frozen=True, slots=True)
class ObjectPrint:
    """One object: its describe, reduced to what is used and what it requires.

    ``ids`` are the used fields' durable ids. ``known_as`` is the name under which a field was
    first put in force, where it has another one now: what both sides last agreed on of it is
    remembered under that name.
    """

    schema: ObjectSchema
    ids: Mapping[FieldName, str] = field(default_factory=dict)
    known_as: Mapping[FieldName, FieldName] = field(default_factory=dict)

    @property
    def used(self) -> tuple[FieldName, ...]:
        """The fields that are used."""
        return tuple(self.ids)


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """One org's objects, by half: what it publishes and what it subscribes to are put in force
    apart."""

    publish: Mapping[ObjectName, ObjectPrint] = field(default_factory=dict)
    subscribe: Mapping[ObjectName, ObjectPrint] = field(default_factory=dict)

    @property
    def prints(self) -> tuple[ObjectPrint, ...]:
        """Both halves' objects; one that is in both comes twice."""
        return (*self.publish.values(), *self.subscribe.values())

    def of(self, names: Collection[ObjectName]) -> "Fingerprint":
        """What is kept of some objects."""
        halves = (
            {name: one for name, one in half.items() if name in names}
            for half in (self.publish, self.subscribe)
        )
        return Fingerprint(*halves)

    @property
    def known_as(self) -> dict[ObjectName, dict[FieldName, FieldName]]:
        """The names under which renamed fields are remembered, by object and present name."""
        found: dict[ObjectName, dict[FieldName, FieldName]] = {}
        for one in self.prints:
            found.setdefault(one.schema.name, {}).update(one.known_as)
        return found


def used_by_half(terms: Terms) -> tuple[dict[ObjectName, set[FieldName]], ...]:
    """The fields of our own objects that are published, and those that are written into."""
    offered: dict[ObjectName, set[FieldName]] = {}
    taken: dict[ObjectName, set[FieldName]] = {}
    offers, takings = of_terms(terms)
    for offer in offers:
        asked = _asked(offer.where)
        offered.setdefault(offer.object, set()).update([*offer.fields, *offer.follows, *asked])
    for taking in takings:
        written = [*(one.target for one in taking.fields), *(name for name, _ in taking.constants)]
        taken.setdefault(taking.object, set()).update(written)
    return offered, taken


def _asked(where: str | None) -> list[FieldName]:
    """The fields of the object itself that a condition names."""
    if where is None:
        return []
    try:
        found = fields_of(parse_condition(where))
    except SoqlError:
        return []
    return [FieldName(one.parts[0]) for one in found if len(one.parts) == 1]


def prints_of(
    used: Mapping[ObjectName, Iterable[FieldName]],
    record_types: Mapping[ObjectName, str],
    schemas: Mapping[ObjectName, ObjectSchema],
    ids: DurableIds,
    before: Fingerprint,
) -> dict[ObjectName, ObjectPrint]:
    """The prints of one half's used fields, by object. A field that the org does not show yet is
    left out. ``before`` is what was kept so far: a field it knows by its durable id keeps the
    name it is remembered under."""
    found = {}
    for name, fields in sorted(used.items()):
        schema = schemas.get(name)
        if schema is None:
            continue
        there = sorted(set(fields) & set(schema.fields))
        durable = {one: ids.get(name, {}).get(one, "") for one in there}
        kept = reduced(schema, there, record_types.get(name, ""))
        found[name] = ObjectPrint(kept, durable, _known_as(name, durable, before))
    return found


def _known_as(
    name: ObjectName, ids: Mapping[FieldName, str], before: Fingerprint
) -> dict[FieldName, FieldName]:
    """A name of its own for each field: the one its durable id was first in force under."""
    first: dict[str, FieldName] = {}
    for one in before.prints:
        if one.schema.name == name:
            first |= {id: one.known_as.get(at, at) for at, id in one.ids.items() if id}
    known = {at: first[id] for at, id in ids.items() if id in first}
    taken = set(known.values())
    for at in ids:
        if at not in known:
            known[at] = _free(at, taken)
            taken.add(known[at])
    return {at: as_ for at, as_ in known.items() if at != as_}


def _free(name: FieldName, taken: Collection[FieldName]) -> FieldName:
    """``name``, or where a renamed field is remembered under it, the name and a number."""
    wanted, number = name, 1
    while wanted in taken:
        number += 1
        wanted = FieldName(f"{name}~{number}")
    return wanted


def reduced(schema: ObjectSchema, used: Iterable[FieldName], record_type: str) -> ObjectSchema:
    """The describe without what nobody asked for: used fields, required ones, a record type."""
    wanted = set(used)
    fields = {
        name: replace(one, label="", relationship=None, picklist=_active(one))
        for name, one in schema.fields.items()
        if name in wanted or one.required_on_create
    }
    types = tuple(one for one in schema.record_types if one.developer_name == record_type)
    return ObjectSchema(
        name=schema.name,
        label="",
        key_prefix=schema.key_prefix,
        fields=fields,
        createable=schema.createable,
        updateable=schema.updateable,
        queryable=schema.queryable,
        record_types=types if record_type else (),
    )


def _active(one: FieldSchema) -> tuple[PicklistValue, ...]:
    """The values that a restricted picklist takes; any other takes all."""
    if not one.restricted_picklist:
        return ()
    return tuple(PicklistValue(known.value, known.value) for known in one.picklist if known.active)
