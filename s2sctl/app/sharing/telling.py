"""What is shared over a connection, as one org sees it: from the links, then its share rows."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from s2sctl.app.sharing.rows import Door, all_rows
from s2sctl.connection.share import Direction, Share
from s2sctl.model.ids import Key, RecordId
from s2sctl.model.names import ObjectName
from s2sctl.model.side import Side
from s2sctl.ports.store import StateStore
from s2sctl.soql.literals import quote
from s2sctl.sync.link import LedgerEntry, Link
from s2sctl.sync.native import NativeState, state_of_link, state_of_row


@dataclass(frozen=True, slots=True)
class Told:
    """One share. ``here`` says that the record was born in the org that is asked."""

    object: ObjectName
    record: RecordId | None
    partner_object: ObjectName | None
    partner_record: RecordId | None
    state: NativeState
    here: bool
    since: datetime | None = None
    last_sent: datetime | None = None
    error: str = ""
    """Why it ended, was not honoured, or what keeps it from being applied."""


@dataclass(frozen=True, slots=True)
class Filter:
    """Which shares are wanted; None: any."""

    object: str | None = None
    states: frozenset[NativeState] | None = None
    here: bool | None = None

    def holds(self, told: Told) -> bool:
        """Whether a share is wanted."""
        names = {str(one).lower() for one in (told.object, told.partner_object) if one}
        return (
            (self.object is None or self.object.lower() in names)
            and (self.states is None or told.state in self.states)
            and self.here in (None, told.here)
        )


def tell_shares(door: Door, store: StateStore, wanted: Filter) -> Iterator[Told]:
    """Every wanted share, streamed: those the state remembers, then what only rows tell of."""
    side, name = door.record.role.side, door.record.name
    errors = _errors(store.ledger(name))
    for link in store.scan_links(name):
        told = _of_link(link, side, errors)
        if wanted.holds(told):
            yield told
    for page in all_rows(door):
        yield from (one for one in _unlinked(door, store, page) if wanted.holds(one))


def tell_share(door: Door, store: StateStore, id: RecordId) -> tuple[Told, ...]:
    """Every share of one record, by its id in either org."""
    errors = _errors(store.ledger(door.record.name))
    found = [
        _of_link(link, door.record.role.side, errors)
        for link in store.scan_links(door.record.name)
        if id in link.ids
    ]
    condition = f"(Record_Id__c = {quote(id)} OR Partner_Record_Id__c = {quote(id)})"
    for page in all_rows(door, condition):
        found += _unlinked(door, store, page)
    return tuple(found)


def _of_link(link: Link, side: Side, errors: Mapping[Key, str]) -> Told:
    return Told(
        object=link.objects.of(side),
        record=link.ids.of(side),
        partner_object=link.objects.of(side.other),
        partner_record=link.ids.of(side.other),
        state=state_of_link(link, side),
        here=link.origin is side,
        since=link.since,
        last_sent=link.last_sent,
        error=errors.get(link.key, "") or link.reason,
    )


def _unlinked(door: Door, store: StateStore, rows: Sequence[Share]) -> list[Told]:
    side = door.record.role.side
    linked: set[RecordId] = set()
    for object_ in {one.object for one in rows}:
        ids = [one.record for one in rows if one.object == object_]
        linked.update(store.links(door.record.name, side, object_, ids))
    return [_of_row(one) for one in rows if one.record not in linked]


def _of_row(share: Share) -> Told:
    return Told(
        object=share.object,
        record=share.record,
        partner_object=None,
        partner_record=share.partner_record,
        state=state_of_row(share),
        here=share.direction is Direction.SENT,
        error=share.reason,
    )


def _errors(entries: Sequence[LedgerEntry]) -> dict[Key, str]:
    """What keeps a share from being applied: the newest entry about each."""
    newest: dict[Key, LedgerEntry] = {}
    for entry in entries:
        known = newest.get(entry.key)
        if known is None or known.since <= entry.since:
            newest[entry.key] = entry
    return {key: f"{one.code}: {one.message}" for key, one in newest.items()}
