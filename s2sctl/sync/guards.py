"""Counted limits that stop a run before its first write. Pure.

Nothing is destroyed by surprise: a tripped guard names the flag, with the exact count, that lets
the run pass (design §3.8). Small numbers never trip one.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from s2sctl.manifest.manifest import Guards
from s2sctl.model.names import ObjectName, OrgAlias
from s2sctl.model.side import Side

FLOOR = 20
"""Planned deletes or updates up to this many pass whatever their share of the whole is."""

CREATES_FLOOR = 500
"""Planned creates up to this many pass whatever their share of the whole is: a young connection
may grow tenfold in a day, and what was made too much can be removed again."""


@dataclass(frozen=True, slots=True)
class Count:
    """What a run is about to do to one object of one org, and what it is measured by.

    ``shared`` is the number of active shares of that object; ``read_whole`` and ``rows`` say
    whether a rule was read from the beginning and how many rows it brought. ``first``: nothing was
    shared before, so that every record is new. ``updated``, ``deleted`` and
    ``created``: the ids of some of the records that the planned rows come from.
    """

    org: OrgAlias
    object: ObjectName
    guards: Guards
    shared: int = 0
    updates: int = 0
    deletes: int = 0
    creates: int = 0
    read_whole: bool = False
    rows: int = 0
    first: bool = False
    updated: tuple[str, ...] = ()
    deleted: tuple[str, ...] = ()
    created: tuple[str, ...] = ()
    side: Side = Side.A
    """Which side ``org`` is."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """How many deletes, updates and creates a person allowed, over all objects, and how many API
    calls of either org."""

    deletes: int = 0
    updates: int = 0
    creates: int = 0
    api_calls: int = 0


@dataclass(frozen=True, slots=True)
class Tripped:
    """A guard that says stop.

    ``planned`` of ``shared`` is more than ``limit`` percent. ``allow`` is what a person may allow
    (``deletes``, ``updates``, ``creates``, ``api-calls``), ``count`` how many of them let the run
    pass. ``cause`` is what most likely brought it, "" where nobody can tell. No record value.
    """

    code: str
    text: str
    org: OrgAlias
    object: ObjectName | None = None
    planned: int = 0
    shared: int | None = None
    limit: float | None = None
    allow: str = ""
    count: int = 0
    cause: str = ""
    side: Side = Side.A
    """Which side ``org`` is."""

    @property
    def flag(self) -> str:
        """What lets the run pass, as it is typed."""
        return f"--allow-{self.allow} {self.count}"

    @property
    def told(self) -> str:
        """The sentence with its likely cause."""
        return f"{self.text}; {self.cause}" if self.cause else self.text


def flags(tripped: Iterable[Tripped], allowed: Allowance | None = None) -> str:
    """All flags that let the run pass, each once with the greatest count asked for; those that
    were ``allowed`` before stay among them."""
    given = allowed or Allowance()
    named = {
        "deletes": given.deletes,
        "updates": given.updates,
        "creates": given.creates,
        "api-calls": given.api_calls,
    }
    counts = {allow: count for allow, count in named.items() if count}
    for one in tripped:
        counts[one.allow] = max(one.count, counts.get(one.allow, 0))
    return " ".join(f"--allow-{allow} {count}" for allow, count in counts.items())


def check_counts(counts: Iterable[Count], allowed: Allowance) -> tuple[Tripped, ...]:
    """The guards that the planned writes trip, one for each org, object and kind of write.

    What lets pass is a count over all objects, the same in each.
    """
    counts = tuple(counts)
    return (
        *_over("S2S501", "deletes", map(_deletes, counts), allowed.deletes),
        *_over("S2S502", "updates", map(_updates, counts), allowed.updates),
        *_over("S2S510", "creates", map(_creates, counts), allowed.creates),
        *(_empty(one) for one in counts if _is_empty(one) and allowed.deletes < one.shared),
    )


def check_rebuilt(creates: int, org: OrgAlias, allowed: Allowance) -> tuple[Tripped, ...]:
    """The guard over the first creates after the links were rebuilt: each is let pass by a person.

    A copy that a rebuild could not see looks like a record that has none.
    """
    if creates <= allowed.creates:
        return ()
    text = f"it would make {creates} copies, the first ones since the state was rebuilt"
    return (Tripped("S2S780", text, org, planned=creates, allow="creates", count=creates),)


def with_causes(
    tripped: Iterable[Tripped], cause_of: Callable[[Tripped], str]
) -> tuple[Tripped, ...]:
    """The same with their likely causes."""
    return tuple(replace(one, cause=cause_of(one)) for one in tripped)


@dataclass(frozen=True, slots=True)
class _Planned:
    count: Count
    doing: str
    """What the run would do, of how many records, as part of a sentence."""
    planned: int
    percent: float
    floor: int
    examples: tuple[str, ...] = ()

    @property
    def trips(self) -> bool:
        """Whether it is more than the limit, and no small number."""
        return self.planned > max(self.floor, self.count.shared * self.percent / 100)

    @property
    def text(self) -> str:
        """What it would do, the limit, and a few of the records."""
        named = f", such as those of {', '.join(self.examples)}" if self.examples else ""
        return f"it would {self.doing} (limit {self.percent:g} %{named})"


def _deletes(one: Count) -> _Planned:
    doing = f"delete {one.deletes} {_of_shared(one)}"
    return _Planned(one, doing, one.deletes, one.guards.deletes, FLOOR, one.deleted)


def _updates(one: Count) -> _Planned:
    doing = f"update {one.updates} {_of_shared(one)}"
    return _Planned(one, doing, one.updates, one.guards.updates, FLOOR, one.updated)


def _creates(one: Count) -> _Planned:
    """A flow that is read for the first time makes everything it shares: that is what it is for."""
    what = f"create {one.creates} {one.object} records in {one.org}"
    return _Planned(
        one,
        f"{what}, where {one.shared} are shared",
        one.creates,
        one.guards.creates,
        one.creates if one.first else CREATES_FLOOR,
        one.created,
    )


def _of_shared(one: Count) -> str:
    return f"of {one.shared} shared {one.object} records in {one.org}"


def _over(code: str, allow: str, all_planned: Iterable[_Planned], allowed: int) -> list[Tripped]:
    planned = tuple(all_planned)
    total = sum(one.planned for one in planned)
    if total <= allowed:
        return []
    return [
        Tripped(
            code,
            one.text,
            one.count.org,
            one.count.object,
            one.planned,
            one.count.shared,
            one.percent,
            allow,
            total,
            side=one.count.side,
        )
        for one in planned
        if one.trips
    ]


def _is_empty(one: Count) -> bool:
    return one.read_whole and one.rows == 0 and one.shared > FLOOR


def _empty(one: Count) -> Tripped:
    return Tripped(
        "S2S503",
        f"{one.org} shows no {one.object} at all while {one.shared} are shared",
        one.org,
        one.object,
        one.shared,
        one.shared,
        allow="deletes",
        count=one.shared,
        side=one.side,
    )
