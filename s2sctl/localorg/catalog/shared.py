"""Picklist values and expressions that several standard objects have alike in a new org."""

SALUTATIONS = "Mr.;Ms.;Mrs.;Dr.;Prof.;Mx."
SOURCES = "Web;Phone Inquiry;Partner Referral;Purchased List;Other"
INDUSTRIES = (
    "Agriculture;Apparel;Banking;Biotechnology;Chemicals;Communications;Construction;Consulting;"
    "Education;Electronics;Energy;Engineering;Entertainment;Environmental;Finance;"
    "Food & Beverage;Government;Healthcare;Hospitality;Insurance;Machinery;Manufacturing;Media;"
    "Not For Profit;Recreation;Retail;Shipping;Technology;Telecommunications;Transportation;"
    "Utilities;Other"
)

PERSON_NAME = """coalesce("FirstName" || ' ', '') || "LastName\""""
"""A person's Name: first and last, without the salutation."""
RATINGS = "Hot;Warm;Cold"
CLEAN_STATUSES = "Matched;Different;Acknowledged;NotFound;Inactive;Pending;SelectMatch;Skipped"
TIME_ZONES = (
    "America/Los_Angeles;America/New_York;Europe/London;Europe/Berlin;"
    "Europe/Paris;Asia/Tokyo;Australia/Sydney;GMT"
)
LOCALES = "en_US;en_GB;de_DE;fr_FR;es_ES;it_IT;ja_JP;nl_NL"
LANGUAGES = "en_US;de;es;fr;it;ja;nl_NL"
