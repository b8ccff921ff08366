"""What a saved or deleted row does to other rows: totals, documents, statuses."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from s2sctl.localorg.access import Viewer
from s2sctl.localorg.database import Stored
from s2sctl.localorg.definitions import ObjectDefinition
from s2sctl.localorg.records import files, histories, members, products, roles, rows
from s2sctl.model.ids import RecordId

if TYPE_CHECKING:
    from s2sctl.localorg.org import LocalOrg

Follow = Callable[["LocalOrg", Viewer, RecordId, Mapping[str, Stored] | None], None]


def follow(
    org: "LocalOrg",
    viewer: Viewer,
    definition: ObjectDefinition,
    record_id: RecordId,
    before: Mapping[str, Stored] | None,
) -> None:
    """Do what follows from a row just saved; ``before`` is the row as it was, None if new."""
    rule = _AFTER_SAVE.get(definition.name)
    if rule is not None:
        rule(org, viewer, record_id, before)


def follow_removal(
    org: "LocalOrg", viewer: Viewer, definition: ObjectDefinition, record_id: RecordId
) -> None:
    """Do what follows from a row just deleted, or brought back."""
    rule = _AFTER_REMOVAL.get(definition.name)
    if rule is not None:
        rule(org, viewer, record_id, rows.load(org, definition, record_id))


def _after_opportunity(
    org: "LocalOrg", viewer: Viewer, record_id: RecordId, before: Mapping[str, Stored] | None
) -> None:
    histories.keep_history(org, viewer, record_id, before)
    members.count_of_opportunity(org, viewer, record_id, before)


_AFTER_SAVE: dict[str, Follow] = {
    "Campaign": members.give_statuses,
    "CampaignMember": members.count_of_member,
    "ContentVersion": files.publish,
    "Opportunity": _after_opportunity,
    "OpportunityContactRole": products.keep_one_primary,
    "OpportunityLineItem": products.total,
    "UserRole": roles.give_groups,
}
_AFTER_REMOVAL: dict[str, Follow] = {
    "CampaignMember": members.count_of_member,
    "Opportunity": members.count_of_opportunity,
    "OpportunityLineItem": products.total,
}
FOLLOWED = frozenset(_AFTER_SAVE)
"""Objects whose saves touch other rows."""
