"""Describes ↔ JSON. They are a cache: one that cannot be read is one that must be asked again."""

import json
from dataclasses import fields, replace
from typing import Any

from s2sctl.model.names import FieldName, ObjectName
from s2sctl.model.schema import (
    ChildRelationship,
    FieldSchema,
    ObjectSchema,
    PicklistValue,
    RecordType,
)
from s2sctl.store.codec import maybe_micros, maybe_moment

_PLAIN_FIELD = FieldSchema(FieldName(""), "")


def schema_to_json(schema: ObjectSchema) -> str:
    """A describe as JSON; of a field only what differs from a plain one, to keep it small."""
    return json.dumps(
        {
            "name": schema.name,
            "label": schema.label,
            "key_prefix": schema.key_prefix,
            "fields": [_field_to_json(field) for field in schema.fields.values()],
            "createable": schema.createable,
            "updateable": schema.updateable,
            "deletable": schema.deletable,
            "queryable": schema.queryable,
            "custom": schema.custom,
            "record_types": [
                [kind.id, kind.developer_name, kind.active, kind.available, kind.master]
                for kind in schema.record_types
            ],
            "children": [[child.object, child.field, child.cascade] for child in schema.children],
            "last_modified": maybe_micros(schema.last_modified),
        },
        separators=(",", ":"),
    )


def schema_from_json(text: str) -> ObjectSchema | None:
    """The describe, or None where another version wrote it in a way we cannot read."""
    try:
        raw = dict(json.loads(text))
        found = [_field_from_json(field) for field in raw.pop("fields")]
        return ObjectSchema(
            **raw
            | {
                "name": ObjectName(raw["name"]),
                "fields": {field.name: field for field in found},
                "record_types": tuple(RecordType(*kind) for kind in raw["record_types"]),
                "children": tuple(ChildRelationship(*child) for child in raw["children"]),
                "last_modified": maybe_moment(raw["last_modified"]),
            }
        )
    except (ValueError, TypeError, LookupError):
        return None


def _field_to_json(field: FieldSchema) -> dict[str, object]:
    told = {
        one.name: getattr(field, one.name)
        for one in fields(field)
        if getattr(field, one.name) != getattr(_PLAIN_FIELD, one.name)
    }
    if field.picklist:
        told["picklist"] = [[e.value, e.label, e.active, e.default] for e in field.picklist]
    return told


def _field_from_json(raw: dict[str, Any]) -> FieldSchema:
    # The values' types are JSON's own; what does not fit the constructor raises TypeError.
    told = dict(raw)
    if "picklist" in told:
        told["picklist"] = tuple(PicklistValue(*entry) for entry in told["picklist"])
    if "reference_to" in told:
        told["reference_to"] = tuple(told["reference_to"])
    return replace(_PLAIN_FIELD, **told)
