"""Fingerprints ↔ the JSON that an org keeps. Pure.

Of a field only what differs from a plain one is written. What cannot be read (an older org keeps
nothing, a person edited the row) is an empty fingerprint: nothing is known to have drifted.
"""

import json
from collections.abc import Mapping
from dataclasses import replace

from s2sctl.connection.objects import LONG_TEXT
from s2sctl.metadata.drift import FACTS
from s2sctl.metadata.fingerprint import Fingerprint, ObjectPrint
from s2sctl.model.names import FieldName, ObjectName
from s2sctl.model.schema import FieldSchema, ObjectSchema, PicklistValue, RecordType

_PLAIN = FieldSchema(FieldName(""), "")
_RIGHTS = ("createable", "updateable", "queryable")
_WRITTEN = (*FACTS, "defaulted_on_create", "auto_number")


def fingerprint_to_json(one: Fingerprint) -> str:
    """Canonical JSON; without picklist values where the org could not hold it with them."""
    text = _text(one, values=True)
    return text if len(text) <= LONG_TEXT else _text(one, values=False)


def fingerprint_from_json(text: str) -> Fingerprint:
    """What an org keeps; never raises."""
    try:
        raw = json.loads(text) if text else {}
        halves = [
            {ObjectName(name): _object(ObjectName(name), one) for name, one in half.items()}
            for half in (raw.get("publish", {}), raw.get("subscribe", {}))
        ]
        return Fingerprint(*halves)
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError):
        return Fingerprint()


def _text(one: Fingerprint, *, values: bool) -> str:
    halves = {
        "publish": {name: _told(known, values) for name, known in one.publish.items()},
        "subscribe": {name: _told(known, values) for name, known in one.subscribe.items()},
    }
    return json.dumps(halves, sort_keys=True, separators=(",", ":"))


def _told(one: ObjectPrint, values: bool) -> dict[str, object]:
    told: dict[str, object] = {
        "fields": {name: _field_told(known, values) for name, known in one.schema.fields.items()},
        "ids": dict(one.ids),
    }
    lost = [right for right in _RIGHTS if not getattr(one.schema, right)]
    if lost:
        told["without"] = lost
    if one.known_as:
        told["known_as"] = dict(one.known_as)
    if one.schema.record_types:
        told["record_types"] = [
            [kind.developer_name, kind.active, kind.available] for kind in one.schema.record_types
        ]
    return told


def _field_told(one: FieldSchema, values: bool) -> dict[str, object]:
    told = {
        fact: getattr(one, fact) for fact in _WRITTEN if getattr(one, fact) != getattr(_PLAIN, fact)
    }
    if one.reference_to:
        told["reference_to"] = list(one.reference_to)
    if one.restricted_picklist and values:
        told["values"] = [known.value for known in one.picklist]
    return told


def _object(name: ObjectName, raw: Mapping[str, object]) -> ObjectPrint:
    fields = {FieldName(at): _field(FieldName(at), one) for at, one in _mapping(raw, "fields")}
    without = raw.get("without", [])
    kinds = raw.get("record_types", [])
    if not isinstance(without, list) or not isinstance(kinds, list):
        raise TypeError("lists expected")
    schema = ObjectSchema(
        name=name,
        label="",
        key_prefix="",
        fields=fields,
        record_types=tuple(RecordType("", *kind) for kind in kinds),
        createable="createable" not in without,
        updateable="updateable" not in without,
        queryable="queryable" not in without,
    )
    ids = {FieldName(at): str(id) for at, id in _mapping(raw, "ids")}
    known_as = {FieldName(at): FieldName(str(was)) for at, was in _mapping(raw, "known_as")}
    return ObjectPrint(schema, ids, known_as)


def _mapping(raw: Mapping[str, object], key: str) -> list[tuple[str, object]]:
    found = raw.get(key, {})
    if not isinstance(found, dict):
        raise TypeError(f"{key} is no mapping")
    return list(found.items())


def _field(name: FieldName, raw: object) -> FieldSchema:
    if not isinstance(raw, dict):
        raise TypeError(f"{name} is no mapping")
    facts = {fact: raw[fact] for fact in _WRITTEN if fact in raw}
    values = raw.get("values")
    return replace(
        _PLAIN,
        name=name,
        reference_to=tuple(raw.get("reference_to", ())),
        picklist=tuple(PicklistValue(one, one) for one in values or ()),
        **facts,
    )
