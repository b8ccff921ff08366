"""What a User may switch: permissions of licences, preferences, e-mail preferences."""

_PERMISSIONS = {
    "MarketingUser": "Marketing User",
    "OfflineUser": "Offline User",
    "CallCenterAutoLogin": "Auto-login To Call Center",
    "MobileUser": "Apex Mobile User",
    "SFContentUser": "Salesforce CRM Content User",
    "KnowledgeUser": "Knowledge User",
    "InteractionUser": "Force.com Flow User",
    "SupportUser": "Service Cloud User",
    "SiteforceContributorUser": "Site.com Contributor User",
    "SiteforcePublisherUser": "Site.com Publisher User",
    "ChatterAnswersUser": "Chatter Answers User",
}
_PREFERENCES = """
ActivityRemindersPopup EventRemindersCheckboxDefault TaskRemindersCheckboxDefault
ReminderSoundOff ContentNoEmail ContentEmailAsAndWhen ApexPagesDeveloperMode
HideCSNGetChatterMobileTask HideCSNDesktopTask HideChatterOnboardingSplash
HideSecondChatterOnboardingSplash OptOutOfTouch ShowTitleToExternalUsers
ShowManagerToExternalUsers ShowEmailToExternalUsers ShowWorkPhoneToExternalUsers
ShowMobilePhoneToExternalUsers ShowFaxToExternalUsers ShowStreetAddressToExternalUsers
ShowCityToExternalUsers ShowStateToExternalUsers ShowPostalCodeToExternalUsers
ShowCountryToExternalUsers ShowProfilePicToGuestUsers ShowTitleToGuestUsers ShowCityToGuestUsers
ShowStateToGuestUsers ShowPostalCodeToGuestUsers ShowCountryToGuestUsers HideS1BrowserUI
"""
_EMAIL = "AutoBcc AutoBccStayInTouch StayInTouchReminder"
_LINE = "{0} | boolean | {1} | ! -s -g -p"

PERMISSIONS = "\n".join(
    _LINE.format(f"UserPermissions{name}", label) for name, label in _PERMISSIONS.items()
)
"""Lines of the notation."""

PREFERENCES = "\n".join(
    _LINE.format(f"UserPreferences{name}", name) for name in _PREFERENCES.split()
)
"""Lines of the notation."""

EMAIL_PREFERENCES = "\n".join(
    _LINE.format(f"EmailPreferences{name}", name) for name in _EMAIL.split()
)
"""Lines of the notation."""
