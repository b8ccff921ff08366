"""One pass: lease, open, read, link, decide, guard, act, remember, report (design §7)."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from s2sctl.app.patient import fenced
from s2sctl.app.sync.accepting import hear_inbox, others
from s2sctl.app.sync.acting import act
from s2sctl.app.sync.due import stage_due
from s2sctl.app.sync.following import stage_children
from s2sctl.app.sync.guarding import guard, remember_allowed
from s2sctl.app.sync.jobs import end_jobs, worth_jobs
from s2sctl.app.sync.key_rows import give_keys
from s2sctl.app.sync.linking import link_copies
from s2sctl.app.sync.naming import name_owners
from s2sctl.app.sync.opening import Opened, open_orgs
from s2sctl.app.sync.reading import read_side
from s2sctl.app.sync.reporting import move_cursors, note_figures, report, resting
from s2sctl.app.sync.share_rows import hear
from s2sctl.app.sync.spending import refuse_if_short
from s2sctl.app.sync.survey import survey, tally_planned
from s2sctl.app.sync.sweep_due import sweep_if_due
from s2sctl.app.sync.waking import wake
from s2sctl.app.sync.work import Options, Work
from s2sctl.connection.objects import KEY
from s2sctl.errors import Paused, S2sError
from s2sctl.model.names import ConnectionName
from s2sctl.model.side import Pair, Side
from s2sctl.ports.clock import Clock
from s2sctl.ports.org import Org
from s2sctl.ports.reporter import Reporter
from s2sctl.ports.store import Holder, KnownConnection, Lease, RunRecord, Stage, StateStore
from s2sctl.sync.apart import sharing_own_rows
from s2sctl.sync.ledger import Book
from s2sctl.sync.link import Cursor
from s2sctl.sync.mapped import mapped_fields
from s2sctl.sync.marks import rebuild_mark, rebuilt
from s2sctl.sync.order import parents_first
from s2sctl.sync.plan import SyncPlan
from s2sctl.sync.readings import Reading, readings
from s2sctl.sync.report import RunReport, Tally


def sync(
    known: KnownConnection,
    orgs: Pair[Org],
    store: StateStore,
    clock: Clock,
    reporter: Reporter,
    holder: Holder,
    options: Options,
) -> RunReport:
    """Bring the shared records of one connection into agreement, once.

    Killed anywhere and run again it ends the same. Records that cannot be brought into agreement
    are in the ledger and never hold up the others. ``holder.run`` names the run. A connection that
    a side paused rests: nothing is read, and the report says who paused it.

    ``orgs`` try each write once; here they are tried again, after a look at the lease each time.

    Raises Locked, WrongOrg, StateUnusable, UsageError (not Accepted on both sides),
    FindingsPresent (the sides do not join), GuardTripped (nothing was written), Interrupted,
    LeaseLost, and whatever the orgs raise; what was acknowledged before is remembered.
    """
    spent = orgs.map(lambda org: org.usage())
    with leased(store, known.name, holder) as lease:
        # Not before the lease is ours: so in the history no two runs of a connection overlap.
        started, since = clock.now(), clock.ticks()
        begun = RunRecord(holder.run, started, None, None)
        store.begin_run(known.name, begun)
        code: int = 70
        try:
            with store.stage() as stage:
                held = fenced(orgs, store, lease, clock)
                opened = open_orgs(known, held, store, lease, options, clock)
                work = at_work(
                    known.name, store, lease, clock, reporter, holder, options, opened, stage
                )
                if not options.dry_run:
                    end_jobs(work)
                name_owners(work)
                done = _pass(work, opened, since)
            code = done.exit_code
            return done
        except Paused as rest:
            code = 0
            took = clock.ticks() - since
            return resting(holder.run, known.name, orgs, spent, rest, took)
        except S2sError as error:
            code = error.exit_code
            raise
        finally:
            store.end_run(known.name, RunRecord(holder.run, started, clock.now(), code))


def _pass(work: Work, opened: Opened, since: float) -> RunReport:
    """Steps 3 to 9; ``since`` is when the run began, in the clock's ticks."""
    refuse_if_short(work)
    asked = read_all(work, opened)
    marks = sweep_if_due(work, asked)
    link_copies(work)
    stage_children(work, asked)
    for pairing in work.pairings:
        for side in Side:
            give_keys(work, pairing, side)
    found = survey(work)
    tripped = guard(work, found, asked)
    if work.options.dry_run:
        tally_planned(work, found)
        planned = report(work, work.clock.ticks() - since, SyncPlan(tuple(found.writes)))
        return replace(planned, guards=tripped)
    remember_allowed(work, found)
    work.by_jobs = worth_jobs(work, found.of)
    act(work, found.busy)
    work.remember()
    others = (*opened.share_cursors, *opened.told, *marks, *_allowed(work))
    move_cursors(work, asked, others, opened.redescribed)
    note_figures(work)
    return report(work, work.clock.ticks() - since, SyncPlan())


def _allowed(work: Work) -> tuple[Cursor, ...]:
    """Once creates after a rebuild were allowed, later ones need no person's word."""
    made = any(
        work.tallies.of(pairing.objects, side, Tally.CREATED)
        for pairing in work.pairings
        for side in Side
    )
    return (rebuild_mark(None),) if work.rebuilt and made else ()


def read_all(work: Work, opened: Opened) -> tuple[Reading, ...]:
    """Step 3: both orgs' changes, what people asked for, and what is to be tried again."""
    cursors = work.store.cursors(work.name)
    asked: list[Reading] = []
    for side in Side:
        record, hi = work.ends.record_id(side), work.ends.horizon.of(side)
        partner = work.ends.identities.of(side.other).org_id
        schemas = work.ends.schemas.of(side).items()
        keyed = {name for name, schema in schemas if KEY in schema.fields}
        again = work.ends.again.of(side)
        found = readings(side, work.pairings, record, partner, cursors, hi, keyed, again)
        read_side(work, side, found)
        asked += found
    hear(work, others(opened.share_rows))
    hear_inbox(work, opened.share_rows)
    wake(work)
    stage_due(work)
    return tuple(asked)


def at_work(
    name: ConnectionName,
    store: StateStore,
    lease: Lease,
    clock: Clock,
    reporter: Reporter,
    holder: Holder,
    options: Options,
    opened: Opened,
    stage: Stage,
) -> Work:
    """A pass in progress, nothing read yet but what opening told."""
    schemas = opened.ends.schemas
    pairings = tuple(
        sharing_own_rows(one, schemas) for one in parents_first(opened.agreement, schemas)
    )
    book = Book.of(store.ledger(name))
    going = {one.objects for one in pairings}
    # A field that rests is still mapped: what is open about it stays open.
    book.strike_unmapped(one for one in opened.whole.pairings if one.objects in going)
    return Work(
        name=name,
        run=holder.run,
        store=store,
        lease=lease,
        clock=clock,
        reporter=reporter,
        options=options,
        ends=opened.ends,
        agreement=opened.agreement,
        pairings=pairings,
        fields={one.objects: mapped_fields(one, schemas) for one in pairings},
        stage=stage,
        book=book,
        rebuilt=rebuilt(store.cursors(name)),
        rests=opened.rests,
        notes=list(opened.notes),
        redescribed=frozenset((side, one.name) for side, one in opened.redescribed),
    )


@contextmanager
def leased(store: StateStore, name: ConnectionName, holder: Holder) -> Iterator[Lease]:
    """Step 1: one writer per connection. Given back however the pass ends."""
    lease = store.acquire(name, holder)
    try:
        yield lease
    finally:
        store.release(lease)
