"""Changed fields are written: rows read again first, merged again, one outcome per row."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from s2sctl.agreement.flows import Pairing
from s2sctl.app.sync.bodies import has_bodies, packed
from s2sctl.app.sync.contests import contests, told
from s2sctl.app.sync.deciding import fetch, merge_rows
from s2sctl.app.sync.entries import (
    WHOLE,
    blocked,
    note_fields,
    note_invisible,
    note_refusal,
    settle_moot,
)
from s2sctl.app.sync.halting import halted, heed, note_halted
from s2sctl.app.sync.jobs import by_job, write_by_job
from s2sctl.app.sync.own_links import with_own_links
from s2sctl.app.sync.work import Work
from s2sctl.app.sync.writing import between_batches, send
from s2sctl.model.ids import Key
from s2sctl.model.records import Record
from s2sctl.model.side import Pair, Side
from s2sctl.ports.org import CONDITIONAL_ROWS, RowWrite, WriteBatch
from s2sctl.ports.reporter import Progress
from s2sctl.sync.chunks import chunks
from s2sctl.sync.intents import intended
from s2sctl.sync.link import Link
from s2sctl.sync.plan import Action
from s2sctl.sync.record_plan import RecordPlan
from s2sctl.sync.report import Tally
from s2sctl.sync.settled import Contest, SettledConflict, contest_of
from s2sctl.sync.steps import Update

ROUNDS = 3
"""How often a row of a strict side is read and merged again in one pass."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One reading and what is written of it: by a job one side, by calls what there is."""

    sides: tuple[Side, ...] = tuple(Side)
    job: bool = False
    last: bool = False


@dataclass(slots=True)
class Fresh:
    """One share as it is just before the write; ``done`` are the sides that were written, ``lost``
    the values that its writes take away, kept before they are sent."""

    link: Link
    rows: Pair[Record | None]
    plan: RecordPlan
    sides: tuple[Side, ...] = tuple(Side)
    """The sides whose turn it is."""
    done: set[Side] = field(default_factory=set)
    moved: set[Side] = field(default_factory=set)
    """The sides that were edited since they were read, and so not written."""
    left: set[Side] = field(default_factory=set)
    """The sides that a job did not write: a call does, once they were read again."""
    unsure: set[Side] = field(default_factory=set)
    """The sides that may have been written by us all the same."""
    lost: tuple[SettledConflict, ...] = ()

    @property
    def now(self) -> RecordPlan:
        """What is written in this turn."""
        return self.plan.only(self.sides)

    @property
    def again(self) -> bool:
        """Whether another turn has to read the share again and write it."""
        return bool(self.moved | self.left | (set(self.plan.targets) - set(self.sides)))

    def moot(self) -> Iterable[Contest]:
        """Those of ``lost`` that were not taken away after all: the org refused the write."""
        return (contest_of(one) for one in self.lost if one.loser not in self.done | self.unsure)


def update(work: Work, pairing: Pairing, steps: Sequence[Update]) -> Pair[list[Link]]:
    """Write both sides of some shares; returns per side the links written there, unconfirmed.

    A row of a strict side that was edited since it was read is read and merged again, a few times;
    edited every time, it waits in the ledger. A job may take half an hour: whatever is written
    after one is read after it.
    """
    latest: dict[Key, Link] = {}
    written: Pair[dict[Key, None]] = Pair({}, {})
    for some in _portions(work, pairing, steps):
        left: Sequence[Update] = some
        for turn in _turns(work, pairing, some):
            later = [step for step in left if set(turn.sides).isdisjoint(step.plan.targets)]
            ready = [step for step in left if not set(turn.sides).isdisjoint(step.plan.targets)]
            fresh = _round(work, pairing, ready, turn)
            for one in fresh:
                latest[one.link.key] = one.link
                for side in one.done:
                    written.of(side)[one.link.key] = None
            left = [Update(one.link, one.rows, one.plan) for one in fresh if one.again] + later
            if not left:
                break
        between_batches(work)
    # What a later round read again of a side is known already: read back without the fields that
    # our write did not set, an edit of them would be taken for agreed.
    return Pair(
        *(
            [latest[key] for key in written.of(side) if side in latest[key].unconfirmed]
            for side in Side
        )
    )


