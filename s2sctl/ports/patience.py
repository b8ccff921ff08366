"""How long a call that failed is tried again."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to go on: tries in all, and the bounds of one wait in seconds.

    A ``Retry-After`` is obeyed up to ``obeyed``; an org that asks for more is left alone.
    """

    tries: int = 5
    first: float = 1.0
    longest: float = 60.0
    obeyed: float = 300.0
