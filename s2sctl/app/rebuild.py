"""Links found again in the orgs: by keys, share rows and recycle bins. Nothing is written there.

A rebuild is the first half of a pass whose every reading is whole: read, link, decide. What both
sides show alike becomes the base; a field that differs is entered as a conflict (found.py) and
written by nobody until one side edits it or a person decides. The next sync reads everything once
more, and asks before its first create.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from s2sctl.agreement.flows import Pairing
from s2sctl.app.sync.deciding import decide_cases
from s2sctl.app.sync.entries import note_fields
from s2sctl.app.sync.following import stage_children
from s2sctl.app.sync.linking import cases, link_copies
from s2sctl.app.sync.opening import open_orgs
from s2sctl.app.sync.run import at_work, leased, read_all
from s2sctl.app.sync.work import Options, Work
from s2sctl.model.names import ConnectionName, ObjectName
from s2sctl.model.side import Pair, Side
from s2sctl.ports.clock import Clock
from s2sctl.ports.org import Org
from s2sctl.ports.reporter import Progress, Reporter
from s2sctl.ports.store import Changes, Event, Holder, KnownConnection, RunRecord, StateStore
from s2sctl.sync.link import Link, LinkStatus
from s2sctl.sync.linking import Case
from s2sctl.sync.marks import rebuild_mark, unread
from s2sctl.sync.steps import Create, Offer, Remember, Step, Update


@dataclass(frozen=True, slots=True)
class Found:
    """What a rebuild knows of one pair of objects now.

    ``flowing`` and ``ended`` are links; ``apart`` are flowing ones whose rows differ, ``alone``
    shared records without a copy, which the next sync would make once that is allowed.
    """

    objects: Pair[ObjectName]
    flowing: int = 0
    ended: int = 0
    apart: int = 0
    alone: int = 0


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """One connection's rebuild. ``before`` is how many links the state had."""

    connection: ConnectionName
    before: int
    found: tuple[Found, ...]
    api_calls: dict[str, int]
    notes: tuple[str, ...] = ()

    @property
    def alone(self) -> int:
        """Shared records without a copy."""
        return sum(one.alone for one in self.found)


def rebuild(
    known: KnownConnection,
    orgs: Pair[Org],
    store: StateStore,
    clock: Clock,
    reporter: Reporter,
    holder: Holder,
) -> Rebuilt:
    """Restore the links of one connection; those the state has are kept.

    Both orgs are read whole and neither is written. Repeated, or killed and begun again, it ends
    the same. Raises what :func:`s2sctl.app.sync.run.sync` raises before its first write.
    """
    name, started = known.name, clock.now()
    with leased(store, name, holder) as lease, store.stage() as stage:
        before = sum(store.count_links(name).values())
        marks = (*unread(store.cursors(name)), rebuild_mark(started.replace(microsecond=0)))
        store.commit(lease, Changes(cursors=marks))
        options = Options(dry_run=True, take_over=True)
        opened = open_orgs(known, orgs, store, lease, options)
        work = at_work(name, store, lease, clock, reporter, holder, options, opened, stage)
        readings = read_all(work, opened)
        link_copies(work)
        stage_children(work, readings)
        found = [_settle(work, pairing) for pairing in work.pairings]
        work.remember(events=(_event(work, found),))
    store.begin_run(name, RunRecord(holder.run, started, clock.now(), 0))
    calls = {str(org.alias): org.usage().calls for org in orgs}
    return Rebuilt(name, before, tuple(found), calls, tuple(work.notes))


def _settle(work: Work, pairing: Pairing) -> Found:
    """Set the bases of one pairing's links, some at a time, and count."""
    apart = alone = compared = 0
    for some in cases(work, pairing):
        steps = decide_cases(work, pairing, some)
        for step in steps:
            if isinstance(step, Remember):
                note_fields(work, pairing, step.link, step.plan)
        work.remember(*_based(steps, some))
        apart += sum(_is_apart(step) for step in steps)
        alone += sum(_is_alone(step) for step in steps)
        compared += len(some)
        work.reporter.progress(Progress(f"compare {pairing.objects.a}", compared, None))
        work.stop_if_asked()
    counts = work.store.count_links(work.name)
    of_status = {status: counts.get((pairing.objects, status), 0) for status in LinkStatus}
    flowing = of_status[LinkStatus.ACTIVE]
    ended = sum(
        of_status[one] for one in (LinkStatus.INACTIVE, LinkStatus.DELETED, LinkStatus.CONVERTED)
    )
    return Found(pairing.objects, flowing, ended, apart, alone)


def _based(steps: Iterable[Step], some: Iterable[Case]) -> Iterable[Link]:
    """The links with what both sides show alike as their base."""
    stored = {case.link.key: case.stored for case in some}
    for step in steps:
        if isinstance(step, Remember | Update) and stored.get(step.link.key) is not None:
            link = replace(step.link, base=step.plan.only(()).base_after(step.link.base))
            if link != stored[step.link.key]:
                yield link


def _is_apart(step: Step) -> bool:
    return isinstance(step, Update) or (isinstance(step, Remember) and bool(step.plan.clashes))


def _is_alone(step: Step) -> bool:
    return isinstance(step, Create) or (
        isinstance(step, Offer) and step.link.status is not LinkStatus.OFFERED
    )


def _event(work: Work, found: Iterable[Found]) -> Event:
    links = sum(one.flowing for one in found)
    at = work.now(Side.A)
    return Event(at, "rebuild", None, "s2sctl", f"state rebuilt: {links} shares flow")
