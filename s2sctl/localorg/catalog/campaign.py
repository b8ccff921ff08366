"""Campaign. Its totals of members and opportunities are not kept and therefore not there."""

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

CAMPAIGN = standard("Campaign", "Campaign", "Campaigns", "701", fields(_FIELDS, _PICKLISTS))
