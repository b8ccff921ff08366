"""One field's mapping as the JSON that an org keeps. Pure."""

from typing import Any

from s2sctl.manifest.manifest import FieldMapping, OnConflict
from s2sctl.model.names import FieldName


def lean(content: dict[str, Any]) -> dict[str, Any]:
    """What has a value."""
    return {key: value for key, value in content.items() if value is not None}


def mapping_to(one: FieldMapping) -> dict[str, Any]:
    """The JSON of one mapping: only what is said."""
    return lean(
        {
            "from": one.source,
            "to": one.target,
            "values": [list(pair) for pair in one.values] if one.values is not None else None,
            "default": one.default,
            "truncate": one.truncate,
            "on_conflict": one.on_conflict.value if one.on_conflict else None,
        }
    )


def mapping_from(raw: dict[str, Any]) -> FieldMapping:
    """The mapping of :func:`mapping_to`, by this or an older version."""
    values = raw.get("values")
    policy = raw.get("on_conflict")
    return FieldMapping(
        FieldName(raw["from"]),
        FieldName(raw["to"]),
        tuple((pair[0], pair[1]) for pair in values) if values is not None else None,
        raw.get("default"),
        raw.get("truncate"),
        OnConflict(policy) if policy else None,
    )
