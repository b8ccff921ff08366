"""Objects made after a describe of a real org: the local org takes that org's shape.

Source of the keys: REST guide, "sObject Describe", DescribeSObjectResult.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from s2sctl.localorg import tables
from s2sctl.localorg.definitions import FieldDefinition, ObjectDefinition, PicklistEntry
from s2sctl.localorg.dependence import controlling_values
from s2sctl.localorg.deployables.objects import next_prefix
from s2sctl.localorg.deployables.problem import ComponentProblem
from s2sctl.localorg.records import rows

if TYPE_CHECKING:
    from s2sctl.localorg.org import LocalOrg

_COMPOUND = ("address", "location")
_PROFILE_SET = (
    'SELECT s."Id" FROM "PermissionSet" s JOIN "Profile" p ON p."Id" = s."ProfileId" '
    "WHERE p.\"Name\" = 'System Administrator'"
)

Said = Mapping[str, object]


def take_describes(org: "LocalOrg", said: object) -> list[str]:
    """Make or widen the objects of one describe, or of a list of them; their names.

    An object that is there keeps its fields; what the describe adds is added, its picklists and
    labels are taken over. System administrators may see and write all of it. Formulas become
    plain read-only fields without a value. Raises ``ComponentProblem`` for what is no describe.
    """
    described = _describes(said)
    children = _child_names(described)
    with org.database.transaction():
        return [_take(org, one, children) for one in described]


def _describes(said: object) -> list[Said]:
    described: list[Said] = []
    for one in said if isinstance(said, list) else [said]:
        if not isinstance(one, dict) or not isinstance(one.get("fields"), list):
            raise ComponentProblem(
                "not a describe: it needs name and fields (GET …/sobjects/Lead/describe)"
            )
        if not isinstance(one.get("name"), str):
            raise ComponentProblem("not a describe: it has no name")
        described.append(one)
    return described


def _child_names(described: Sequence[Said]) -> dict[tuple[str, str], str]:
    """Relationship names by child object and lookup: only parents' describes tell them."""
    names: dict[tuple[str, str], str] = {}
    for one in described:
        for relationship in _list(one, "childRelationships"):
            name = relationship.get("relationshipName")
            if name:
                key = (str(relationship.get("childSObject")), str(relationship.get("field")))
                names[key] = str(name)
    return names


def _take(org: "LocalOrg", said: Said, children: Mapping[tuple[str, str], str]) -> str:
    name = str(said["name"])
    wanted = [_field(one, children.get((name, str(one.get("name"))), "")) for one in _fields(said)]
    compounds = {one.name for one in wanted if one.type in _COMPOUND}
    wanted = _with_dependencies(wanted, _fields(said))
    wanted = [
        one if one.compound in compounds or not one.compound else replace(one, compound="")
        for one in wanted
    ]
    known = org.definitions.find(name)
    if known is None:
        definition = _object(org, said, tuple(wanted))
    else:
        definition = replace(known, fields=_widened(org, known, wanted))
    org.define(definition)
    _grant(org, definition)
    return definition.name


def _fields(said: Said) -> list[Said]:
    found = _list(said, "fields")
    if not any(one.get("type") == "id" for one in found):
        raise ComponentProblem(f"the describe of {said['name']} has no Id field")
    return found


def _object(
    org: "LocalOrg", said: Said, described: tuple[FieldDefinition, ...]
) -> ObjectDefinition:
    name, prefix = str(said["name"]), str(said.get("keyPrefix") or "")
    names = {one.name for one in described}
    if not prefix or org.definitions.by_prefix(prefix) is not None:
        prefix = next_prefix(org.definitions)
    owned = "OwnerId" in names
    return ObjectDefinition(
        name=name,
        label=str(said.get("label") or name),
        label_plural=str(said.get("labelPlural") or said.get("label") or name),
        key_prefix=prefix,
        fields=described,
        custom=bool(said.get("custom")),
        createable=bool(said.get("createable", True)),
        updateable=bool(said.get("updateable", True)),
        deletable=bool(said.get("deletable", True)),
        undeletable=bool(said.get("undeletable", True)),
        queryable=bool(said.get("queryable", True)),
        searchable=bool(said.get("searchable", True)),
        owned=owned,
        soft_delete="IsDeleted" in names,
        sharing="ReadWrite" if owned else "ControlledByParent",
    )


def _widened(
    org: "LocalOrg", known: ObjectDefinition, wanted: list[FieldDefinition]
) -> tuple[FieldDefinition, ...]:
    by_name = {one.name.lower(): one for one in wanted}
    kept: list[FieldDefinition] = []
    for one in known.fields:
        other = by_name.pop(one.name.lower(), None)
        if other is None or other.type != one.type:
            kept.append(one)
            continue
        if (other.unique, other.external_id) != (one.unique, one.external_id):
            tables.drop_index(org.database, known, one)
        kept.append(
            replace(
                one,
                label=other.label,
                length=max(one.length, other.length),
                picklist=other.picklist or one.picklist,
                controller=other.controller if other.picklist else one.controller,
                restricted_picklist=other.restricted_picklist,
                unique=one.unique or other.unique,
                external_id=one.external_id or other.external_id,
            )
        )
    return (*kept, *by_name.values())


