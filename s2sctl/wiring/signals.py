"""INT and TERM ask a run to stop; they never cut a call in half."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType


class Stop:
    """The signal that came, if any. A second one, of either kind, ends the process at once."""

    def __init__(self) -> None:
        self.number: int | None = None

    def __call__(self, number: int, frame: FrameType | None) -> None:
        """Take the signal; the next one is not noted any more."""
        self.number = number
        signal.signal(signal.SIGTERM, _end)
        signal.signal(signal.SIGINT, _end)


def _end(number: int, frame: FrameType | None) -> None:
    # First: where even the line cannot be said, a third signal needs none.
    signal.signal(number, signal.SIG_DFL)
    # print might find its own buffer's lock taken by what the signal broke into.
    with suppress(OSError):
        os.write(2, _AT_ONCE)
    if number == signal.SIGINT:
        raise KeyboardInterrupt
    os.kill(os.getpid(), number)


_AT_ONCE = b"\nStopped at once; what was acknowledged is remembered. Run the same command again.\n"


@contextmanager
def stop_on_signals() -> Iterator[Stop]:
    """While inside, INT and TERM are noted; afterwards they are what they were."""
    stop = Stop()
    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
