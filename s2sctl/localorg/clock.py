"""The org's own clock: real time plus an offset that tests and demos move."""

from datetime import UTC, datetime, timedelta


class OrgClock:
    """Tells the org's time. Moving it never goes unnoticed: the ``Date`` header says it too."""

    def __init__(self, offset: timedelta = timedelta(0)) -> None:
        self.offset = offset

    def now(self) -> datetime:
        """The org's time, aware, in UTC."""
        return datetime.now(UTC) + self.offset

    def stamp(self) -> int:
        """Now as stored in rows: epoch milliseconds of the whole second.

        Salesforce's audit stamps carry no fraction (facts/salesforce-api.md §1.2).
        """
        return int(self.now().timestamp()) * 1000

    def today(self) -> str:
        """The org's date (UTC), ``YYYY-MM-DD``."""
        return self.now().date().isoformat()

    def move(self, by: timedelta) -> None:
        """Shift the clock, back or forth."""
        self.offset += by