def _field(said: Said, children: str) -> FieldDefinition:
    kind = str(said.get("type"))
    calculated = bool(said.get("calculated")) and not said.get("autoNumber")
    default = said.get("defaultValue")
    return FieldDefinition(
        name=str(said.get("name")),
        type=kind,
        label=str(said.get("label") or said.get("name")),
        length=_number(said, "length"),
        precision=_number(said, "precision") or _number(said, "digits"),
        scale=_number(said, "scale"),
        nillable=bool(said.get("nillable", True)),
        createable=bool(said.get("createable", True)) and not calculated,
        updateable=bool(said.get("updateable", True)) and not calculated,
        defaulted_on_create=bool(said.get("defaultedOnCreate")),
        default=default if isinstance(default, bool | int | float | str) else None,
        filterable=bool(said.get("filterable", True)),
        sortable=bool(said.get("sortable", True)),
        groupable=bool(said.get("groupable", True)),
        custom=bool(said.get("custom")),
        unique=bool(said.get("unique")),
        external_id=bool(said.get("externalId")),
        case_sensitive=bool(said.get("caseSensitive")),
        id_lookup=bool(said.get("idLookup")) and kind != "id",
        name_field=bool(said.get("nameField")),
        auto_number="{0}" if said.get("autoNumber") else "",
        restricted_picklist=bool(said.get("restrictedPicklist")),
        picklist=tuple(_entry(one) for one in _list(said, "picklistValues")),
        reference_to=tuple(str(one) for one in _texts(said, "referenceTo")),
        relationship=str(said.get("relationshipName") or ""),
        child_relationship=children,
        on_delete=_on_delete(said),
        compound=str(said.get("compoundFieldName") or ""),
        extra_type=str(said.get("extraTypeInfo") or ""),
        html_formatted=bool(said.get("htmlFormatted")),
        permissionable=bool(said.get("permissionable", True)),
    )


def _with_dependencies(
    fields: Sequence[FieldDefinition], said: Sequence[Said]
) -> list[FieldDefinition]:
    """The fields with their dependent picklists tied to the controlling fields described."""
    by_name = {one.name: one for one in fields}
    return [
        _dependent(one, by_name.get(str(other.get("controllerName"))), other)
        for one, other in zip(fields, said, strict=True)
    ]


def _dependent(
    field: FieldDefinition, controller: FieldDefinition | None, said: Said
) -> FieldDefinition:
    if controller is None:
        return field
    bitmaps = [str(one.get("validFor") or "") for one in _list(said, "picklistValues")]
    try:
        entries = tuple(
            replace(entry, valid_for=controlling_values(controller, bitmap))
            for entry, bitmap in zip(field.picklist, bitmaps, strict=True)
        )
    except ValueError:
        raise ComponentProblem(f"{field.name}: validFor of a picklist value is no base64") from None
    return replace(field, controller=controller.name, picklist=entries)


def _on_delete(said: Said) -> str:
    if said.get("cascadeDelete"):
        return "cascade"
    if said.get("restrictedDelete"):
        return "restrict"
    # Who made and owns a row, and its type, are no parents that a delete would clear.
    return "none" if set(_texts(said, "referenceTo")) & {"User", "RecordType"} else "clear"


def _entry(said: Said) -> PicklistEntry:
    value = str(said.get("value"))
    return PicklistEntry(
        value=value,
        label=str(said.get("label") or value),
        active=bool(said.get("active", True)),
        default=bool(said.get("defaultValue")),
    )


def _list(said: Said, name: str) -> list[Said]:
    found = said.get(name)
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _texts(said: Said, name: str) -> list[str]:
    found = said.get(name)
    return [str(one) for one in found] if isinstance(found, list) else []


def _number(said: Said, name: str) -> int:
    found = said.get(name)
    return found if isinstance(found, int) else 0


def _grant(org: "LocalOrg", definition: ObjectDefinition) -> None:
    """Let system administrators see and write the object with its custom fields."""
    row = org.database.one(_PROFILE_SET)
    if row is None:
        return
    parent = str(row[0])
    if definition.custom:
        _forget(org, "ObjectPermissions", "SobjectType", definition.name, parent)
        marks = dict.fromkeys(("Create", "Read", "Edit", "Delete"), 1)
        rows.put_new(
            org,
            "ObjectPermissions",
            org.admin,
            {
                "ParentId": parent,
                "SobjectType": definition.name,
                **{f"Permissions{name}": value for name, value in marks.items()},
                "PermissionsViewAllRecords": 1,
                "PermissionsModifyAllRecords": 1,
            },
        )
    for field in definition.fields:
        if not field.permissionable or not (field.custom or definition.custom):
            continue
        name = f"{definition.name}.{field.name}"
        _forget(org, "FieldPermissions", "Field", name, parent)
        rows.put_new(
            org,
            "FieldPermissions",
            org.admin,
            {
                "ParentId": parent,
                "SobjectType": definition.name,
                "Field": name,
                "PermissionsRead": 1,
                "PermissionsEdit": int(field.updateable or field.createable),
            },
        )
    org.forget_viewers()


def _forget(org: "LocalOrg", table: str, column: str, value: str, parent: str) -> None:
    org.database.execute(
        f'DELETE FROM "{table}" WHERE "{column}" = ? AND "ParentId" = ?', (value, parent)
    )
