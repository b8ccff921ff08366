"""What a new org holds: its Organization row, currency, standard price book, profiles, users."""

from typing import TYPE_CHECKING

from s2sctl.localorg import settings
from s2sctl.localorg.database import Stored
from s2sctl.localorg.records import rows
from s2sctl.localorg.statuses import seed_statuses
from s2sctl.model.ids import RecordId

if TYPE_CHECKING:
    from s2sctl.localorg.org import LocalOrg

_PROFILES = {
    "System Administrator": (1, 1),
    "Standard User": (0, 0),
    "Minimum Access - API Only Integrations": (0, 0),
}

_OF_A_NEW_ORG: dict[str, Stored] = {
    "PrimaryContact": "Admin User",
    "Country": "US",
    "ReceivesInfoEmails": 1,
    "ReceivesAdminInfoEmails": 1,
    "PreferencesConsentManagementEnabled": 1,
    "PreferencesLightningLoginEnabled": 1,
    "DefaultAccountAccess": "Edit",
    "DefaultContactAccess": "ControlledByParent",
    "DefaultOpportunityAccess": "Edit",
    "DefaultLeadAccess": "ReadEditTransfer",
    "DefaultCaseAccess": "ReadEditTransfer",
    "DefaultCalendarAccess": "HideDetailsInsert",
    "DefaultPricebookAccess": "ReadSelect",
    "DefaultCampaignAccess": "All",
    "UiSkin": "Theme3",
    "SignupCountryIsoCode": "US",
    "NumKnowledgeService": 2,
    "WebToCaseDefaultOrigin": "Web",
    "MonthlyPageViewsUsed": 0,
    "MonthlyPageViewsEntitlement": 0,
}
"""Settings as recorded of a new org (wire/crud/get-organization.json)."""


def seed(org: "LocalOrg") -> None:
    """Fill a new, empty org."""
    admin = _mint(org, "User")
    settings.set_setting(org.database, "admin", admin)
    settings.set_setting(org.database, "metadata_stamp", str(org.clock.stamp()))
    _put(
        org,
        "Organization",
        admin,
        Id=org.org_id,
        Name=org.name,
        OrganizationType="Developer Edition",
        InstanceName="LOCAL",
        DefaultLocaleSidKey="en_US",
        TimeZoneSidKey="America/Los_Angeles",
        LanguageLocaleKey="en_US",
        FiscalYearStartMonth=1,
        IsSandbox=0,
        **_OF_A_NEW_ORG,
    )
    _put(org, "Group", admin, Name="All Internal Users", Type="Organization", OwnerId=org.org_id)
    _put(org, "Pricebook2", admin, Name="Standard Price Book", IsStandard=1, IsActive=1)
    _put(
        org,
        "CurrencyType",
        admin,
        IsoCode=settings.setting(org.database, "currency", "USD"),
        ConversionRate=1,
        DecimalPlaces=2,
        IsActive=1,
        IsCorporate=1,
    )
    seed_statuses(org, admin)
    profiles = {name: _profile(org, admin, name, *marks) for name, marks in _PROFILES.items()}
    _user(org, admin, admin, "admin", "Admin", "User", profiles["System Administrator"])
    integration = profiles["Minimum Access - API Only Integrations"]
    _user(org, admin, _mint(org, "User"), "integration", "Integration", "User", integration)


def _profile(
    org: "LocalOrg", admin: RecordId, name: str, view_all: int, modify_all: int
) -> RecordId:
    marks = {
        "PermissionsViewAllData": view_all,
        "PermissionsModifyAllData": modify_all,
        "PermissionsApiEnabled": 1,
    }
    profile = _put(org, "Profile", admin, Name=name, UserType="Standard", **marks)
    # Every profile owns a permission set; object and field permissions hang on that one.
    _put(
        org,
        "PermissionSet",
        admin,
        Name=f"X{profile}",
        Label=profile,
        ProfileId=profile,
        IsOwnedByProfile=1,
        Type="Profile",
        **marks,
    )
    return profile


def _user(
    org: "LocalOrg",
    admin: RecordId,
    user: RecordId,
    alias: str,
    first: str,
    last: str,
    profile: RecordId,
) -> None:
    _put(
        org,
        "User",
        admin,
        Id=user,
        Username=f"{alias}@{org.name}.example",
        FirstName=first,
        LastName=last,
        Email=f"{alias}@{org.name}.example",
        Alias=alias[:8],
        CommunityNickname=alias,
        IsActive=1,
        TimeZoneSidKey="America/Los_Angeles",
        LocaleSidKey="en_US",
        EmailEncodingKey="UTF-8",
        LanguageLocaleKey="en_US",
        ProfileId=profile,
        UserType="Standard",
    )


def _mint(org: "LocalOrg", name: str) -> RecordId:
    definition = org.definitions.find(name)
    assert definition is not None
    return org.ids.mint(definition)


def _put(org: "LocalOrg", name: str, admin: RecordId, **values: Stored) -> RecordId:
    return rows.put_new(org, name, admin, values)
