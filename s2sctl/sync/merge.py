"""A record's fields: what both sides last agreed on, what they show, and what follows. Pure."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from s2sctl.agreement.transform import Untransformable
from s2sctl.manifest.manifest import OnConflict
from s2sctl.model.digest import Digest
from s2sctl.model.side import Pair, Side
from s2sctl.model.values import Value, Values
from s2sctl.sync.bases import blank, shown_by, shown_of
from s2sctl.sync.belonging import all_or_none, apart, kin, together
from s2sctl.sync.decide import Adopt, Decision, Diverge, Hold, Keep, Situation, WriteTo, decide
from s2sctl.sync.flips import flipped, oscillates
from s2sctl.sync.found import in_doubt
from s2sctl.sync.mapped import Arrival, Mapped, Parents, arrive
from s2sctl.sync.record_plan import (
    Base,
    Clash,
    FieldPlan,
    Marker,
    RecordPlan,
    Seen,
    Unfit,
    Waits,
    planned,
)
from s2sctl.sync.settled import How, Overridden


def merge(
    fields: Iterable[Mapped], seen: Seen, base: Base, marker: Marker, parents: Parents
) -> RecordPlan:
    """Decide every field of one share; those that belong together as one where their unit is
    not the same on both sides."""
    looks = [_look(one, seen, base, marker, parents) for one in fields]
    groups = kin(look.mapped for look in looks)
    cases = {look.mapped.link.name: look.now for look in looks} if groups else {}
    groups = tuple(group for group in groups if apart(group, cases, seen.diverged))
    said = {look.mapped.link.name: look.ruled for look in looks if look.ruled}
    joint: dict[str, Decision] = {}
    for group in groups:
        ruled = {name: one for name, one in said.items() if name in group.members}
        found = together(group, cases, ruled, seen.diverged)
        joint |= found
        said |= found if ruled else {}
    plans = tuple(_plan(look, joint, said, seen, marker) for look in looks)
    for group in groups:
        plans = all_or_none(plans, group.members)
    return planned(plans)


def edited(fields: Iterable[Mapped], side: Side, seen: Seen, base: Base, marker: Marker) -> bool:
    """Whether ``side`` shows a value that is neither its base nor our own unconfirmed write."""
    for mapped in fields:
        name = mapped.link.name
        if _ours(side, name, seen, base):
            continue
        known = base.get(name) or blank(mapped, marker)
        if shown_by(side, mapped, seen, known, marker) != known.of(side):
            return True
    return False


def fill(
    fields: Iterable[Mapped], values: Values, origin: Side, marker: Marker, parents: Parents
) -> RecordPlan:
    """Everything a new copy gets. A blank is written too, against the target's own defaults,
    unless the target refuses blanks; a field that only flows back waits for its next edit."""
    seen = Seen(Pair.seen_from(origin, values, None), origin)
    target, fields = origin.other, tuple(fields)
    plans = []
    for mapped in fields:
        arrivals, unfit = _arrivals(mapped, seen, parents, marker)
        known = blank(mapped, marker)
        shown = shown_of(mapped, seen, known, marker)
        if mapped.link.into.of(target) is None:
            plans.append(FieldPlan(mapped.link.name, Keep(), base=shown))
            continue
        plan = _write(mapped, WriteTo(target), shown, arrivals, unfit, marker)
        if plan.value is None and plan.field and not mapped.types.of(target).nillable:
            plan = FieldPlan(plan.name, Keep(), base=plan.base, problem=plan.problem)
        plans.append(plan)
    whole = tuple(plans)
    for group in kin(fields):
        if any(isinstance(one.problem, Unfit) and one.name in group.units for one in whole):
            whole = all_or_none(whole, group.members)
    return planned(whole)


@dataclass(frozen=True, slots=True)
class _Look:
    """One field as both sides show it, before anything is decided but by a person."""

    mapped: Mapped
    known: Pair[Digest]
    shown: Pair[Digest]
    arrivals: Mapping[Side, Arrival]
    unfit: Mapping[Side, Unfit]
    now: Situation
    ruled: Decision | None


def _look(mapped: Mapped, seen: Seen, base: Base, marker: Marker, parents: Parents) -> _Look:
    name = mapped.link.name
    known = base.get(name) or blank(mapped, marker)
    shown = shown_of(mapped, seen, known, marker)
    arrivals, unfit = _arrivals(mapped, seen, parents, marker)
    held = name in seen.held and mapped.link.two_way and None not in seen.values
    changed = Pair(
        *(held or (not _ours(at, name, seen, base) and shown.of(at) != known.of(at)) for at in Side)
    )
    now = Situation(
        changed=changed,
        equal=any(_equal(mapped, side, arrivals, shown, marker) for side in Side),
        into=mapped.link.into.map(lambda transform: transform is not None),
        claims=mapped.link.claims,
        newer=seen.newer,
        origin=seen.origin,
    )
    return _Look(mapped, known, shown, arrivals, unfit, now, _ruled(mapped, seen, now))


def _plan(
    look: _Look,
    joint: Mapping[str, Decision],
    said: Mapping[str, Decision],
    seen: Seen,
    marker: Marker,
) -> FieldPlan:
    """``joint``: what was decided for fields that belong together; ``said``: by a person."""
    mapped, name = look.mapped, look.mapped.link.name
    ruled = said.get(name)
    decision = ruled or joint.get(name) or _decided(name, look.now, seen, look.arrivals)
    plan = _carried_out(look, decision, seen, marker)
    doubt = in_doubt(look.now) if seen.found and None not in seen.values and not ruled else None
    if doubt and _write(mapped, doubt, look.shown, look.arrivals, look.unfit, marker).field:
        return _unagreed(mapped, look.shown, seen)
    plan = replace(plan, overridden=_overridden(look, plan, seen, marker, ruled=ruled))
    return plan if ruled else _watched(mapped, plan, seen, look.shown)


def _decided(name: str, now: Situation, seen: Seen, arrivals: Mapping[Side, Arrival]) -> Decision:
    """What each side kept as its own is agreed on once both show the same; so is a lookup that is
    null as long as its parent is not shared, whoever cleared it."""
    decision = decide(now)
    apart = name in seen.diverged or any(one.parent for one in arrivals.values())
    return Adopt() if now.equal and apart and isinstance(decision, Keep) else decision


def _overridden(
    look: _Look, plan: FieldPlan, seen: Seen, marker: Marker, *, ruled: Decision | None
) -> Overridden | None:
    """What the write takes away: a value that was not there when both sides last agreed, and any
    value that a person decides against.

    What counts as our own write, for nobody else is known to have saved the row since, is kept
    too where it is not what we sent: it may be a person's, saved over under our login.
    """
    mapped, decision = look.mapped, plan.decision
    if not isinstance(decision, WriteTo) or plan.field is None:
        return None
    ruling = seen.rulings.get(plan.name) if ruled else None
    at = decision.side
    no_agreement = plan.name in seen.diverged | seen.held
    edited_there = no_agreement or look.shown.of(at) != look.known.of(at)
    if (ruling is None and not edited_there) or (ruling is not None and ruling.noted):
        return None
    how = How.PERSON if ruled else How.POLICY if mapped.link.two_way else How.OVERWRITTEN
    policies = mapped.link.claims.map(lambda one: one.value) if how is How.POLICY else None
    texts = _texts(mapped, seen)
    mark = contest_mark(marker, plan.name, texts)
    return Overridden(how, decision.side.other, texts, mark, policies)


def contest_mark(marker: Marker, name: str, values: Pair[str | None]) -> str:
    """What tells two contests of one field apart: a keyed digest of both canonical texts."""
    return marker.of(Side.A, f"{name}|settled", json.dumps([values.a, values.b]))


def _ruled(mapped: Mapped, seen: Seen, now: Situation) -> Decision | None:
    """What a person decided, while both sides show what the person saw."""
    ruling = seen.rulings.get(mapped.link.name)
    if ruling is None or now.equal or None in seen.values or _texts(mapped, seen) != ruling.shown:
        return None
    target = ruling.side.other
    # Where it does not flow, the word can only be that each side keeps what it has.
    return WriteTo(target, contested=True) if now.into.of(target) else Adopt()


def _carried_out(look: _Look, decision: Decision, seen: Seen, marker: Marker) -> FieldPlan:
    mapped, shown = look.mapped, look.shown
    match decision:
        case WriteTo():
            return _write(mapped, decision, shown, look.arrivals, look.unfit, marker)
        case Adopt():
            return _adopt(mapped, shown, look.arrivals, marker)
        case Hold() | Diverge():
            return _clash(mapped, decision, shown, seen)
        case Keep():
            base = _confirmed(mapped, look.known, shown, seen)
            return FieldPlan(mapped.link.name, decision, base=base)


def _ours(side: Side, name: str, seen: Seen, base: Base) -> bool:
    """What has no base none of our writes set: the field rested when the row was written."""
    return name in base and seen.made_by_us(side, name)


def _value(mapped: Mapped, side: Side, seen: Seen) -> Value:
    values = seen.values.of(side) or {}
    return mapped.shown(side, values)


def _arrivals(
    mapped: Mapped, seen: Seen, parents: Parents, marker: Marker
) -> tuple[dict[Side, Arrival], dict[Side, Unfit]]:
    """What each side's value becomes on the other side, by target."""
    arrivals: dict[Side, Arrival] = {}
    unfit: dict[Side, Unfit] = {}
    for target in Side:
        if mapped.link.into.of(target) is None or seen.values.of(target.other) is None:
            continue
        value = _value(mapped, target.other, seen)
        try:
            arrivals[target] = arrive(mapped, target, value, parents)
        except Untransformable as error:
            source = marker.of(target.other, mapped.link.name, value)
            unfit[target] = Unfit(target, error.code, error.reason, source)
    return arrivals, unfit


