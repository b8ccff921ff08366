"""A record shared by hand, as one org's ``S2S_Share__c`` row tells it. Pure."""

from dataclasses import dataclass
from enum import Enum

from s2sctl.model.ids import RecordId
from s2sctl.model.names import ObjectName


class Direction(Enum):
    """Which way the record went, seen from the org that holds the row."""

    SENT = "Sent"
    RECEIVED = "Received"


class ShareStatus(Enum):
    """Where a share stands, in the native feature's words (facts/s2s.md §1.2)."""

    PENDING = "Pending"
    ACTIVE = "Active"
    INACTIVE = "Inactive"
    DELETED = "Inactive (deleted)"
    CONVERTED = "Inactive (converted)"
    REFUSED = "Refused"
    """Ours: a row made inside the org that is not honoured; its reason says why."""

    @property
    def ended(self) -> bool:
        """Whether nothing flows over this share any more."""
        return self not in (ShareStatus.PENDING, ShareStatus.ACTIVE)


@dataclass(frozen=True, slots=True)
class Share:
    """One org's own row about one shared record.

    ``key`` keeps one share from being made twice; a row that a user made in the org has none.
    ``created_by`` is who made the row, None where that was not read; ``reason`` why the share was
    not honoured or has ended, for the people of the org.
    """

    id: RecordId | None
    connection: RecordId
    object: ObjectName
    record: RecordId
    direction: Direction
    status: ShareStatus
    partner_record: RecordId | None = None
    key: str = ""
    created_by: RecordId | None = None
    reason: str = ""
