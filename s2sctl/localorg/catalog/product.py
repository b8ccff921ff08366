"""Products, price books and what an opportunity sells. Prefixes and flags as in a plain org."""

from s2sctl.localorg.catalog.notation import fields, standard
from s2sctl.localorg.definitions import ObjectDefinition

_PRODUCT = """
@id Product ID
Name | string(255) | Product Name | ! -p lookup name
ProductCode | string(255) | Product Code
Description | textarea(4000) | Product Description | x=plaintextarea
IsActive | boolean | Active | ! d
@audit
Family | picklist(255) | Product Family
ExternalDataSourceId | reference | External Data Source ID | ro -p \
ref=ExternalDataSource:ExternalDataSource delete=none
ExternalId | string(255) | External ID
DisplayUrl | url(1000) | Display URL
QuantityUnitOfMeasure | picklist(255) | Quantity Unit Of Measure
IsArchived | boolean | Archived | ! ro d -p
@viewed
StockKeepingUnit | string(180) | Product SKU
"""

_PRICEBOOK = """
@id Price Book ID
Name | string(255) | Price Book Name | ! -p lookup name
@audit
@viewed
IsActive | boolean | Active | ! d -p
IsArchived | boolean | Archived | ! ro d -p
Description | string(255) | Description
IsStandard | boolean | Is Standard Price Book | ! ro d -p
"""

_ENTRY = """
Id | id | Price Book Entry ID | ! ro d -p lookup
Name | string(255) | Product Name | ro -p lookup name
Pricebook2Id | reference | Price Book ID | ! -u -p \
ref=Pricebook2:Pricebook2:PricebookEntries delete=restrict
Product2Id | reference | Product ID | ! -u -p ref=Product2:Product2:PricebookEntries delete=cascade
UnitPrice | currency(18,2) | List Price | ! -p
IsActive | boolean | Active | ! d -p
UseStandardPrice | boolean | Use Standard Price | ! d -p
@audit
ProductCode | string(255) | Product Code | ro
IsDeleted | boolean | Deleted | ! ro d -p
IsArchived | boolean | Archived | ! ro d -p
"""

_LINE = """
Id | id | Line Item ID | ! ro d -p lookup
OpportunityId | reference | Opportunity ID | ! -u -p \
ref=Opportunity:Opportunity:OpportunityLineItems delete=cascade
SortOrder | int[9] | Sort Order | ro -p
PricebookEntryId | reference | Price Book Entry ID | -u -p \
ref=PricebookEntry:PricebookEntry:OpportunityLineItems delete=restrict
Product2Id | reference | Product ID | -u -p \
ref=Product2:Product2:OpportunityLineItems delete=restrict
ProductCode | string(255) | Product Code | ro
Name | string(376) | Opportunity Product Name | ro -p name
Quantity | double(12,2) | Quantity | ! -p
TotalPrice | currency(18,2) | Total Price | -p
UnitPrice | currency(18,2) | Sales Price
ListPrice | currency(18,2) | List Price | ro
ServiceDate | date | Date
Description | string(255) | Line Description
@audit
IsDeleted | boolean | Deleted | ! ro d -p
@viewed
"""

_ROLE = """
Id | id | Contact Role ID | ! ro d -p lookup
OpportunityId | reference | Opportunity ID | ! -u -p \
ref=Opportunity:Opportunity:OpportunityContactRoles delete=cascade
ContactId | reference | Contact ID | ! -p ref=Contact:Contact:OpportunityContactRoles delete=cascade
Role | picklist(40) | Role | -p
IsPrimary | boolean | Primary | ! d -p
@audit
IsDeleted | boolean | Deleted | ! ro d -p
"""

_ROLES = (
    "Business User;Decision Maker;Economic Buyer;Economic Decision Maker;Evaluator;"
    "Executive Sponsor;Influencer;Technical Buyer;Other"
)

PRODUCTS: tuple[ObjectDefinition, ...] = (
    standard(
        "Product2",
        "Product",
        "Products",
        "01t",
        fields(_PRODUCT, {"Family": "None", "QuantityUnitOfMeasure": "Each"}),
    ),
    standard(
        "Pricebook2", "Price Book", "Price Books", "01s", fields(_PRICEBOOK), searchable=False
    ),
    standard(
        "PricebookEntry",
        "Price Book Entry",
        "Price Book Entry",
        "01u",
        fields(_ENTRY),
        searchable=False,
        undeletable=False,
    ),
    standard(
        "OpportunityLineItem",
        "Opportunity Product",
        "Opportunity Product",
        "00k",
        fields(_LINE),
        searchable=False,
        undeletable=False,
        sharing="ControlledByParent",
    ),
    standard(
        "OpportunityContactRole",
        "Opportunity Contact Role",
        "Opportunity Contact Role",
        "00K",
        fields(_ROLE, {"Role": _ROLES}),
        undeletable=False,
        searchable=False,
        sharing="ControlledByParent",
    ),
)