def _equal(
    mapped: Mapped,
    target: Side,
    arrivals: Mapping[Side, Arrival],
    shown: Pair[Digest],
    marker: Marker,
) -> bool:
    """Whether ``target`` already shows what would arrive there.

    Compared by digest, so that a side that was not read can be compared too.
    """
    if target not in arrivals:
        return False
    return marker.of(target, mapped.mark(target), arrivals[target].value) == shown.of(target)


def _write(
    mapped: Mapped,
    decision: WriteTo,
    shown: Pair[Digest],
    arrivals: Mapping[Side, Arrival],
    unfit: Mapping[Side, Unfit],
    marker: Marker,
) -> FieldPlan:
    name, target = mapped.link.name, decision.side
    if target not in arrivals:
        return FieldPlan(name, Keep(), problem=unfit.get(target))
    arrival = arrivals[target]
    if arrival.leave:
        return FieldPlan(name, Keep(), base=shown)
    if arrival.parent is not None and mapped.keeps(target):
        return FieldPlan(name, Keep(), problem=Waits(target, arrival.parent))
    if arrival.parent is not None and not mapped.types.of(target).nillable:
        # Null would be refused, and the row's other fields with it.
        return FieldPlan(name, Keep(), problem=Waits(target, arrival.parent))
    if arrival.parent is not None and target.other in arrivals and arrivals[target.other].parent:
        # Both sides look up to a record of their own: null is no news to either.
        return FieldPlan(name, Keep(), problem=Waits(target, arrival.parent))
    return FieldPlan(
        name,
        decision,
        mapped.link.fields.of(target),
        arrival.value,
        _agreed(mapped, target, shown, arrival, marker),
        Waits(target, arrival.parent) if arrival.parent else None,
    )


