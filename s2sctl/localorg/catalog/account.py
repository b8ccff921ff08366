"""Account."""

from s2sctl.localorg.catalog.notation import fields, standard
from s2sctl.localorg.catalog.shared import CLEAN_STATUSES, INDUSTRIES, RATINGS, SOURCES

_FIELDS = """
@id Account ID
MasterRecordId | reference | Master Record ID | ro -p ref=Account:MasterRecord delete=none
Name | string(255) | Account Name | ! -p name of=Name x=switchablepersonname
Type | picklist(255) | Account Type
ParentId | reference | Parent Account ID | ref=Account:Parent:ChildAccounts
@address Billing
@address Shipping
Phone | phone(40) | Account Phone
Fax | phone(40) | Account Fax
AccountNumber | string(40) | Account Number
Website | url(255) | Website
PhotoUrl | url(255) | Photo URL | ro -p x=imageurl
Sic | string(20) | SIC Code
Industry | picklist(255) | Industry
AnnualRevenue | currency(18,0) | Annual Revenue
NumberOfEmployees | int[8] | Employees
Ownership | picklist(255) | Ownership
TickerSymbol | string(20) | Ticker Symbol
Description | textarea(32000) | Account Description | x=plaintextarea
Rating | picklist(255) | Account Rating
Site | string(80) | Account Site
@owner User
@audit
LastActivityDate | date | Last Activity | ro -p
@viewed
Jigsaw | string(20) | Data.com Key
JigsawCompanyId | string(20) | Jigsaw Company ID | ro -p rel=JigsawCompany
CleanStatus | picklist(40) | Clean Status | restricted
AccountSource | picklist(255) | Account Source
DunsNumber | string(9) | D-U-N-S Number
Tradestyle | string(255) | Tradestyle
NaicsCode | string(8) | NAICS Code
NaicsDesc | string(120) | NAICS Description
YearStarted | string(4) | Year Started
SicDesc | string(80) | SIC Description
"""

_PICKLISTS = {
    "Type": "Prospect;Customer - Direct;Customer - Channel;Channel Partner / Reseller;"
    "Installation Partner;Technology Partner;Other",
    "Industry": INDUSTRIES,
    "Ownership": "Public;Private;Subsidiary;Other",
    "Rating": RATINGS,
    "CleanStatus": CLEAN_STATUSES,
    "AccountSource": SOURCES,
}

ACCOUNT = standard("Account", "Account", "Accounts", "001", fields(_FIELDS, _PICKLISTS))
