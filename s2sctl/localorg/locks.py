"""Rows that somebody's open transaction holds: others cannot change them meanwhile.

Source: "Record Locking Cheat Sheet"; facts/salesforce-api.md §4: about ten seconds of waiting, then
UNABLE_TO_LOCK_ROW.
"""

from collections import Counter
from collections.abc import Iterable

from s2sctl.localorg.faults import RowError
from s2sctl.model.ids import to18


class RowLocks:
    """The held rows of one org. A row held twice is free when it was released twice."""

    def __init__(self) -> None:
        self.wait_seconds = 10.0
        """How long a request waits for a held row that it names before it is refused."""
        self._held: Counter[str] = Counter()

    def hold(self, ids: Iterable[str]) -> None:
        """Hold rows, by ids of 15 or 18 characters."""
        self._held.update(str(to18(one)) for one in ids)

    def release(self, ids: Iterable[str]) -> None:
        """Let go of rows."""
        self._held -= Counter(str(to18(one)) for one in ids)

    def release_all(self) -> None:
        """Let go of every row."""
        self._held.clear()

    def held(self) -> tuple[str, ...]:
        """The ids of the rows held, in 18 characters."""
        return tuple(self._held)

    def check(self, record_id: str) -> None:
        """Refuse a row that is held. Raises ``RowError`` UNABLE_TO_LOCK_ROW."""
        if self._held and self._held[record_id] > 0:
            raise RowError(
                "UNABLE_TO_LOCK_ROW",
                f"unable to obtain exclusive access to this record or 1 records: {record_id[:15]}",
            )
