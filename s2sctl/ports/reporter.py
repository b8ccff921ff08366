"""How a use case says what happens while it happens."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Progress:
    """Work done so far on one thing: ``done`` of ``total`` (None: unknown) in ``unit``."""

    what: str
    done: int
    total: int | None
    unit: str = "records"


@dataclass(frozen=True, slots=True)
class Note:
    """Something a person should know while it runs; no record value."""

    text: str
    warning: bool = False


class Reporter(Protocol):
    """Hears what happens; may show it or not. Never fails, never blocks."""

    def progress(self, progress: Progress) -> None:
        """Some work was done."""
        ...

    def note(self, note: Note) -> None:
        """Something is worth a line."""
        ...

    def stop_asked(self) -> int | None:
        """The number of a signal that asked us to stop after the batch in flight, if any."""
        ...
