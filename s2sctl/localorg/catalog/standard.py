"""The standard objects a new org has, in the order global describe lists them."""

from s2sctl.localorg.catalog.account import ACCOUNT
from s2sctl.localorg.catalog.activity import EVENT, TASK
from s2sctl.localorg.catalog.asset import ASSET, INDIVIDUAL
from s2sctl.localorg.catalog.campaign import CAMPAIGN, CAMPAIGN_MEMBER, CAMPAIGN_MEMBER_STATUS
from s2sctl.localorg.catalog.case import CASE
from s2sctl.localorg.catalog.contact import CONTACT
from s2sctl.localorg.catalog.content import CONTENT
from s2sctl.localorg.catalog.group import GROUPS
from s2sctl.localorg.catalog.lead import LEAD
from s2sctl.localorg.catalog.note import NOTES
from s2sctl.localorg.catalog.opportunity import OPPORTUNITY, OPPORTUNITY_HISTORY
from s2sctl.localorg.catalog.organization import CURRENCY_TYPE, ORGANIZATION
from s2sctl.localorg.catalog.permission import PERMISSIONS
from s2sctl.localorg.catalog.product import PRODUCTS
from s2sctl.localorg.catalog.share import SHARES
from s2sctl.localorg.catalog.user import USER
from s2sctl.localorg.definitions import Definitions, ObjectDefinition

STANDARD: tuple[ObjectDefinition, ...] = tuple(
    sorted(
        (
            ACCOUNT,
            ASSET,
            CAMPAIGN,
            CAMPAIGN_MEMBER,
            CAMPAIGN_MEMBER_STATUS,
            CASE,
            CONTACT,
            CURRENCY_TYPE,
            EVENT,
            INDIVIDUAL,
            LEAD,
            OPPORTUNITY,
            OPPORTUNITY_HISTORY,
            ORGANIZATION,
            TASK,
            USER,
            *CONTENT,
            *GROUPS,
            *NOTES,
            *PERMISSIONS,
            *PRODUCTS,
            *SHARES,
        ),
        key=lambda one: one.name.lower(),
    )
)


def standard_definitions() -> Definitions:
    """A fresh set of definitions holding the standard objects."""
    definitions = Definitions()
    for one in STANDARD:
        definitions.put(one)
    return definitions
