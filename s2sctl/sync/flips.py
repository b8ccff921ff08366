"""Automations that answer each other: the same two values of a field, back and forth. Pure.

Echoes that a comparison with the base does not stop: facts/salesforce-api.md §5.3. A change made
under our own login is a trigger's, a flow's or an integration's; only such changes count.
"""

from dataclasses import dataclass

from s2sctl.model.digest import Digest
from s2sctl.model.side import Pair, Side

MOST = 3
"""How often the values may go back and forth before the field is held."""


@dataclass(frozen=True, slots=True)
class Flip:
    """The latest write of a field that no person asked for: where it went, how many of its kind
    came one after the other, each answering the last, and what was written last on either side."""

    to: Side
    times: int
    sent: Pair[Digest]


def flipped(known: Flip | None, to: Side, sent: Digest) -> Flip:
    """What is to be remembered once ``sent`` was written to ``to``."""
    nothing = Digest("")
    if known is None or known.to is to:
        return Flip(to, 1, Pair.seen_from(to, sent, nothing))
    news = known.sent.of(to) not in (nothing, sent)
    return Flip(to, 1 if news else known.times + 1, known.sent.put(to, sent))


def oscillates(known: Flip | None, to: Side, sent: Digest) -> bool:
    """Whether writing ``sent`` to ``to`` would only be the next turn of the same dance."""
    return flipped(known, to, sent).times > MOST
