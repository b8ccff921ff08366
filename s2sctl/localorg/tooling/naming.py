"""Stable ids and type names of objects and fields, as the Tooling API tells them.

Recorded (wire/documented, datahub's mock files): ``DurableId`` of a standard object is its name, of
a custom one the 15 characters of its id; of a field ``OBJECT.NAME``, a lookup without its ``Id``,
a custom field by the 15 characters of its id.
"""

import hashlib

from s2sctl.localorg.definitions import FieldDefinition, ObjectDefinition
from s2sctl.localorg.ids import base62, pod_of
from s2sctl.model.ids import checksum

_PLAIN = {
    "boolean": "Checkbox",
    "date": "Date",
    "datetime": "Date/Time",
    "time": "Time",
    "email": "Email",
    "phone": "Phone",
    "picklist": "Picklist",
    "combobox": "Picklist",
    "multipicklist": "Picklist (Multi-Select)",
    "address": "Address",
    "location": "Geolocation",
    "base64": "Base64",
    "id": "ID",
}
_NUMBERS = {"double": "Number", "currency": "Currency", "percent": "Percent", "int": "Number"}
_LONG = 255


def setup_id(org_id: str, prefix: str, name: str) -> str:
    """The 18-character id of the custom object or field that was made under this name."""
    digest = int.from_bytes(hashlib.sha256(f"{org_id}:{name.lower()}".encode()).digest()[:6], "big")
    fifteen = f"{prefix}{pod_of(org_id)}0{base62(digest % 62**9, 9)}"
    return fifteen + checksum(fifteen)


def object_id(org_id: str, definition: ObjectDefinition) -> str:
    """An object's ``DurableId``."""
    if not definition.custom:
        return definition.name
    return setup_id(org_id, "01I", definition.name)[:15]


def field_id(org_id: str, definition: ObjectDefinition, field: FieldDefinition) -> str:
    """A field's ``DurableId``."""
    owner = object_id(org_id, definition)
    if field.custom:
        return f"{owner}.{custom_field_id(org_id, definition, field)[:15]}"
    lookup = field.type == "reference" and field.name.endswith("Id")
    return f"{owner}.{field.name.removesuffix('Id') if lookup else field.name}"


def custom_field_id(org_id: str, definition: ObjectDefinition, field: FieldDefinition) -> str:
    """A custom field's own id."""
    return setup_id(org_id, "00N", f"{definition.name}.{field.born or field.name}")


def data_type(field: FieldDefinition) -> str:
    """The type in Setup's words: ``Text(80)``, ``Lookup(Account)``, ``Currency(16, 2)``."""
    if field.formula:
        return f"Formula ({_type(field).partition('(')[0].strip()})"
    if field.auto_number:
        return "Auto Number"
    return _type(field)


def _type(field: FieldDefinition) -> str:
    if field.type in _PLAIN:
        return _PLAIN[field.type]
    if field.type in _NUMBERS:
        return f"{_NUMBERS[field.type]}({field.precision - field.scale}, {field.scale})"
    if field.type == "reference":
        kind = "Master-Detail" if field.custom and not field.nillable else "Lookup"
        return f"{kind}({','.join(field.reference_to)})"
    if field.type == "textarea":
        return _text_area(field)
    if field.type == "url":
        return f"URL({field.length})"
    if field.name_field:
        return "Name"
    marks = " (External ID)" if field.external_id else ""
    marks += " (Unique Case Sensitive)" if field.unique and field.case_sensitive else ""
    marks += " (Unique Case Insensitive)" if field.unique and not field.case_sensitive else ""
    return f"Text({field.length}){marks}"


def _text_area(field: FieldDefinition) -> str:
    if field.length <= _LONG:
        return f"Text Area({field.length})"
    return f"{'Rich' if field.html_formatted else 'Long'} Text Area({field.length})"
