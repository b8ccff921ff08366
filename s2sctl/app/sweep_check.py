"""What a connection's health says of sweeps: the last one, the next one, one that is owed."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from s2sctl.model.names import ConnectionName
from s2sctl.sync.health import Check, Verdict
from s2sctl.sync.link import Cursor
from s2sctl.sync.marks import SWEEP_EVERY, owed, swept

LATE = timedelta(days=1)
"""How long after its day a sweep may come before that is worth a word: runs may be rare."""


def sweep_check(
    name: ConnectionName, cursors: Iterable[Cursor], now: datetime | None
) -> Check | None:
    """None where nothing was read yet. ``now``: an org's clock, None where none could be asked."""
    cursors = tuple(cursors)
    command = f"s2sctl sync {name} --sweep"
    if owed(cursors):
        text = f"nothing was read for so long that every shared record is to be compared: {command}"
        return Check("sweep", Verdict.DEGRADED, text)
    last = swept(cursors)
    if last.a is None or last.b is None:
        return None
    due = min(last.a, last.b) + SWEEP_EVERY
    text = f"all shared records compared on {min(last.a, last.b):%Y-%m-%d}"
    if now is not None and now - due > LATE:
        why = f"was due on {due:%Y-%m-%d}: a sync does it where API calls allow, or at once"
        return Check("sweep", Verdict.DEGRADED, f"{text}; the next {why}: {command}")
    return Check("sweep", Verdict.OK, f"{text}; next from {due:%Y-%m-%d} on")