def _turns(work: Work, pairing: Pairing, steps: Sequence[Update]) -> Iterator[Turn]:
    """Jobs first, one a side; then calls, and for rows of strict sides a few more."""
    for side in _job_sides(work, pairing, steps):
        yield Turn((side,), job=True)
    for number in range(1, ROUNDS + 1):
        yield Turn(last=number == ROUNDS)


def _round(work: Work, pairing: Pairing, steps: Sequence[Update], turn: Turn) -> list[Fresh]:
    """Some shares read again, merged again and written, remembered before and after."""
    fresh = refresh(work, pairing, steps)
    for one in fresh:
        one.sides = turn.sides
        # Noted before the write: with the link's base a divergence is remembered as settled.
        note_fields(work, pairing, one.link, one.plan.only(()))
    for one in fresh:
        one.lost = contests(work, one.link, one.rows, _sent(work, one))
    sent = [one for one in fresh if one.now.targets]
    work.remember(
        *(_once_sent(work, pairing, one, one.now.targets) for one in sent),
        contests=tuple(lost for one in fresh for lost in one.lost),
    )
    for side in turn.sides:
        _write(work, pairing, side, fresh, turn)
    for one in fresh:
        one.link = _once_sent(work, pairing, one, one.unsure)
        one.link = _once_sent(work, pairing, one, one.done, answered=True)
        # What was refused stays as it was noted: a value that stood apart still does.
        note_fields(work, pairing, one.link, one.now.only(one.done).written())
    work.remember(
        *(one.link for one in fresh),
        events=tuple(
            line for one in fresh for line in told(work, one.link, one.plan.only(one.done))
        ),
        moot=tuple(lost for one in fresh for lost in one.moot()),
    )
    return fresh


def _portions(
    work: Work, pairing: Pairing, steps: Sequence[Update]
) -> Iterator[tuple[Update, ...]]:
    """The shares that are read again and written together: as many as one call takes, or a job."""
    orgs = work.ends.orgs
    sides = _job_sides(work, pairing, steps)
    sizes = [orgs.of(side).job_size for side in sides] or [org.batch_size for org in orgs]
    return chunks(steps, min(sizes))


def _job_sides(work: Work, pairing: Pairing, steps: Sequence[Update]) -> list[Side]:
    """The sides of which so many rows are to be written that a job does it."""
    return [
        side
        for side in Side
        if _by_job(work, pairing, side, sum(side in one.plan.targets for one in steps))
    ]


def _by_job(work: Work, pairing: Pairing, side: Side, rows: int) -> bool:
    """A job knows no condition a row, so a strict side's rows go by calls."""
    return not pairing.strict(side) and by_job(work, pairing, side, Action.UPDATE, rows)


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
        Fresh(link, pair, plan.only(sides))
        for (link, plan), pair, sides in zip(merged, rows, fresh_sides, strict=True)
    ]


def _sent(work: Work, one: Fresh) -> RecordPlan:
    """What is going to be sent of a share's plan in this turn."""
    return one.plan.only(side for side in Side if _is_sent(work, one, side))


def _is_sent(work: Work, one: Fresh, side: Side) -> bool:
    values = one.plan.writes.of(side)
    return side in one.sides and bool(values) and not blocked(work, one.link, side, values)


def _write(work: Work, pairing: Pairing, side: Side, fresh: Sequence[Fresh], turn: Turn) -> None:
    """One call, and one more for the rows it refused; of a strict side 25 rows a call. A job alone:
    what it leaves is read again first."""
    rows = [one for one in fresh if _is_sent(work, one, side)]
    if has_bodies(work, pairing, side):
        for one in rows:
            _write_with_bodies(work, pairing, side, one)
        return
    if turn.job and _by_job(work, pairing, side, len(rows)):
        _write_job(work, pairing, side, rows)
        return
    size = CONDITIONAL_ROWS if pairing.strict(side) else work.ends.orgs.of(side).batch_size
    for some in chunks(rows, size):
        cause = halted(work, pairing, side, creates=False)
        if cause is not None:
            note_halted(work, pairing, side, [one.link for one in some], cause)
            continue
        left = _write_batch(work, pairing, side, some, last_round=turn.last)
        if left:
            _write_batch(work, pairing, side, left, last_try=True, last_round=turn.last)


