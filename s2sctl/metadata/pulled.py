"""An object's describe as a file for git: what the checks read of it, and nothing else. Pure.

One line a field, sorted, default flags left out, so that a change in Setup is a short diff. No
record, id or person is in it; labels are left out as well.
"""

import json
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from datetime import date
from hashlib import sha256
from typing import Any

from s2sctl.errors import ConfigInvalid
from s2sctl.model.ids import OrgId
from s2sctl.model.names import FieldName, ObjectName, OrgAlias
from s2sctl.model.schema import FieldSchema, ObjectSchema, PicklistValue, RecordType

FORM = "s2sctl/describe/v1"

_NOT_CHECKED = frozenset({"name", "label", "relationship", "picklist", "html_formatted", "formula"})
_PLAIN = tuple(one for one in fields(FieldSchema) if one.name not in _NOT_CHECKED)
_OBJECT_FLAGS = ("createable", "updateable", "deletable", "queryable", "custom")


@dataclass(frozen=True, slots=True)
class Pulled:
    """One describe, whose it is, and when it was read."""

    org: OrgAlias
    org_id: OrgId
    day: date
    schema: ObjectSchema


def pulled_text(one: Pulled) -> str:
    """The file's whole text; the same describe on the same day gives the same text."""
    body = _body(one)
    head = {**body, "digest": _digest(body)}
    lines = [f" {json.dumps(key)}: {_rendered(value, key)}" for key, value in head.items()]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def read_pulled(text: str, name: str) -> Pulled:
    """What :func:`pulled_text` wrote; ``name`` is how errors call the file.

    Raises ConfigInvalid: S2S250 for what is no such file or was changed since, S2S251 for one of
    another version.
    """
    try:
        body = json.loads(text)
        form = str(body["form"])
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise _unusable(name, "it is no describe that s2sctl wrote") from error
    if form != FORM:
        raise ConfigInvalid(
            f"{name} has the form {form[:40]}, and this s2sctl reads {FORM}.",
            code="S2S251",
            help="pull it anew:  s2sctl metadata pull",
        )
    digest = body.pop("digest", None)
    if digest != _digest(body):
        raise _unusable(name, "it was changed after it was pulled")
    try:
        return _pulled(body)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise _unusable(name, "it is not whole") from error


def _unusable(name: str, why: str) -> ConfigInvalid:
    help = "take it from git as it was, or pull it anew:  s2sctl metadata pull"
    return ConfigInvalid(f"{name} cannot be used: {why}.", code="S2S250", help=help)


def _digest(body: Mapping[str, Any]) -> str:
    return sha256(json.dumps(body, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def _rendered(value: object, key: str) -> str:
    if key != "fields" or not isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False)
    lines = (
        f"  {json.dumps(name)}: {json.dumps(said, ensure_ascii=False)}"
        for name, said in value.items()
    )
    return "{\n" + ",\n".join(lines) + "\n }"


def _body(one: Pulled) -> dict[str, Any]:
    schema = one.schema
    return {
        "form": FORM,
        "org": one.org,
        "org_id": one.org_id,
        "pulled": one.day.isoformat(),
        "object": schema.name,
        **{flag: getattr(schema, flag) for flag in _OBJECT_FLAGS},
        "record_types": sorted(
            [kind.developer_name, kind.active, kind.available, kind.master]
            for kind in schema.record_types
        ),
        "fields": {name: _field(schema.fields[name]) for name in sorted(schema.fields)},
    }


def _field(one: FieldSchema) -> dict[str, Any]:
    said: dict[str, Any] = {}
    for part in _PLAIN:
        value = getattr(one, part.name)
        if part.default is MISSING or value != part.default:
            said[part.name] = list(value) if isinstance(value, tuple) else value
    if one.picklist:
        said["picklist"] = [value.value for value in one.picklist if value.active]
        said["inactive"] = [value.value for value in one.picklist if not value.active]
    return said


def _pulled(body: Mapping[str, Any]) -> Pulled:
    described = {
        FieldName(name): _field_schema(FieldName(name), said)
        for name, said in body["fields"].items()
    }
    schema = ObjectSchema(
        ObjectName(body["object"]),
        label="",
        key_prefix="",
        fields=described,
        record_types=tuple(
            RecordType("", name, active, available, master)
            for name, active, available, master in body["record_types"]
        ),
        **{flag: body[flag] for flag in _OBJECT_FLAGS},
    )
    day = date.fromisoformat(body["pulled"])
    return Pulled(OrgAlias(body["org"]), OrgId(body["org_id"]), day, schema)


def _field_schema(name: FieldName, said: Mapping[str, Any]) -> FieldSchema:
    told = dict(said)
    active = [PicklistValue(value, value) for value in told.pop("picklist", ())]
    inactive = [PicklistValue(value, value, active=False) for value in told.pop("inactive", ())]
    values: dict[str, Any] = {
        key: tuple(one) if isinstance(one, list) else one for key, one in told.items()
    }
    return FieldSchema(name=name, picklist=(*active, *inactive), **values)
