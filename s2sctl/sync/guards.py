"""Counted limits that stop a run before its first write. Pure.

Nothing is destroyed by surprise: a tripped guard names the flag, with the exact count, that lets
the run pass (design §3.8). Small numbers never trip one.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from s2sctl.manifest.manifest import Guards
from s2sctl.model.names import ObjectName, OrgAlias

FLOOR = 20
"""Planned deletes or updates up to this many pass whatever their share of the whole is."""


@dataclass(frozen=True, slots=True)
class Count:
    """What a run is about to do to one object of one org, and what it is measured by.

    ``shared`` is the number of active shares of that object; ``read_whole`` and ``rows`` say
    whether a rule was read from the beginning and how many rows it brought. ``updated`` and
    ``deleted``: the ids of some of the records that the planned rows come from.
    """

    org: OrgAlias
    object: ObjectName
    guards: Guards
    shared: int = 0
    updates: int = 0
    deletes: int = 0
    read_whole: bool = False
    rows: int = 0
    updated: tuple[str, ...] = ()
    deleted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Allowance:
    """How many deletes, updates and creates a person allowed, over all objects."""

    deletes: int = 0
    updates: int = 0
    creates: int = 0


@dataclass(frozen=True, slots=True)
class Budget:
    """One org's API calls: spent by this run, still needed by the plan, and the daily limit."""

    org: OrgAlias
    guards: Guards
    spent: int
    needed: int
    limit: int | None


@dataclass(frozen=True, slots=True)
class Tripped:
    """A guard that says stop. ``flag`` lets the run pass, empty where none does."""

    code: str
    text: str
    flag: str = ""


def check_counts(counts: Iterable[Count], allowed: Allowance) -> tuple[Tripped, ...]:
    """The guards that the planned writes trip, each once."""
    counts = tuple(counts)
    found = [
        *_share_guard("S2S501", "delete", "deletes", _deletes(counts), allowed.deletes),
        *_share_guard("S2S502", "update", "updates", _updates(counts), allowed.updates),
    ]
    for count in counts:
        empty = count.read_whole and count.rows == 0 and count.shared > FLOOR
        if empty and allowed.deletes < count.shared:
            found.append(_empty(count))
    return tuple(found)


def check_rebuilt(creates: int, allowed: Allowance) -> tuple[Tripped, ...]:
    """The guard over the first creates after the links were rebuilt: each is let pass by a person.

    A copy that a rebuild could not see looks like a record that has none.
    """
    if creates <= allowed.creates:
        return ()
    text = f"it would make {creates} copies, the first ones since the state was rebuilt"
    return (Tripped("S2S780", text, f"--allow-creates {creates}"),)


def check_budget(budgets: Iterable[Budget]) -> tuple[Tripped, ...]:
    """The orgs whose share of the daily API calls this run would overstep."""
    return tuple(
        Tripped(
            "S2S504",
            f"this run needs {budget.spent + budget.needed} API calls of {budget.org}, "
            f"over {budget.guards.api_calls:g} % of its daily {budget.limit}",
        )
        for budget in budgets
        if budget.limit is not None
        and budget.spent + budget.needed > budget.limit * budget.guards.api_calls / 100
    )


@dataclass(frozen=True, slots=True)
class _Planned:
    count: Count
    planned: int
    percent: float
    examples: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """How many of how many, the limit, and a few of them."""
        count = self.count
        named = f", such as those of {', '.join(self.examples)}" if self.examples else ""
        return (
            f"{self.planned} of {count.shared} shared {count.object} records in {count.org} "
            f"(limit {self.percent:g} %{named})"
        )


def _deletes(counts: tuple[Count, ...]) -> list[_Planned]:
    return [_Planned(one, one.deletes, one.guards.deletes, one.deleted) for one in counts]


def _updates(counts: tuple[Count, ...]) -> list[_Planned]:
    return [_Planned(one, one.updates, one.guards.updates, one.updated) for one in counts]


def _share_guard(
    code: str, verb: str, flag: str, planned: list[_Planned], allowed: int
) -> list[Tripped]:
    total = sum(one.planned for one in planned)
    over = [
        one
        for one in planned
        if one.planned > FLOOR and one.planned > one.count.shared * one.percent / 100
    ]
    if not over or total <= allowed:
        return []
    texts = ", ".join(one.text for one in over)
    return [Tripped(code, f"it would {verb} {texts}", f"--allow-{flag} {total}")]


def _empty(count: Count) -> Tripped:
    return Tripped(
        "S2S503",
        f"{count.org} shows no {count.object} at all while {count.shared} are shared",
        f"--allow-deletes {count.shared}",
    )
