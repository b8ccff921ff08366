"""Fields that say one thing together: an amount and its currency, a state and its country. Pure.

Salesforce keeps an amount's currency in the record's CurrencyIsoCode (Object Reference, "Currency
Field Type"), a state by its country's list ("State and Country/Territory Picklists"), a geolocation
in two numbers ("Geolocation Compound Field"). Merged one by one, two edits make up a value that
nobody typed: 300 USD here and 15,000 JPY there would end as 300 JPY in both.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from s2sctl.manifest.manifest import OnConflict
from s2sctl.model.side import Pair, Side
from s2sctl.sync.decide import Decision, Hold, Keep, Situation, WriteTo, decide
from s2sctl.sync.mapped import Mapped
from s2sctl.sync.record_plan import Clash, FieldPlan, Unfit

_AREA = re.compile(r"(?P<of>\w*?)(?P<part>State|Country)(Code)?")
_CUSTOM_AREA = re.compile(r"(?P<of>\w+)__(?P<part>State|Country)Code__s")
_POINT = re.compile(r"(?P<of>\w*?)(__)?(Latitude|Longitude)(__s)?")


@dataclass(frozen=True, slots=True)
class Kin:
    """Field links that belong together. What the others mean depends on ``units``: while both
    sides show the same there, each field is its own."""

    units: frozenset[str]
    members: frozenset[str]


def kin(fields: Iterable[Mapped]) -> tuple[Kin, ...]:
    """The groups among a pairing's field links, as the names in either org tell them."""
    groups: dict[tuple[Side, str], tuple[set[str], set[str]]] = {}
    for mapped in fields:
        for side in Side:
            schema = mapped.types.of(side)
            found = _place(schema.name, schema.type)
            if found is not None:
                units, members = groups.setdefault((side, found[0]), (set(), set()))
                members.add(mapped.link.name)
                units.update({mapped.link.name} if found[1] else ())
    whole: list[Kin] = []
    for units, members in groups.values():
        if units and len(members) > 1:
            whole = _joined(whole, Kin(frozenset(units), frozenset(members)))
    return tuple(whole)


def _joined(groups: list[Kin], new: Kin) -> list[Kin]:
    apart = [one for one in groups if not one.members & new.members]
    for one in groups:
        if one.members & new.members:
            new = Kin(one.units | new.units, one.members | new.members)
    return [*apart, new]


@cache
def _place(name: str, type: str) -> tuple[str, bool] | None:
    """The group a field is in, and whether it is a unit there."""
    if type == "currency" or name == "CurrencyIsoCode":
        return "currency", type != "currency"
    area = _AREA.fullmatch(name) or _CUSTOM_AREA.fullmatch(name)
    if area is not None:
        return f"area {area['of']}", area["part"] == "Country"
    point = _POINT.fullmatch(name)
    return (f"point {point['of']}", True) if point is not None else None


def apart(group: Kin, cases: Mapping[str, Situation], diverged: Collection[str]) -> bool:
    """Whether the sides mean different units since an edit, so that the group is one decision."""
    return any(
        not cases[name].equal and _in_play(cases[name], name, diverged) for name in group.units
    )


def together(
    group: Kin,
    cases: Mapping[str, Situation],
    ruled: Mapping[str, Decision],
    diverged: Collection[str],
) -> dict[str, Decision]:
    """One decision for a group that is apart, by field link: the rules for one field
    (:func:`s2sctl.sync.decide.decide`), where an edit of any member is an edit of the group. Empty
    where nothing changed, or the members flow in ways that no one decision suits.

    ``ask`` of one member asks for all; otherwise the unit's ``on_conflict`` counts.
    """
    names = sorted(group.members)
    differ = [n for n in names if not cases[n].equal and _in_play(cases[n], n, diverged)]
    word = next((ruled[name] for name in names if name in ruled), None)
    decision = word or decide(_as_one(group, names, differ, cases))
    if isinstance(decision, Keep):
        return {}
    found: dict[str, Decision] = {}
    for name in differ:
        found[name] = decision
        if isinstance(decision, WriteTo):
            contested = cases[name].changed.of(decision.side)
            found[name] = replace(decision, contested=contested)
    if isinstance(decision, Hold):
        # What both edited alike is part of what is held: taken as agreed, it would be no edit.
        found |= {name: Keep() for name in names if name not in differ}
    return {**found, **{name: one for name, one in ruled.items() if name in found}}


def _as_one(
    group: Kin, names: Sequence[str], differ: Sequence[str], cases: Mapping[str, Situation]
) -> Situation:
    first = cases[min(group.units)]
    return replace(
        first,
        changed=Pair(*(any(cases[name].changed.of(side) for name in names) for side in Side)),
        equal=False,
        into=Pair(*(all(cases[name].into.of(side) for name in differ) for side in Side)),
        claims=Pair(*(_claim(names, first, cases, side) for side in Side)),
    )


def _claim(
    names: Sequence[str], first: Situation, cases: Mapping[str, Situation], side: Side
) -> OnConflict:
    asks = any(cases[name].claims.of(side) is OnConflict.ASK for name in names)
    return OnConflict.ASK if asks else first.claims.of(side)


def _in_play(now: Situation, name: str, diverged: Collection[str]) -> bool:
    return now.changed.a or now.changed.b or name in diverged


def all_or_none(plans: Iterable[FieldPlan], names: Collection[str]) -> tuple[FieldPlan, ...]:
    """The plans, where one of ``names`` cannot be written without the others of them: written in
    part, the target would show a value that nobody typed. They stay to be written."""
    plans = tuple(plans)
    if not any(plan.name in names and _blocked(plan) for plan in plans):
        return plans
    return tuple(
        FieldPlan(plan.name, Keep())
        if plan.name in names and isinstance(plan.decision, WriteTo)
        else plan
        for plan in plans
    )


def _blocked(plan: FieldPlan) -> bool:
    circles = isinstance(plan.problem, Clash) and plan.problem.oscillates
    return circles or isinstance(plan.problem, Unfit)
