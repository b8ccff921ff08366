"""The standard objects a new org has, in the order global describe lists them."""

from s2sctl.localorg.catalog.account import ACCOUNT
from s2sctl.localorg.catalog.activity import EVENT, TASK
from s2sctl.localorg.catalog.campaign import CAMPAIGN
from s2sctl.localorg.catalog.case import CASE
from s2sctl.localorg.catalog.contact import CONTACT
from s2sctl.localorg.catalog.group import GROUPS
from s2sctl.localorg.catalog.lead import LEAD
from s2sctl.localorg.catalog.opportunity import OPPORTUNITY
from s2sctl.localorg.catalog.permission import PERMISSIONS
from s2sctl.localorg.catalog.user import ORGANIZATION, USER
from s2sctl.localorg.definitions import Definitions, ObjectDefinition

STANDARD: tuple[ObjectDefinition, ...] = tuple(
    sorted(
        (
            ACCOUNT,
            CAMPAIGN,
            CASE,
            CONTACT,
            EVENT,
            LEAD,
            OPPORTUNITY,
            ORGANIZATION,
            TASK,
            USER,
            *GROUPS,
            *PERMISSIONS,
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
