"""A footprint as the files of a Metadata API package, and the package that takes it away. Pure.

Formats: Metadata API Developer Guide, API 64.0 (CustomObject, CustomField, PermissionSet,
package.xml, destructiveChanges.xml). Elements stand in alphabetical order, as retrieved files
have them: elements of one name must be neighbours. The same footprint always gives equal bytes.
"""

from collections.abc import Iterable, Mapping, Sequence
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from s2sctl.connection.components import (
    CustomField,
    CustomObject,
    FieldKind,
    PermissionSet,
)
from s2sctl.connection.footprint import Footprint
from s2sctl.connection.objects import holder
from s2sctl.model.names import ObjectName

API_VERSION = "64.0"
_NAMESPACE = "http://soap.sforce.com/2006/04/metadata"


def package_files(footprint: Footprint) -> dict[str, bytes]:
    """Every file of the package by its path in the archive."""
    files = {_object_path(one.name): _xml(_object(one)) for one in footprint.objects}
    for name, fields in _by_holder(footprint.key_fields).items():
        root = Element("CustomObject")
        for field in sorted(fields, key=lambda one: one.name):
            root.append(_field(field))
        files[_object_path(name)] = _xml(root)
    for permissions in footprint.permission_sets:
        path = f"permissionsets/{permissions.name}.permissionset"
        files[path] = _xml(_permission_set(permissions))
    files["package.xml"] = _xml(_manifest(_members(footprint)))
    return dict(sorted(files.items()))


def permission_set_file(spec: PermissionSet) -> bytes:
    """One permission set as its file."""
    return _xml(_permission_set(spec))


def removal_files(
    objects: Sequence[ObjectName],
    key_fields: Mapping[ObjectName, Sequence[str]],
    permission_sets: Sequence[str],
) -> dict[str, bytes]:
    """The package that deletes what is named: an empty package.xml beside the destructive one."""
    fields: list[str] = [
        f"{holder(name)}.{field}" for name in key_fields for field in key_fields[name]
    ]
    members: dict[str, list[str]] = {
        "CustomField": sorted(set(fields)),
        "CustomObject": sorted(objects),
        "PermissionSet": sorted(permission_sets),
    }
    return {
        "destructiveChanges.xml": _xml(_manifest(members, version=False)),
        "package.xml": _xml(_manifest({})),
    }


def _members(footprint: Footprint) -> dict[str, list[str]]:
    holders = _by_holder(footprint.key_fields)
    return {
        "CustomField": sorted(f"{name}.{one.name}" for name in holders for one in holders[name]),
        "CustomObject": sorted(one.name for one in footprint.objects),
        "PermissionSet": sorted(one.name for one in footprint.permission_sets),
    }


def _by_holder(
    key_fields: Iterable[tuple[ObjectName, tuple[CustomField, ...]]],
) -> dict[ObjectName, tuple[CustomField, ...]]:
    return {holder(name): fields for name, fields in key_fields}


def _object_path(name: ObjectName) -> str:
    return f"objects/{name}.object"


def _manifest(members: Mapping[str, Sequence[str]], *, version: bool = True) -> Element:
    root = Element("Package")
    for kind, names in members.items():
        if names:
            types = SubElement(root, "types")
            for name in names:
                _say(types, "members", name)
            _say(types, "name", kind)
    if version:
        _say(root, "version", API_VERSION)
    return root


def _object(spec: CustomObject) -> Element:
    root = Element("CustomObject")
    _say(root, "deploymentStatus", "Deployed")
    _say(root, "description", spec.description)
    for flag in ("enableActivities", "enableFeeds", "enableHistory"):
        _say(root, flag, "false")
    _say(root, "enableReports", "true")
    for field in sorted(spec.fields, key=lambda one: one.name):
        root.append(_field(field))
    _say(root, "label", spec.label)
    name = SubElement(root, "nameField")
    if spec.numbered:
        _say(name, "displayFormat", spec.numbered)
    _say(name, "label", f"{spec.label} Name")
    _say(name, "type", "AutoNumber" if spec.numbered else "Text")
    _say(root, "pluralLabel", spec.plural)
    _say(root, "sharingModel", spec.sharing)
    return root


