"""Opportunity."""

from s2sctl.localorg.catalog.notation import fields, standard
from s2sctl.localorg.catalog.shared import SOURCES

_FIELDS = """
@id Opportunity ID
AccountId | reference | Account ID | ref=Account:Account:Opportunities delete=cascade
IsPrivate | boolean | Private | ! d
Name | string(120) | Name | ! -p lookup name
Description | textarea(32000) | Description | x=plaintextarea
StageName | picklist(255) | Stage | ! -p
Amount | currency(18,2) | Amount
Probability | percent(3,0) | Probability (%) | d
ExpectedRevenue | currency(18,2) | Expected Amount | ro
TotalOpportunityQuantity | double(18,2) | Quantity
CloseDate | date | Close Date | ! -p
Type | picklist(255) | Opportunity Type
NextStep | string(255) | Next Step
LeadSource | picklist(255) | Lead Source
IsClosed | boolean | Closed | ! ro d -p
IsWon | boolean | Won | ! ro d -p
ForecastCategory | picklist(40) | Forecast Category | ! ro -p restricted
ForecastCategoryName | picklist(255) | Forecast Category | d -p restricted
CampaignId | reference | Campaign ID | ref=Campaign:Campaign:Opportunities
HasOpportunityLineItem | boolean | Has Line Item | ! ro d -p
Pricebook2Id | reference | Price Book ID | d -p ref=Pricebook2:Pricebook2:Opportunities
@owner User
@audit
LastActivityDate | date | Last Activity | ro -p
LastStageChangeDate | datetime | Last Stage Change Date | ro -p
FiscalQuarter | int[8] | Fiscal Quarter | ro -p of=Fiscal
FiscalYear | int[8] | Fiscal Year | ro -p of=Fiscal
Fiscal | string(6) | Fiscal Period | ro -p
ContactId | reference | Contact ID | -u -p ref=Contact::Opportunities
@viewed
HasOpenActivity | boolean | Has Open Activity | ! ro d -f -s -p
HasOverdueTask | boolean | Has Overdue Task | ! ro d -f -s -p
LastAmountChangedHistoryId | reference | Opportunity History ID | ro -p \
ref=OpportunityHistory:LastAmountChangedHistory delete=none
LastCloseDateChangedHistoryId | reference | Opportunity History ID | ro -p \
ref=OpportunityHistory:LastCloseDateChangedHistory delete=none
"""

_PICKLISTS = {
    "StageName": "Prospecting;Qualification;Needs Analysis;Value Proposition;"
    "Id. Decision Makers;Perception Analysis;Proposal/Price Quote;Negotiation/Review;"
    "Closed Won;Closed Lost",
    "Type": "Existing Customer - Upgrade;Existing Customer - Replacement;"
    "Existing Customer - Downgrade;New Customer",
    "LeadSource": SOURCES,
    "ForecastCategory": "Omitted;Pipeline;BestCase;MostLikely;Forecast;Closed",
    "ForecastCategoryName": "Omitted;Pipeline;Best Case;Commit;Closed",
}

_HISTORY = """
Id | id | Opportunity History ID | ! ro d -p lookup
OpportunityId | reference | Opportunity ID | ! ro -p \
ref=Opportunity:Opportunity:OpportunityHistories delete=cascade
CreatedById | reference | Created By ID | ! ro d -p ref=User:CreatedBy delete=none
CreatedDate | datetime | Created Date | ! ro d -p
StageName | picklist(255) | Stage | ! ro -p
Amount | currency(18,2) | Amount | ro -p
ExpectedRevenue | currency(18,2) | Expected Amount | ro -p
CloseDate | date | Close Date | ro -p
Probability | percent(3,0) | Probability (%) | ro -p
ForecastCategory | picklist(40) | To ForecastCategory | ! ro -p
SystemModstamp | datetime | System Modstamp | ! ro d -p
IsDeleted | boolean | Deleted | ! ro d -p
PrevAmount | currency(18,2) | Previous Amount | ro -p
PrevCloseDate | date | Previous Close Date | ro -p
"""

_YEAR = """cast(substr("CloseDate", 1, 4) AS INTEGER)"""
_QUARTER = """((cast(substr("CloseDate", 6, 2) AS INTEGER) + 2) / 3)"""

_EXPRESSIONS = {
    "ExpectedRevenue": """round("Amount" * "Probability" / 100.0, 2)""",
    "FiscalQuarter": _QUARTER,
    "FiscalYear": _YEAR,
    "Fiscal": f"""{_YEAR} || ' ' || {_QUARTER}""",
}

OPPORTUNITY = standard(
    "Opportunity",
    "Opportunity",
    "Opportunities",
    "006",
    fields(_FIELDS, _PICKLISTS, _EXPRESSIONS),
)

OPPORTUNITY_HISTORY = standard(
    "OpportunityHistory",
    "Opportunity History",
    "Opportunity History",
    "008",
    fields(
        _HISTORY,
        {one: _PICKLISTS[one] for one in ("StageName", "ForecastCategory")},
    ),
    createable=False,
    updateable=False,
    deletable=False,
    undeletable=False,
    searchable=False,
    sharing="ControlledByParent",
)
