"""Whether an org's metadata changed where it matters to us. Pure."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from s2sctl.metadata.types import describe_type
from s2sctl.model.names import FieldName, ObjectName
from s2sctl.model.schema import FieldSchema, ObjectSchema

_FACTS = (
    "type", "length", "precision", "scale", "digits", "nillable", "createable", "updateable",
    "calculated", "unique", "external_id", "case_sensitive", "restricted_picklist", "encrypted",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Drift:
    """One used field (or object, ``field`` empty) that is not what it was, in a sentence."""

    object: ObjectName
    field: str
    text: str


def fingerprint(schema: ObjectSchema, fields: Iterable[FieldName]) -> str:
    """22 characters that change when a used field does, or a new field becomes required.

    Labels, help texts, unused fields and the order of anything do not count.
    """
    used = {name: _facts(schema.fields.get(name)) for name in sorted(set(fields))}
    required = sorted(one.name for one in schema.fields.values() if one.required_on_create)
    text = json.dumps(
        [schema.createable, schema.updateable, schema.queryable, required, used], sort_keys=True
    )
    return hashlib.blake2b(text.encode(), digest_size=11).hexdigest()


def drifts(
    before: Mapping[ObjectName, ObjectSchema],
    after: Mapping[ObjectName, ObjectSchema],
    used: Mapping[ObjectName, Iterable[FieldName]],
) -> tuple[Drift, ...]:
    """What changed in the used fields since ``before``; objects never seen before do not count."""
    return tuple(
        drift
        for name, fields in used.items()
        if name in before
        for drift in _object(before[name], after.get(name), fields)
    )


def _object(
    before: ObjectSchema, after: ObjectSchema | None, fields: Iterable[FieldName]
) -> Iterator[Drift]:
    if after is None:
        yield Drift(before.name, "", f"{before.name} is gone, or hidden from the running user")
        return
    for right in ("createable", "updateable", "queryable"):
        if getattr(before, right) and not getattr(after, right):
            yield Drift(before.name, "", f"{before.name} is no longer {right}")
    for name in dict.fromkeys(fields):
        old, new = before.fields.get(name), after.fields.get(name)
        if _facts(old) != _facts(new):
            yield Drift(before.name, name, _told(f"{before.name}.{name}", old, new))
    was = {one.name for one in before.fields.values() if one.required_on_create}
    for field in after.fields.values():
        if field.required_on_create and field.name not in was:
            text = f"{before.name}.{field.name} is required now"
            yield Drift(before.name, field.name, text)


def _told(name: str, old: FieldSchema | None, new: FieldSchema | None) -> str:
    if new is None:
        return f"{name} is gone, or hidden from the running user"
    if old is None:
        return f"{name} is new"
    if describe_type(old) != describe_type(new):
        return f"{name} was {describe_type(old)} and is {describe_type(new)}"
    changed = [fact for fact in _FACTS if getattr(old, fact) != getattr(new, fact)]
    return f"{name}: {', '.join(changed or ['picklist values'])} changed"


def _facts(field: FieldSchema | None) -> list[object]:
    if field is None:
        return []
    active = sorted(one.value for one in field.picklist if one.active)
    values = active if field.restricted_picklist else []
    return [*(getattr(field, fact) for fact in _FACTS), sorted(field.reference_to), values]