def _agreed(
    mapped: Mapped, target: Side, shown: Pair[Digest], arrival: Arrival, marker: Marker
) -> Pair[Digest]:
    """The base once ``target`` shows ``arrival``. A lookup that waits was agreed on as null, so
    that its source still counts as changed when the parent has come."""
    sent = marker.of(target, mapped.mark(target), arrival.value)
    source = (
        marker.of(target.other, mapped.mark(target.other), None)
        if arrival.parent
        else shown.of(target.other)
    )
    return Pair.seen_from(target, sent, source)


def _adopt(
    mapped: Mapped, shown: Pair[Digest], arrivals: Mapping[Side, Arrival], marker: Marker
) -> FieldPlan:
    for target, arrival in arrivals.items():
        if arrival.parent and marker.of(target, mapped.mark(target), None) == shown.of(target):
            base = _agreed(mapped, target, shown, arrival, marker)
            problem = Waits(target, arrival.parent)
            return FieldPlan(mapped.link.name, Adopt(), base=base, problem=problem)
    return FieldPlan(mapped.link.name, Adopt(), base=shown)


def _watched(mapped: Mapped, plan: FieldPlan, seen: Seen, shown: Pair[Digest]) -> FieldPlan:
    """The plan with a write that no person asked for counted, or held once it goes in circles."""
    if not (isinstance(plan.decision, WriteTo) and plan.base and mapped.link.two_way):
        return plan
    target = plan.decision.side
    if target.other not in seen.under_our_login or None in seen.values:
        return plan
    known, sent = seen.flips.get(plan.name), plan.base.of(target)
    if not oscillates(known, target, sent):
        return replace(plan, flip=flipped(known, target, sent))
    held = _clash(mapped, Hold(), shown, seen)
    problem = Clash(seen.origin.other, True, _texts(mapped, seen), oscillates=True)
    return replace(held, problem=problem)


def _clash(mapped: Mapped, decision: Hold | Diverge, shown: Pair[Digest], seen: Seen) -> FieldPlan:
    held = isinstance(decision, Hold)
    problem = Clash(seen.origin.other, held, _texts(mapped, seen))
    return FieldPlan(mapped.link.name, decision, base=None if held else shown, problem=problem)


def _unagreed(mapped: Mapped, shown: Pair[Digest], seen: Seen) -> FieldPlan:
    """Held with what both show as its base, so that the next edit flows; where a side wants to be
    asked, with a base that nothing equals, so that no edit flows before it was."""
    asks = mapped.link.two_way and OnConflict.ASK in mapped.link.claims
    base = Pair(Digest(""), Digest("")) if asks else shown
    problem = Clash(seen.origin.other, True, _texts(mapped, seen), unagreed=True)
    return FieldPlan(mapped.link.name, Hold(), base=base, problem=problem)


def _texts(mapped: Mapped, seen: Seen) -> Pair[str | None]:
    return Pair(*(text_of(_value(mapped, side, seen)) for side in Side))


def text_of(value: Value) -> str | None:
    """A canonical value as a conflict keeps and shows it."""
    return None if value is None else str(value)


def _confirmed(
    mapped: Mapped, known: Pair[Digest], shown: Pair[Digest], seen: Seen
) -> Pair[Digest] | None:
    """The base of an unchanged field: what our own write turned out to be, where it was ours."""
    if not seen.ours:
        return None
    ours = frozenset(side for side in Side if seen.made_by_us(side, mapped.link.name))
    return Pair(*(shown.of(side) if side in ours else known.of(side) for side in Side))
