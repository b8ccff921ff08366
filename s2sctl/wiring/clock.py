"""This machine's clock."""

import time
from datetime import UTC, datetime

from s2sctl.errors import Interrupted
from s2sctl.wiring.signals import Stop

_GLANCE = 0.2
"""Seconds between two looks whether a signal came. Its handler only notes the number: waking a
waiting thread from a handler may find that thread's lock taken."""


class SystemClock:
    """Implements :class:`s2sctl.ports.clock.Clock`; ``stop`` is where signals are noted."""

    def __init__(self, stop: Stop | None = None) -> None:
        self._stop = stop or Stop()

    def now(self) -> datetime:
        """Now, UTC."""
        return datetime.now(UTC)

    def ticks(self) -> float:
        """Seconds that nobody can set."""
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        """Wait; raises Interrupted once a signal came, before the wait or in it."""
        end = time.monotonic() + seconds
        while self._stop.number is None:
            left = end - time.monotonic()
            if left <= 0:
                return
            time.sleep(min(left, _GLANCE))
        raise Interrupted(
            "Interrupted while waiting: what was acknowledged is remembered.",
            signal_number=self._stop.number,
            help="the same command goes on from here",
        )
