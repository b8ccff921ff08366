"""User, and the Organization row."""

from s2sctl.localorg.catalog.notation import fields, standard
from s2sctl.localorg.catalog.shared import PERSON_NAME

_USER = """
Id | id | User ID | ! ro d -p lookup
Username | string(80) | Username | ! -p lookup
LastName | string(80) | Last Name | ! -p of=Name x=personname
FirstName | string(40) | First Name | -p of=Name x=personname
Name | string(121) | Full Name | ! ro -p name x=personname
CompanyName | string(80) | Company Name | -p
Division | string(80) | Division | -p
Department | string(80) | Department | -p
Title | string(80) | Title | -p
Email | email(128) | Email | ! -p lookup
Phone | phone(40) | Phone | -p
Alias | string(8) | Alias | ! -p
IsActive | boolean | Active | ! d -p default=true
TimeZoneSidKey | picklist(40) | Time Zone | ! d -p restricted
LocaleSidKey | picklist(40) | Locale | ! d -p restricted
EmailEncodingKey | picklist(40) | Email Encoding | ! d -p restricted
LanguageLocaleKey | picklist(40) | Language | ! d -p restricted
ProfileId | reference | Profile ID | ! -p ref=Profile:Profile:Users delete=restrict
UserType | picklist(40) | User Type | ro d -p restricted
FederationIdentifier | string(512) | SAML Federation ID | -p cased unique
ManagerId | reference | Manager ID | -p ref=User:Manager:ManagedUsers delete=none
LastLoginDate | datetime | Last Login | ro -p
@audit
"""

_USER_PICKLISTS = {
    "TimeZoneSidKey": "America/Los_Angeles*;America/New_York;Europe/London;Europe/Berlin;"
    "Europe/Paris;Asia/Tokyo;Australia/Sydney;GMT",
    "LocaleSidKey": "en_US*;en_GB;de_DE;fr_FR;es_ES;it_IT;ja_JP;nl_NL",
    "EmailEncodingKey": "UTF-8*;ISO-8859-1;Shift_JIS",
    "LanguageLocaleKey": "en_US*;de;es;fr;it;ja;nl_NL",
    "UserType": "Standard*;PowerPartner;CspLitePortal;Guest;CloudIntegration",
}

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
    "DefaultLocaleSidKey": _USER_PICKLISTS["LocaleSidKey"],
    "TimeZoneSidKey": _USER_PICKLISTS["TimeZoneSidKey"],
    "LanguageLocaleKey": _USER_PICKLISTS["LanguageLocaleKey"],
    "OrganizationType": "Developer Edition*;Enterprise Edition;Unlimited Edition",
}

USER = standard(
    "User",
    "User",
    "Users",
    "005",
    fields(_USER, _USER_PICKLISTS, {"Name": PERSON_NAME}),
    deletable=False,
    undeletable=False,
)

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
