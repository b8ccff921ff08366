"""What happens while it happens, on stderr: one line that is rewritten, on a terminal only."""

import sys
from collections.abc import Callable

from s2sctl.ports.reporter import Note, Progress


class ShownProgress:
    """Implements :class:`s2sctl.ports.reporter.Reporter`. Silent without a terminal or if quiet."""

    def __init__(self, stop_asked: Callable[[], int | None], *, quiet: bool = False) -> None:
        self._stop_asked = stop_asked
        self._shown = sys.stderr.isatty() and not quiet
        self._quiet = quiet
        self._width = 0

    def progress(self, progress: Progress) -> None:
        """Rewrite the line."""
        if self._shown:
            total = f" of {progress.total:,}" if progress.total is not None else ""
            line = f"{progress.what}: {progress.done:,}{total} {progress.unit}"
            print(f"\r{line.ljust(self._width)}", end="", file=sys.stderr, flush=True)
            self._width = len(line)

    def note(self, note: Note) -> None:
        """A line of its own."""
        if not self._quiet:
            self.clear()
            print(f"{'warning: ' if note.warning else ''}{note.text}", file=sys.stderr)

    def stop_asked(self) -> int | None:
        """The signal that came, if any."""
        return self._stop_asked()

    def clear(self) -> None:
        """Take the line away, so that what follows starts clean."""
        if self._width:
            print(f"\r{' ' * self._width}\r", end="", file=sys.stderr, flush=True)
            self._width = 0
