"""A scripted life in which the process dies once, at any call on any port, and is run again."""

from dataclasses import replace

from s2sctl.app.sync.run import sync
from s2sctl.app.sync.work import Options
from s2sctl.model.side import Pair
from s2sctl.ports.store import Holder
from s2sctl.store.memory import Remembered, Shelf
from tests.machine.crashing import Crashing, Fate
from tests.machine.scripted_life import ALLOWED, CHAPTERS, family, portrait
from tests.support.fake_org import Killed, Moment
from tests.support.world import NAME, World

RESTART_SECONDS = 3


def run(w: World, fate: Fate | None = None) -> None:
    """One pass whose ports are all under ``fate``."""
    fate = fate or Fate()
    w.runs += 1
    sync(
        w.known,
        Pair(Crashing("org", w.a, fate), Crashing("org", w.b, fate)),
        Crashing("store", w.store, fate),
        Crashing("clock", w.moment, fate),
        Crashing("reporter", w.reporter, fate),
        Holder(f"run{w.runs}", "here", 1, w.moment.at),
        Options(allowed=ALLOWED),
    )


def crash(w: World, fate: Fate) -> None:
    """A pass that dies by its fate. The machine frees its lease: an OS lock dies with its holder
    (design §7.1)."""
    try:
        run(w, fate)
    except Killed:
        w.shelf.of(NAME).holder = None
    else:
        raise AssertionError(f"{fate.at} is past the end: {len(fate.calls)} calls")


def beginnings() -> list[World]:
    """The undisturbed life as it stands before each chapter's sync, and at its end."""
    w = family()
    found = []
    for chapter in CHAPTERS:
        chapter(w)
        w.later(minutes=2)
        found.append(copied(w))
        run(w)
        w.later(minutes=20)
    return [*found, copied(w)]


def rest_of_life(w: World, chapter: int) -> dict[str, object]:
    """Live on from after the sync of ``chapter``; what can be seen at the end."""
    w.later(minutes=20)
    for more in CHAPTERS[chapter + 1 :]:
        more(w)
        w.later(minutes=2)
        run(w)
        w.later(minutes=20)
    return portrait(w)


def disturbed(start: World, chapter: int, *fates: Fate) -> dict[str, object]:
    """The life in which that chapter's sync dies by each fate in turn and is then left alone."""
    w = copied(start)
    for fate in fates:
        crash(w, fate)
        w.later(seconds=RESTART_SECONDS)
    run(w)
    # The life goes on at the same time as the undisturbed one.
    w.moment.at = start.moment.at
    return rest_of_life(w, chapter)


def copied(w: World) -> World:
    """A world that lives on by itself."""
    moment = Moment(w.moment.at)
    shelf = Shelf(w.shelf.id, dict(w.shelf.known))
    for name, one in w.shelf.remembered.items():
        shelf.remembered[name] = Remembered(
            one.token,
            one.holder,
            one.renewed,
            dict(one.links),
            dict(one.ledger),
            dict(one.cursors),
            dict(one.describes),
            dict(one.runs),
            list(one.events),
            dict(one.jobs),
        )
    orgs = (_copied(org, moment) for org in (w.a, w.b))
    return World(*orgs, moment, shelf, runs=w.runs)


def _copied(org, moment):
    tables = {
        name: {id: replace(row, values=dict(row.values)) for id, row in table.items()}
        for name, table in org.tables.items()
    }
    jobs = {id: replace(job, outcomes=list(job.outcomes)) for id, job in org.jobs.items()}
    more = {"log": [], "meanwhile": {}, "lose": set(), "jobs": jobs}
    return replace(org, moment=moment, tables=tables, **more)
