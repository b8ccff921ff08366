"""Profiles, permission sets and what they grant."""

from s2sctl.localorg.catalog.notation import fields, standard
from s2sctl.localorg.definitions import ObjectDefinition

_PROFILE = """
Id | id | Profile ID | ! ro d -p lookup
Name | string(255) | Name | ! -p name
Description | string(255) | Description | -p
UserType | picklist(40) | User Type | ro d -p restricted
PermissionsViewAllData | boolean | View All Data | ! d -p
PermissionsModifyAllData | boolean | Modify All Data | ! d -p
PermissionsApiEnabled | boolean | API Enabled | ! d -p
PermissionsCreateAuditFields | boolean | Set Audit Fields upon Record Creation | ! d -p
PermissionsBulkApiHardDelete | boolean | Bulk API Hard Delete | ! d -p
PermissionsEditTask | boolean | Edit Tasks | ! d -p
PermissionsEditEvent | boolean | Edit Events | ! d -p
@audit
@viewed
"""

_PERMISSION_SET = """
Id | id | Permission Set ID | ! ro d -p lookup
Name | string(80) | Permission Set Name | ! -p name
Label | string(80) | Permission Set Label | ! -p
Description | string(255) | Description | -p
ProfileId | reference | Profile ID | ro -p ref=Profile:Profile delete=cascade
IsOwnedByProfile | boolean | Is Owned By Profile | ! ro d -p
IsCustom | boolean | Is Custom | ! ro d -p default=true
Type | picklist(40) | Permission Set Type | ro d -p restricted
PermissionsViewAllData | boolean | View All Data | ! d -p
PermissionsModifyAllData | boolean | Modify All Data | ! d -p
PermissionsApiEnabled | boolean | API Enabled | ! d -p
PermissionsCreateAuditFields | boolean | Set Audit Fields upon Record Creation | ! d -p
PermissionsBulkApiHardDelete | boolean | Bulk API Hard Delete | ! d -p
PermissionsEditTask | boolean | Edit Tasks | ! d -p
PermissionsEditEvent | boolean | Edit Events | ! d -p
NamespacePrefix | string(15) | Namespace Prefix | ro -p
@audit
"""

_ASSIGNMENT = """
Id | id | Permission Set Assignment ID | ! ro d -p lookup
PermissionSetId | reference | Permission Set ID | -u -p \
ref=PermissionSet:PermissionSet:Assignments delete=cascade
AssigneeId | reference | Assignee ID | ! -u -p ref=User:Assignee:PermissionSetAssignments \
delete=cascade
IsActive | boolean | Is Active | ! ro d -p default=true
SystemModstamp | datetime | System Modstamp | ! ro d -p
"""

_OBJECT_PERMISSIONS = """
Id | id | Object Permissions ID | ! ro d -p lookup
ParentId | reference | Parent ID | ! -u -p ref=PermissionSet:Parent:ObjectPerms delete=cascade
SobjectType | picklist(40) | Sobject Type Name | ! -u -p
PermissionsCreate | boolean | Create Records | ! d -p
PermissionsRead | boolean | Read Records | ! d -p
PermissionsEdit | boolean | Edit Records | ! d -p
PermissionsDelete | boolean | Delete Records | ! d -p
PermissionsViewAllRecords | boolean | Read All Records | ! d -p
PermissionsModifyAllRecords | boolean | Edit All Records | ! d -p
@audit
"""

_FIELD_PERMISSIONS = """
Id | id | Field Permissions ID | ! ro d -p lookup
ParentId | reference | Parent ID | ! -u -p ref=PermissionSet:Parent:FieldPerms delete=cascade
SobjectType | picklist(40) | Sobject Type Name | ! -u -p
Field | picklist(255) | Field Name | ! -u -p
PermissionsEdit | boolean | Edit Field | ! d -p
PermissionsRead | boolean | Read Field | ! d -p
SystemModstamp | datetime | System Modstamp | ! ro d -p
"""

_TYPES = {"UserType": "Standard*;Guest;PowerPartner;CspLitePortal;CloudIntegration"}

PERMISSIONS: tuple[ObjectDefinition, ...] = (
    standard("Profile", "Profile", "Profile", "00e", fields(_PROFILE, _TYPES), undeletable=False),
    standard(
        "PermissionSet",
        "Permission Set",
        "Permission Sets",
        "0PS",
        fields(_PERMISSION_SET, {"Type": "Regular*;Profile;Group;Session;Standard"}),
        undeletable=False,
    ),
    standard(
        "PermissionSetAssignment",
        "Permission Set Assignment",
        "Permission Set Assignments",
        "0Pa",
        fields(_ASSIGNMENT),
        updateable=False,
        undeletable=False,
    ),
    standard(
        "ObjectPermissions",
        "Object Permissions",
        "Object Permissions",
        "110",
        fields(_OBJECT_PERMISSIONS),
        undeletable=False,
    ),
    standard(
        "FieldPermissions",
        "Field Permissions",
        "Field Permissions",
        "01k",
        fields(_FIELD_PERMISSIONS),
        undeletable=False,
    ),
)
