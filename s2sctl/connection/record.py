"""A connection as one org's ``S2S_Connection__c`` row tells it. Pure."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

from s2sctl.manifest.manifest import Terms
from s2sctl.model.ids import OrgId, RecordId
from s2sctl.model.names import ConnectionName
from s2sctl.model.side import Side


class Status(Enum):
    """A connection's state, in Salesforce to Salesforce's own words, and Paused."""

    SENT = "Sent"
    RECEIVED = "Received"
    ACCEPTED = "Accepted"
    REJECTED = "Rejected"
    INACTIVE = "Inactive"
    PAUSED = "Paused"


class Role(Enum):
    """Which end of the connection this org is; the inviter is side a, the invited side b."""

    INVITER = "Inviter"
    INVITED = "Invited"

    @property
    def side(self) -> Side:
        """The side this role stands for."""
        return Side.A if self is Role.INVITER else Side.B

    @classmethod
    def of(cls, side: Side) -> "Role":
        """The role that stands for a side."""
        return cls.INVITER if side is Side.A else cls.INVITED


@dataclass(frozen=True, slots=True)
class HealthFigures:
    """What an admin sees of the last run; counts of ledger entries, lag in seconds."""

    last_sync: datetime | None = None
    pending: int = 0
    failed: int = 0
    conflicts: int = 0
    lag_seconds: int = 0


@dataclass(frozen=True, slots=True)
class ConnectionRecord:
    """One org's own record of a connection; the org holds what is in force."""

    id: RecordId | None
    name: ConnectionName
    status: Status
    nonce: str
    partner_org: OrgId | None = None
    partner_name: str = ""
    partner_account: RecordId | None = None
    expires: datetime | None = None
    terms: Terms = field(default_factory=Terms)
    published: str = field(default="", compare=False)
    """What this side publishes as the org keeps it: with types (``manifest.catalogue``)."""
    fingerprint: str = field(default="", compare=False)
    """What this org's used fields were when put in force (``metadata.fingerprint_json``)."""
    partner_published: str = ""
    """The partner's publish list as canonical JSON: the catalogue."""
    runner: str = ""
    """The id of the state store whose runs are in force."""
    reason: str = ""
    """Why it was rejected, deactivated or paused, in a person's words."""
    figures: HealthFigures = HealthFigures()
    role: Role = Role.INVITER
    since: datetime | None = None
    """When it came to be in this state, by the org's clock; None where a person set it by hand."""
    by: str = ""
    """The user name whose login brought it there."""
    past: tuple[str, ...] = ()
    """Marks of the nonces of earlier invitations, oldest first: their tokens are used up."""
