"""User, and the Organization row."""

from s2sctl.localorg.catalog.notation import fields, standard
from s2sctl.localorg.catalog.shared import PERSON_NAME

_USER = """
Id | id | User ID | ! ro d -p lookup
Username | string(80) | Username | ! -p lookup unique
LastName | string(80) | Last Name | ! -p of=Name x=personname
FirstName | string(40) | First Name | -p of=Name x=personname
Name | string(121) | Full Name | ! ro -p name x=personname
CompanyName | string(80) | Company Name | -p
Division | string(80) | Division | -p
Department | string(80) | Department | -p
Title | string(80) | Title | -p
Street | textarea(255) | Street | -p of=Address x=plaintextarea
City | string(40) | City | -p of=Address
State | string(80) | State/Province | -p of=Address
PostalCode | string(20) | Zip/Postal Code | -p of=Address
Country | string(80) | Country | -p of=Address
Latitude | double(18,15) | Latitude | -p of=Address
Longitude | double(18,15) | Longitude | -p of=Address
GeocodeAccuracy | picklist(40) | Geocode Accuracy | -p of=Address restricted
Address | address | Address | ro -s -p
Email | email(128) | Email | ! -p lookup
SenderEmail | email(80) | Email Sender Address | -p
SenderName | string(80) | Email Sender Name | -p
Signature | string(1333) | Email Signature | -g -p
Phone | phone(40) | Phone | -p
Fax | phone(40) | Fax | -p
MobilePhone | phone(40) | Mobile | -p
Alias | string(8) | Alias | ! -p
CommunityNickname | string(40) | Nickname | ! d -p unique
IsActive | boolean | Active | ! d -p default=true
TimeZoneSidKey | picklist(40) | Time Zone | ! -p restricted
LocaleSidKey | picklist(40) | Locale | ! -p restricted
ReceivesInfoEmails | boolean | Info Emails | ! d -p
ReceivesAdminInfoEmails | boolean | Admin Info Emails | ! d -p
EmailEncodingKey | picklist(40) | Email Encoding | ! -p restricted
ProfileId | reference | Profile ID | ! -p ref=Profile:Profile:Users delete=restrict
UserType | picklist(40) | User Type | ro -p restricted default=Standard
LanguageLocaleKey | picklist(40) | Language | ! -p restricted
EmployeeNumber | string(20) | Employee Number | -p
ManagerId | reference | Manager ID | -p ref=User:Manager:ManagedUsers delete=none
LastLoginDate | datetime | Last Login | ro -p
LastPasswordChangeDate | datetime | Last Password Change or Reset | ro -p
@audit
ForecastEnabled | boolean | Allow Forecasting | ! d -p
ContactId | reference | Contact ID | -u -p ref=Contact:Contact:Users delete=restrict
AccountId | reference | Account ID | ro -p ref=Account::Users delete=none
Extension | phone(40) | Extension | -p
FederationIdentifier | string(512) | SAML Federation ID | -g -p lookup unique
LastViewedDate | datetime | Last Viewed Date | ro -p
LastReferencedDate | datetime | Last Referenced Date | ro -p
"""

_USER_PICKLISTS = {
    "TimeZoneSidKey": "America/Los_Angeles;America/New_York;Europe/London;Europe/Berlin;"
    "Europe/Paris;Asia/Tokyo;Australia/Sydney;GMT",
    "LocaleSidKey": "en_US;en_GB;de_DE;fr_FR;es_ES;it_IT;ja_JP;nl_NL",
    "EmailEncodingKey": "UTF-8;ISO-8859-1;Shift_JIS",
    "LanguageLocaleKey": "en_US;de;es;fr;it;ja;nl_NL",
    "UserType": "Standard;PowerPartner;CspLitePortal;Guest;CloudIntegration",
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
