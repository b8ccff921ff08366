"""Campaign and its members."""

from s2sctl.localorg.catalog.notation import fields, standard

_FIELDS = """
@id Campaign ID
Name | string(80) | Name | ! -p name
ParentId | reference | Parent Campaign ID | ref=Campaign:Parent:ChildCampaigns
Type | picklist(255) | Type
Status | picklist(255) | Status | d
StartDate | date | Start Date
EndDate | date | End Date
ExpectedRevenue | currency(18,0) | Expected Revenue
BudgetedCost | currency(18,0) | Budgeted Cost
ActualCost | currency(18,0) | Actual Cost
ExpectedResponse | percent(10,2) | Expected Response (%)
NumberSent | double(18,0) | Num Sent
IsActive | boolean | Active | ! d
Description | textarea(32000) | Description | x=plaintextarea
NumberOfLeads | int[8] | Leads in Campaign | ! ro d -p default=0
NumberOfConvertedLeads | int[8] | Converted Leads in Campaign | ! ro d -p default=0
NumberOfContacts | int[8] | Contacts in Campaign | ! ro d -p default=0
NumberOfResponses | int[8] | Responses in Campaign | ! ro d -p default=0
NumberOfOpportunities | int[8] | Opportunities in Campaign | ! ro d -p default=0
NumberOfWonOpportunities | int[8] | Won Opportunities in Campaign | ! ro d -p default=0
AmountAllOpportunities | currency(18,0) | Value Opportunities in Campaign | ! ro d -p default=0
AmountWonOpportunities | currency(18,0) | Value Won Opportunities in Campaign | ! ro d -p default=0
@owner User
@audit
LastActivityDate | date | Last Activity | ro -p
@viewed
"""

_PICKLISTS = {
    "Type": "Conference;Webinar;Trade Show;Public Relations;Partners;Referral Program;"
    "Advertisement;Banner Ads;Direct Mail;Email;Telemarketing;Other",
    "Status": "Planned*;In Progress;Completed;Aborted",
}

_MEMBER = """
@id Campaign Member ID
CampaignId | reference | Campaign ID | ! -u -p ref=Campaign:Campaign:CampaignMembers delete=cascade
LeadId | reference | Lead ID | -u -p ref=Lead:Lead:CampaignMembers delete=cascade
ContactId | reference | Contact ID | -u -p ref=Contact:Contact:CampaignMembers delete=cascade
Status | picklist(40) | Status
HasResponded | boolean | Responded | ! ro d -p
@audit
FirstRespondedDate | date | First Responded Date | ro
Salutation | picklist(40) | Salutation | ro -p
Name | string(121) | Name | ro -p name
FirstName | string(40) | First Name | ro -p
LastName | string(80) | Last Name | ro -p
Title | string(128) | Title | ro -p
Street | textarea(255) | Street | ro -p x=plaintextarea
City | string(40) | City | ro -p
State | string(80) | State/Province | ro -p
PostalCode | string(20) | Zip/Postal Code | ro -p
Country | string(80) | Country | ro -p
Email | email(80) | Email | ro -p
Phone | phone(40) | Phone | ro -p
Fax | phone(40) | Fax | ro -p
MobilePhone | phone(40) | Mobile | ro -p
Description | textarea(32000) | Description | ro -p x=plaintextarea
DoNotCall | boolean | Do Not Call | ! ro d -p
HasOptedOutOfEmail | boolean | Email Opt Out | ! ro d -p
HasOptedOutOfFax | boolean | Fax Opt Out | ! ro d -p
LeadSource | picklist(255) | Lead Source | ro -p
CompanyOrAccount | string(255) | Company (Account) | ro -p
Type | picklist(40) | Type | ro -p
LeadOrContactId | reference | Related Record ID | ro -p \
ref=Contact,Lead:LeadOrContact delete=none
LeadOrContactOwnerId | reference | Related Record Owner ID | ro -p \
ref=Group,User:LeadOrContactOwner delete=none
"""

_MEMBER_STATUS = """
Id | id | Member Status ID | ! ro d -p lookup
IsDeleted | boolean | Deleted | ! ro d -p
CampaignId | reference | Campaign ID | ! -u -p \
ref=Campaign:Campaign:CampaignMemberStatuses delete=cascade
Label | string(40) | Label | ! -p name
SortOrder | int[9] | Sort Order | -p
IsDefault | boolean | Is Default | ! d -p
HasResponded | boolean | Responded | ! d -p
@audit
"""

CAMPAIGN = standard("Campaign", "Campaign", "Campaigns", "701", fields(_FIELDS, _PICKLISTS))

CAMPAIGN_MEMBER = standard(
    "CampaignMember",
    "Campaign Member",
    "Campaign Members",
    "00v",
    fields(_MEMBER, {"Status": "Sent*;Responded"}),
    undeletable=False,
    searchable=False,
    sharing="ControlledByParent",
)

CAMPAIGN_MEMBER_STATUS = standard(
    "CampaignMemberStatus",
    "Campaign Member Status",
    "Campaign Member Status",
    "01Y",
    fields(_MEMBER_STATUS),
    undeletable=False,
    searchable=False,
)
