"""What happened to a connection, newest first: every change of state, and what was put in force."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from s2sctl.app.book import find_book
from s2sctl.app.chronicle import note_seen
from s2sctl.connection.change import Change, read_change
from s2sctl.errors import S2sError
from s2sctl.model.names import ConnectionName, OrgAlias
from s2sctl.ports.org import Org
from s2sctl.ports.store import Event, StateStore

MOST = 10_000
"""Lines that are looked through for those since a moment."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line. ``org`` is whose side it was on, ``change`` what it did to that org's record."""

    event: Event
    org: OrgAlias | None
    change: Change | None


@dataclass(frozen=True, slots=True)
class History:
    """Lines newest first, and which orgs could not be asked what changed elsewhere."""

    lines: tuple[Line, ...]
    warnings: tuple[str, ...] = ()


def history(
    store: StateStore,
    name: ConnectionName,
    orgs: Sequence[Org],
    *,
    limit: int,
    since: datetime | None = None,
) -> History:
    """At most ``limit`` lines, none from before ``since``.

    Each of ``orgs`` is asked first, so that what was changed from another machine or in the org
    itself is in it; one that cannot be asked is a warning.
    """
    warnings = tuple(told for org in orgs if (told := _look(store, name, org)))
    known = store.known(name)
    lines = tuple(
        Line(
            event,
            known.aliases.of(event.side) if known and event.side else None,
            read_change(event.text),
        )
        for event in store.events(name, MOST if since else limit)
        if since is None or event.at >= since
    )
    return History(lines[:limit], warnings)


def _look(store: StateStore, name: ConnectionName, org: Org) -> str:
    try:
        book = find_book(org)
    except S2sError as error:
        return f"{org.alias} was not asked: {error.message}"
    record = book.find(name) if book else None
    if record is not None:
        note_seen(store, org, name, record)
    return ""
