"""Settled conflicts whose values are still kept, and the word that brings a lost one back."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from s2sctl.app.parked import Parked
from s2sctl.app.settling.word import Back, Word
from s2sctl.errors import UsageError
from s2sctl.model.side import Pair, Side
from s2sctl.ports.store import KnownConnection, StateStore
from s2sctl.sync.ledger import place
from s2sctl.sync.link import EntryKind, LedgerEntry
from s2sctl.sync.settled import SettledConflict

SETTLED = "SETTLED"
"""The code of a conflict that is over, where it is told like one that waits."""


@dataclass(frozen=True, slots=True)
class Kept:
    """One settled conflict; ``parked`` is how a person names it, like an open one."""

    conflict: SettledConflict
    parked: Parked


def kept(store: StateStore, known: KnownConnection) -> tuple[Kept, ...]:
    """All that are kept, newest first."""
    return tuple(Kept(one, _as_parked(one)) for one in store.settled_conflicts(known.name))


def named(found: Iterable[Kept], some: Sequence[Parked]) -> tuple[Kept, ...]:
    """Those of ``found`` that were chosen by ids or field."""
    wanted = {id(one) for one in some}
    return tuple(one for one in found if id(one.parked) in wanted)


def bringing_back(some: Sequence[Kept], side: Side) -> tuple[tuple[Parked, ...], Word]:
    """The word by which ``side``'s value of each is to stand again, and what it is about: of one
    field the latest conflict.

    Raises UsageError S2S581 where that side's value stands already in all of them.
    """
    latest: dict[object, Kept] = {}
    for one in some:
        latest.setdefault(place(one.parked.entry), one)
    lost = [one for one in latest.values() if one.conflict.winner is not side]
    if not lost:
        raise UsageError(
            "That org's value is the one that stands. Nothing was changed.",
            code="S2S581",
            help="name the org whose value was written over, as conflicts show --settled tells it",
        )
    back = {place(one.parked.entry): _back(one.conflict, side) for one in lost}
    return tuple(one.parked for one in lost), Word(back=back)


def _back(one: SettledConflict, side: Side) -> Back:
    known = one.winner is side.other
    return Back(side, one.values.of(side), one.values.of(side.other), known=known)


def _as_parked(one: SettledConflict) -> Parked:
    target = one.loser or Side.A
    entry = LedgerEntry(
        EntryKind.CONFLICT, one.key, one.objects, target, one.field, SETTLED, "", one.at
    )
    a, _, b = one.field.partition("=")
    return Parked(entry, one.ids, Pair(a, b), one.agreed)
