"""Changed fields are written: rows read again first, merged again, one outcome per row."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from s2sctl.agreement.flows import Pairing
from s2sctl.app.sync.bodies import has_bodies, packed
from s2sctl.app.sync.deciding import fetch, merge_rows
from s2sctl.app.sync.entries import (
    WHOLE,
    blocked,
    note_fields,
    note_invisible,
    note_refusal,
    settle_moot,
)
from s2sctl.app.sync.loads import by_job, load
from s2sctl.app.sync.own_links import with_own_links
from s2sctl.app.sync.work import Work
from s2sctl.app.sync.writing import send
from s2sctl.model.records import Record
from s2sctl.model.side import Pair, Side
from s2sctl.ports.org import RowWrite, WriteBatch
from s2sctl.ports.reporter import Progress
from s2sctl.ports.store import Event
from s2sctl.sync.chunks import chunks
from s2sctl.sync.decide import WriteTo
from s2sctl.sync.link import Link
from s2sctl.sync.plan import Action
from s2sctl.sync.record_plan import RecordPlan
from s2sctl.sync.report import Tally
from s2sctl.sync.steps import Update


@dataclass(slots=True)
class Fresh:
    """One share as it is just before the write; ``done`` are the sides that were written."""

    link: Link
    plan: RecordPlan
    done: set[Side] = field(default_factory=set)


def update(work: Work, pairing: Pairing, steps: Sequence[Update]) -> Pair[list[Link]]:
    """Write both sides of some shares; returns per side the links written there, unconfirmed."""
    written: Pair[list[Link]] = Pair([], [])
    for some in _portions(work, pairing, steps):
        fresh = refresh(work, pairing, some)
        for one in fresh:
            # Noted before the write: with the link's base a divergence is remembered as settled.
            note_fields(work, pairing, one.link, one.plan.only(()))
        work.remember(
            *(_once_sent(work, pairing, one, one.plan.targets) for one in fresh if one.plan.targets)
        )
        for side in Side:
            _write(work, pairing, side, fresh)
        for one in fresh:
            one.link = _once_sent(work, pairing, one, one.done, answered=True)
            note_fields(work, pairing, one.link, one.plan.written())
        work.remember(*(one.link for one in fresh), events=_events(work, fresh))
        for side in Side:
            written.of(side).extend(one.link for one in fresh if side in one.done)
        work.stop_if_asked()
    return written


def _portions(
    work: Work, pairing: Pairing, steps: Sequence[Update]
) -> Iterator[tuple[Update, ...]]:
    """The shares that are read again and written together: as many as one call takes, or a job."""
    orgs = work.ends.orgs
    sides = [
        side
        for side in Side
        if by_job(work, pairing, side, Action.UPDATE, sum(side in s.plan.targets for s in steps))
    ]
    sizes = [orgs.of(side).job_size for side in sides] or [org.batch_size for org in orgs]
    return chunks(steps, min(sizes))


def refresh(work: Work, pairing: Pairing, steps: Iterable[Update]) -> list[Fresh]:
    """The same shares with the rows that are to be written read again, and merged again.

    Only sides that were read again may be written. A row that does not come is not written.
    """
    steps = list(steps)
    rows: list[Pair[Record | None]] = [step.rows for step in steps]
    fresh_sides: list[set[Side]] = [set() for _ in steps]
    for side in Side:
        wanted = [place for place, step in enumerate(steps) if side in step.plan.targets]
        ids = [one for place in wanted if (one := steps[place].link.ids.of(side)) is not None]
        found = fetch(work, pairing, side, ids) if ids else {}
        for place in wanted:
            id = steps[place].link.ids.of(side)
            if id is not None and id in found:
                rows[place] = rows[place].put(side, found[id])
                fresh_sides[place].add(side)
            else:
                note_invisible(work, steps[place].link, side)
    merged = merge_rows(
        work, pairing, [(step.link, pair) for step, pair in zip(steps, rows, strict=True)]
    )
    for (link, plan), pair in zip(merged, rows, strict=True):
        settle_moot(work, link, pair, plan)
    return [
        Fresh(link, plan.only(sides))
        for (link, plan), sides in zip(merged, fresh_sides, strict=True)
    ]


def _write(work: Work, pairing: Pairing, side: Side, fresh: Sequence[Fresh]) -> None:
    """One call, or a job, and one more call for the rows it refused."""
    rows = [
        one
        for one in fresh
        if one.plan.writes.of(side) and not blocked(work, one.link, side, one.plan.writes.of(side))
    ]
    if has_bodies(work, pairing, side):
        for one in rows:
            _write_with_bodies(work, pairing, side, one)
        return
    refused: list[Fresh] = []
    if by_job(work, pairing, side, Action.UPDATE, len(rows)):
        rows, refused = _write_rows(work, pairing, side, rows, last_try=False, job=True)
    size = work.ends.orgs.of(side).batch_size
    for some in chunks(rows, size):
        refused += _write_rows(work, pairing, side, some, last_try=False)[1]
    for some in chunks(refused, size):
        _write_rows(work, pairing, side, some, last_try=True)


def _write_with_bodies(work: Work, pairing: Pairing, side: Side, one: Fresh) -> None:
    """One row alone: its contents are on this disk only while it is sent."""
    values = with_own_links(work, pairing, side, one.link, one.plan.writes.of(side))
    with packed(work, pairing, one.link, side, values) as parcel:
        refusal = parcel.refusal
        if refusal is None:
            row = RowWrite(parcel.values, one.link.ids.of(side), parcel.bodies)
            refusal = send(work, side, WriteBatch(work.schema(pairing, side), (row,)))[0].refusal
    if refusal is None:
        _written(work, pairing, side, one)
    else:
        note_refusal(work, one.link, side, refusal, values)


def _written(work: Work, pairing: Pairing, side: Side, one: Fresh) -> None:
    one.done.add(side)
    work.tallies.add(pairing.objects, side, Tally.UPDATED)
    work.book.settle((one.link.key, side, WHOLE))


def _write_rows(
    work: Work,
    pairing: Pairing,
    side: Side,
    rows: Sequence[Fresh],
    *,
    last_try: bool,
    job: bool = False,
) -> tuple[list[Fresh], list[Fresh]]:
    """One call, or one job; returns the rows that nothing was done to, and those it refused."""
    schema = work.schema(pairing, side)
    batch = WriteBatch(
        schema,
        tuple(RowWrite(one.plan.writes.of(side), id=one.link.ids.of(side)) for one in rows),
    )
    left: list[Fresh] = []
    refused: list[Fresh] = []
    outcomes = load(work, side, batch) if job else send(work, side, batch)
    for one, outcome in zip(rows, outcomes, strict=True):
        if outcome is None:
            left.append(one)
        elif outcome.refusal is None:
            _written(work, pairing, side, one)
        else:
            refused.append(one)
            if last_try:
                note_refusal(work, one.link, side, outcome.refusal, one.plan.writes.of(side))
    done = work.tallies.of(pairing.objects, side, Tally.UPDATED)
    alias = work.ends.orgs.of(side).alias
    work.reporter.progress(Progress(f"update {schema.name} in {alias}", done, None))
    return left, refused


def _once_sent(
    work: Work, pairing: Pairing, one: Fresh, sides: Collection[Side], *, answered: bool = False
) -> Link:
    """The link once the writes to ``sides`` are on their way: not read back yet, and counted in
    its base when they were answered. What was not written is still to be."""
    unsettled = one.link.unsettled
    for side in sides:
        unsettled = unsettled.put(side, one.plan.unwritten(side, work.mapped(pairing)))
    return replace(
        one.link,
        base=one.plan.only(sides if answered else ()).base_after(one.link.base),
        unconfirmed=one.link.unconfirmed | set(sides),
        unsettled=unsettled,
        flips=one.plan.only(sides).flips_after(one.link.flips) if answered else one.link.flips,
        last_sent=max(map(work.now, sides)) if answered and sides else one.link.last_sent,
    )


def _events(work: Work, fresh: Iterable[Fresh]) -> tuple[Event, ...]:
    """A line of history for every contested field that was settled: who won, no value."""
    found = []
    for one in fresh:
        for plan in one.plan.clashes:
            if isinstance(plan.decision, WriteTo) and plan.decision.side in one.done:
                side = plan.decision.side
                work.tallies.add(one.link.objects, side, Tally.CONFLICTS)
                winner = work.ends.aliases.of(side.other)
                text = f"{one.link.objects.of(side)} {one.link.ids.of(side)}: both orgs changed "
                text += f"{plan.name}; {winner}'s was kept"
                found.append(Event(work.now(side), "conflict", side, "s2sctl", text))
    return tuple(found)
