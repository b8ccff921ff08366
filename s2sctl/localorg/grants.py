"""Reading what a user was granted: profile, permission sets, queues."""

from s2sctl.localorg.access import NOTHING, ObjectAccess, StandardAccess, Viewer
from s2sctl.localorg.database import Database
from s2sctl.localorg.definitions import Definitions
from s2sctl.model.ids import RecordId

_USER = """
SELECT u."ProfileId", p."Name", p."PermissionsViewAllData", p."PermissionsModifyAllData"
FROM "User" u JOIN "Profile" p ON p."Id" = u."ProfileId" WHERE u."Id" = ?
"""
_SETS = """
SELECT "Id", "PermissionsViewAllData", "PermissionsModifyAllData" FROM "PermissionSet"
WHERE "ProfileId" = ?1
   OR "Id" IN (SELECT "PermissionSetId" FROM "PermissionSetAssignment" WHERE "AssigneeId" = ?2)
"""
_OBJECTS = """
SELECT "SobjectType", "PermissionsRead", "PermissionsCreate", "PermissionsEdit",
       "PermissionsDelete", "PermissionsViewAllRecords", "PermissionsModifyAllRecords"
FROM "ObjectPermissions" WHERE "ParentId" = ?
"""
_FIELDS = """
SELECT "Field", "PermissionsRead", "PermissionsEdit" FROM "FieldPermissions" WHERE "ParentId" = ?
"""
_QUEUES = """
SELECT g."Id" FROM "Group" g JOIN "GroupMember" m ON m."GroupId" = g."Id"
WHERE g."Type" = 'Queue' AND m."UserOrGroupId" = ?
"""
_STANDARD = {
    "System Administrator": StandardAccess.ADMIN,
    "Standard User": StandardAccess.USER,
}


def load_viewer(database: Database, definitions: Definitions, user_id: RecordId) -> Viewer:
    """The user as the org sees them now. Raises ``KeyError`` for an unknown user."""
    user = database.one(_USER, (user_id,))
    if user is None:
        raise KeyError(user_id)
    profile_id, profile, view_all, modify_all = user
    objects: dict[str, ObjectAccess] = {}
    granted: dict[str, tuple[bool, bool]] = {}
    sees_all, changes_all = bool(view_all), bool(modify_all)
    for parent, also_view, also_modify in database.all(_SETS, (profile_id, user_id)):
        sees_all, changes_all = sees_all or bool(also_view), changes_all or bool(also_modify)
        for name, *marks in database.all(_OBJECTS, (parent,)):
            key = str(name).lower()
            objects[key] = objects.get(key, NOTHING) | ObjectAccess(*map(bool, marks))
        for name, read, edit in database.all(_FIELDS, (parent,)):
            before = granted.get(str(name).lower(), (False, False))
            granted[str(name).lower()] = (before[0] or bool(read), before[1] or bool(edit))
    return Viewer(
        user_id=user_id,
        profile_id=RecordId(str(profile_id)),
        standard=_STANDARD.get(str(profile), StandardAccess.NONE),
        definitions=definitions,
        view_all_data=sees_all or changes_all,
        modify_all_data=changes_all,
        objects=objects,
        fields=granted,
        queues=tuple(RecordId(str(row[0])) for row in database.all(_QUEUES, (user_id,))),
    )
