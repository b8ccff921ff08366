"""A state as a whole, for the commands that keep it: what is told of it."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from s2sctl.model.names import ConnectionName


@dataclass(frozen=True, slots=True)
class Contents:
    """What a state, or a backup of one, holds: counts only. ``place`` names it for people."""

    place: str
    id: str
    schema: int
    connections: tuple[ConnectionName, ...]
    links: int
    entries: int
    """Rows of the ledger."""
    last_run: datetime | None


@dataclass(frozen=True, slots=True)
class Restoring:
    """What a restore replaces (None: nothing, or nothing that can be read), and by what."""

    present: Contents | None
    backup: Contents
    damaged: str = ""
    """Why the present state cannot be read, or is not this project's, in one sentence."""


@dataclass(frozen=True, slots=True)
class Upgraded:
    """A state's shape before and after; ``kept`` is the copy of a SQLite file made before."""

    place: str
    before: int
    after: int
    kept: Path | None = None
