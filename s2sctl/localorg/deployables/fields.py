"""A CustomField's metadata as a field definition.

Source: CustomField in the Metadata API guide. What the local org cannot do (roll-ups, encrypted
text, global value sets) is refused, not ignored.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from s2sctl.localorg.definitions import Definitions, FieldDefinition, PicklistEntry
from s2sctl.localorg.deployables.metadata import Meta, flag, many, number, part, text, texts
from s2sctl.localorg.deployables.problem import ComponentProblem

_NAME = re.compile(r"[A-Za-z](?:_?[A-Za-z0-9])*__c\Z")
_DELETE = {"": "clear", "SetNull": "clear", "Restrict": "restrict", "Cascade": "cascade"}


@dataclass(slots=True)
class _Base:
    """What every custom field has, before its type adds to it."""

    name: str
    label: str
    required: bool
    unique: bool
    external_id: bool
    case_sensitive: bool


def field_definition(definitions: Definitions, meta: Meta) -> FieldDefinition:
    """The definition ``meta`` asks for. Raises ``ComponentProblem``."""
    name, kind = text(meta, "fullName"), text(meta, "type")
    if not _NAME.match(name) or len(name) > 43:
        raise ComponentProblem(f"The custom field name '{name}' is not valid")
    build = _formula if text(meta, "formula") else _BUILDERS.get(kind)
    if build is None:
        raise ComponentProblem(f"{name}: the local org has no custom fields of type '{kind}'")
    label = text(meta, "label")
    if not label:
        raise ComponentProblem(f"Must specify a non-empty label for the CustomField {name}")
    base = _Base(
        name=name,
        label=label,
        required=flag(meta, "required"),
        unique=flag(meta, "unique"),
        external_id=flag(meta, "externalId"),
        case_sensitive=flag(meta, "unique") and flag(meta, "caseSensitive"),
    )
    if (base.unique or base.external_id) and kind not in ("Text", "Number", "Email", "AutoNumber"):
        word = "unique" if base.unique else "externalId"
        raise ComponentProblem(f"Can not specify '{word}' for a CustomField of type {kind}")
    return build(definitions, base, meta)


def _make(base: _Base, kind: str, **said: object) -> FieldDefinition:
    values: dict[str, object] = {
        "nillable": not base.required,
        "permissionable": not base.required,
        "unique": base.unique,
        "external_id": base.external_id,
        "case_sensitive": base.case_sensitive,
        "id_lookup": base.external_id,
    }
    return FieldDefinition(
        name=base.name,
        type=kind,
        label=base.label,
        custom=True,
        **(values | said),  # type: ignore[arg-type]  # - each builder names real fields
    )


def _text(definitions: Definitions, base: _Base, meta: Meta) -> FieldDefinition:
    length = number(meta, "length")
    if not 1 <= length <= 255:
        raise ComponentProblem(f"{base.name}: Length must be between 1 and 255")
    return _make(base, "string", length=length, **_default(meta))


def _long_text(definitions: Definitions, base: _Base, meta: Meta) -> FieldDefinition:
    html = text(meta, "type") == "Html"
    length = number(meta, "length", 32768)
    if not 256 <= length <= 131072:
        raise ComponentProblem(f"{base.name}: Length must be between 256 and 131072")
    return _make(
        base,
        "textarea",
        length=length,
        filterable=False,
        sortable=False,
        groupable=False,
        html_formatted=html,
        extra_type="richtextarea" if html else "plaintextarea",
    )


def _text_area(definitions: Definitions, base: _Base, meta: Meta) -> FieldDefinition:
    return _make(base, "textarea", length=255, extra_type="plaintextarea")


def _fixed(kind: str, length: int) -> "Callable[[Definitions, _Base, Meta], FieldDefinition]":
    def build(definitions: Definitions, base: _Base, meta: Meta) -> FieldDefinition:
        return _make(base, kind, length=length, **_default(meta))

    return build


def _timed(kind: str) -> "Callable[[Definitions, _Base, Meta], FieldDefinition]":
    def build(definitions: Definitions, base: _Base, meta: Meta) -> FieldDefinition:
        return _make(base, kind, groupable=kind == "date", **_default(meta))

    return build


def _number(definitions: Definitions, base: _Base, meta: Meta) -> FieldDefinition:
    kind = {"Number": "double", "Currency": "currency", "Percent": "percent"}[text(meta, "type")]
    precision, scale = number(meta, "precision", 18), number(meta, "scale", 0)
    if not (1 <= precision <= 18 and 0 <= scale <= precision):
        raise ComponentProblem(f"{base.name}: precision must be between 1 and 18, with the scale")
    return _make(base, kind, precision=precision, scale=scale, groupable=False, **_default(meta))


def _checkbox(definitions: Definitions, base: _Base, meta: Meta) -> FieldDefinition:
    default = text(meta, "defaultValue").lower()
    if default not in ("true", "false"):
        raise ComponentProblem(
            f"Must specify 'defaultValue' for a CustomField of type Checkbox: {base.name}"
        )
    return _make(
        base,
        "boolean",
        nillable=False,
        defaulted_on_create=True,
        default=default == "true",
    )


def _picklist(definitions: Definitions, base: _Base, meta: Meta) -> FieldDefinition:
    many_values = text(meta, "type") == "MultiselectPicklist"
    value_set = part(meta, "valueSet")
    if value_set is None:
        raise ComponentProblem(f"{base.name}: a picklist needs a valueSet")
    if text(value_set, "valueSetName"):
        raise ComponentProblem(f"{base.name}: the local org has no global value sets")
    inner = part(value_set, "valueSetDefinition") or {}
    offered = {
        text(one, "valueName"): tuple(texts(one, "controllingFieldValue"))
        for one in many(value_set, "valueSettings")
    }
    entries = tuple(
        PicklistEntry(
            value=text(one, "fullName"),
            label=text(one, "label") or text(one, "fullName"),
            active=flag(one, "isActive", True),
            default=flag(one, "default"),
            valid_for=offered.get(text(one, "fullName"), ()),
        )
        for one in many(inner, "value")
    )
    return _make(
        base,
        "multipicklist" if many_values else "picklist",
        length=4099 if many_values else 255,
        picklist=entries,
        controller=text(value_set, "controllingField"),
        restricted_picklist=flag(value_set, "restricted"),
        sortable=not many_values,
        groupable=not many_values,
        defaulted_on_create=any(one.default for one in entries),
    )


def _reference(definitions: Definitions, base: _Base, meta: Meta) -> FieldDefinition:
    parent = definitions.find(text(meta, "referenceTo"))
    if parent is None:
        raise ComponentProblem(
            f"referenceTo value of '{text(meta, 'referenceTo')}' does not resolve to a valid "
            "sObject type"
        )
    children = text(meta, "relationshipName")
    said: dict[str, object] = {
        "length": 18,
        "reference_to": (parent.name,),
        "relationship": f"{base.name[:-1]}r",
        "child_relationship": f"{children}__r" if children else "",
    }
    if text(meta, "type") == "MasterDetail":
        return _make(
            base,
            "reference",
            **said
            | {
                "on_delete": "cascade",
                "nillable": False,
                "permissionable": False,
                "updateable": flag(meta, "reparentableMasterDetail"),
            },
        )
    constraint = text(meta, "deleteConstraint")
    if constraint not in _DELETE:
        raise ComponentProblem(f"'{constraint}' is not a valid value for DeleteConstraint")
    if base.required and constraint in ("", "SetNull"):
        # A required lookup cannot be cleared, so Salesforce restricts the delete instead.
        constraint = "Restrict"
    return _make(base, "reference", **said | {"on_delete": _DELETE[constraint]})


def _auto_number(definitions: Definitions, base: _Base, meta: Meta) -> FieldDefinition:
    display = text(meta, "displayFormat") or "{0}"
    if "{0" not in display:
        raise ComponentProblem(f"{base.name}: displayFormat needs a counter such as {{0000}}")
    return _make(
        base,
        "string",
        length=30,
        nillable=False,
        createable=False,
        updateable=False,
        defaulted_on_create=True,
        auto_number=display,
        groupable=False,
    )


def _formula(definitions: Definitions, base: _Base, meta: Meta) -> FieldDefinition:
    """A formula field: its formula is checked where the object is known (``objects``)."""
    kind = _FORMULA_TYPES.get(text(meta, "type"))
    if kind is None:
        raise ComponentProblem(
            f"{base.name}: '{text(meta, 'type')}' is not a valid type of a formula field"
        )
    numeric = kind in ("double", "currency", "percent")
    return _make(
        base,
        kind,
        length=1300 if kind == "string" else 0,
        precision=18 if numeric else 0,
        scale=number(meta, "scale", 0) if numeric else 0,
        nillable=kind != "boolean",
        permissionable=True,
        createable=False,
        updateable=False,
        groupable=False,
        formula=text(meta, "formula"),
        blank_as_zero=text(meta, "formulaTreatBlanksAs") == "BlankAsZero",
    )


def _location(definitions: Definitions, base: _Base, meta: Meta) -> FieldDefinition:
    return _make(
        base,
        "location",
        scale=number(meta, "scale", 0),
        createable=False,
        updateable=False,
        groupable=False,
    )


def location_parts(whole: FieldDefinition) -> tuple[FieldDefinition, ...]:
    """The latitude and longitude that a geolocation field is written by."""
    stem = whole.name.removesuffix("__c")
    return tuple(
        FieldDefinition(
            name=f"{stem}__{part}__s",
            type="double",
            label=f"{whole.label} ({part})",
            precision=18,
            scale=15,
            nillable=whole.nillable,
            groupable=False,
            custom=True,
            compound=whole.name,
            permissionable=whole.permissionable,
        )
        for part in ("Latitude", "Longitude")
    )


def _default(meta: Meta) -> dict[str, object]:
    """A default value: plain quoted text, or a formula that each new row evaluates."""
    said = text(meta, "defaultValue")
    match = re.fullmatch(r'"([^"\\]*)"|\'([^\'\\]*)\'', said)
    if match is not None:
        return {"default": match[1] or match[2], "default_formula": said}
    return {"default_formula": said}


_FORMULA_TYPES = {
    "Text": "string",
    "Number": "double",
    "Currency": "currency",
    "Percent": "percent",
    "Checkbox": "boolean",
    "Date": "date",
    "DateTime": "datetime",
}


_BUILDERS: dict[str, Callable[[Definitions, _Base, Meta], FieldDefinition]] = {
    "Text": _text,
    "TextArea": _text_area,
    "LongTextArea": _long_text,
    "Html": _long_text,
    "Number": _number,
    "Currency": _number,
    "Percent": _number,
    "Checkbox": _checkbox,
    "Date": _timed("date"),
    "DateTime": _timed("datetime"),
    "Time": _timed("time"),
    "Email": _fixed("email", 80),
    "Phone": _fixed("phone", 40),
    "Url": _fixed("url", 255),
    "Picklist": _picklist,
    "MultiselectPicklist": _picklist,
    "Lookup": _reference,
    "MasterDetail": _reference,
    "AutoNumber": _auto_number,
    "Location": _location,
}
