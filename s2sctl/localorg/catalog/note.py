"""Notes, attachments and comments on cases: texts and files that hang on another row."""

from s2sctl.localorg.catalog.notation import fields, standard
from s2sctl.localorg.definitions import ObjectDefinition

_PARENTS = "Account,Asset,Campaign,Case,Contact,Lead,Opportunity,Product2"

_NOTED = "Account,Asset,Campaign,Contact,Lead,Opportunity,Product2"

_NOTE = f"""
@id Note Id
ParentId | reference | Parent ID | ! -p ref={_NOTED}:Parent:Notes delete=cascade
Title | string(80) | Title | ! -p name
IsPrivate | boolean | Private | ! d -p
Body | textarea(32000) | Body | -p x=plaintextarea
@owner User
@audit
"""

_ATTACHMENT = f"""
@id Attachment ID
ParentId | reference | Parent ID | ! -u -p ref={_PARENTS},Event,Task:Parent:Attachments \
delete=cascade
Name | string(255) | File Name | ! -p name
IsPrivate | boolean | Private | ! d -p
ContentType | string(120) | Content Type | -p
BodyLength | int[9] | Body Length | ro -p
Body | base64 | Body | ! -f -s -g -p
@owner User
@audit
Description | string(500) | Description | -g -p
"""

_COMMENT = """
Id | id | Case Comment Id | ! ro d -p lookup
ParentId | reference | Parent ID | ! -u -p ref=Case:Parent:CaseComments delete=cascade
IsPublished | boolean | Published | ! d -p
CommentBody | textarea(4000) | Body | -p +s x=plaintextarea
CreatedById | reference | Created By ID | ! ro d -p ref=User:CreatedBy delete=none
CreatedDate | datetime | Created Date | ! ro d -p
SystemModstamp | datetime | System Modstamp | ! ro d -p
LastModifiedDate | datetime | Last Modified Date | ! ro d -p
LastModifiedById | reference | Last Modified By ID | ! ro d -p ref=User:LastModifiedBy delete=none
IsDeleted | boolean | Deleted | ! ro d -p
"""

NOTES: tuple[ObjectDefinition, ...] = (
    standard("Note", "Note", "Notes", "002", fields(_NOTE), sharing="ControlledByParent"),
    standard(
        "Attachment",
        "Attachment",
        "Attachments",
        "00P",
        fields(_ATTACHMENT),
        sharing="ControlledByParent",
    ),
    standard(
        "CaseComment",
        "Case Comment",
        "Case Comments",
        "00a",
        fields(_COMMENT),
        sharing="ControlledByParent",
    ),
)
