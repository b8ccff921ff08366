"""Where a share stands, in the native feature's words, as one of its two orgs sees it. Pure.

Source of the words: facts/s2s.md §1.2 (help page business_network_record_status).
"""

from enum import Enum

from s2sctl.connection.share import Direction, Share, ShareStatus
from s2sctl.model.side import Side
from s2sctl.sync.link import Link, LinkStatus


class NativeState(Enum):
    """The native status of a record connection."""

    PENDING_SENT = "Pending (sent)"
    PENDING_RECEIVED = "Pending (received)"
    """Ours: the native inbox showed these on a page of their own."""
    ACTIVE_SENT = "Active (sent)"
    ACTIVE_RECEIVED = "Active (received)"
    INACTIVE = "Inactive"
    DELETED = "Inactive (deleted)"
    CONVERTED = "Inactive (converted)"
    REFUSED = "Refused"
    """Ours: asked for inside an org and not honoured."""


_ENDED = {
    LinkStatus.INACTIVE: NativeState.INACTIVE,
    LinkStatus.DELETED: NativeState.DELETED,
    LinkStatus.CONVERTED: NativeState.CONVERTED,
}
_ENDED_ROWS = {
    ShareStatus.INACTIVE: NativeState.INACTIVE,
    ShareStatus.DELETED: NativeState.DELETED,
    ShareStatus.CONVERTED: NativeState.CONVERTED,
    ShareStatus.REFUSED: NativeState.REFUSED,
}


def state_of_link(link: Link, side: Side) -> NativeState:
    """What the org at ``side`` would have called the state of a share we remember."""
    if link.status in _ENDED:
        return _ENDED[link.status]
    return _living(link.status is not LinkStatus.ACTIVE, sent=link.origin is side)


def state_of_row(share: Share) -> NativeState:
    """The state a share row tells, of a share no sync has taken up yet."""
    if share.status in _ENDED_ROWS:
        return _ENDED_ROWS[share.status]
    pending = share.status is ShareStatus.PENDING
    return _living(pending, sent=share.direction is Direction.SENT)


def _living(pending: bool, *, sent: bool) -> NativeState:
    if pending:
        return NativeState.PENDING_SENT if sent else NativeState.PENDING_RECEIVED
    return NativeState.ACTIVE_SENT if sent else NativeState.ACTIVE_RECEIVED
