"""``CustomField`` XML as a field definition (Metadata API guide: CustomField)."""

import re
from collections.abc import Callable
from dataclasses import replace

from s2sctl.localorg.definitions import FieldDefinition, PicklistEntry
from s2sctl.localorg.metadata.problem import Problem
from s2sctl.localorg.metadata.xmltree import Node

_ELEMENTS = frozenset(
    "fullName businessOwner businessStatus caseSensitive complianceGroup defaultValue "
    "deleteConstraint description displayFormat displayLocationInDecimal externalId formula "
    "formulaTreatBlanksAs inlineHelpText label length maskChar maskType precision "
    "referenceTo relationshipLabel relationshipName relationshipOrder reparentableMasterDetail "
    "required restrictedAdminField scale securityClassification stripMarkup trackFeedHistory "
    "trackHistory trackTrending type unique valueSet visibleLines "
    "writeRequiresMasterRead".split()
)
_NAME = re.compile(r"[A-Za-z](?:_?[A-Za-z0-9])*__c\Z")
_LONGEST_NAME = 43
_LONGEST_TEXT = 255
_LONG_TEXT = range(256, 131_073)
_MOST_DIGITS = 18
_CONSTRAINTS = {"": "clear", "SetNull": "clear", "Cascade": "cascade", "Restrict": "restrict"}


def read(node: Node, objects: Callable[[str], bool]) -> FieldDefinition:
    """The field. ``objects`` tells whether an object exists. Raises ``Problem``."""
    node.allow(_ELEMENTS, "CustomField")
    name, kind = node.value("fullName"), node.value("type")
    if not _NAME.match(name) or len(name) > _LONGEST_NAME:
        raise Problem(f"Invalid fullName: {name or '(none)'}")
    if not node.value("label"):
        raise Problem(f"Must specify a non-empty label for the CustomField {name}")
    build = _BUILDERS.get(kind)
    if build is None:
        raise Problem(f"'{kind}' is not a field type that the local org knows")
    plain = FieldDefinition(name=name, type="", label=node.value("label"), custom=True)
    if node.value("formula"):
        return _formula(build(plain, node, objects), node)
    field = _common(build(plain, node, objects), node)
    return _defaulted(field, node)


def _common(field: FieldDefinition, node: Node) -> FieldDefinition:
    unique, external = node.flag("unique"), node.flag("externalId")
    if unique and field.type not in ("string", "double", "email"):
        raise Problem(f"Cannot set unique on a CustomField of type {node.value('type')}")
    if external and field.type not in ("string", "double", "email"):
        raise Problem(f"Cannot set externalId on a CustomField of type {node.value('type')}")
    required = node.flag("required")
    return replace(
        field,
        unique=unique,
        external_id=external,
        id_lookup=external,
        case_sensitive=node.flag("caseSensitive"),
        nillable=field.nillable and not required,
        permissionable=field.permissionable and not required,
    )


def _defaulted(field: FieldDefinition, node: Node) -> FieldDefinition:
    text = node.value("defaultValue")
    if field.type == "boolean":
        if text not in ("true", "false"):
            raise Problem("Must specify 'defaultValue' for a CustomField of type Checkbox")
        return replace(field, default=text == "true")
    if not text:
        return field
    literal = re.fullmatch(r'"([^"]*)"|\'([^\']*)\'|(-?\d+(?:\.\d+)?)', text)
    if literal is None:
        raise Problem("the local org knows only literal default values, no formulas")
    number = literal.group(3)
    value = float(number) if number else literal.group(1) or literal.group(2) or ""
    return replace(field, default=value, defaulted_on_create=True)


def _formula(field: FieldDefinition, node: Node) -> FieldDefinition:
    return replace(
        field,
        formula=node.value("formula"),
        createable=False,
        updateable=False,
        external_id=False,
        unique=False,
    )


_Objects = Callable[[str], bool]


def _text(field: FieldDefinition, node: Node, objects: _Objects) -> FieldDefinition:
    length = node.number("length", _LONGEST_TEXT if node.value("formula") else 0)
    if not 1 <= length <= _LONGEST_TEXT:
        raise Problem("Must specify 'length' for a CustomField of type Text")
    return replace(field, type="string", length=length)


def _long_text(field: FieldDefinition, node: Node, objects: _Objects) -> FieldDefinition:
    kind = node.value("type")
    if node.number("length") not in _LONG_TEXT:
        raise Problem(f"Must specify 'length' from 256 to 131072 for a CustomField of type {kind}")
    if not node.number("visibleLines"):
        raise Problem(f"Must specify 'visibleLines' for a CustomField of type {kind}")
    html = kind == "Html"
    return replace(
        field,
        type="textarea",
        length=node.number("length"),
        extra_type="richtextarea" if html else "plaintextarea",
        html_formatted=html,
        filterable=False,
        sortable=False,
        groupable=False,
    )


