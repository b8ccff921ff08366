"""User."""

from s2sctl.localorg.catalog.notation import fields, standard
from s2sctl.localorg.catalog.preferences import EMAIL_PREFERENCES, PERMISSIONS, PREFERENCES
from s2sctl.localorg.catalog.shared import LANGUAGES, LOCALES, PERSON_NAME, TIME_ZONES

_USER = f"""
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
{EMAIL_PREFERENCES}
SenderEmail | email(80) | Email Sender Address | -p
SenderName | string(80) | Email Sender Name | -p
Signature | string(1333) | Email Signature | -g -p
StayInTouchSubject | string(80) | Stay-in-Touch Email Subject | -p
StayInTouchSignature | string(512) | Stay-in-Touch Email Signature | -g -p
StayInTouchNote | string(512) | Stay-in-Touch Email Note | -g -p
Phone | phone(40) | Phone | -p
Fax | phone(40) | Fax | -p
MobilePhone | phone(40) | Mobile | -p
Alias | string(8) | Alias | ! -p
CommunityNickname | string(40) | Nickname | ! d -p unique
IsActive | boolean | Active | ! d -p default=true
TimeZoneSidKey | picklist(40) | Time Zone | ! -p restricted
UserRoleId | reference | Role ID | -p ref=UserRole:UserRole:Users
LocaleSidKey | picklist(40) | Locale | ! -p restricted
ReceivesInfoEmails | boolean | Info Emails | ! d -p
ReceivesAdminInfoEmails | boolean | Admin Info Emails | ! d -p
EmailEncodingKey | picklist(40) | Email Encoding | ! -p restricted
ProfileId | reference | Profile ID | ! -p ref=Profile:Profile:Users delete=restrict
UserType | picklist(40) | User Type | ro -p restricted default=Standard
LanguageLocaleKey | picklist(40) | Language | ! -p restricted
EmployeeNumber | string(20) | Employee Number | -p
DelegatedApproverId | reference | Delegated Approver ID | -p ref=Group,User::DelegatedUsers
ManagerId | reference | Manager ID | -p ref=User:Manager:ManagedUsers delete=none
LastLoginDate | datetime | Last Login | ro -p
LastPasswordChangeDate | datetime | Last Password Change or Reset | ro -p
@audit
OfflineTrialExpirationDate | datetime | Offline Edition Trial Expiration Date | ro -p
OfflinePdaTrialExpirationDate | datetime | Sales Anywhere Trial Expiration Date | ro -p
{PERMISSIONS}
ForecastEnabled | boolean | Allow Forecasting | ! d -p
{PREFERENCES}
ContactId | reference | Contact ID | -u -p ref=Contact:Contact:Users delete=restrict
AccountId | reference | Account ID | ro -p ref=Account::Users delete=none
CallCenterId | reference | Call Center ID | -p ref=CallCenter:
Extension | phone(40) | Extension | -p
FederationIdentifier | string(512) | SAML Federation ID | -g -p lookup unique
LastViewedDate | datetime | Last Viewed Date | ro -p
LastReferencedDate | datetime | Last Referenced Date | ro -p
"""

_USER_PICKLISTS = {
    "TimeZoneSidKey": TIME_ZONES,
    "LocaleSidKey": LOCALES,
    "EmailEncodingKey": "UTF-8;ISO-8859-1;Shift_JIS",
    "LanguageLocaleKey": LANGUAGES,
    "UserType": "Standard;PowerPartner;CspLitePortal;Guest;CloudIntegration",
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
