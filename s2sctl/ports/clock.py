"""Time, as the use cases may know it."""

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """This machine's time. What an org's time is, only the org says (:meth:`Org.now`)."""

    def now(self) -> datetime:
        """Now, UTC."""
        ...

    def sleep(self, seconds: float) -> None:
        """Wait. Raises Interrupted as soon as the process is asked to stop."""
        ...
