"""Was a clock set back since the last pass? Then stamps are given that a cursor has passed. Pure.

A pass remembers how far it read each org, by the org's clock, and what time it was here. From both
the next one tells how far the org's clock should be by now. A cursor never goes back; while a
clock is behind, everything stamped since is read beside the windows, in every pass.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from s2sctl.model.side import Pair, Side
from s2sctl.sync.link import Cursor
from s2sctl.sync.marks import MARKS, TOLD
from s2sctl.sync.windows import LOOKS

TOLERANCE = LOOKS[1]
"""What clocks may differ by unsaid: rows with so late a stamp are found by the later looks."""

BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class SetBack:
    """An org's clock is, or was at the last pass, ``behind`` what it should be; what is stamped
    from ``since`` on may have been stamped after it was set back."""

    behind: timedelta
    since: datetime
    proven: bool
    """The org told a later time before; else it is our clock that may have gone ahead."""

    @property
    def worth_a_word(self) -> bool:
        """Whether it is more now than what clocks differ by."""
        return self.behind > TOLERANCE


def told_marks(hi: Pair[datetime], ours: datetime) -> tuple[Cursor, ...]:
    """What is remembered once a pass has read both orgs up to ``hi``, begun at ``ours``."""
    return tuple(Cursor(side, TOLD, (hi.of(side), ours), "") for side in Side)


def set_back(cursors: Iterable[Cursor], side: Side, hi: datetime, ours: datetime) -> SetBack | None:
    """Whether that org's clock, by which a pass may read up to ``hi``, was set back; ``ours`` is
    the time here. Also while it has not come to where a cursor is again."""
    mine = tuple(one for one in cursors if one.side is side and one.looks)
    reached = max(
        (at for one in mine if one.object not in MARKS and (at := one.looks[0]) is not None),
        default=None,
    )
    if reached is None:
        return None
    told, then = _told(mine) or (reached, ours)
    passed = max(ours - then, timedelta(0))
    latest = max(reached, told)
    behind = max(latest, told + passed) - hi
    if behind <= TOLERANCE and told >= reached:
        return None
    # With our own clock set back nobody knows how long ago the org's was: all is read.
    unknown = ours < then and hi < told
    since = BEGINNING if unknown else min(told, hi - passed) - LOOKS[-1]
    return SetBack(behind, since.replace(microsecond=0), proven=hi < latest)


def ours_set_back(cursors: Iterable[Cursor], ours: datetime) -> timedelta | None:
    """By how much, at least, the clock here is behind what it was at the last pass."""
    told = _told(tuple(cursors))
    gone = told[1] - ours if told else timedelta(0)
    return gone if gone > TOLERANCE else None


def _told(cursors: tuple[Cursor, ...]) -> tuple[datetime, datetime] | None:
    for one in cursors:
        if one.object == TOLD and len(one.looks) == 2:
            org, ours = one.looks
            if org is not None and ours is not None:
                return org, ours
    return None
