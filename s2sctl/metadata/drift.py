"""Whether an org's metadata changed where it matters to us. Pure."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum

from s2sctl.metadata.types import describe_type
from s2sctl.model.names import FieldName, ObjectName
from s2sctl.model.schema import FieldSchema, ObjectSchema

FACTS = (
    "type", "length", "precision", "scale", "digits", "nillable", "createable", "updateable",
    "calculated", "unique", "external_id", "case_sensitive", "restricted_picklist", "encrypted",
)  # fmt: skip

Renames = Mapping[ObjectName, Mapping[FieldName, FieldName]]
"""What a field is called now, by object and the name it had."""


class Change(Enum):
    """What has become of an object or a field."""

    RENAMED = "renamed"
    GONE = "gone"
    CHANGED = "changed"
    REQUIRED = "required"
    """A field must be filled now that needed not."""


@dataclass(frozen=True, slots=True)
class Drift:
    """One used field (or object, ``field`` empty) that is not what it was, in a sentence.

    ``now`` is a renamed field's present name.
    """

    object: ObjectName
    field: str
    text: str
    change: Change = Change.CHANGED
    now: str = ""


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
    renamed: Renames | None = None,
) -> tuple[Drift, ...]:
    """What changed in the used fields since ``before``; objects never seen before do not count.

    A field that is gone and found in ``renamed`` is told by its present name.
    """
    return tuple(
        drift
        for name, fields in used.items()
        if name in before
        for drift in _object(before[name], after.get(name), fields, (renamed or {}).get(name, {}))
    )


def _object(
    before: ObjectSchema,
    after: ObjectSchema | None,
    fields: Iterable[FieldName],
    renamed: Mapping[FieldName, FieldName],
) -> Iterator[Drift]:
    if after is None:
        text = f"{before.name} is gone, or hidden from the running user"
        yield Drift(before.name, "", text, Change.GONE)
        return
    for right in ("createable", "updateable", "queryable"):
        if getattr(before, right) and not getattr(after, right):
            yield Drift(before.name, "", f"{before.name} is no longer {right}")
    for name in dict.fromkeys(fields):
        yield from _field(before, after, name, renamed.get(name))
    told = set(renamed.values())
    was = {one.name for one in before.fields.values() if one.required_on_create}
    for field in after.fields.values():
        if field.required_on_create and field.name not in was | told:
            text = f"{before.name}.{field.name} is required now"
            yield Drift(before.name, field.name, text, Change.REQUIRED)
    yield from _record_types(before, after)


def _field(
    before: ObjectSchema, after: ObjectSchema, name: FieldName, now: FieldName | None
) -> Iterator[Drift]:
    old, new = before.fields.get(name), after.fields.get(name)
    if new is None and now is not None and now in after.fields:
        text = f"{before.name}.{name} was renamed to {now}"
        yield Drift(before.name, name, text, Change.RENAMED, now)
    elif _facts(old) != _facts(new):
        change = Change.GONE if new is None else Change.CHANGED
        yield Drift(before.name, name, _told(f"{before.name}.{name}", old, new), change)


def _record_types(before: ObjectSchema, after: ObjectSchema) -> Iterator[Drift]:
    known = {one.developer_name: one for one in after.record_types}
    for kind in before.record_types:
        now = known.get(kind.developer_name)
        if now is None or (kind.active and not now.active) or (kind.available > now.available):
            text = f"record type {kind.developer_name} of {before.name} can be used no more"
            yield Drift(before.name, "", text)


def _told(name: str, old: FieldSchema | None, new: FieldSchema | None) -> str:
    if new is None:
        return f"{name} is gone, or hidden from the running user"
    if old is None:
        return f"{name} is new"
    if describe_type(old) != describe_type(new):
        return f"{name} was {describe_type(old)} and is {describe_type(new)}"
    changed = [fact for fact in FACTS if getattr(old, fact) != getattr(new, fact)]
    return f"{name}: {', '.join(changed or ['picklist values'])} changed"


def _facts(field: FieldSchema | None) -> list[object]:
    if field is None:
        return []
    active = sorted(one.value for one in field.picklist if one.active)
    values = active if field.restricted_picklist else []
    return [*(getattr(field, fact) for fact in FACTS), sorted(field.reference_to), values]
