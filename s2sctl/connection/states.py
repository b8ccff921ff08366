"""A connection's life: which act leads from which state to which. Pure.

The states are the native feature's (facts/s2s.md §1.1) and Paused, which it never had.
"""

from dataclasses import dataclass, replace
from enum import Enum

from s2sctl.connection.record import ConnectionRecord, Status
from s2sctl.model.ids import OrgId
from s2sctl.model.side import Pair, Side


class Act(Enum):
    """What a person does to their own org's record of a connection."""

    INVITE = "invite"
    ACCEPT = "accept"
    CONFIRM = "confirm"
    RESEND = "resend"
    CANCEL = "cancel"
    RECONNECT = "reconnect"
    RENEW = "accept again"
    """Accept the reconnection of a partner who ended what is still in use here."""
    REJECT = "reject"
    DEACTIVATE = "deactivate"
    PAUSE = "pause"
    RESUME = "resume"


class Refused(Enum):
    """Why an act does not fit a state; the value is its code."""

    UNKNOWN = "S2S402"
    """There is no such connection in this org."""
    TAKEN = "S2S403"
    """The name belongs to a living connection."""
    NOT_CONNECTED = "S2S404"
    """It is not connected, or not connected any more."""
    ALREADY = "S2S405"
    """It is in that state."""
    NOT_INVITED = "S2S406"
    """The other org did the inviting, so this act is theirs."""
    OVER = "S2S407"
    """It was rejected or deactivated; only a new invitation brings it back."""
    OWN = "S2S409"
    """It is this org's own open invitation, which is cancelled."""
    NOT_OPEN = "S2S419"
    """There is no invitation of this org's that waits for an answer."""


_NEW = {Act.INVITE: Status.SENT, Act.ACCEPT: Status.ACCEPTED, Act.REJECT: Status.REJECTED}

_MOVES: dict[Status, dict[Act, Status | Refused]] = {
    Status.SENT: {
        Act.INVITE: Status.SENT,
        Act.ACCEPT: Refused.NOT_INVITED,
        Act.CONFIRM: Status.ACCEPTED,
        Act.RESEND: Status.SENT,
        Act.CANCEL: Status.INACTIVE,
        Act.RECONNECT: Refused.ALREADY,
        Act.RENEW: Refused.NOT_INVITED,
        Act.REJECT: Refused.OWN,
        Act.DEACTIVATE: Refused.OWN,
        Act.PAUSE: Refused.NOT_CONNECTED,
        Act.RESUME: Refused.NOT_CONNECTED,
    },
    Status.RECEIVED: {
        Act.INVITE: Refused.TAKEN,
        Act.ACCEPT: Status.ACCEPTED,
        Act.CONFIRM: Refused.NOT_INVITED,
        Act.RESEND: Refused.NOT_OPEN,
        Act.CANCEL: Refused.NOT_OPEN,
        Act.RECONNECT: Refused.NOT_CONNECTED,
        Act.RENEW: Status.ACCEPTED,
        Act.REJECT: Status.REJECTED,
        Act.DEACTIVATE: Status.INACTIVE,
        Act.PAUSE: Refused.NOT_CONNECTED,
        Act.RESUME: Refused.NOT_CONNECTED,
    },
    Status.ACCEPTED: {
        Act.INVITE: Refused.TAKEN,
        Act.ACCEPT: Refused.ALREADY,
        Act.CONFIRM: Refused.ALREADY,
        Act.RESEND: Refused.NOT_OPEN,
        Act.CANCEL: Refused.NOT_OPEN,
        Act.RECONNECT: Refused.TAKEN,
        Act.RENEW: Status.ACCEPTED,
        Act.REJECT: Refused.TAKEN,
        Act.DEACTIVATE: Status.INACTIVE,
        Act.PAUSE: Status.PAUSED,
        Act.RESUME: Refused.ALREADY,
    },
    Status.PAUSED: {
        Act.INVITE: Refused.TAKEN,
        Act.ACCEPT: Refused.ALREADY,
        Act.CONFIRM: Refused.ALREADY,
        Act.RESEND: Refused.NOT_OPEN,
        Act.CANCEL: Refused.NOT_OPEN,
        Act.RECONNECT: Refused.TAKEN,
        Act.RENEW: Status.PAUSED,
        Act.REJECT: Refused.TAKEN,
        Act.DEACTIVATE: Status.INACTIVE,
        Act.PAUSE: Refused.ALREADY,
        Act.RESUME: Status.ACCEPTED,
    },
    Status.REJECTED: {
        Act.INVITE: Status.SENT,
        Act.ACCEPT: Status.ACCEPTED,
        Act.CONFIRM: Refused.OVER,
        Act.RESEND: Refused.NOT_OPEN,
        Act.CANCEL: Refused.NOT_OPEN,
        Act.RECONNECT: Status.SENT,
        Act.RENEW: Status.ACCEPTED,
        Act.REJECT: Refused.ALREADY,
        Act.DEACTIVATE: Refused.OVER,
        Act.PAUSE: Refused.OVER,
        Act.RESUME: Refused.OVER,
    },
    Status.INACTIVE: {
        Act.INVITE: Status.SENT,
        Act.ACCEPT: Status.ACCEPTED,
        Act.CONFIRM: Refused.OVER,
        Act.RESEND: Refused.NOT_OPEN,
        Act.CANCEL: Refused.NOT_OPEN,
        Act.RECONNECT: Status.SENT,
        Act.RENEW: Status.ACCEPTED,
        Act.REJECT: Status.REJECTED,
        Act.DEACTIVATE: Refused.ALREADY,
        Act.PAUSE: Refused.OVER,
        Act.RESUME: Refused.OVER,
    },
}


