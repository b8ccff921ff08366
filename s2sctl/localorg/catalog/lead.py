"""Lead."""

from s2sctl.localorg.catalog.notation import fields, standard
from s2sctl.localorg.catalog.shared import (
    CLEAN_STATUSES,
    INDUSTRIES,
    PERSON_NAME,
    RATINGS,
    SALUTATIONS,
    SOURCES,
)

_FIELDS = """
@id Lead ID
MasterRecordId | reference | Master Record ID | ro -p ref=Lead:MasterRecord delete=none
LastName | string(80) | Last Name | ! -p of=Name x=personname
FirstName | string(40) | First Name | -p of=Name x=personname
Salutation | picklist(40) | Salutation | -p of=Name x=personname
Name | string(121) | Full Name | ! ro -p name x=personname
Title | string(128) | Title
Company | string(255) | Company | ! -p
@address
Phone | phone(40) | Phone
MobilePhone | phone(40) | Mobile Phone
Fax | phone(40) | Fax
Email | email(80) | Email | lookup
Website | url(255) | Website
PhotoUrl | url(255) | Photo URL | ro -p x=imageurl
Description | textarea(32000) | Description | x=plaintextarea
LeadSource | picklist(255) | Lead Source
Status | picklist(255) | Status | ! d -p
Industry | picklist(255) | Industry
Rating | picklist(255) | Rating
AnnualRevenue | currency(18,0) | Annual Revenue
NumberOfEmployees | int[8] | Employees
@owner Group,User
IsConverted | boolean | Converted | ! -u d -p
ConvertedDate | date | Converted Date | ro -p
ConvertedAccountId | reference | Converted Account ID | ro -p ref=Account:ConvertedAccount
ConvertedContactId | reference | Converted Contact ID | ro -p ref=Contact:ConvertedContact
ConvertedOpportunityId | reference | Converted Opportunity ID | ro -p \
ref=Opportunity:ConvertedOpportunity
IsUnreadByOwner | boolean | Unread By Owner | ! d -p
@audit
LastActivityDate | date | Last Activity | ro -p
@viewed
Jigsaw | string(20) | Data.com Key
JigsawContactId | string(20) | Jigsaw Contact ID | ro -p rel=JigsawContact
CleanStatus | picklist(40) | Clean Status | restricted
IndividualId | reference | Individual ID | -p ref=Individual:Individual:Leads
CompanyDunsNumber | string(9) | Company D-U-N-S Number
EmailBouncedReason | string(255) | Email Bounced Reason | -c -p
EmailBouncedDate | datetime | Email Bounced Date | -c -p
"""

_PICKLISTS = {
    "Salutation": SALUTATIONS,
    "LeadSource": SOURCES,
    "Status": "Open - Not Contacted*;Working - Contacted;Closed - Converted;Closed - Not Converted",
    "Industry": INDUSTRIES,
    "Rating": RATINGS,
    "CleanStatus": CLEAN_STATUSES,
}

LEAD = standard("Lead", "Lead", "Leads", "00Q", fields(_FIELDS, _PICKLISTS, {"Name": PERSON_NAME}))
