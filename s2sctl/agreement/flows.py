"""What both sides' terms join to. Pure."""

from dataclasses import dataclass, field

from s2sctl.manifest.manifest import (
    KEEP_DAYS,
    Accept,
    FullCompare,
    Guards,
    OnConflict,
    Owner,
    ShareRule,
    WhenShareEnds,
)
from s2sctl.manifest.recast import Recast
from s2sctl.model.names import ConnectionName, FieldName, ObjectName
from s2sctl.model.side import Pair, Side


@dataclass(frozen=True, slots=True)
class Transform:
    """How a value changes on its way; the identity where nothing is set."""

    values: tuple[tuple[str, str], ...] | None = None
    default: str | None = None
    truncate: int | None = None
    recast: Recast = field(default_factory=Recast)


@dataclass(frozen=True, slots=True)
class FieldLink:
    """One field of side a and the field of side b it is kept equal with.

    ``into.a`` is the transform of values that arrive in side a, None where the field does not
    flow that way. ``claims`` are both sides' policies; a field flowing one way needs none.
    """

    fields: Pair[FieldName]
    into: Pair[Transform | None]
    claims: Pair[OnConflict]
    known_as: Pair[FieldName] | None = None
    """The names under which both fields were first in force; None where they still have them."""

    @property
    def name(self) -> str:
        """The name of this field link within its pairing, stable while both fields are, under
        whatever API names: what both sides agreed on is remembered by it."""
        a, b = self.known_as or self.fields
        return f"{a}={b}"

    def sources(self, side: Side) -> tuple[FieldName, ...]:
        """The fields of ``side`` that its value is read from; more than one where they are joined
        on their way to the other side."""
        outward = self.into.of(side.other)
        more = outward.recast.join if outward is not None else ()
        return (self.fields.of(side), *more)

    @property
    def two_way(self) -> bool:
        """Whether the field flows both ways."""
        return self.into.a is not None and self.into.b is not None


@dataclass(frozen=True, slots=True)
class Intake:
    """How the receiving side of a flow takes records in."""

    accept: Accept
    owner: Owner | None
    record_type: str | None
    when_share_ends: WhenShareEnds
    constants: tuple[tuple[FieldName, str], ...] = ()
    max_file_mb: int | None = None
    strict: bool = False


@dataclass(frozen=True, slots=True)
class Pairing:
    """An object of side a and the object of side b whose rows are each other's copies.

    ``share.a`` is the rule by which side a's own records go to b, None where a does not publish
    or b does not subscribe; ``intake.b`` says how b takes them in.
    """

    objects: Pair[ObjectName]
    fields: tuple[FieldLink, ...]
    share: Pair[ShareRule | None]
    intake: Pair[Intake | None]
    full_compare: Pair[FullCompare | None] = field(default_factory=lambda: Pair(None, None))
    """How often a side's records are read whole, besides what their stamps show."""

    @property
    def flows(self) -> "tuple[Flow, ...]":
        """The ways records and their changes travel, a's first."""
        return tuple(Flow(self, source) for source in Side if self.share.of(source) is not None)

    def strict(self, side: Side) -> bool:
        """Whether that side's rows are updated only where nobody edited them meanwhile."""
        intake = self.intake.of(side)
        return intake is not None and intake.strict

    def mapped(self, side: Side) -> tuple[FieldName, ...]:
        """Every field of that side that takes part, each once, in order."""
        return tuple(dict.fromkeys(name for link in self.fields for name in link.sources(side)))


@dataclass(frozen=True, slots=True)
class Flow:
    """One object travelling one way: from ``source`` to the other side."""

    pairing: Pairing
    source: Side

    @property
    def source_object(self) -> ObjectName:
        """The object records come from."""
        return self.pairing.objects.of(self.source)

    @property
    def target_object(self) -> ObjectName:
        """The object copies are made of."""
        return self.pairing.objects.of(self.source.other)

    @property
    def links(self) -> tuple[FieldLink, ...]:
        """The field links whose values travel this way."""
        return tuple(
            link for link in self.pairing.fields if link.into.of(self.source.other) is not None
        )


@dataclass(frozen=True, slots=True)
class Agreement:
    """Both sides joined: the pairings, and both sides' guards.

    ``keep_days``: how long the values of settled conflicts are kept; the shorter of what both
    sides say, 0 for not at all.
    """

    connection: ConnectionName
    pairings: tuple[Pairing, ...]
    guards: Pair[Guards]
    keep_days: int = KEEP_DAYS
