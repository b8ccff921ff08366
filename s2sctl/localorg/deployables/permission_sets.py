"""Permission sets: deployed whole each time; what the file does not grant is taken away."""

from typing import TYPE_CHECKING

from s2sctl.localorg.access import WITHOUT_PERMISSIONS
from s2sctl.localorg.database import Stored
from s2sctl.localorg.deployables.metadata import Meta, flag, many, text
from s2sctl.localorg.deployables.problem import ComponentProblem
from s2sctl.localorg.records import rows
from s2sctl.model.ids import RecordId

if TYPE_CHECKING:
    from s2sctl.localorg.org import LocalOrg

_OBJECT_FLAGS = {
    "PermissionsCreate": "allowCreate",
    "PermissionsRead": "allowRead",
    "PermissionsEdit": "allowEdit",
    "PermissionsDelete": "allowDelete",
    "PermissionsViewAllRecords": "viewAllRecords",
    "PermissionsModifyAllRecords": "modifyAllRecords",
}
_NEEDS = {
    "allowCreate": ("allowRead",),
    "allowEdit": ("allowRead",),
    "allowDelete": ("allowRead", "allowEdit"),
    "viewAllRecords": ("allowRead",),
    "modifyAllRecords": ("allowRead", "allowEdit", "allowDelete", "viewAllRecords"),
}
_USER_PERMISSIONS = {
    "ViewAllData": "PermissionsViewAllData",
    "ModifyAllData": "PermissionsModifyAllData",
    "ApiEnabled": "PermissionsApiEnabled",
    "CreateAuditFields": "PermissionsCreateAuditFields",
    "BulkApiHardDelete": "PermissionsBulkApiHardDelete",
    "EditTask": "PermissionsEditTask",
    "EditEvent": "PermissionsEditEvent",
}


def put_permission_set(org: "LocalOrg", user_id: RecordId, name: str, meta: Meta) -> bool:
    """Make or replace a permission set; whether it was made. Assigning it is a DML insert."""
    found = org.database.one(
        'SELECT "Id" FROM "PermissionSet" WHERE "Name" = ? AND "IsOwnedByProfile" = 0', (name,)
    )
    values: dict[str, Stored] = {
        "Name": name,
        "Label": text(meta, "label") or name,
        "Description": text(meta, "description") or None,
    }
    values |= _user_permissions(meta)
    if found is None:
        values |= {"IsCustom": 1, "Type": "Regular"}
        parent = rows.put_new(org, "PermissionSet", user_id, values)
    else:
        parent = RecordId(str(found[0]))
        rows.change_known(org, "PermissionSet", user_id, parent, values)
        org.database.execute('DELETE FROM "ObjectPermissions" WHERE "ParentId" = ?', (parent,))
        org.database.execute('DELETE FROM "FieldPermissions" WHERE "ParentId" = ?', (parent,))
    for one in many(meta, "objectPermissions"):
        _grant_object(org, user_id, parent, one)
    for one in many(meta, "fieldPermissions"):
        _grant_field(org, user_id, parent, one)
    org.forget_viewers()
    return found is None


def remove_permission_set(org: "LocalOrg", name: str) -> None:
    """Remove a permission set with its grants.

    Raises ``ComponentProblem`` while somebody has it (Salesforce Help, "Create, Edit, Delete, and
    Assign a Permission Set": one that is assigned cannot be deleted).
    """
    found = org.database.one(
        'SELECT "Id" FROM "PermissionSet" WHERE "Name" = ? AND "IsOwnedByProfile" = 0', (name,)
    )
    if found is None:
        raise ComponentProblem(f"No PermissionSet named: {name} found")
    assigned = 'SELECT 1 FROM "PermissionSetAssignment" WHERE "PermissionSetId" = ?'
    if org.database.one(assigned, (found[0],)) is not None:
        raise ComponentProblem(f"Permission set {name} cannot be deleted: it is assigned to users")
    for table, column in (
        ("ObjectPermissions", "ParentId"),
        ("FieldPermissions", "ParentId"),
        ("PermissionSet", "Id"),
    ):
        org.database.execute(f'DELETE FROM "{table}" WHERE "{column}" = ?', (found[0],))
    org.forget_viewers()


def _user_permissions(meta: Meta) -> dict[str, Stored]:
    said: dict[str, Stored] = dict.fromkeys(_USER_PERMISSIONS.values(), 0)
    for one in many(meta, "userPermissions"):
        name = text(one, "name")
        if name not in _USER_PERMISSIONS:
            raise ComponentProblem(f"Unknown user permission: {name}")
        said[_USER_PERMISSIONS[name]] = int(flag(one, "enabled"))
    return said


def _grant_object(org: "LocalOrg", user_id: RecordId, parent: RecordId, meta: Meta) -> None:
    name = text(meta, "object")
    definition = org.definitions.find(name)
    if definition is None or definition.name in WITHOUT_PERMISSIONS:
        raise ComponentProblem(f"In field: object - no CustomObject named {name} found")
    for word, needed in _NEEDS.items():
        lacking = [one for one in needed if flag(meta, word) and not flag(meta, one)]
        if lacking:
            raise ComponentProblem(
                f"Permission {_word(word)} {name} depends on permission(s): "
                f"{', '.join(f'{_word(one)} {name}' for one in lacking)}"
            )
    values: dict[str, Stored] = {"ParentId": parent, "SobjectType": definition.name}
    values |= {column: int(flag(meta, word)) for column, word in _OBJECT_FLAGS.items()}
    rows.put_new(org, "ObjectPermissions", user_id, values)


def _word(flag_name: str) -> str:
    return flag_name.removeprefix("allow")


def _grant_field(org: "LocalOrg", user_id: RecordId, parent: RecordId, meta: Meta) -> None:
    path = text(meta, "field")
    object_name, _, field_name = path.partition(".")
    for name in ("Task", "Event") if object_name == "Activity" else (object_name,):
        definition = org.definitions.find(name)
        field = definition.find(field_name) if definition is not None else None
        if definition is None or field is None:
            raise ComponentProblem(f"In field: field - no CustomField named {path} found")
        if not field.permissionable:
            raise ComponentProblem(f"You cannot deploy to a required field: {path}")
        editable = flag(meta, "editable")
        if editable and not flag(meta, "readable"):
            raise ComponentProblem(f"Field {path} is editable and must be readable too")
        rows.put_new(
            org,
            "FieldPermissions",
            user_id,
            {
                "ParentId": parent,
                "SobjectType": definition.name,
                "Field": f"{definition.name}.{field.name}",
                "PermissionsRead": int(flag(meta, "readable")),
                "PermissionsEdit": int(editable),
            },
        )
