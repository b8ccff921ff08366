"""This machine's clock."""

from datetime import UTC, datetime
from threading import Event


class SystemClock:
    """Implements :class:`s2sctl.ports.clock.Clock`. Set ``stopping`` to end every sleep."""

    def __init__(self, stopping: Event | None = None) -> None:
        self.stopping = stopping or Event()

    def now(self) -> datetime:
        """Now, UTC."""
        return datetime.now(UTC)

    def sleep(self, seconds: float) -> None:
        """Wait; returns at once when the process is asked to stop."""
        self.stopping.wait(seconds)
