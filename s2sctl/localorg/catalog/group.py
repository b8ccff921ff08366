"""Groups, queues and who is in them; roles; record types."""

from s2sctl.localorg.catalog.notation import fields, standard
from s2sctl.localorg.definitions import ObjectDefinition

_GROUP = """
Id | id | Group ID | ! ro d -p lookup
Name | string(40) | Name | ! -p name
DeveloperName | string(80) | Developer Name | -p lookup
RelatedId | reference | Related ID | ro -p ref=User,UserRole:Related delete=none
Type | picklist(40) | Type | ! -u -p restricted
Email | email(255) | Email | -p
OwnerId | reference | Owner ID | ro d -p ref=Organization,User:Owner delete=none
DoesSendEmailToMembers | boolean | Send Email to Members | ! d -p
DoesIncludeBosses | boolean | Include Bosses | ! d -p
@audit
"""

_MEMBER = """
Id | id | Group Member ID | ! ro d -p lookup
GroupId | reference | Group ID | ! -u -p ref=Group:Group:GroupMembers delete=cascade
UserOrGroupId | reference | User/Group ID | ! -u -p ref=Group,User:UserOrGroup delete=cascade
SystemModstamp | datetime | System Modstamp | ! ro d -p
"""

_QUEUE = """
Id | id | Queue Sobject ID | ! ro d -p lookup
QueueId | reference | Group ID | ! -u -p ref=Group:Queue:QueueSobjects delete=cascade
SobjectType | picklist(40) | Sobject Type | ! -u -p
CreatedById | reference | Created By ID | ! ro d -p ref=User:CreatedBy delete=none
SystemModstamp | datetime | System Modstamp | ! ro d -p
"""

_ROLE = """
Id | id | Role ID | ! ro d -p lookup
Name | string(80) | Name | ! -p name
ParentRoleId | reference | Parent Role ID | -p ref=UserRole::ChildRoles delete=none
RollupDescription | string(80) | Description | -p
OpportunityAccessForAccountOwner | picklist(40) | Opportunity Access Level for Account Owner \
| ! d -p restricted
CaseAccessForAccountOwner | picklist(40) | Case Access Level for Account Owner | d -p restricted
ContactAccessForAccountOwner | picklist(40) | Contact Access Level for Account Owner \
| d -p restricted
ForecastUserId | reference | User ID | -p delete=none
MayForecastManagerShare | boolean | May Forecast Manager Share | ! ro d -p
LastModifiedDate | datetime | Last Modified Date | ! ro d -p
LastModifiedById | reference | Last Modified By ID | ! ro d -p ref=User:LastModifiedBy delete=none
SystemModstamp | datetime | System Modstamp | ! ro d -p
DeveloperName | string(80) | Developer Name | d -p
PortalAccountId | reference | Account ID | ro -p ref=Account: delete=none
PortalType | picklist(40) | Portal Type | ro d -p restricted
"""

_ACCESS = "None;Read*;Edit"

_RECORD_TYPE = """
Id | id | Record Type ID | ! ro d -p lookup
Name | string(80) | Name | ! -p name
DeveloperName | string(80) | Record Type Name | ! -p
NamespacePrefix | string(15) | Namespace Prefix | ro -p
Description | string(255) | Description | -p
BusinessProcessId | reference | Business Process ID | ro -p delete=none
SobjectType | picklist(40) | SObject Type Name | ! -u -p
IsActive | boolean | Active | ! d -p
@audit
"""

GROUPS: tuple[ObjectDefinition, ...] = (
    standard(
        "Group",
        "Group",
        "Group",
        "00G",
        fields(_GROUP, {"Type": "Regular*;Role;RoleAndSubordinates;Organization;Queue"}),
        undeletable=False,
    ),
    standard(
        "GroupMember",
        "Group Member",
        "Group Member",
        "011",
        fields(_MEMBER),
        updateable=False,
        undeletable=False,
    ),
    standard(
        "QueueSobject",
        "Queue Sobject",
        "Queue Sobjects",
        "03g",
        fields(_QUEUE),
        updateable=False,
        undeletable=False,
    ),
    standard(
        "UserRole",
        "Role",
        "Role",
        "00E",
        fields(
            _ROLE,
            {
                "OpportunityAccessForAccountOwner": _ACCESS,
                "CaseAccessForAccountOwner": _ACCESS,
                "ContactAccessForAccountOwner": _ACCESS,
                "PortalType": "None*;CustomerPortal;Partner",
            },
        ),
        undeletable=False,
    ),
    standard(
        "RecordType",
        "Record Type",
        "Record Type",
        "012",
        fields(_RECORD_TYPE),
        deletable=False,
        undeletable=False,
    ),
)
