"""Moments remembered beside a connection's cursors: last sweep, last rebuild, last time told. Pure.

A window says which stamps were read; a sweep compares every row with the links, whatever its
stamp, and so finds what no window shows: hard deletes, rows that came into view, commits later
than the last look (design §7, "What remains"). Each mark is kept as a cursor of an object that no
org can have.
"""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from s2sctl.model.names import ObjectName
from s2sctl.model.side import Pair, Side
from s2sctl.sync.link import Cursor

SWEPT = ObjectName("*swept*")
REBUILT = ObjectName("*rebuilt*")
TOLD = ObjectName("*told*")
MARKS = (SWEPT, REBUILT, TOLD)

SWEEP_EVERY = timedelta(days=7)

BIN = timedelta(days=15)
"""How long deleted rows can be read: then the recycle bin lets go of them
(facts/salesforce-api.md §1.4)."""

MARGIN = timedelta(days=1)
"""By how much a compare reaches back behind the last sweep, and how long before the recycle bin
forgets a cursor counts as too old: far more than any commit takes."""


def swept(cursors: Iterable[Cursor]) -> Pair[datetime | None]:
    """Up to which stamp each org was swept; None: never."""
    return _mark(cursors, SWEPT)


def rebuilt(cursors: Iterable[Cursor]) -> bool:
    """Whether the links were rebuilt and no create was allowed since."""
    return _mark(cursors, REBUILT).a is not None


def sweep_due(cursors: Iterable[Cursor], hi: Pair[datetime]) -> bool:
    """Whether a week has passed since the last sweep of either org, or it was swept at a time that
    is still to come (a clock was ahead then). One that was never read, so has no cursor yet, is
    read whole anyway."""
    cursors = tuple(cursors)
    if not any(one.looks for one in cursors if one.object not in MARKS):
        return False
    last = swept(cursors)
    return any(
        at is None or not -MARGIN <= hi.of(side) - at < SWEEP_EVERY for side, at in _sides(last)
    )


def too_old(
    cursors: Iterable[Cursor], hi: Pair[datetime], in_force: Collection[tuple[Side, ObjectName]]
) -> timedelta | None:
    """How long ago an object was last read, where rows deleted since may have left the bin.

    Only of objects ``in_force``: what is shared no more, or rests, has a cursor that stands still,
    and is owed nothing before it is back.
    """
    gaps = [
        hi.of(one.side) - one.looks[0]
        for one in cursors
        if (one.side, one.object) in in_force and one.looks and one.looks[0] is not None
    ]
    longest = max(gaps, default=timedelta(0))
    return longest if longest >= BIN - MARGIN else None


def sweep_marks(hi: Pair[datetime]) -> tuple[Cursor, ...]:
    """What is remembered once both orgs were swept up to ``hi``."""
    return tuple(Cursor(side, SWEPT, (hi.of(side),), "") for side in Side)


def owing() -> tuple[Cursor, ...]:
    """What is remembered where the bin may have forgotten what no window has shown, and nothing
    was compared: that a sweep is owed, however lately there was one."""
    return tuple(Cursor(side, SWEPT, (None,), "") for side in Side)


def owed(cursors: Iterable[Cursor]) -> bool:
    """Whether such a sweep was left out before."""
    return any(one.object == SWEPT and one.looks == (None,) for one in cursors)


def rebuild_mark(at: datetime | None) -> Cursor:
    """What is remembered once the links were rebuilt; None: a person has allowed creates since."""
    return Cursor(Side.A, REBUILT, (at,), "")


def unread(cursors: Iterable[Cursor]) -> tuple[Cursor, ...]:
    """The same objects as if none had been read: the next run reads each whole, and sweeps."""
    return tuple(Cursor(one.side, one.object, (), "") for one in cursors)


def _mark(cursors: Iterable[Cursor], name: ObjectName) -> Pair[datetime | None]:
    found = {one.side: one.looks[0] for one in cursors if one.object == name and one.looks}
    return Pair(found.get(Side.A), found.get(Side.B))


def _sides(pair: Pair[datetime | None]) -> Iterable[tuple[Side, datetime | None]]:
    return ((side, pair.of(side)) for side in Side)
