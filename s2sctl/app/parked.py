"""What waits in the ledger, told with the records it concerns."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from s2sctl.errors import UsageError
from s2sctl.model.ids import RecordId
from s2sctl.model.names import ConnectionName, OrgAlias
from s2sctl.model.side import Pair, Side
from s2sctl.ports.store import KnownConnection, StateStore
from s2sctl.sync.link import EntryKind, LedgerEntry, Link


@dataclass(frozen=True, slots=True)
class Parked:
    """One ledger entry, and the records it stands between; a copy not made yet has no id."""

    entry: LedgerEntry
    ids: Pair[RecordId | None]
    fields: Pair[str] | None
    """The field on each side; None where the whole record waits."""
    agreed: datetime | None = None
    """When we last brought the two records into agreement, of an open conflict: before it; None
    where nobody knows."""


def parked(
    store: StateStore, known: KnownConnection, kinds: Sequence[EntryKind]
) -> tuple[Parked, ...]:
    """Everything of these kinds, oldest first."""
    entries = store.ledger(known.name, kinds)
    links = store.links_by_key(known.name, [entry.key for entry in entries])
    return tuple(
        Parked(
            entry,
            links[entry.key].ids if entry.key in links else _born(known, entry),
            _fields(entry),
            _agreed(entry, links.get(entry.key)),
        )
        for entry in entries
    )


def _agreed(entry: LedgerEntry, link: Link | None) -> datetime | None:
    if entry.values is not None:
        return entry.agreed
    return (link.last_sent or link.since) if link is not None else None


def alias_of(known: KnownConnection, side: Side) -> OrgAlias:
    """What people call that end; its side's letter where no login is known."""
    return known.aliases.of(side) or OrgAlias(side.value)


def known_here(store: StateStore, name: ConnectionName) -> KnownConnection:
    """What the state knows of a connection; raises UsageError S2S705 where it has not met it."""
    known = store.known(name)
    if known is None:
        raise UsageError(
            f"The state here knows no connection {name}.", code="S2S705", help="s2sctl connections"
        )
    return known


def _born(known: KnownConnection, entry: LedgerEntry) -> Pair[RecordId | None]:
    """The ids of a share with no link yet: only its origin has one."""
    nowhere: Pair[RecordId | None] = Pair(None, None)
    origin = Side.A if known.orgs.a == entry.key.org else Side.B
    return nowhere.put(origin, entry.key.record)


def _fields(entry: LedgerEntry) -> Pair[str] | None:
    a, equals, b = entry.field.partition("=")
    return Pair(a, b) if equals else None