def _write_job(work: Work, pairing: Pairing, side: Side, rows: Sequence[Fresh]) -> None:
    """One job; what it refused is left, and what it does not name, which it may have written."""
    sent = tuple(_row(one, side, strict=False) for one in rows)
    outcomes = write_by_job(work, side, WriteBatch(work.schema(pairing, side), sent))
    for one, outcome in zip(rows, outcomes, strict=True):
        if outcome is not None and outcome.refusal is None:
            _written(work, pairing, side, one)
            continue
        one.left.add(side)
        one.unsure |= {side} if outcome is None else set()


def _write_with_bodies(work: Work, pairing: Pairing, side: Side, one: Fresh) -> None:
    """One row alone: its contents are on this disk only while it is sent."""
    values = with_own_links(work, pairing, side, one.link, one.plan.writes.of(side))
    with packed(work, pairing, one.link, side, values) as parcel:
        refusal = parcel.refusal
        if refusal is None:
            row = RowWrite(parcel.values, one.link.ids.of(side), parcel.bodies)
            outcome = send(work, side, WriteBatch(work.schema(pairing, side), (row,)))[0]
            refusal = outcome.refusal
            one.unsure |= {side} if outcome.unsure else set()
    if refusal is None:
        _written(work, pairing, side, one)
    else:
        note_refusal(work, one.link, side, refusal, values)


def _written(work: Work, pairing: Pairing, side: Side, one: Fresh) -> None:
    one.done.add(side)
    work.tallies.add(pairing.objects, side, Tally.UPDATED)
    work.book.settle((one.link.key, side, WHOLE))


def _write_batch(
    work: Work,
    pairing: Pairing,
    side: Side,
    rows: Sequence[Fresh],
    *,
    last_round: bool,
    last_try: bool = False,
) -> list[Fresh]:
    """One call; returns the rows it refused. Those that moved since are for another round."""
    schema = work.schema(pairing, side)
    batch = WriteBatch(schema, tuple(_row(one, side, strict=pairing.strict(side)) for one in rows))
    refused = []
    outcomes = send(work, side, batch)
    last_try = last_try or heed(work, pairing, side, outcomes)
    for one, outcome in zip(rows, outcomes, strict=True):
        if outcome.refusal is None:
            _written(work, pairing, side, one)
            continue
        one.unsure |= {side} if outcome.unsure else set()
        if outcome.moved:
            one.moved.add(side)
        elif not last_try:
            refused.append(one)
        over = last_round if outcome.moved else last_try
        if over:
            note_refusal(work, one.link, side, outcome.refusal, one.plan.writes.of(side))
    done = work.tallies.of(pairing.objects, side, Tally.UPDATED)
    alias = work.ends.orgs.of(side).alias
    work.reporter.progress(Progress(f"update {schema.name} in {alias}", done, None))
    return refused


def _row(one: Fresh, side: Side, *, strict: bool) -> RowWrite:
    shown = one.rows.of(side)
    since = shown.modified_at if strict and shown is not None else None
    return RowWrite(one.plan.writes.of(side), id=one.link.ids.of(side), unmodified_since=since)


def _once_sent(
    work: Work, pairing: Pairing, one: Fresh, sides: Collection[Side], *, answered: bool = False
) -> Link:
    """The link once the writes to ``sides`` are on their way: not read back yet, and counted in
    its base when they were answered. What was not written is still to be."""
    unsettled, intents = one.link.unsettled, one.link.intents
    for side in sides:
        mapped = work.mapped(pairing)
        sent = {} if answered else {**intents.of(side), **intended(one.plan, side)}
        intents = intents.put(side, sent)
        unsettled = unsettled.put(side, one.plan.unwritten(side, mapped, one.link.base))
    return replace(
        one.link,
        base=one.plan.only(sides if answered else ()).base_after(one.link.base),
        unconfirmed=one.link.unconfirmed | set(sides),
        unsettled=unsettled,
        intents=intents,
        flips=one.plan.only(sides).flips_after(one.link.flips) if answered else one.link.flips,
        last_sent=max(map(work.now, sides)) if answered and sides else one.link.last_sent,
    )
