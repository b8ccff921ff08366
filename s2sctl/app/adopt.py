"""Making this state store the one whose runs of a connection are in force."""

from dataclasses import dataclass

from s2sctl.app.book import open_book
from s2sctl.app.patient import fenced
from s2sctl.app.sync.opening import identify
from s2sctl.app.sync.record import note_in_record
from s2sctl.connection.record import ConnectionRecord
from s2sctl.model.names import ConnectionName, FieldName
from s2sctl.model.side import Pair, Side
from s2sctl.ports.clock import Clock
from s2sctl.ports.org import Identity, Org
from s2sctl.ports.store import Event, Holder, KnownConnection, StateStore


@dataclass(frozen=True, slots=True)
class Adoption:
    """Whose runs each end holds in force now (""; nobody's yet), and who would follow."""

    known: KnownConnection
    orgs: Pair[Org]
    identities: Pair[Identity]
    records: Pair[ConnectionRecord]
    store_id: str

    @property
    def runners(self) -> Pair[str]:
        """The state stores that the two ends name."""
        return self.records.map(lambda record: record.runner)

    @property
    def due(self) -> tuple[Side, ...]:
        """The ends that name another store, or none."""
        return tuple(side for side in Side if self.runners.of(side) != self.store_id)


def look(known: KnownConnection, orgs: Pair[Org], store: StateStore) -> Adoption:
    """Read both ends; changes nothing.

    Raises WrongOrg where a login answers for another org than recorded, UsageError where an end
    has no record of the connection.
    """
    identities = identify(known, orgs)
    records = orgs.map(lambda org: open_book(org).need(known.name))
    return Adoption(known, orgs, identities, records, store.id)


def adopt(found: Adoption, store: StateStore, clock: Clock, holder: Holder) -> None:
    """Write this store's id into every end that is due, under the connection's lease.

    A run of the other store that is under way stops at its next look at the records.
    Raises Locked while a run of this store is under way, and what the orgs raise.
    """
    name = found.known.name
    lease = store.acquire(name, holder)
    try:
        orgs = fenced(found.orgs, store, lease, clock)
        for side in found.due:
            org, record = orgs.of(side), found.records.of(side)
            note_in_record(org, record, {FieldName("Runner__c"): store.id})
            store.record_event(name, _told(found, side, org))
    finally:
        store.release(lease)


def _told(found: Adoption, side: Side, org: Org) -> Event:
    before = found.runners.of(side)
    text = f"state {found.store_id} runs it now" + (f", after {before}" if before else "")
    return Event(org.now(), "adopted", side, found.identities.of(side).username, text)


def store_named(name: ConnectionName, found: Adoption) -> str:
    """Who runs it now, in words."""
    others = {one for one in found.runners if one not in ("", found.store_id)}
    if not others:
        return f"No other state store runs {name}."
    return f"{name} is run by the state store {' and '.join(sorted(others))}."
