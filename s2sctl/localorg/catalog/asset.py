"""Assets, and individuals: whom data privacy settings are about."""

from s2sctl.localorg.catalog.notation import fields, standard
from s2sctl.localorg.catalog.shared import PERSON_NAME, SALUTATIONS

_ASSET = """
Id | id | Asset ID | ! ro d -p lookup
ContactId | reference | Contact ID | ref=Contact:Contact:Assets delete=cascade
AccountId | reference | Account ID | ref=Account:Account:Assets delete=cascade
ParentId | reference | Parent Asset ID | ref=Asset:Parent:ChildAssets
RootAssetId | reference | Root Asset ID | ro -p ref=Asset:RootAsset delete=none
Product2Id | reference | Product ID | ref=Product2:Product2:Assets
ProductCode | string(255) | Product Code | ro
IsCompetitorProduct | boolean | Competitor Asset | ! d
@audit
IsDeleted | boolean | Deleted | ! ro d -p
Name | string(255) | Asset Name | ! -p lookup name
SerialNumber | string(80) | Serial Number
InstallDate | date | Install Date
PurchaseDate | date | Purchase Date
UsageEndDate | date | Usage End Date
Status | picklist(40) | Status
Price | currency(18,2) | Price
Quantity | double(18,2) | Quantity
Description | textarea(32000) | Asset Description | x=plaintextarea
@owner User
AssetProvidedById | reference | Account ID | ref=Account:AssetProvidedBy:ProvidedAssets
AssetServicedById | reference | Account ID | ref=Account:AssetServicedBy:ServicedAssets
IsInternal | boolean | Internal Asset | ! d
AssetLevel | int[9] | Asset Level | ro -p
StockKeepingUnit | string(180) | Product SKU | ro
@viewed
"""

_INDIVIDUAL = """
@id Individual ID
@owner User
LastName | string(80) | Last Name | ! -p of=Name x=personname
FirstName | string(40) | First Name | -p of=Name x=personname
Salutation | picklist(40) | Salutation | -p of=Name x=personname
Name | string(121) | Name | ! ro -p name x=personname
HasOptedOutTracking | boolean | Don't Track | ! d
HasOptedOutProfiling | boolean | Don't Profile | ! d
HasOptedOutProcessing | boolean | Don't Process | ! d
HasOptedOutSolicit | boolean | Don't Market | ! d
ShouldForget | boolean | Forget this Individual | ! d
SendIndividualData | boolean | Export Individual's Data | ! d
CanStorePiiElsewhere | boolean | OK to Store PII Data Elsewhere | ! d
HasOptedOutGeoTracking | boolean | Block Geolocation Tracking | ! d
BirthDate | date | Birth Date
DeathDate | date | Death Date
ConvictionsCount | int[9] | Convictions Count
ChildrenCount | int[9] | Number of Children
MilitaryService | picklist(40) | Military Service
IsHomeOwner | boolean | Home Owner | ! d
Occupation | string(150) | Occupation
Website | url(255) | Website
IndividualsAge | int[9] | Individual's Age
@viewed
MasterRecordId | reference | Master Record ID | ro -p ref=Individual:MasterRecord delete=none
ConsumerCreditScore | int[9] | Consumer Credit Score
ConsumerCreditScoreProviderName | string(150) | Consumer Credit Score Provider Name
InfluencerRating | int[9] | Influencer Rating
@audit
"""

ASSET = standard(
    "Asset",
    "Asset",
    "Assets",
    "02i",
    fields(_ASSET, {"Status": "Shipped;Installed;Registered;Obsolete;Purchased"}),
)

INDIVIDUAL = standard(
    "Individual",
    "Individual",
    "Individuals",
    "0PK",
    fields(
        _INDIVIDUAL,
        {"Salutation": SALUTATIONS, "MilitaryService": "Yes;No;Unknown"},
        {"Name": PERSON_NAME},
    ),
)
