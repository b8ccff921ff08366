"""A kept fingerprint against what an org shows now. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from s2sctl.manifest.manifest import Terms
from s2sctl.metadata.drift import Change, Drift, Renames, drifts
from s2sctl.metadata.fingerprint import DurableIds, Fingerprint
from s2sctl.metadata.presence import Schemas
from s2sctl.model.names import FieldName, ObjectName
from s2sctl.model.schema import ObjectSchema

_LOST = (Change.GONE, Change.RENAMED)


def losing(kept: Fingerprint, schemas: Schemas) -> tuple[ObjectName, ...]:
    """The objects that are there and lack a field they had: their durable ids are worth asking."""
    found = {
        one.schema.name: None
        for one in kept.prints
        if (now := schemas.get(one.schema.name)) is not None
        and any(name not in now.fields for name in one.used)
    }
    return tuple(found)


def renames_of(kept: Fingerprint, schemas: Schemas, ids: DurableIds) -> Renames:
    """Fields that are gone under the name they had, and are there under another."""
    found: dict[ObjectName, dict[FieldName, FieldName]] = {}
    for one in kept.prints:
        name = one.schema.name
        there = schemas[name].fields if name in schemas else {}
        now = {id: field for field, id in ids.get(name, {}).items() if field in there}
        for field, id in one.ids.items():
            if id and field not in there and id in now:
                found.setdefault(name, {})[field] = now[id]
    return found


def all_drifts(kept: Fingerprint, schemas: Schemas, renamed: Renames) -> tuple[Drift, ...]:
    """Everything that is not as it was kept, each once."""
    return tuple(
        dict.fromkeys(
            drift
            for one in kept.prints
            for drift in drifts(
                {one.schema.name: one.schema}, schemas, {one.schema.name: one.used}, renamed
            )
        )
    )


def knowing(
    schemas: Schemas, renamed: Renames, lost: Iterable[Drift] = ()
) -> dict[ObjectName, ObjectSchema]:
    """The describes with what is known of their fields that were renamed or ``lost``."""
    names: Mapping[ObjectName, Mapping[FieldName, FieldName]] = renamed
    gone: dict[ObjectName, set[FieldName]] = {}
    for one in lost:
        if one.change is Change.GONE:
            gone.setdefault(one.object, set()).add(FieldName(one.field))
    return {
        name: replace(schema, renamed=dict(names.get(name, {})), gone=frozenset(gone.get(name, ())))
        if name in names or name in gone
        else schema
        for name, schema in schemas.items()
    }


def without_lost(terms: Terms, drifts: Iterable[Drift]) -> Terms:
    """The terms without what the org has no more under the name they say: a permission set that
    names it would be refused."""
    lost = {(one.object, one.field) for one in drifts if one.change in _LOST}
    publish = tuple(
        replace(one, fields=tuple(name for name in one.fields if (one.object, name) not in lost))
        for one in terms.publish
        if (one.object, "") not in lost
    )
    subscribe = tuple(
        replace(one, fields=tuple(at for at in one.fields if (one.target, at.target) not in lost))
        for one in terms.subscribe
        if (one.target, "") not in lost
    )
    return replace(terms, publish=publish, subscribe=subscribe)
