"""Contact."""

from s2sctl.localorg.catalog.notation import fields, standard
from s2sctl.localorg.catalog.shared import CLEAN_STATUSES, PERSON_NAME, SALUTATIONS, SOURCES

_FIELDS = """
@id Contact ID
MasterRecordId | reference | Master Record ID | ro -p ref=Contact:MasterRecord delete=none
AccountId | reference | Account ID | ref=Account:Account:Contacts delete=cascade
LastName | string(80) | Last Name | ! -p of=Name x=personname
FirstName | string(40) | First Name | -p of=Name x=personname
Salutation | picklist(40) | Salutation | -p of=Name x=personname
Name | string(121) | Full Name | ! ro -p name x=personname
@address Other
@address Mailing
Phone | phone(40) | Business Phone
Fax | phone(40) | Business Fax
MobilePhone | phone(40) | Mobile Phone
HomePhone | phone(40) | Home Phone
OtherPhone | phone(40) | Other Phone
AssistantPhone | phone(40) | Asst. Phone
ReportsToId | reference | Reports To ID | ref=Contact:ReportsTo
Email | email(80) | Email | lookup
Title | string(128) | Title
Department | string(80) | Department
AssistantName | string(40) | Assistant's Name
LeadSource | picklist(255) | Lead Source
Birthdate | date | Birthdate
Description | textarea(32000) | Contact Description | x=plaintextarea
@owner User
@audit
LastActivityDate | date | Last Activity | ro -p
LastCURequestDate | datetime | Last Stay-in-Touch Request Date | ro -p
LastCUUpdateDate | datetime | Last Stay-in-Touch Save Date | ro -p
@viewed
EmailBouncedReason | string(255) | Email Bounced Reason | -p
EmailBouncedDate | datetime | Email Bounced Date | -p
IsEmailBounced | boolean | Is Email Bounced | ! ro d -p
PhotoUrl | url(255) | Photo URL | ro -p x=imageurl
Jigsaw | string(20) | Data.com Key
JigsawContactId | string(20) | Jigsaw Contact ID | ro -p rel=JigsawContact
CleanStatus | picklist(40) | Clean Status | restricted
IndividualId | reference | Individual ID | -p ref=Individual:Individual:Contacts
"""

_PICKLISTS = {"Salutation": SALUTATIONS, "LeadSource": SOURCES, "CleanStatus": CLEAN_STATUSES}

_EXPRESSIONS = {
    "Name": PERSON_NAME,
    "IsEmailBounced": """("EmailBouncedReason" IS NOT NULL)""",
}

CONTACT = standard(
    "Contact", "Contact", "Contacts", "003", fields(_FIELDS, _PICKLISTS, _EXPRESSIONS)
)
