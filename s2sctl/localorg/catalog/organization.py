"""The Organization row, and the currencies an org keeps."""

from s2sctl.localorg.catalog.notation import fields, standard
from s2sctl.localorg.catalog.shared import LANGUAGES, LOCALES, TIME_ZONES

_ORGANIZATION = """
Id | id | Organization ID | ! ro d -p lookup
Name | string(80) | Name | ! -c -p name
@address
Phone | phone(40) | Phone | -c -p
PrimaryContact | string(80) | Primary Contact | -c -p
DefaultLocaleSidKey | picklist(40) | Locale | ! -c -p restricted
TimeZoneSidKey | picklist(40) | Time Zone | ! -c -p restricted
LanguageLocaleKey | picklist(40) | Language | ! -c -p restricted
FiscalYearStartMonth | int[2] | Fiscal Year Starts In | ro -p
OrganizationType | picklist(40) | Edition | ro -p restricted
NamespacePrefix | string(15) | Namespace Prefix | ro -p
InstanceName | string(5) | Instance Name | ro -p
IsSandbox | boolean | Is Sandbox | ! ro d -p
TrialExpirationDate | datetime | Trial Expiration Date | ro -p
@audit
"""

_ORGANIZATION_PICKLISTS = {
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
