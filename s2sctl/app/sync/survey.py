"""Step 5: what would be written, counted before anything is."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeGuard

from s2sctl.agreement.flows import Pairing
from s2sctl.app.sync.deciding import decide_cases, learnt
from s2sctl.app.sync.entries import blocked, is_noted, removal_allowed
from s2sctl.app.sync.linking import cases
from s2sctl.app.sync.owed import owed
from s2sctl.app.sync.updating import refresh
from s2sctl.app.sync.work import Work
from s2sctl.model.ids import Key
from s2sctl.model.names import ObjectName
from s2sctl.model.records import Record
from s2sctl.model.side import Pair, Side
from s2sctl.sync.causes import Edits
from s2sctl.sync.decide import WriteTo
from s2sctl.sync.link import LinkStatus
from s2sctl.sync.linking import Case
from s2sctl.sync.plan import Action, PlannedWrite
from s2sctl.sync.record_plan import Clash
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

    edits: dict[tuple[Pair[ObjectName], Side, Action], Edits] = field(default_factory=dict)
    """Who last changed these origins, and when."""

    allowed: dict[tuple[Pair[ObjectName], Side], int] = field(default_factory=dict)
    """Removals among them that a guard let pass before."""

    busy: set[Pair[ObjectName]] = field(default_factory=set)
    """The pairings in which there is anything to do or to learn: the others need no second look."""

    removals: list[tuple[Key, Pair[ObjectName], Side]] = field(default_factory=list)
    """The removals that a person allows now, by what an entry about them needs alone."""

    offers: list[tuple[Pairing, Side]] = field(default_factory=list)
    """Records that are to be put into an inbox."""

    clashes: list[tuple[Pairing, Side]] = field(default_factory=list)
    """In a dry run: fields that both sides changed apart, settled by a policy or not."""

    def of(self, pairing: Pairing, side: Side, action: Action) -> int:
        """How many rows that is done to."""
        return self.counts.get((pairing.objects, side, action), 0)

    def some(self, pairing: Pairing, side: Side, action: Action) -> tuple[str, ...]:
        """Ids of a few of their origins."""
        return tuple(self.examples.get((pairing.objects, side, action), ()))

    def fresh_deletes(self, pairing: Pairing, side: Side) -> int:
        """How many copies are to be removed that no guard has let pass before."""
        at = (pairing.objects, side)
        return self.of(pairing, side, Action.DELETE) - self.allowed.get(at, 0)

    def edits_of(self, side: Side, name: ObjectName, action: Action) -> Iterator[Edits]:
        """Who changed the origins of what is to be done to that side's object."""
        for (objects, at, what), edits in self.edits.items():
            if (objects.of(side), at, what) == (name, side, action):
                yield edits

    def add_again(self, pairing: Pairing, side: Side, write: PlannedWrite) -> None:
        """Count one row whose removal was let pass by a guard before."""
        at = (pairing.objects, side)
        self.allowed[at] = self.allowed.get(at, 0) + 1
        counted = (*at, Action(write.action))
        self.counts[counted] = self.counts.get(counted, 0) + 1

    def add(self, pairing: Pairing, side: Side, write: PlannedWrite, origin: Record | None) -> None:
        """Count one row that comes from ``origin``."""
        at = (pairing.objects, side, Action(write.action))
        self.counts[at] = self.counts.get(at, 0) + 1
        self.edits.setdefault(at, Edits()).add(origin)
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
            if work.options.dry_run:
                found.clashes += ((pairing, side) for side in _clashes(work, steps))
            rows = {case.link.key: case.rows for case in some}
            for step, write, side in _writes(work, pairing, steps):
                if work.options.dry_run:
                    found.writes.append(write)
                if isinstance(step, End) and removal_allowed(work, step.link, side):
                    found.add_again(pairing, side, write)
                    continue
                read = rows.get(step.link.key)
                found.add(pairing, side, write, read.of(side.other) if read else None)
                if isinstance(step, End) and work.options.allowed.deletes:
                    found.removals.append((step.link.key, step.link.objects, side))
        for write, side in _owed(work, pairing):
            found.add_again(pairing, side, write)
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


def _clashes(work: Work, steps: Sequence[Step]) -> Iterator[Side]:
    """The side that the run would tell each new conflict of, as it notes them."""
    for step in steps:
        if not isinstance(step, Update | Remember):
            continue
        for one in step.plan.fields:
            if isinstance(one.problem, Clash):
                if not is_noted(work, step.link.key, one.name):
                    yield one.problem.target
            elif isinstance(one.decision, WriteTo) and one.decision.contested:
                yield one.decision.side


def _is_new(step: Step) -> TypeGuard[Offer]:
    return isinstance(step, Offer) and step.link.status is not LinkStatus.OFFERED


def _writes(
    work: Work, pairing: Pairing, steps: Sequence[Step]
) -> Iterator[tuple[Create | Update | End, PlannedWrite, Side]]:
    for step in steps:
        match step:
            case Create(link, plan, None):
                target = link.origin.other
                if not blocked(work, link, target, plan.writes.of(target)):
                    work.expected.add((link.origin, link.key.record))
                    yield step, _planned(work, pairing, step, target, Action.CREATE), target
            case End() if _removes(step):
                yield step, _planned(work, pairing, step, step.target, Action.DELETE), step.target
            case _:
                pass
    updates = [step for step in steps if isinstance(step, Update)]
    for update in _as_written(work, pairing, updates):
        for side in update.plan.targets:
            if not blocked(work, update.link, side, update.plan.writes.of(side)):
                yield update, _planned(work, pairing, update, side, Action.UPDATE), side


def _owed(work: Work, pairing: Pairing) -> Iterator[tuple[PlannedWrite, Side]]:
    """Removals that are due again: refused before, or cut short.

    An entry about one is made only after the guards let the run pass that began it (ending.py
    notes it just before the delete is sent), so they need no second word. Whether a copy is to be
    spared is looked at again.
    """
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
    for pairing, side in found.clashes:
        work.tallies.add(pairing.objects, side, Tally.CONFLICTS)
