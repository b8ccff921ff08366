"""Does this run sweep? A person's word first, else the calendar and what it costs."""

from collections.abc import Sequence
from datetime import timedelta
from math import ceil

from s2sctl.app.sync.sweeping import found_again, sweep
from s2sctl.app.sync.work import CHUNK, Work
from s2sctl.model.side import Side
from s2sctl.sync.budget import binding
from s2sctl.sync.link import LIVING, Cursor
from s2sctl.sync.marks import owed, owing, sweep_due, sweep_marks, swept, too_old
from s2sctl.sync.readings import Reading


def sweep_if_due(work: Work, readings: Sequence[Reading]) -> tuple[Cursor, ...]:
    """Sweep after the windows were read, where that is asked for or due; the marks to remember
    once the pass is done. A first reading of everything is as good as a sweep.

    A connection that was not read for so long that the recycle bin may have let go of deleted rows
    is compared whole, whatever its calendar says. Where that is left out it stays owed, and every
    run tells it: it must not go on in silence.
    """
    cursors = work.store.cursors(work.name)
    known = any(work.store.count_links(work.name).values())
    gap = too_old(cursors, work.ends.horizon, {(one.side, one.object) for one in readings})
    owes = gap is not None or owed(cursors)
    if _sweeps(work, cursors, owes=owes):
        work.swept = sweep(work, readings, swept(cursors))
    found_again(work)
    done = work.swept is not None or (not known and all(one.whole for one in readings))
    if owes:
        work.owes_sweep = not done
        work.notes.append(_owed_text(work, gap, done=done))
    if done:
        return sweep_marks(work.ends.horizon)
    return owing() if owes else ()


def _sweeps(work: Work, cursors: Sequence[Cursor], *, owes: bool) -> bool:
    """Whether a person asked for a sweep, or one is due and leaves the API calls' guard alone."""
    if work.options.sweep is not None:
        return work.options.sweep
    return (owes or sweep_due(cursors, work.ends.horizon)) and _affordable(work)


def _owed_text(work: Work, gap: timedelta | None, *, done: bool) -> str:
    since = f"{work.name} was not read for {gap.days} days" if gap else f"{work.name} owes a sweep"
    forgot = "the recycle bin may have let go of what was deleted meanwhile"
    if done:
        return f"{since}; {forgot}, so every shared record was compared"
    return f"{since}; {forgot}, and nothing was compared: s2sctl sync {work.name} --sweep"


def _affordable(work: Work) -> bool:
    """A sweep by the calendar takes no more than half of what the guard lets a run take."""
    for side in Side:
        org = work.ends.orgs.of(side)
        daily, percent = binding(org.daily_limits()), work.agreement.guards.of(side).api_calls
        needed = _calls_needed(work, side)
        if daily is not None and needed > daily.limit * percent / 100 / 2:
            work.notes.append(
                f"a sweep is due and was left out: it needs about {needed:,} API calls of "
                f"{org.alias}; when they can be spared: s2sctl sync {work.name} --sweep"
            )
            return False
    return True


def _calls_needed(work: Work, side: Side) -> int:
    """Linked rows by id, what rules bring, and a first page of each object."""
    counts = work.store.count_links(work.name).items()
    rows = sum(count for (_, status), count in counts if status in LIVING)
    return 2 * ceil(rows / CHUNK) + len({one.objects.of(side) for one in work.pairings})
