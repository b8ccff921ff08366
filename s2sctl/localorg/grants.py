"""Reading what a user was granted: profile, permission sets, queues, groups, roles."""

from collections.abc import Sequence

from s2sctl.localorg.access import NOTHING, ObjectAccess, StandardAccess, Viewer
from s2sctl.localorg.database import Database, Stored
from s2sctl.localorg.definitions import Definitions
from s2sctl.model.ids import RecordId

USER_PERMISSIONS = (
    "PermissionsViewAllData",
    "PermissionsModifyAllData",
    "PermissionsApiEnabled",
    "PermissionsCreateAuditFields",
    "PermissionsBulkApiHardDelete",
    "PermissionsEditTask",
    "PermissionsEditEvent",
)
"""The user permissions this org knows, as columns of Profile and PermissionSet."""

_MARKS = ", ".join(f'"{name}"' for name in USER_PERMISSIONS)
_USER = """
SELECT u."ProfileId", p."Name", u."UserRoleId"
FROM "User" u JOIN "Profile" p ON p."Id" = u."ProfileId" WHERE u."Id" = ?
"""
_PROFILE = f'SELECT {_MARKS} FROM "Profile" WHERE "Id" = ?'
_SETS = f"""
SELECT "Id", {_MARKS} FROM "PermissionSet"
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
_ROLES_BELOW = """
WITH RECURSIVE below(id) AS (
  SELECT "Id" FROM "UserRole" WHERE "ParentRoleId" = ?1
  UNION SELECT r."Id" FROM "UserRole" r JOIN below ON r."ParentRoleId" = below.id)
SELECT id FROM below WHERE id <> ?1
"""
_GROUPS = """
WITH RECURSIVE above(id) AS (
  SELECT ?2 UNION SELECT r."ParentRoleId" FROM "UserRole" r JOIN above ON r."Id" = above.id
  WHERE r."ParentRoleId" IS NOT NULL),
within(id) AS (
  SELECT ?1
  UNION SELECT "Id" FROM "Group" WHERE "Type" = 'Organization'
  UNION SELECT "Id" FROM "Group" WHERE "Type" = 'Role' AND "RelatedId" = ?2
  UNION SELECT "Id" FROM "Group" WHERE "Type" = 'RoleAndSubordinates'
    AND "RelatedId" IN (SELECT id FROM above)
  UNION SELECT m."GroupId" FROM "GroupMember" m JOIN within ON m."UserOrGroupId" = within.id)
SELECT id FROM within
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
    profile_id, profile, role = user
    objects: dict[str, ObjectAccess] = {}
    granted: dict[str, tuple[bool, bool]] = {}
    held = _named(database.one(_PROFILE, (profile_id,)) or ())
    for parent, *also in database.all(_SETS, (profile_id, user_id)):
        held |= _named(also)
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
        view_all_data=bool(held & {"PermissionsViewAllData", "PermissionsModifyAllData"}),
        modify_all_data="PermissionsModifyAllData" in held,
        objects=objects,
        fields=granted,
        queues=tuple(RecordId(str(row[0])) for row in database.all(_QUEUES, (user_id,))),
        groups=tuple(str(row[0]) for row in database.all(_GROUPS, (user_id, role))),
        roles_below=tuple(str(row[0]) for row in database.all(_ROLES_BELOW, (role,))),
        permissions=held,
    )


def _named(marks: Sequence[Stored]) -> frozenset[str]:
    """The user permissions whose marks are set."""
    pairs = zip(USER_PERMISSIONS, marks, strict=False)
    return frozenset(name for name, mark in pairs if mark)