def _field(spec: CustomField) -> Element:
    """One field: what its kind calls for, and nothing another kind would be refused for."""
    said = {"fullName": spec.name, "label": spec.label, "type": spec.kind.value}
    if spec.help:
        said["inlineHelpText"] = spec.help
    said.update(_facts_of_kind(spec))
    root = Element("fields")
    for name in sorted(said | {"valueSet": ""} if spec.values else said):
        if name == "valueSet":
            root.append(_value_set(spec.values))
        else:
            _say(root, name, said[name])
    return root


def _facts_of_kind(spec: CustomField) -> dict[str, str]:
    required = _flag(spec.required)
    match spec.kind:
        case FieldKind.TEXT:
            unique = {"caseSensitive": "true"} if spec.unique else {}
            return unique | {
                "externalId": _flag(spec.external_id),
                "length": str(spec.length),
                "required": required,
                "unique": _flag(spec.unique),
            }
        case FieldKind.LONG_TEXT:
            return {"length": str(spec.length), "visibleLines": "5"}
        case FieldKind.NUMBER:
            return {
                "externalId": "false",
                "precision": str(spec.length),
                "required": required,
                "scale": "0",
                "unique": "false",
            }
        case FieldKind.LOOKUP:
            return {
                # A required lookup cannot be cleared when its parent goes (CustomField).
                "deleteConstraint": "Restrict" if spec.required else "SetNull",
                "referenceTo": spec.refers_to or "",
                "relationshipLabel": spec.relationship_label,
                "relationshipName": spec.relationship,
                "required": required,
            }
        case FieldKind.DATETIME | FieldKind.PICKLIST:
            return {"required": required}


def _value_set(values: Iterable[str]) -> Element:
    root = Element("valueSet")
    _say(root, "restricted", "true")
    definition = SubElement(root, "valueSetDefinition")
    _say(definition, "sorted", "false")
    for value in values:
        entry = SubElement(definition, "value")
        _say(entry, "fullName", value)
        _say(entry, "default", "false")
        _say(entry, "label", value)
    return root


def _permission_set(spec: PermissionSet) -> Element:
    root = Element("PermissionSet")
    _say(root, "description", spec.description)
    for field in spec.fields:
        said = SubElement(root, "fieldPermissions")
        _say(said, "editable", _flag(field.editable))
        _say(said, "field", f"{field.object}.{field.field}")
        _say(said, "readable", "true")
    _say(root, "hasActivationRequired", "false")
    _say(root, "label", spec.label)
    for one in spec.objects:
        said = SubElement(root, "objectPermissions")
        _say(said, "allowCreate", _flag(one.create))
        _say(said, "allowDelete", _flag(one.delete))
        _say(said, "allowEdit", _flag(one.edit))
        _say(said, "allowRead", "true")
        _say(said, "modifyAllRecords", _flag(one.modify_all))
        _say(said, "object", one.object)
        _say(said, "viewAllRecords", _flag(one.view_all))
    for record_type in spec.record_types:
        said = SubElement(root, "recordTypeVisibilities")
        _say(said, "recordType", record_type)
        _say(said, "visible", "true")
    for name in spec.user_permissions:
        said = SubElement(root, "userPermissions")
        _say(said, "enabled", "true")
        _say(said, "name", name)
    return root


def _say(parent: Element, name: str, text: str) -> None:
    SubElement(parent, name).text = text


def _flag(value: bool) -> str:
    return "true" if value else "false"


def _xml(root: Element) -> bytes:
    root.set("xmlns", _NAMESPACE)
    ElementTree.indent(root, space="    ")
    body = ElementTree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{body}\n'.encode()
