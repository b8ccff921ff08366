"""The share rows of one org: the connection they belong to, read, written."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from s2sctl.app.book import Book, open_book
from s2sctl.app.chronicle import check_known
from s2sctl.connection.record import ConnectionRecord, Status
from s2sctl.connection.rows import (
    REASON,
    SHARE_FIELDS,
    share_from_row,
    share_key,
    values_from_share,
)
from s2sctl.connection.share import Direction, Share, ShareStatus
from s2sctl.errors import UsageError
from s2sctl.model.ids import RecordId
from s2sctl.model.names import ConnectionName, FieldName, ObjectName
from s2sctl.model.records import Record
from s2sctl.ports.org import Org, Query, Refusal, RowWrite, WriteBatch
from s2sctl.ports.store import StateStore
from s2sctl.soql.literals import quote
from s2sctl.sync.chunks import chunks

_KEY = FieldName("Key__c")
_STATUS = FieldName("Status__c")
_ALIVE = (Status.ACCEPTED, Status.PAUSED)


@dataclass(frozen=True, slots=True)
class Door:
    """One org's own end of a connection, over which its records may be shared."""

    org: Org
    book: Book
    record: ConnectionRecord

    @property
    def id(self) -> RecordId:
        """The org's own connection record."""
        return RecordId(self.record.id or "")


def open_door(org: Org, store: StateStore, name: ConnectionName, *, living: bool = True) -> Door:
    """The org's end of a connection; of one that is alive, where it must be ``living``.

    Raises UsageError S2S402 (no such connection), S2S404 (not connected), WrongOrg S2S443.
    """
    book = open_book(org)
    record = book.need(name)
    check_known(store, name, org, record.role.side)
    if living and record.status not in _ALIVE:
        raise UsageError(
            f"{name} is {record.status.value} in {org.alias}; nothing can be shared over it.",
            code="S2S404",
            help="see where it stands:  s2sctl connections",
        )
    return Door(org, book, record)


def rows_about(door: Door, ids: Sequence[RecordId]) -> dict[RecordId, Share]:
    """The share rows of some records; the newest of several about one record."""
    found: dict[RecordId, Share] = {}
    for some in chunks(ids, 200):
        listed = ", ".join(map(quote, some))
        for page in all_rows(door, f"Record_Id__c IN ({listed})"):
            found.update((one.record, one) for one in page)
    return found


def all_rows(door: Door, condition: str = "") -> Iterator[tuple[Share, ...]]:
    """Share rows of the connection that meet a condition (none: all), a page at a time.

    A row that a user left half filled says nothing yet; it is passed over.
    """
    schema = door.book.share_schema
    fields = tuple(name for name in SHARE_FIELDS if name in schema.fields)
    where = f"Connection__c = {quote(door.id)}" + (f" AND {condition}" if condition else "")
    for page in door.org.read((Query(schema, fields, where, deleted=False),)):
        yield tuple(one for one in map(_readable, page.records) if one is not None)


def new_share(
    door: Door, object_: ObjectName, id: RecordId, status: ShareStatus, direction: Direction
) -> Share:
    """A row that is not there yet; its key keeps it from being made twice."""
    return Share(None, door.id, object_, id, direction, status, key=share_key(door.id, id))


def with_status(share: Share, status: ShareStatus) -> Share:
    """A row that says something else now."""
    return replace(share, status=status)


def write_rows(door: Door, shares: Sequence[Share]) -> Mapping[RecordId, Refusal]:
    """Write one batch; the refusals, by record.

    Rows we know by id are updated; new ones are upserted on their key, so never made twice.
    """
    old = [one for one in shares if one.id is not None]
    new = [one for one in shares if one.id is None]
    refused: dict[RecordId, Refusal] = {}
    for some, key in ((old, None), (new, _KEY)):
        for part in chunks(some, door.org.batch_size):
            rows = tuple(_write_of(door, one) for one in part)
            outcomes = door.org.write(WriteBatch(door.book.share_schema, rows, upsert_on=key))
            for share, outcome in zip(part, outcomes, strict=True):
                if outcome.refusal is not None:
                    refused[share.record] = outcome.refusal
    return refused


def _write_of(door: Door, share: Share) -> RowWrite:
    values = values_from_share(share)
    if share.id is not None:
        values = {_STATUS: values[_STATUS], REASON: None}
    known = door.book.share_schema.fields
    return RowWrite({name: one for name, one in values.items() if name in known}, share.id)


def _readable(row: Record) -> Share | None:
    try:
        return share_from_row(row)
    except ValueError:
        return None
