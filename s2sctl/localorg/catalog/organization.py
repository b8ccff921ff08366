"""The Organization row, and the currencies an org keeps."""

from s2sctl.localorg.catalog.notation import fields, standard
from s2sctl.localorg.catalog.shared import LANGUAGES, LOCALES, TIME_ZONES

_ORGANIZATION = """
Id | id | Organization ID | ! ro d -p lookup
Name | string(80) | Name | ! -c -p name
Division | string(80) | Division | -c -p
@address
Phone | phone(40) | Phone | -c -p
Fax | phone(40) | Fax | -c -p
PrimaryContact | string(80) | Primary Contact | -c -p
DefaultLocaleSidKey | picklist(40) | Locale | ! -c -p restricted
TimeZoneSidKey | picklist(40) | Time Zone | ! -c -p restricted
LanguageLocaleKey | picklist(40) | Language | ! -c -p restricted
ReceivesInfoEmails | boolean | Info Emails | ! -c d -p
ReceivesAdminInfoEmails | boolean | Info Emails Admin | ! -c d -p
PreferencesRequireOpportunityProducts | boolean | RequireOpportunityProducts | ! ro d -p
PreferencesTransactionSecurityPolicy | boolean | TransactionSecurityPolicy | ! ro d -p
PreferencesTerminateOldestSession | boolean | TerminateOldestSession | ! ro d -p
PreferencesConsentManagementEnabled | boolean | ConsentManagementEnabled | ! ro d -p
PreferencesAutoSelectIndividualOnMerge | boolean | AutoSelectIndividualOnMerge | ! ro d -p
PreferencesLightningLoginEnabled | boolean | LightningLoginEnabled | ! ro d -p
PreferencesOnlyLLPermUserAllowed | boolean | OnlyLLPermUserAllowed | ! ro d -p
FiscalYearStartMonth | int[2] | Fiscal Year Starts In | ro -p
UsesStartDateAsFiscalYearName | boolean | Fiscal Year Name by Start | ! ro d -p
DefaultAccountAccess | picklist(40) | Default Account Access | ro -p restricted
DefaultContactAccess | picklist(40) | Default Contact Access | ro -p restricted
DefaultOpportunityAccess | picklist(40) | Default Opportunity Access | ro -p restricted
DefaultLeadAccess | picklist(40) | Default Lead Access | ro -p restricted
DefaultCaseAccess | picklist(40) | Default Case Access | ro -p restricted
DefaultCalendarAccess | picklist(40) | Default Calendar Access | ro -p restricted
DefaultPricebookAccess | picklist(40) | Default Price Book Access | ro -p restricted
DefaultCampaignAccess | picklist(40) | Default Campaign Access | ro -p restricted
DelegatedAuthenticationServiceUrl | url(255) | Delegated Authentication URL | ro -p
ComplianceBccEmail | email(80) | Compliance BCC Email | -c -p
UiSkin | picklist(40) | UI Skin | -c -p restricted
SignupCountryIsoCode | string(2) | Signup Country | ro -p
NumKnowledgeService | int[9] | Knowledge Licenses | ro -p
OrganizationType | picklist(40) | Edition | ro -p restricted
NamespacePrefix | string(15) | Namespace Prefix | ro -p
InstanceName | string(5) | Instance Name | ro -p
IsSandbox | boolean | Is Sandbox | ! ro d -p
TrialExpirationDate | datetime | Trial Expiration Date | ro -p
WebToCaseDefaultOrigin | string(40) | Web to Cases Default Origin | -c -p
MonthlyPageViewsUsed | int[9] | Monthly Page Views Used | ro -p
MonthlyPageViewsEntitlement | int[9] | Monthly Page Views Allowed | ro -p
IsReadOnly | boolean | Is Read Only | ! ro d -p
@audit
"""

_ACCESS = "None;Read;Edit;ControlledByParent"
_QUEUED = "None;Read;Edit;ReadEditTransfer"
_ORGANIZATION_PICKLISTS = {
    "DefaultAccountAccess": _ACCESS,
    "DefaultContactAccess": _ACCESS,
    "DefaultOpportunityAccess": _ACCESS,
    "DefaultLeadAccess": _QUEUED,
    "DefaultCaseAccess": _QUEUED,
    "DefaultCalendarAccess": (
        "HideDetails;HideDetailsInsert;ShowDetails;ShowDetailsInsert;AllowEdits"
    ),
    "DefaultPricebookAccess": "None;Read;ReadSelect",
    "DefaultCampaignAccess": "None;Read;Edit;All",
    "UiSkin": "Theme1;Theme2;PortalDefault;Webstore;Theme3",
    "DefaultLocaleSidKey": LOCALES,
    "TimeZoneSidKey": TIME_ZONES,
    "LanguageLocaleKey": LANGUAGES,
    "OrganizationType": "Developer Edition*;Enterprise Edition;Unlimited Edition",
}

_CURRENCY = """
Id | id | Currency Type ID | ! ro d -p lookup
IsoCode | picklist(255) | Currency ISO Code | ! -u -p name restricted
ConversionRate | double(18,6) | Conversion Rate | ! -p
DecimalPlaces | int[9] | Decimal Places | ! -p
IsActive | boolean | Active | ! d -p
IsCorporate | boolean | Corporate Currency | ! ro d -p
@audit
"""

ORGANIZATION = standard(
    "Organization",
    "Organization",
    "Organizations",
    "00D",
    fields(_ORGANIZATION, _ORGANIZATION_PICKLISTS),
    createable=False,
    deletable=False,
    undeletable=False,
    searchable=False,
)

CURRENCY_TYPE = standard(
    "CurrencyType",
    "Currency Type",
    "Currency Type",
    "01L",
    fields(_CURRENCY, {"IsoCode": "AUD;CAD;CHF;CNY;EUR;GBP;INR;JPY;NZD;SEK;USD"}),
    deletable=False,
    undeletable=False,
    searchable=False,
)
