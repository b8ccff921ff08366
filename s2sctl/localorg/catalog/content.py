"""Files: a document, its versions, and the rows they are linked to."""

from s2sctl.localorg.catalog.notation import fields, standard
from s2sctl.localorg.definitions import ObjectDefinition

_LINKED = (
    "Account,Asset,Campaign,Case,Contact,Event,Group,Lead,Opportunity,Organization,Product2,Task,"
    "User"
)

_VERSION = f"""
Id | id | ContentVersion ID | ! ro d -p lookup
ContentDocumentId | reference | ContentDocument ID | ! -u d -p \
ref=ContentDocument:ContentDocument:ContentVersions delete=cascade
IsLatest | boolean | Is Latest | ! ro d -p
ContentUrl | url(1333) | Content URL | -p
ContentBodyId | reference | Content Body ID | -u -p ref=ContentBody:ContentBody delete=none
VersionNumber | string(20) | Version Number | ro -p
Title | string(255) | Title | ! d -p name
Description | textarea(1000) | Description | -p x=plaintextarea
ReasonForChange | string(1000) | Reason For Change | -g -p
SharingOption | picklist(40) | Prevent others from sharing and unsharing | ! d -p restricted
SharingPrivacy | picklist(40) | File Privacy on Records | ! d -p restricted
PathOnClient | string(500) | Path On Client | -u -g -p
RatingCount | int[9] | Rating Count | ro -p
IsDeleted | boolean | Is Deleted | ! ro d -p
ContentModifiedDate | datetime | Content Modified Date | -u -p
ContentModifiedById | reference | User ID | ro -p ref=User:ContentModifiedBy delete=none
PositiveRatingCount | int[9] | Positive Rating Count | ro -p
NegativeRatingCount | int[9] | Negative Rating Count | ro -p
FeaturedContentBoost | int[9] | Featured Content Boost | ro -p
FeaturedContentDate | date | Featured Content Date | ro -p
OwnerId | reference | Owner ID | ! d -p ref=User:Owner delete=none
@audit
TagCsv | textarea(2000) | Tags | -p x=plaintextarea
FileType | string(20) | File Type | ! ro d -p
PublishStatus | picklist(40) | Publish Status | ! ro d -p restricted
VersionData | base64 | Version Data | -f -s -g -p
ContentSize | int[9] | Size | ro -p
FileExtension | string(40) | File Extension | ro -p
FirstPublishLocationId | reference | First Publish Location ID | -u -p \
ref={_LINKED}:FirstPublishLocation delete=none
Origin | picklist(40) | Content Origin | ! -u d -p restricted
ContentLocation | picklist(40) | Content Location | ! -u d -p restricted
TextPreview | string(255) | Text Preview | ro -p
ExternalDocumentInfo1 | string(1000) | External Document Info1 | -g -p
ExternalDocumentInfo2 | string(1000) | External Document Info2 | -g -p
Checksum | string(50) | Checksum | ro -p
IsMajorVersion | boolean | Major Version | ! -u d -p
IsAssetEnabled | boolean | Asset File Enabled | ! -u d -p
"""

_VERSION_PICKLISTS = {
    "SharingOption": "A*;R",
    "SharingPrivacy": "N*;P",
    "PublishStatus": "U;P*;R;L",
    "Origin": "C*;H;J",
    "ContentLocation": "S*;E;L",
}

_DOCUMENT = """
Id | id | ContentDocument ID | ! ro d -p lookup
@audit
IsArchived | boolean | Is Archived | ! -c d -p
ArchivedById | reference | User ID | ro -p ref=User:ArchivedBy delete=none
ArchivedDate | date | Archived Date | ro -p
IsDeleted | boolean | Is Deleted | ! ro d -p
OwnerId | reference | Owner ID | ! -c d -p ref=User:Owner delete=none
Title | string(255) | Title | ! -c -p name
PublishStatus | picklist(40) | Publish Status | ! ro d -p restricted
LatestPublishedVersionId | reference | Latest Published Version ID | ro -p \
ref=ContentVersion:LatestPublishedVersion delete=none
ParentId | reference | Parent ID | -c -p delete=none
@viewed
Description | textarea(1000) | Description | -c -p x=plaintextarea
ContentSize | int[9] | Size | ro -p
FileType | string(20) | File Type | ro -p
FileExtension | string(40) | File Extension | ro -p
SharingOption | picklist(40) | Prevent others from sharing and unsharing | -c -p restricted
SharingPrivacy | picklist(40) | File Privacy on Records | -c -p restricted
ContentModifiedDate | datetime | Content Modified Date | ro -p
"""

_LINK = f"""
Id | id | ContentDocumentLink ID | ! ro d -p lookup
LinkedEntityId | reference | Linked Entity ID | ! -u -p \
ref={_LINKED}:LinkedEntity:ContentDocumentLinks delete=cascade
ContentDocumentId | reference | ContentDocument ID | ! -u -p \
ref=ContentDocument:ContentDocument:ContentDocumentLinks delete=cascade
IsDeleted | boolean | Is Deleted | ! ro d -p
SystemModstamp | datetime | System Modstamp | ! ro d -p
ShareType | picklist(40) | Share Type | d -p restricted
Visibility | picklist(40) | Visibility | d -p restricted
"""

CONTENT: tuple[ObjectDefinition, ...] = (
    standard(
        "ContentVersion",
        "Content Version",
        "Content Versions",
        "068",
        fields(_VERSION, _VERSION_PICKLISTS),
        deletable=False,
        undeletable=False,
    ),
    standard(
        "ContentDocument",
        "Content Document",
        "Content Documents",
        "069",
        fields(
            _DOCUMENT,
            {"PublishStatus": "U;P*;R;L", "SharingOption": "A*;R", "SharingPrivacy": "N*;P"},
        ),
        createable=False,
    ),
    standard(
        "ContentDocumentLink",
        "Content Document Link",
        "Content Document Link",
        "06A",
        fields(_LINK, {"ShareType": "V*;C;I", "Visibility": "AllUsers*;InternalUsers;SharedUsers"}),
        undeletable=False,
        searchable=False,
    ),
)