def _number(field: FieldDefinition, node: Node, objects: _Objects) -> FieldDefinition:
    kind = node.value("type")
    precision, scale = node.number("precision"), node.number("scale")
    if node.child("precision") is None or node.child("scale") is None:
        raise Problem(f"Must specify 'precision' and 'scale' for a CustomField of type {kind}")
    if not 1 <= precision <= _MOST_DIGITS or scale > precision:
        raise Problem("Precision must be from 1 to 18, and scale no more than precision")
    words = {"Number": "double", "Currency": "currency", "Percent": "percent"}
    return replace(field, type=words[kind], precision=precision, scale=scale, groupable=False)


def _plain(word: str, length: int = 0, *, groupable: bool = True) -> "_Builder":
    def build(field: FieldDefinition, node: Node, objects: _Objects) -> FieldDefinition:
        return replace(field, type=word, length=length, groupable=groupable)

    return build


def _checkbox(field: FieldDefinition, node: Node, objects: _Objects) -> FieldDefinition:
    return replace(field, type="boolean", nillable=False, defaulted_on_create=True)


def _text_area(field: FieldDefinition, node: Node, objects: _Objects) -> FieldDefinition:
    return replace(field, type="textarea", length=_LONGEST_TEXT, extra_type="plaintextarea")


def _picklist(field: FieldDefinition, node: Node, objects: _Objects) -> FieldDefinition:
    several = node.value("type") == "MultiselectPicklist"
    if several and not node.number("visibleLines"):
        raise Problem("Must specify 'visibleLines' for a CustomField of type MultiselectPicklist")
    values = node.child("valueSet")
    definition = values.child("valueSetDefinition") if values is not None else None
    if values is None or definition is None:
        raise Problem("the local org needs a valueSet with its own valueSetDefinition")
    return replace(
        field,
        type="multipicklist" if several else "picklist",
        length=4_099 if several else _LONGEST_TEXT,
        restricted_picklist=values.flag("restricted"),
        picklist=tuple(_entry(one) for one in definition.all("value")),
        sortable=not several,
        groupable=not several,
    )


def _entry(node: Node) -> PicklistEntry:
    name = node.value("fullName")
    return PicklistEntry(
        value=name,
        label=node.value("label", name),
        active=node.value("isActive", "true") == "true",
        default=node.flag("default"),
    )


def _reference(field: FieldDefinition, node: Node, objects: _Objects) -> FieldDefinition:
    parent, constraint = node.value("referenceTo"), node.value("deleteConstraint")
    if not objects(parent):
        raise Problem(f"In field: referenceTo - no CustomObject named {parent} found")
    if constraint not in _CONSTRAINTS:
        raise Problem(f"'{constraint}' is not a valid value for the enum 'DeleteConstraint'")
    master = node.value("type") == "MasterDetail"
    if node.flag("required") and constraint in ("", "SetNull") and not master:
        raise Problem("A required lookup cannot have the delete constraint SetNull")
    children = node.value("relationshipName")
    if master and not children:
        raise Problem("Must specify 'relationshipName' for a CustomField of type MasterDetail")
    return replace(
        field,
        type="reference",
        length=18,
        reference_to=(parent,),
        relationship=f"{field.name.removesuffix('__c')}__r",
        child_relationship=f"{children}__r" if children else "",
        on_delete="cascade" if master else _CONSTRAINTS[constraint],
        nillable=not master,
        updateable=not master or node.flag("reparentableMasterDetail"),
        permissionable=not master,
    )


def _auto_number(field: FieldDefinition, node: Node, objects: _Objects) -> FieldDefinition:
    return replace(
        field,
        type="string",
        length=30,
        auto_number=node.value("displayFormat", "{0}"),
        createable=False,
        updateable=False,
        nillable=False,
        defaulted_on_create=True,
    )


_Builder = Callable[[FieldDefinition, Node, _Objects], FieldDefinition]
_BUILDERS: dict[str, _Builder] = {
    "Text": _text,
    "TextArea": _text_area,
    "LongTextArea": _long_text,
    "Html": _long_text,
    "Number": _number,
    "Currency": _number,
    "Percent": _number,
    "Date": _plain("date"),
    "DateTime": _plain("datetime", groupable=False),
    "Time": _plain("time", groupable=False),
    "Checkbox": _checkbox,
    "Picklist": _picklist,
    "MultiselectPicklist": _picklist,
    "Email": _plain("email", 80),
    "Phone": _plain("phone", 40),
    "Url": _plain("url", _LONGEST_TEXT),
    "Lookup": _reference,
    "MasterDetail": _reference,
    "AutoNumber": _auto_number,
}
