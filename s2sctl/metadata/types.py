"""Which field types fit which: the table, as data. Pure.

Source: facts/salesforce-api.md §3.10. Rows that can fail alone are told when they fail
(``agreement.transform``); what can never work, or loses something, is a finding beforehand.
"""

from enum import Enum

from s2sctl.model.schema import FieldSchema


class Kind(Enum):
    """Field types that convert alike."""

    TEXT = "text"
    LONG = "long text"
    NUMBER = "number"
    DATE = "date"
    DATETIME = "date/time"
    TIME = "time"
    CHECKBOX = "checkbox"
    PICKLIST = "picklist"
    MULTI = "multi-select picklist"
    EMAIL = "e-mail"
    PHONE = "phone"
    URL = "URL"
    RICH = "rich text"
    ENCRYPTED = "encrypted text"
    LOOKUP = "lookup"
    FILE = "a file's content"
    NONE = "of a type that cannot be shared"


class Fit(Enum):
    """How values of one kind go into another."""

    YES = "lossless"
    LENGTH = "if it is not too long"
    DIGITS = "if precision and scale suffice"
    VALUES = "if its values are known there"
    FORM = "if it is written as the target expects"
    MAP = "only through a value map"
    MARKUP = "with its tags as text, or its text as HTML"
    CUT = "only with an explicit truncate"
    ZONE = "only with an explicit zone"
    LINK = "translated through linked records"
    NO = "never"


_KINDS = {
    "string": Kind.TEXT, "combobox": Kind.TEXT, "id": Kind.TEXT,
    "encryptedstring": Kind.ENCRYPTED,
    "textarea": Kind.LONG,
    "double": Kind.NUMBER, "currency": Kind.NUMBER, "percent": Kind.NUMBER, "int": Kind.NUMBER,
    "long": Kind.NUMBER,
    "date": Kind.DATE, "datetime": Kind.DATETIME, "time": Kind.TIME, "boolean": Kind.CHECKBOX,
    "picklist": Kind.PICKLIST, "multipicklist": Kind.MULTI,
    "email": Kind.EMAIL, "phone": Kind.PHONE, "url": Kind.URL,
    "reference": Kind.LOOKUP, "base64": Kind.FILE,
}  # fmt: skip

_T, _L, _H, _N, _D, _S, _C, _P, _M, _R = (
    Kind.TEXT, Kind.LONG, Kind.RICH, Kind.NUMBER, Kind.DATE, Kind.DATETIME, Kind.CHECKBOX,
    Kind.PICKLIST, Kind.MULTI, Kind.LOOKUP,
)  # fmt: skip
_E, _F, _U = Kind.EMAIL, Kind.PHONE, Kind.URL
_SHOWN = {_T: Fit.YES, _L: Fit.YES}
TABLE: dict[Kind, dict[Kind, Fit]] = {
    _T: {
        _T: Fit.LENGTH, _L: Fit.LENGTH, _H: Fit.MARKUP, _N: Fit.FORM, _D: Fit.FORM, _S: Fit.FORM,
        _C: Fit.MAP, _P: Fit.VALUES, _M: Fit.MAP, _E: Fit.FORM, _F: Fit.LENGTH, _U: Fit.LENGTH,
    },
    _L: {_L: Fit.LENGTH, _H: Fit.MARKUP, _T: Fit.CUT},
    _H: {_H: Fit.LENGTH, _L: Fit.MARKUP},
    _N: {**_SHOWN, _N: Fit.DIGITS, _C: Fit.MAP, _P: Fit.MAP},
    _D: {**_SHOWN, _D: Fit.YES, _S: Fit.ZONE},
    _S: {**_SHOWN, _S: Fit.YES, _D: Fit.ZONE},
    Kind.TIME: {**_SHOWN, Kind.TIME: Fit.YES},
    _C: {**_SHOWN, _C: Fit.YES, _P: Fit.MAP},
    _P: {_T: Fit.LENGTH, _L: Fit.YES, _C: Fit.MAP, _P: Fit.VALUES, _M: Fit.VALUES},
    _M: {_T: Fit.LENGTH, _L: Fit.LENGTH, _M: Fit.VALUES},
    _E: {_T: Fit.LENGTH, _L: Fit.YES, _E: Fit.LENGTH, _F: Fit.LENGTH, _U: Fit.LENGTH},
    _F: {_T: Fit.LENGTH, _L: Fit.YES, _F: Fit.LENGTH, _U: Fit.LENGTH},
    _U: {_T: Fit.LENGTH, _L: Fit.YES, _F: Fit.LENGTH, _U: Fit.LENGTH},
    _R: {_R: Fit.LINK},
    Kind.FILE: {Kind.FILE: Fit.YES},
}  # fmt: skip
"""From a row's kind into a column's; a pair that is not here never fits."""


def kind_of(field: FieldSchema) -> Kind:
    """The kind of a field. A text area of up to 255 characters is text like any other."""
    if field.type == "textarea" and 0 < field.length <= 255:
        return Kind.TEXT
    if field.type == "textarea" and (field.html_formatted or field.extra_type == "richtextarea"):
        return Kind.RICH
    return _KINDS.get(field.type, Kind.NONE)


def fit(source: FieldSchema, target: FieldSchema) -> Fit:
    """How values of ``source`` go into ``target``."""
    return TABLE.get(kind_of(source), {}).get(kind_of(target), Fit.NO)


def describe_type(field: FieldSchema) -> str:
    """A field's type as Setup shows it: ``Text(255)``, ``Currency(16, 2)``, ``Lookup(Account)``."""
    name = _LABELS.get(field.type, field.type)
    if field.type == "textarea":
        name = _AREAS.get(kind_of(field), "Text Area")
    if field.type in ("double", "currency", "percent"):
        return f"{name}({field.precision - field.scale}, {field.scale})"
    if field.type in ("string", "textarea", "encryptedstring", "url") and field.length:
        return f"{name}({field.length})"
    if field.type == "reference":
        return f"{name}({', '.join(field.reference_to)})"
    return name


_AREAS = {Kind.LONG: "Long Text Area", Kind.RICH: "Rich Text Area"}
_LABELS = {
    "string": "Text", "encryptedstring": "Text (encrypted)", "double": "Number",
    "int": "Number", "long": "Number", "currency": "Currency", "percent": "Percent",
    "date": "Date", "datetime": "Date/Time", "time": "Time", "boolean": "Checkbox",
    "picklist": "Picklist", "multipicklist": "Picklist (Multi-Select)", "combobox": "Combobox",
    "email": "Email", "phone": "Phone", "url": "URL", "reference": "Lookup", "id": "Id",
    "base64": "File", "address": "Address", "location": "Geolocation",
}  # fmt: skip
