"""What becomes of one field: one total function over everything that can be the case. Pure.

Design §8. The rules, in order:

1. A field that flows one way is written when its source changed, and never otherwise.
2. Neither side changed: nothing. Both show the same: that is the new base.
3. One side changed: the other is written.
4. Both changed apart: any ``ask`` holds the field. Else each side claims its value or does not
   (``local`` always, ``newest`` if its edit is the newer, ``partner`` never). One claim wins on
   both sides; two claims diverge; with none, the newer edit wins. A tie goes to the origin.

Swapping a and b mirrors every outcome, and after any outcome is carried out the next decision is
to keep (tests/unit/sync/test_decide.py).
"""

from dataclasses import dataclass
from typing import TypeAlias

from s2sctl.manifest.manifest import OnConflict
from s2sctl.model.side import Pair, Side


@dataclass(frozen=True, slots=True)
class Situation:
    """What is known of one field of one share.

    ``changed``: whether each side differs from the base. ``equal``: whether both show the same,
    seen through the transforms. ``into``: whether the field flows into each side. ``newer``: whose
    edit is the newer one, None for a tie or where nothing is known.
    """

    changed: Pair[bool]
    equal: bool
    into: Pair[bool]
    claims: Pair[OnConflict]
    newer: Side | None
    origin: Side

    def swap(self) -> "Situation":
        """The same situation seen from the far end."""
        return Situation(
            self.changed.swap(),
            self.equal,
            self.into.swap(),
            self.claims.swap(),
            self.newer.other if self.newer else None,
            self.origin.other,
        )


@dataclass(frozen=True, slots=True)
class Keep:
    """Nothing happens."""


@dataclass(frozen=True, slots=True)
class Adopt:
    """Both show the same: remember it, write nothing."""


@dataclass(frozen=True, slots=True)
class WriteTo:
    """``side`` takes the other side's value; ``contested`` when it had an edit of its own."""

    side: Side
    contested: bool = False


@dataclass(frozen=True, slots=True)
class Hold:
    """A person decides; until then neither side is written."""


@dataclass(frozen=True, slots=True)
class Diverge:
    """Both sides claim their own value: each keeps it, and that is recorded."""


Decision: TypeAlias = Keep | Adopt | WriteTo | Hold | Diverge


def decide(now: Situation) -> Decision:
    """The one decision for a field. Total: every situation has one."""
    if not (now.into.a and now.into.b):
        return _one_way(now)
    if not (now.changed.a or now.changed.b):
        return Keep()
    if now.equal:
        return Adopt()
    if now.changed.a != now.changed.b:
        return WriteTo(Side.B if now.changed.a else Side.A)
    return _both_changed(now)


def _one_way(now: Situation) -> Decision:
    """Also for a field that flows nowhere: nothing happens."""
    for target in Side:
        if now.into.of(target) and now.changed.of(target.other):
            return Adopt() if now.equal else WriteTo(target)
    return Keep()


def _both_changed(now: Situation) -> Decision:
    if OnConflict.ASK in now.claims:
        return Hold()
    newer = now.newer or now.origin
    claims = now.claims
    a, b = (_claims(claims.of(side), side is newer) for side in Side)
    if a and b:
        return Diverge()
    winner = newer if a == b else Side.A if a else Side.B
    return WriteTo(winner.other, contested=True)


def _claims(policy: OnConflict, is_newer: bool) -> bool:
    return policy is OnConflict.LOCAL or (policy is OnConflict.NEWEST and is_newer)
