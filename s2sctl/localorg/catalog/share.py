"""Shares: a row each for who may see or edit one row besides its owner.

Source: the object reference's pages of AccountShare, LeadShare, CustomObject__Share and theirs.
"""

from s2sctl.localorg.catalog.notation import fields, standard
from s2sctl.localorg.definitions import ObjectDefinition

_REASONS = "Owner;Manual*;Rule;Team;ImplicitChild;ImplicitParent;GuestRule;TerritoryRule"
_LEVELS = "Read;Edit;All"
_LEVELS_OF_CHILDREN = "None;Read;Edit"

_STANDARD = """
Id | id | {0} Share ID | ! ro d -p lookup
{0}Id | reference | {0} ID | ! -u -p ref={0}:{0}:Shares delete=cascade
UserOrGroupId | reference | User/Group ID | ! -u -p ref=Group,User:UserOrGroup delete=cascade
{0}AccessLevel | picklist(40) | {0} Access | ! -p restricted
{1}RowCause | picklist(40) | Row Cause | d -u -p restricted
LastModifiedDate | datetime | Last Modified Date | ! ro d -p
LastModifiedById | reference | Last Modified By ID | ! ro d -p ref=User:LastModifiedBy delete=none
IsDeleted | boolean | Deleted | ! ro d -p
"""

_CUSTOM = """
Id | id | Sharing Object ID | ! ro d -p lookup
ParentId | reference | Parent ID | ! -u -p ref={0}:Parent:Shares delete=cascade
AccessLevel | picklist(40) | Access Level | ! -p restricted
UserOrGroupId | reference | User/Group ID | ! -u -p ref=Group,User:UserOrGroup delete=cascade
RowCause | picklist(40) | Row Cause | d -u -p restricted
LastModifiedDate | datetime | Last Modified Date | ! ro d -p
LastModifiedById | reference | Last Modified By ID | ! ro d -p ref=User:LastModifiedBy delete=none
IsDeleted | boolean | Deleted | ! ro d -p
"""

_ACCOUNT = """
ContactAccessLevel | picklist(40) | Contact Access | -p restricted
OpportunityAccessLevel | picklist(40) | Opportunity Access | -p restricted
CaseAccessLevel | picklist(40) | Case Access | -p restricted
"""

_PREFIXES = {
    "Account": "00r",
    "Campaign": "08s",
    "Case": "01n",
    "Contact": "03s",
    "Lead": "01o",
    "Opportunity": "00t",
}


def share_name(of: str) -> str:
    """The name of the object that holds the shares of ``of``: ``LeadShare``, ``Rock__Share``."""
    return f"{of.removesuffix('__c')}__Share" if of.endswith("__c") else f"{of}Share"


def shared_by_rows(definition: ObjectDefinition) -> bool:
    """Whether a custom object has a share object: not where everybody may edit every row."""
    return definition.custom and definition.owned and definition.sharing in ("Private", "Read")


def custom_share(of: str, prefix: str) -> ObjectDefinition:
    """The share object of a custom object."""
    return standard(
        share_name(of),
        f"Share: {of.removesuffix('__c')}",
        f"Share: {of.removesuffix('__c')}",
        prefix,
        fields(_CUSTOM.format(of), {"AccessLevel": _LEVELS, "RowCause": _REASONS}),
        undeletable=False,
        searchable=False,
    )


def _share(of: str, prefix: str) -> ObjectDefinition:
    more = _ACCOUNT if of == "Account" else ""
    children = (line.split(" ")[0] for line in more.split("\n") if line)
    levels = {f"{of}AccessLevel": _LEVELS, **dict.fromkeys(children, _LEVELS_OF_CHILDREN)}
    return standard(
        share_name(of),
        f"{of} Share",
        f"{of} Share",
        prefix,
        fields(_STANDARD.format(of, more.lstrip()), {**levels, "RowCause": _REASONS}),
        undeletable=False,
        searchable=False,
    )


SHARES: tuple[ObjectDefinition, ...] = tuple(_share(of, prefix) for of, prefix in _PREFIXES.items())
