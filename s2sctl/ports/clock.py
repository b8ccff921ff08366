"""Time, as the use cases may know it."""

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """This machine's time. What an org's time is, only the org says (:meth:`Org.now`)."""

    def now(self) -> datetime:
        """Now, UTC."""
        ...

    def ticks(self) -> float:
        """Seconds since some moment, by a clock that nobody sets; it may rest while the machine
        sleeps, and never runs ahead."""
        ...

    def sleep(self, seconds: float) -> None:
        """Wait. Raises Interrupted as soon as the process is asked to stop."""
        ...
