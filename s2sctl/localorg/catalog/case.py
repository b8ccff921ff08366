"""Case."""

from s2sctl.localorg.catalog.notation import fields, standard

_FIELDS = """
@id Case ID
MasterRecordId | reference | Master Record ID | ro -p ref=Case:MasterRecord delete=none
CaseNumber | string(30) | Case Number | ! ro d -g -p lookup name auto={00000000}
ContactId | reference | Contact ID | ref=Contact:Contact:Cases delete=restrict
AccountId | reference | Account ID | ref=Account:Account:Cases delete=restrict
AssetId | reference | Asset ID | ref=Asset:Asset:Cases
ParentId | reference | Parent Case ID | ref=Case:Parent:Cases
SuppliedName | string(80) | Name
SuppliedEmail | email(80) | Email Address
SuppliedPhone | string(40) | Phone
SuppliedCompany | string(80) | Company
Type | picklist(40) | Case Type
Status | picklist(40) | Status | d -p
Reason | picklist(40) | Case Reason
Origin | picklist(40) | Case Origin
Subject | string(255) | Subject
Priority | picklist(40) | Priority | d
Description | textarea(32000) | Description | x=plaintextarea
IsClosed | boolean | Closed | ! ro d -p
ClosedDate | datetime | Closed Date | ro
IsEscalated | boolean | Escalated | ! d
@owner Group,User
@audit
ContactPhone | phone(40) | Contact Phone | ro -p
ContactMobile | phone(40) | Contact Mobile | ro -p
ContactEmail | email(80) | Contact Email | ro -p
ContactFax | phone(40) | Contact Fax | ro -p
Comments | textarea(4000) | Internal Comments | -p +s x=plaintextarea
@viewed
"""

_PICKLISTS = {
    "Type": "Mechanical;Electrical;Electronic;Structural;Other",
    "Status": "New*;Working;Escalated;Closed",
    "Reason": "Installation;Equipment Complexity;Performance;Breakdown;Equipment Design;"
    "Feedback;Other",
    "Origin": "Phone;Email;Web",
    "Priority": "High;Medium*;Low",
}

CASE = standard("Case", "Case", "Cases", "500", fields(_FIELDS, _PICKLISTS))
