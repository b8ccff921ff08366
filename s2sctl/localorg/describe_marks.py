"""Which objects have layouts, triggers, lists and feeds, and the addresses that follow.

As recorded: global describes of v48 and v37 (facts: wire/describe).
"""

from s2sctl.localorg.access import SETUP_OBJECTS
from s2sctl.localorg.definitions import ObjectDefinition

_SETUP = SETUP_OBJECTS - {"User"}
_BARE = frozenset(
    {
        "Attachment",
        "CampaignMemberStatus",
        "CaseComment",
        "ContentDocument",
        "ContentDocumentLink",
        "Note",
        "OpportunityHistory",
        "Pricebook2",
        "PricebookEntry",
    }
)
"""Objects without layouts, besides setup objects and shares."""
_UNTRIGGERED = frozenset(
    {"CampaignMemberStatus", "OpportunityHistory", "Pricebook2", "PricebookEntry"}
)
_NOT_RECENT = frozenset({"CampaignMember", "OpportunityContactRole"})
_NOT_REPLICATED = frozenset({"PermissionSet", "PermissionSetAssignment"})
_FED = frozenset(
    {"Account", "Case", "Contact", "ContentDocument", "Event", "Lead", "Opportunity", "User"}
)
_MERGED = frozenset({"Account", "Contact", "Event", "Lead"})
_DEEP = frozenset({"Opportunity", "Campaign"})
_ADDRESSES = {
    "compactLayouts": "describe/compactLayouts",
    "approvalLayouts": "describe/approvalLayouts",
    "listviews": "listviews",
    "quickActions": "quickActions",
    "layouts": "describe/layouts",
}
_WITHOUT = {
    "CampaignMember": ("approvalLayouts", "listviews", "quickActions"),
    "OpportunityContactRole": ("approvalLayouts", "listviews"),
    "User": ("approvalLayouts", "listviews"),
}
_BESIDES = {
    "Case": {
        "caseArticleSuggestions": "suggestedArticles",
        "caseRowArticleSuggestions": "{ID}/suggestedArticles",
    },
    "User": {
        "namedLayouts": "describe/namedLayouts/{LayoutName}",
        "passwordUtilities": "{ID}/password",
    },
    "UserRole": {"compactLayouts": "describe/compactLayouts"},
}


def is_share(definition: ObjectDefinition) -> bool:
    """Whether the object holds the shares of another one."""
    return definition.find("RowCause") is not None


def is_layoutable(definition: ObjectDefinition) -> bool:
    """Whether the object has page layouts."""
    return not (definition.name in _SETUP | _BARE or is_share(definition))


def marks(definition: ObjectDefinition) -> dict[str, bool]:
    """What describe tells of an object whoever asks."""
    name, share = definition.name, is_share(definition)
    layoutable = is_layoutable(definition)
    replicated = definition.soft_delete or name in SETUP_OBJECTS
    return {
        "deepCloneable": name in _DEEP,
        "feedEnabled": name in _FED,
        "layoutable": layoutable,
        "mergeable": name in _MERGED,
        "mruEnabled": layoutable and name not in _NOT_RECENT,
        "replicateable": replicated and not share and name not in _NOT_REPLICATED,
        "searchable": definition.searchable and (name not in _SETUP or name == "UserRole"),
        "triggerable": not (name in _SETUP | _UNTRIGGERED or share),
    }


def addresses(definition: ObjectDefinition, version: str) -> dict[str, str]:
    """The addresses of an object's resources. ``version`` is the path's number (``62.0``)."""
    base = f"/services/data/v{version}/sobjects/{definition.name}"
    urls = {"rowTemplate": f"{base}/{{ID}}", "describe": f"{base}/describe", "sobject": base}
    if is_layoutable(definition):
        without = _WITHOUT.get(definition.name, ())
        urls |= {key: f"{base}/{rest}" for key, rest in _ADDRESSES.items() if key not in without}
    urls |= {key: f"{base}/{rest}" for key, rest in _BESIDES.get(definition.name, {}).items()}
    return urls
