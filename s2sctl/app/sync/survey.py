"""Steps 5 and 6: what would be written, counted; the guards look at it before anything is."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from math import ceil
from typing import TypeGuard

from s2sctl.agreement.flows import Pairing
from s2sctl.app.sync.deciding import decide_cases, learnt
from s2sctl.app.sync.entries import blocked
from s2sctl.app.sync.linking import cases
from s2sctl.app.sync.owed import owed
from s2sctl.app.sync.updating import refresh
from s2sctl.app.sync.work import CHUNK, Work
from s2sctl.errors import GuardTripped
from s2sctl.model.names import ObjectName
from s2sctl.model.side import Pair, Side
from s2sctl.ports.org import CONDITIONAL_ROWS
from s2sctl.sync.guards import Budget, Count, Tripped, check_budget, check_counts, check_rebuilt
from s2sctl.sync.link import LinkStatus
from s2sctl.sync.linking import Case
from s2sctl.sync.plan import Action, PlannedWrite
from s2sctl.sync.readings import Reading
from s2sctl.sync.report import Tally
from s2sctl.sync.steps import Create, End, Offer, Remember, Step, Update

EXAMPLES = 3
"""How many records a guard names."""


@dataclass(slots=True)
class Survey:
    """Planned rows, by objects, written side and action; in a dry run each of them too."""

    counts: dict[tuple[Pair[ObjectName], Side, Action], int] = field(default_factory=dict)
    writes: list[PlannedWrite] = field(default_factory=list)
    examples: dict[tuple[Pair[ObjectName], Side, Action], list[str]] = field(default_factory=dict)
    """Ids of some of the origins of these rows."""

    busy: set[Pair[ObjectName]] = field(default_factory=set)
    """The pairings in which there is anything to do or to learn: the others need no second look."""

    offers: list[tuple[Pairing, Side]] = field(default_factory=list)
    """Records that are to be put into an inbox."""

    def of(self, pairing: Pairing, side: Side, action: Action) -> int:
        """How many rows that is done to."""
        return self.counts.get((pairing.objects, side, action), 0)

    def some(self, pairing: Pairing, side: Side, action: Action) -> tuple[str, ...]:
        """Ids of a few of their origins."""
        return tuple(self.examples.get((pairing.objects, side, action), ()))

    def add(self, pairing: Pairing, side: Side, write: PlannedWrite) -> None:
        """Count one row."""
        at = (pairing.objects, side, Action(write.action))
        self.counts[at] = self.counts.get(at, 0) + 1
        examples = self.examples.setdefault(at, [])
        if len(examples) < EXAMPLES:
            examples.append(write.source)

    def total(self, side: Side, action: Action) -> int:
        """How many rows of one org that is done to."""
        return sum(n for (_, at, what), n in self.counts.items() if (at, what) == (side, action))


def survey(work: Work) -> Survey:
    """Decide everything once without doing it. Counts only, unless this is a dry run: then every
    planned write, after the rows to be written were read again as they would be."""
    found = Survey()
    for pairing in work.pairings:
        for some in cases(work, pairing):
            steps = decide_cases(work, pairing, some)
            found.offers += ((pairing, step.target) for step in steps if _is_new(step))
            if pairing.objects not in found.busy and _any_news(work, steps, some):
                found.busy.add(pairing.objects)
            for write, side in _writes(work, pairing, steps):
                found.add(pairing, side, write)
                if work.options.dry_run:
                    found.writes.append(write)
        for write, side in _owed(work, pairing):
            found.add(pairing, side, write)
            if work.options.dry_run:
                found.writes.append(write)
    work.expected.clear()
    return found


def _any_news(work: Work, steps: Sequence[Step], some: Sequence[Case]) -> bool:
    stored = {case.link.key: case.stored for case in some}
    return any(
        not isinstance(step, Remember)
        or learnt(step, stored.get(step.link.key)) is not None
        or any(field.problem is not None for field in step.plan.fields)
        or bool(work.book.about(step.link.key))
        for step in steps
    )


def _is_new(step: Step) -> TypeGuard[Offer]:
    return isinstance(step, Offer) and step.link.status is not LinkStatus.OFFERED


def _writes(
    work: Work, pairing: Pairing, steps: Sequence[Step]
) -> Iterator[tuple[PlannedWrite, Side]]:
    for step in steps:
        match step:
            case Create(link, plan, None):
                target = link.origin.other
                if not blocked(work, link, target, plan.writes.of(target)):
                    work.expected.add((link.origin, link.key.record))
                    yield _planned(work, pairing, step, target, Action.CREATE), target
            case End() if _removes(step):
                yield _planned(work, pairing, step, step.target, Action.DELETE), step.target
            case _:
                pass
    updates = [step for step in steps if isinstance(step, Update)]
    for update in _as_written(work, pairing, updates):
        for side in update.plan.targets:
            if not blocked(work, update.link, side, update.plan.writes.of(side)):
                yield _planned(work, pairing, update, side, Action.UPDATE), side


def _owed(work: Work, pairing: Pairing) -> Iterator[tuple[PlannedWrite, Side]]:
    """Removals that were refused before and are due. The guards count them like any other: much
    may have changed since they were allowed."""
    for end in owed(work, pairing):
        if _removes(end):
            yield _planned(work, pairing, end, end.target, Action.DELETE), end.target


def _removes(end: End) -> bool:
    """Whether the copy is to go, as far as its link tells: what else spares it is seen later."""
    return end.remove and end.link.since is not None and not end.link.foreign_edit.of(end.target)


def _as_written(work: Work, pairing: Pairing, updates: list[Update]) -> Iterable[Update]:
    """In a dry run the updates as they would be made, with their rows read again."""
    if not work.options.dry_run or not updates:
        return updates
    fresh = refresh(work, pairing, updates)
    return [
        Update(one.link, update.rows, one.plan) for one, update in zip(fresh, updates, strict=True)
    ]


def _planned(
    work: Work, pairing: Pairing, step: Create | Update | End, side: Side, action: Action
) -> PlannedWrite:
    link = step.link
    fields = () if isinstance(step, End) else tuple(step.plan.writes.of(side))
    return PlannedWrite(
        org=work.ends.orgs.of(side).alias,
        object=pairing.objects.of(side),
        action=action.value,
        id=link.ids.of(side) or "",
        source=link.ids.of(side.other) or link.key.record,
        fields=fields,
    )


def guard(work: Work, found: Survey, readings: Iterable[Reading]) -> None:
    """Raise GuardTripped, naming the flag with the exact count, where a limit is overstepped."""
    tripped = (
        *check_counts(_counts(work, found, tuple(readings)), work.options.allowed),
        *(check_rebuilt(_creates(found), work.options.allowed) if work.rebuilt else ()),
        *check_budget(_budget(work, found, side) for side in Side),
    )
    if tripped and not work.options.dry_run:
        raise _stopped(work, tripped)
    work.notes.extend(f"a guard would stop this run: {one.text}" for one in tripped)


def _creates(found: Survey) -> int:
    return sum(found.total(side, Action.CREATE) for side in Side)


def _counts(work: Work, found: Survey, readings: tuple[Reading, ...]) -> list[Count]:
    active = work.store.count_links(work.name)
    counts = []
    for pairing in work.pairings:
        shared = active.get((pairing.objects, LinkStatus.ACTIVE), 0)
        for side in Side:
            name = pairing.objects.of(side)
            rule = pairing.share.of(side)
            counts.append(
                Count(
                    org=work.ends.orgs.of(side).alias,
                    object=name,
                    guards=work.agreement.guards.of(side),
                    shared=shared,
                    updates=found.of(pairing, side, Action.UPDATE),
                    deletes=found.of(pairing, side, Action.DELETE),
                    updated=found.some(pairing, side, Action.UPDATE),
                    deleted=found.some(pairing, side, Action.DELETE),
                    read_whole=rule is not None
                    and not rule.manual
                    and any(
                        one.side is side and one.object == name and one.whole for one in readings
                    ),
                    rows=work.stage.count(side, name),
                )
            )
    return counts


def _budget(work: Work, found: Survey, side: Side) -> Budget:
    """What the plan needs of one org: writes by the batch, updates read again, read-backs."""
    usage = work.ends.usage(side)
    size = work.ends.orgs.of(side).batch_size
    creates, updates, deletes = (found.total(side, action) for action in Action)
    strict = sum(found.of(one, side, Action.UPDATE) for one in work.pairings if one.strict(side))
    needed = (
        ceil(creates / size)
        + 2 * ceil((updates - strict) / size)
        + ceil(strict / size)
        + ceil(strict / CONDITIONAL_ROWS)
        + 2 * ceil(deletes / size)
        + ceil((creates + updates) / CHUNK)
    )
    guards = work.agreement.guards.of(side)
    return Budget(work.ends.orgs.of(side).alias, guards, usage.calls, needed, usage.limit)


def _stopped(work: Work, tripped: tuple[Tripped, ...]) -> GuardTripped:
    flags = " ".join(one.flag for one in tripped if one.flag)
    code = tripped[0].code if len(tripped) == 1 else "S2S500"
    way = f"if that is right: s2sctl sync {work.name} {flags}" if flags else ""
    look = f"look first: s2sctl sync {work.name} --dry-run"
    return GuardTripped(
        "Stopped before the first write: " + "; ".join(one.text for one in tripped) + ".",
        code=code,
        help="; ".join(part for part in (look, way) if part),
    )


PLANNED_AS = {
    Action.CREATE: Tally.CREATED,
    Action.UPDATE: Tally.UPDATED,
    Action.DELETE: Tally.ENDED,
}
"""How a dry run's planned writes are counted in its report."""


def tally_planned(work: Work, found: Survey) -> None:
    """A dry run reports what it would have done."""
    for (objects, side, action), count in found.counts.items():
        work.tallies.add(objects, side, PLANNED_AS[action], count)
    for pairing, side in found.offers:
        work.tallies.add(pairing.objects, side, Tally.OFFERED)
