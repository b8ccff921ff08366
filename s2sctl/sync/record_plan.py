"""A share's fields as values: what was seen, what is to be written, what is to be noted. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from s2sctl.model.digest import Digest, DigestKey, digest
from s2sctl.model.ids import Key, RecordId
from s2sctl.model.names import FieldName
from s2sctl.model.side import Pair, Side
from s2sctl.model.values import Value, Values
from s2sctl.sync.decide import Decision, Diverge, Hold, WriteTo
from s2sctl.sync.flips import Flip
from s2sctl.sync.mapped import Mapped
from s2sctl.sync.ruling import Ruling
from s2sctl.sync.settled import Overridden

Base: TypeAlias = Mapping[str, Pair[Digest]]
"""What both sides last agreed on, by field link: each side's own digest."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What is known of a share's two rows.

    ``values`` of a side that was not read are None: it is taken to be as it was. ``ours`` are the
    sides whose last write was ours, not read back yet, with nobody's edit since: what they show is
    their base, but for the fields in ``unsettled``. ``newer`` is whose last edit is the newer one.
    """

    values: Pair[Values | None]
    origin: Side
    newer: Side | None = None
    ours: frozenset[Side] = frozenset()
    unsettled: Pair[frozenset[str]] = field(default_factory=lambda: Pair(frozenset(), frozenset()))
    flips: Mapping[str, Flip] = field(default_factory=dict)
    under_our_login: frozenset[Side] = frozenset()
    """The sides whose row was last modified by our own user: no person's edit."""
    rulings: Mapping[str, Ruling] = field(default_factory=dict)
    """What a person said about a field, by field link."""
    diverged: frozenset[str] = frozenset()
    """Fields of which each side keeps its own value, by policy or because nobody has decided:
    their bases are no agreement."""
    held: frozenset[str] = frozenset()
    """Fields with an open conflict: both values count as edits, also one that was put back."""
    found: bool = False
    """The share was found again by its key: what both sides last agreed on is not known."""

    def made_by_us(self, side: Side, name: str) -> bool:
        """Whether what the side shows in that field is our own write, not read back yet."""
        return side in self.ours and name not in self.unsettled.of(side)


@dataclass(frozen=True, slots=True)
class Waits:
    """A lookup whose record is not shared (yet): null is written meanwhile."""

    target: Side
    parent: RecordId


@dataclass(frozen=True, slots=True)
class Unfit:
    """A value that cannot become one of the target field's."""

    target: Side
    code: str
    message: str
    source: str = ""
    """What is remembered of the value."""


@dataclass(frozen=True, slots=True)
class Clash:
    """Both sides changed the field apart. ``values`` are canonical texts, for a person to see."""

    target: Side
    open: bool
    values: Pair[str | None]
    unagreed: bool = False
    """Nobody knows what both sides last agreed on: the share's history is lost."""
    oscillates: bool = False
    """It was not people who changed it, but automations that answer each other."""


Problem: TypeAlias = Waits | Unfit | Clash


@dataclass(frozen=True, slots=True)
class FieldPlan:
    """One field: the decision, the value to write, the base once that is done, what to note."""

    name: str
    decision: Decision
    field: FieldName | None = None
    value: Value = None
    base: Pair[Digest] | None = None
    problem: Problem | None = None
    flip: Flip | None = None
    """What to remember of a write that no person asked for."""
    overridden: Overridden | None = None
    """Of a write: the value it takes away, where that was somebody's edit."""


@dataclass(frozen=True, slots=True)
class Marker:
    """Makes the digests of one share's values, so that equal values elsewhere look different."""

    secret: DigestKey
    key: Key

    def of(self, side: Side, name: str, value: Value) -> Digest:
        """What is remembered of ``value``."""
        return digest(self.secret, f"{self.key}|{side.value}|{name}", value)


@dataclass(frozen=True, slots=True)
class RecordPlan:
    """All fields of one share, in the order of the field links."""

    fields: tuple[FieldPlan, ...]
    writes: Pair[dict[FieldName, Value]] = field(default_factory=lambda: Pair({}, {}))

    @property
    def targets(self) -> tuple[Side, ...]:
        """The sides that are to be written."""
        return tuple(side for side in Side if self.writes.of(side))

    @property
    def clashes(self) -> tuple[FieldPlan, ...]:
        """Fields that both sides changed apart, whatever was decided."""
        return tuple(plan for plan in self.fields if _contested(plan.decision))

    def only(self, sides: Iterable[Side]) -> "RecordPlan":
        """The same plan without the writes to any other side."""
        kept = frozenset(sides)
        fields = tuple(
            plan
            for plan in self.fields
            if not isinstance(plan.decision, WriteTo) or plan.decision.side in kept
        )
        return planned(fields)

    def written(self) -> "RecordPlan":
        """The fields that are to be written, without the others."""
        return planned(tuple(one for one in self.fields if isinstance(one.decision, WriteTo)))

    def unwritten(self, side: Side, fields: Iterable[Mapped], base: Base) -> frozenset[str]:
        """Those of ``fields``, and of what ``base`` remembers of others, that the write to ``side``
        does not set: what ``side`` shows in them afterwards is not ours, whoever modified the row
        last. A field that rests is not among ``fields``, and has a base."""
        written = {
            plan.name
            for plan in self.fields
            if isinstance(plan.decision, WriteTo) and plan.decision.side is side
        }
        return (frozenset(mapped.link.name for mapped in fields) | base.keys()) - written

    def base_after(self, base: Base) -> dict[str, Pair[Digest]]:
        """What both sides will have agreed on once the writes are done."""
        return {**base, **{plan.name: plan.base for plan in self.fields if plan.base is not None}}

    def flips_after(self, flips: Mapping[str, Flip]) -> dict[str, Flip]:
        """What is known of such writes once these are done; a person's edit ends the count."""
        written = {one.name: one.flip for one in self.fields if isinstance(one.decision, WriteTo)}
        return {name: flip for name, flip in {**flips, **written}.items() if flip is not None}


def planned(fields: tuple[FieldPlan, ...]) -> RecordPlan:
    """A record's plan from its fields' plans."""
    writes: Pair[dict[FieldName, Value]] = Pair({}, {})
    for plan in fields:
        if isinstance(plan.decision, WriteTo) and plan.field is not None:
            writes.of(plan.decision.side)[plan.field] = plan.value
    return RecordPlan(fields, writes)


def _contested(decision: Decision) -> bool:
    return isinstance(decision, Hold | Diverge) or (
        isinstance(decision, WriteTo) and decision.contested
    )