def move(status: Status | None, act: Act) -> Status | Refused:
    """The state an act leads to, or why it does not fit. None: no record of the connection yet.

    Accepting or rejecting after an end needs a new invitation; that its token is new is checked
    with the token.
    """
    if status is None:
        return _NEW.get(act, Refused.UNKNOWN)
    return _MOVES[status][act]


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether records may flow; if not, whose word stops it and why."""

    connected: bool
    side: Side | None = None
    why: str = ""


def pausing(records: Pair[ConnectionRecord], orgs: Pair[OrgId]) -> tuple[Side, ...]:
    """The sides whose pause, and nothing else, keeps records from flowing."""
    paused = tuple(side for side in Side if records.of(side).status is Status.PAUSED)
    lifted: Pair[ConnectionRecord | None] = Pair(*map(_lifted, records))
    return paused if standing(lifted, orgs).connected else ()


def _lifted(record: ConnectionRecord) -> ConnectionRecord:
    paused = record.status is Status.PAUSED
    return replace(record, status=Status.ACCEPTED) if paused else record


def standing(records: Pair[ConnectionRecord | None], orgs: Pair[OrgId]) -> Standing:
    """Whether two orgs' own records say the same connection: both Accepted, each naming the
    other's org id, one nonce (design §4.3). Either side's word is enough to stop.
    """
    for side in Side:
        record = records.of(side)
        if record is None:
            return Standing(False, side, "has no record of the connection")
        if record.status is not Status.ACCEPTED:
            return Standing(False, side, f"says {record.status.value}")
        if record.role.side is not side:
            return Standing(False, side, f"says it is the {record.role.value.lower()}")
    for side in Side:
        record = records.of(side)
        if record is None or record.partner_org != orgs.of(side.other):
            return Standing(False, side, "names another org as its partner")
    return _same_invitation(records)


def _same_invitation(records: Pair[ConnectionRecord | None]) -> Standing:
    nonces = {record.nonce for record in records if record is not None}
    if len(nonces) != 1 or "" in nonces:
        return Standing(False, None, "the two records stem from different invitations")
    return Standing(True)


def completes(records: Pair[ConnectionRecord | None], orgs: Pair[OrgId]) -> Side | None:
    """The side that only has yet to confirm what its partner has accepted, None where that is not
    how they stand; whoever holds both logins may then confirm it at once.
    """
    for side in Side:
        sent, accepted = records.of(side), records.of(side.other)
        if sent is not None and accepted is not None and _answers(sent, accepted, side, orgs):
            return side
    return None


def _answers(
    sent: ConnectionRecord, accepted: ConnectionRecord, side: Side, orgs: Pair[OrgId]
) -> bool:
    """Whether ``accepted`` is the answer to the very invitation that ``side`` sent."""
    return (
        (sent.status, accepted.status) == (Status.SENT, Status.ACCEPTED)
        and (sent.role.side, accepted.role.side) == (side, side.other)
        and accepted.partner_org == orgs.of(side)
        and sent.partner_org in (None, orgs.of(side.other))
        and sent.nonce == accepted.nonce != ""
        and orgs.a != orgs.b
    )
