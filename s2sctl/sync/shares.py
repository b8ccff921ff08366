"""What becomes of one share: does it flow on, end, move to a merge's winner, begin anew? Pure.

Design §8, "Record". An origin is never deleted because its copy was; a copy goes only by a
positive tombstone or a person's word, and only where the receiver said ``remove``.
"""

from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

from s2sctl.model.ids import RecordId
from s2sctl.model.side import Pair, Side
from s2sctl.sync.link import LIVING, LinkStatus


class Reason(Enum):
    """Why a share ended, as remembered in ``Link.reason``."""

    ORIGIN_DELETED = "the origin was deleted"
    COPY_DELETED = "the copy was deleted by its receiver"
    UNSHARED = "a person stopped sharing it"
    REJECTED = "the receiver rejected it"
    LEFT_RULE = "it left the share rule"
    CONVERTED = "the Lead was converted"
    MERGED = "the copy was merged into a record that is shared itself"
    ORIGIN_MERGED = "the origin was merged into another record"


UNDELETED = frozenset({Reason.ORIGIN_DELETED.value, Reason.ORIGIN_MERGED.value})
"""Ends that an origin undoes by coming out of the recycle bin."""

RETURNING = UNDELETED | {Reason.LEFT_RULE.value}
"""Ends that an origin undoes by coming back: into its rule, or out of the recycle bin."""


@dataclass(frozen=True, slots=True)
class RowState:
    """What is known of one of a share's rows. ``in_rule`` is None where no rule was asked.

    ``winner`` is the row it was merged into, and lives on in; ``winner_linked`` says whether that
    one has a share of its own, over this connection or another one.
    """

    deleted: bool = False
    converted: bool = False
    winner: RecordId | None = None
    winner_linked: bool = False
    in_rule: bool | None = None


@dataclass(frozen=True, slots=True)
class ShareSituation:
    """Everything that decides over a share. A row that was not read is None.

    ``asked`` and ``unshared`` are a person's words since the last run; ``by_hand`` says that a
    person shared the record, so that no rule takes it away; ``ends_on_leave`` is the rule's.
    """

    status: LinkStatus
    reason: str
    origin: Side
    rows: Pair[RowState | None]
    asked: bool = False
    unshared: bool = False
    by_hand: bool = False
    ends_on_leave: bool = True


@dataclass(frozen=True, slots=True)
class Flows:
    """The share is alive: its fields are merged."""


@dataclass(frozen=True, slots=True)
class Rests:
    """The share has ended before; nothing happens."""


@dataclass(frozen=True, slots=True)
class Begins:
    """The share begins again; ``anew`` when its copy was seen deleted and must be made. One that
    was not read may be there: who carries this out looks."""

    anew: bool


@dataclass(frozen=True, slots=True)
class Ends:
    """The share ends. ``copy_stays`` where there is nothing to remove or removal is not due."""

    status: LinkStatus
    reason: Reason
    copy_stays: bool


@dataclass(frozen=True, slots=True)
class Moves:
    """One side's row was merged away: the share goes on with ``winner``."""

    side: Side
    winner: RecordId


Verdict: TypeAlias = Flows | Rests | Begins | Ends | Moves


def judge(now: ShareSituation) -> Verdict:
    """The one verdict on a share. Total: every situation has one."""
    origin, copy = now.rows.of(now.origin), now.rows.of(now.origin.other)
    if now.status not in LIVING:
        return _ended(now, origin, copy)
    if origin is not None and origin.deleted:
        return _origin_gone(now, origin, copy)
    if copy is not None and copy.deleted:
        return _copy_gone(now, copy)
    if any(row is not None and row.converted for row in now.rows):
        return Ends(LinkStatus.CONVERTED, Reason.CONVERTED, copy_stays=True)
    if now.unshared:
        return Ends(LinkStatus.INACTIVE, Reason.UNSHARED, copy_stays=False)
    if _left(now, origin):
        return Ends(LinkStatus.INACTIVE, Reason.LEFT_RULE, copy_stays=False)
    return Flows()


def _left(now: ShareSituation, origin: RowState | None) -> bool:
    return (
        origin is not None
        and origin.in_rule is False
        and now.ends_on_leave
        and not now.by_hand
        and not now.asked
    )


def _ended(now: ShareSituation, origin: RowState | None, copy: RowState | None) -> Verdict:
    """A person's word, or the return of an origin that had left its rule or was in the bin, begins
    it again; an undeleted one also where a person still shares it by hand."""
    # However it ended, the copy may be there: kept, or undeleted since. People may have edited it,
    # and only one that cannot be found is made anew.
    gone = copy is not None and copy.deleted
    alive = origin is not None and not origin.deleted and not origin.converted
    undeleted = now.reason in UNDELETED and now.by_hand
    returned = now.reason in RETURNING and origin is not None and origin.in_rule is True
    if now.unshared and now.reason in RETURNING and now.status is not LinkStatus.CONVERTED:
        # A person's word outlasts the rule: coming back under it begins nothing any more.
        return Ends(now.status, Reason.UNSHARED, copy_stays=True)
    if not alive or now.unshared or now.status is LinkStatus.CONVERTED:
        return Rests()
    if now.asked or returned or undeleted:
        return Begins(anew=gone)
    return Rests()


def _origin_gone(now: ShareSituation, origin: RowState, copy: RowState | None) -> Verdict:
    if origin.winner is not None and not origin.winner_linked:
        # The copy first: a key cannot be written to one that is gone. One that its receiver
        # deleted is no copy of the winner, which begins a share of its own.
        if copy is not None and copy.deleted:
            return _copy_gone(now, copy)
        return Moves(now.origin, origin.winner)
    reason = Reason.ORIGIN_MERGED if origin.winner is not None else Reason.ORIGIN_DELETED
    return Ends(LinkStatus.DELETED, reason, copy_stays=False)


def _copy_gone(now: ShareSituation, copy: RowState) -> Verdict:
    if copy.winner is not None and not copy.winner_linked:
        return Moves(now.origin.other, copy.winner)
    reason = Reason.MERGED if copy.winner is not None else Reason.COPY_DELETED
    return Ends(LinkStatus.DELETED, reason, copy_stays=True)
