"""What speaks against a share asked for inside an org, each cause by its own name. Pure.

The native feature had one error for all of them (facts/s2s.md §1.6); here the row itself says what
is wrong, in its Reason__c.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from s2sctl.connection.share import Share
from s2sctl.model.ids import OrgId, is_id
from s2sctl.model.names import ObjectName
from s2sctl.model.records import Record


@dataclass(frozen=True, slots=True)
class Offers:
    """What one side may share. Both map the first three characters of ids to an object.

    ``flowing`` are objects that are published and that the partner takes; ``published`` all that
    are published.
    """

    flowing: Mapping[str, ObjectName]
    published: frozenset[ObjectName]
    partner: OrgId


NO_RECORD_ID = "Record Id is not a record id: it has 15 or 18 letters and digits."
NO_SUCH_WORD = "Status or Direction is none of the words of its list."
THEIRS = "The record came from the partner: a copy is never sent back as new."
NOT_YOURS = "Whoever made or changed this row may not edit the record."
NOT_YOURS_TO_STOP = "Only who may edit the record may stop sharing it."


def objection(share: Share, offers: Offers) -> str:
    """What speaks against a share before its record is looked at; empty where nothing does."""
    found = offers.flowing.get(share.record[:3])
    if found is None:
        named = share.object or "The record's object"
        if share.object in offers.flowing.values():
            return f"The record id is not one of {named}: its first three characters differ."
        if share.object in offers.published:
            return f"{named} is published, but the partner does not take it."
        return f"{named} is not published over this connection."
    if share.object and share.object.lower() != found.lower():
        return f"Object says {share.object}, but the record id is one of {found}."
    return ""


def objection_to_row(row: Record, offers: Offers, *, may_edit: bool) -> str:
    """What speaks against sharing a record that is there; empty where nothing does."""
    if row.key is not None and row.key.org == offers.partner:
        return THEIRS
    return "" if may_edit else NOT_YOURS


def garbled(record_id: str) -> str:
    """What is wrong with a row that says too little to act on."""
    return NO_SUCH_WORD if is_id(record_id) else NO_RECORD_ID
