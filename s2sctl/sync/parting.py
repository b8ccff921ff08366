"""Which rows of a call that was refused go into which further call. Pure.

A trigger that fails fails for all rows of its call, and one row may make the org refuse the call
itself. The guilty are found by halving; the innocent arrive on the way (facts/salesforce-api.md
§3.4).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

Places: TypeAlias = tuple[int, ...]
"""Rows, by their place in the first call."""

_MORE = 4
"""Parts that may fail in a row beyond those that lead to one guilty row at an end."""


@dataclass(slots=True)
class Parting:
    """The parts that are still to be sent. A row that is refused alone is refused for good.

    Where part after part is refused and nothing gets through, no row is to blame: that is given
    up, after as many parts as lead to a single row and a few more.
    """

    _allowed: int
    _left: list[Places] = field(default_factory=list)
    _futile: int = 0

    @classmethod
    def of(cls, refused: Sequence[int]) -> "Parting":
        """Of rows that were refused in one call; a single one is left as it is."""
        parting = cls(len(refused).bit_length() + _MORE)
        parting._halve(tuple(refused))
        return parting

    def next(self) -> Places | None:
        """The rows of the next call; None where there is none."""
        return self._left.pop() if self._left and not self.given_up else None

    def heard(self, part: Places, refused: Collection[int]) -> None:
        """``refused``: those of the part's rows that may have been refused for another's sake."""
        self._futile = self._futile + 1 if len(refused) == len(part) else 0
        self._halve(tuple(place for place in part if place in refused))

    @property
    def given_up(self) -> bool:
        """Whether nothing gets through any more."""
        return self._futile > self._allowed

    def _halve(self, rows: Places) -> None:
        if len(rows) > 1:
            middle = len(rows) // 2
            self._left += [rows[middle:], rows[:middle]]
