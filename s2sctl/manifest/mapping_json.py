"""One field's mapping as the JSON that an org keeps. Pure."""

from dataclasses import fields
from decimal import Decimal
from typing import Any

from s2sctl.manifest.manifest import FieldMapping, OnConflict
from s2sctl.manifest.recast import Recast
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
            "recast": _recast(one.recast) or None,
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
        _to_recast(raw.get("recast", {})),
    )


def _recast(one: Recast) -> dict[str, Any]:
    """Only what is set, so that a mapping without reads as an older version wrote it."""
    said = {name: getattr(one, name) for name in _NAMES}
    said["join"] = list(one.join)
    said["part"] = list(one.part) if one.part is not None else None
    said["rate"] = str(one.rate) if one.rate is not None else None
    return {name: value for name, value in said.items() if value not in (None, "", [], False)} | (
        {"scale": 0} if one.scale == 0 else {}
    )


def _to_recast(raw: dict[str, Any]) -> Recast:
    said = dict(raw)
    if "join" in said:
        said["join"] = tuple(FieldName(name) for name in said["join"])
    if "part" in said:
        said["part"] = (said["part"][0], said["part"][1])
    if "rate" in said:
        said["rate"] = Decimal(said["rate"])
    return Recast(**said)


_NAMES = tuple(field.name for field in fields(Recast))
