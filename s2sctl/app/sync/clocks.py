"""Step 2, open: what the clocks of both orgs and of this machine say beside what they said."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from s2sctl.model.side import Pair, Side
from s2sctl.ports.org import Org
from s2sctl.sync.clocks import TOLERANCE, SetBack, ours_set_back, set_back, told_marks
from s2sctl.sync.link import Cursor


@dataclass(frozen=True, slots=True)
class Clocks:
    """``again``: from which stamp on an org is to be read whatever its cursors say; ``marks``: to
    be remembered once the pass is done; ``notes``: for the report."""

    again: Pair[datetime | None]
    marks: tuple[Cursor, ...] = ()
    notes: tuple[str, ...] = ()


def compare_clocks(
    cursors: Sequence[Cursor], orgs: Pair[Org], hi: Pair[datetime], ours: datetime | None
) -> Clocks:
    """Compare what is remembered with now; ``ours`` is the time here, None where nobody asks."""
    if ours is None:
        return Clocks(Pair(None, None))
    found: Pair[SetBack | None] = Pair(
        *(set_back(cursors, side, hi.of(side), ours) for side in Side)
    )
    again = found.map(lambda one: one.since if one else None)
    return Clocks(again, told_marks(hi, ours), tuple(_notes(cursors, orgs, found, ours)))


def _notes(
    cursors: Sequence[Cursor], orgs: Pair[Org], found: Pair[SetBack | None], ours: datetime
) -> list[str]:
    back = ours_set_back(cursors, ours)
    notes = [] if back is None else [_text("this machine", back)]
    a, b = found.a, found.b
    if a and b and not (a.proven or b.proven) and abs(a.behind - b.behind) <= TOLERANCE:
        return [*notes, f"the clock of this machine is {_seconds(a.behind)} s ahead of both orgs'"]
    for side in Side:
        one = found.of(side)
        if one is not None and one.worth_a_word:
            text = _text(str(orgs.of(side).alias), one.behind)
            notes.append(f"{text}; what changed since {one.since:%Y-%m-%d %H:%M:%S} UTC is read")
    return notes


def _text(whose: str, behind: timedelta) -> str:
    return f"the clock of {whose} is {_seconds(behind)} s behind what it told before"


def _seconds(span: timedelta) -> str:
    return f"{int(span.total_seconds()):,}"
