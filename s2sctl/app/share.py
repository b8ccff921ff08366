"""Share records by hand, stop it, and see what is shared."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from s2sctl.app.book import Book, accepted, describe, open_book, read_all
from s2sctl.app.chronicle import check_known, remember
from s2sctl.connection.record import ConnectionRecord, Status
from s2sctl.connection.rows import SHARE_FIELDS, share_from_row, share_key, values_from_share
from s2sctl.connection.share import Direction, Share, ShareStatus
from s2sctl.errors import UsageError
from s2sctl.model.ids import OrgId, RecordId, is_id, to18
from s2sctl.model.names import ConnectionName, FieldName, ObjectName
from s2sctl.model.records import Record
from s2sctl.ports.org import Org, Query, RowWrite, WriteBatch
from s2sctl.ports.store import StateStore
from s2sctl.soql.literals import quote

_KEY = FieldName("Key__c")
_USUAL = tuple(map(ObjectName, ("Account", "Contact", "Lead", "Case", "Opportunity", "User")))
"""Objects whose ids people mix up; described only to name one in an error."""

_ALIVE = (Status.ACCEPTED, Status.PAUSED)


class Did(Enum):
    """What came of one record."""

    SHARED = "shared"
    WAS_SHARED = "was shared already"
    ENDED = "share ended"
    WAS_ENDED = "had ended already"


@dataclass(frozen=True, slots=True)
class ShareResult:
    """One record and what came of it."""

    record: RecordId
    did: Did


def share(
    org: Org,
    store: StateStore,
    name: ConnectionName,
    object_: ObjectName,
    ids: Sequence[str],
) -> tuple[ShareResult, ...]:
    """Share records over a connection; they travel with the next sync.

    Raises UsageError: S2S404 not connected, S2S431 object not published, S2S433 not an id,
    S2S430 no such record, S2S434 the record is the partner's own, S2S543 another partner's.
    """
    book, record = _connected(org, store, name)
    if record.terms.publication(object_) is None:
        raise _unpublished(record, object_)
    wanted = _ids(ids)
    found = _found(org, object_, wanted)
    _check_exist(org, object_, wanted, found)
    _check_ours(record, object_, found.values())
    known = {one.record: one for one in _rows(book, record, wanted)}
    fresh = [one for one in wanted if one not in known or known[one].status.ended]
    _write(
        book,
        [_share(record, object_, one, known.get(one), ShareStatus.PENDING) for one in fresh],
    )
    remember(store, org, record, "share", f"{len(fresh)} {object_} shared by hand")
    return tuple(ShareResult(one, Did.SHARED if one in fresh else Did.WAS_SHARED) for one in wanted)


def unshare(
    org: Org,
    store: StateStore,
    name: ConnectionName,
    object_: ObjectName,
    ids: Sequence[str],
) -> tuple[ShareResult, ...]:
    """End the shares of records: no rule brings them back, only sharing them by hand does.

    The next sync tells the partner, whose own side says what becomes of the copy. Raises
    UsageError S2S404, S2S432 (the record is not shared), S2S433.
    """
    book, record = _connected(org, store, name)
    wanted = _ids(ids)
    known = {one.record: one for one in _rows(book, record, wanted)}
    found = _found(org, object_, [one for one in wanted if one not in known])
    ending = [
        _ending(record, object_, one, known.get(one), found.get(one))
        for one in wanted
        if one not in known or not known[one].status.ended
    ]
    _write(book, ending)
    remember(store, org, record, "unshare", f"{len(ending)} {object_} unshared by hand")
    ended = {one.record for one in ending}
    return tuple(ShareResult(one, Did.ENDED if one in ended else Did.WAS_ENDED) for one in wanted)


def shares(org: Org, store: StateStore, name: ConnectionName) -> tuple[Share, ...]:
    """Every record shared by hand or ended over a connection, as this org tells it."""
    book = open_book(org)
    record = book.need(name)
    check_known(store, name, org, record.role.side)
    return _rows(book, record, None)


def holder(ends: Sequence[Org], object_: ObjectName, ids: Sequence[str]) -> Org:
    """Which end of a connection holds the records a command names.

    Raises UsageError S2S430 where none does or both do: the person has to say then.
    """
    if len(ends) == 1:
        return ends[0]
    wanted = _ids(ids)
    holding = [org for org in ends if len(_found(org, object_, wanted)) == len(wanted)]
    if len(holding) != 1:
        _check_prefix(ends, object_, wanted)
        who = "Both orgs have" if holding else "Neither org has"
        raise UsageError(
            f"{who} the {object_} records of these ids.",
            code="S2S430",
            help="say which side shares them:  --org ALIAS",
        )
    return holding[0]


def _connected(org: Org, store: StateStore, name: ConnectionName) -> tuple[Book, ConnectionRecord]:
    book = open_book(org)
    record = book.need(name)
    check_known(store, name, org, record.role.side)
    if record.status not in _ALIVE:
        raise UsageError(
            f"{name} is {record.status.value} in {org.alias}; nothing can be shared over it.",
            code="S2S404",
            help="see where it stands:  s2sctl connections",
        )
    return book, record


def _rows(
    book: Book, record: ConnectionRecord, ids: Sequence[RecordId] | None
) -> tuple[Share, ...]:
    where = f"Connection__c = {quote(record.id or '')}"
    if ids is None:
        return _shares(book, where)
    found: list[Share] = []
    for start in range(0, len(ids), 200):
        listed = ", ".join(quote(one) for one in ids[start : start + 200])
        found.extend(_shares(book, f"{where} AND Record_Id__c IN ({listed})"))
    return tuple(found)


def _shares(book: Book, where: str) -> tuple[Share, ...]:
    fields = tuple(name for name in SHARE_FIELDS if name in book.share_schema.fields)
    rows = read_all(book.org, Query(book.share_schema, fields, where, deleted=False))
    return tuple(one for one in map(_readable, rows) if one is not None)


def _readable(row: Record) -> Share | None:
    """A row a user left half filled says nothing yet; it is passed over."""
    try:
        return share_from_row(row)
    except ValueError:
        return None


def _share(
    record: ConnectionRecord,
    object_: ObjectName,
    id: RecordId,
    known: Share | None,
    status: ShareStatus,
    direction: Direction = Direction.SENT,
) -> Share:
    if known is not None:
        return replace(known, status=status)
    connection = RecordId(record.id or "")
    key = share_key(connection, id)
    return Share(None, connection, object_, id, direction, status, key=key)


def _ending(
    record: ConnectionRecord,
    object_: ObjectName,
    id: RecordId,
    known: Share | None,
    found: Record | None,
) -> Share:
    if known is not None:
        return replace(known, status=ShareStatus.INACTIVE)
    received = found is not None and found.connection_id == record.id
    publication = record.terms.publication(object_)
    by_rule = found is not None and publication is not None and not publication.share.manual
    if not received and not by_rule:
        raise UsageError(
            f"{object_} {id} is not shared over {record.name}.",
            code="S2S432",
            help=f"see what is:  s2sctl shares {record.name}",
        )
    direction = Direction.RECEIVED if received else Direction.SENT
    return _share(record, object_, id, None, ShareStatus.INACTIVE, direction)


def _write(book: Book, rows: Sequence[Share]) -> None:
    """Rows we know by id are updated; new ones are upserted on their key, so never twice."""
    status = FieldName("Status__c")
    old = [RowWrite({status: one.status.value}, one.id) for one in rows if one.id is not None]
    new = [RowWrite(values_from_share(one)) for one in rows if one.id is None]
    for writes, key in ((old, None), (new, _KEY)):
        for start in range(0, len(writes), book.org.batch_size):
            part = tuple(writes[start : start + book.org.batch_size])
            batch = WriteBatch(book.share_schema, part, upsert_on=key)
            accepted(book.org.write(batch), f"a share in {book.org.alias}")


def _found(org: Org, object_: ObjectName, ids: Sequence[RecordId]) -> dict[RecordId, Record]:
    schema = describe(org, (object_,)).get(object_)
    ids = [one for one in ids if schema is not None and one.startswith(schema.key_prefix)]
    if schema is None or not ids:
        return {}
    return org.fetch(schema, ids, ())


def _ids(texts: Iterable[str]) -> tuple[RecordId, ...]:
    texts = tuple(texts)
    wrong = [text for text in texts if not is_id(text)]
    if wrong or not texts:
        raise UsageError(
            f"Not a record id: {', '.join(wrong)}." if wrong else "No record id was given.",
            code="S2S433",
            help="an id has 15 or 18 letters and digits, as in the record's address",
        )
    return tuple(dict.fromkeys(to18(text) for text in texts))


def _check_exist(
    org: Org, object_: ObjectName, ids: Sequence[RecordId], found: dict[RecordId, Record]
) -> None:
    missing = [one for one in ids if one not in found or found[one].deleted]
    if missing:
        _check_prefix((org,), object_, missing)
        raise UsageError(
            f"{org.alias} has no {object_} {', '.join(missing[:5])} that its user can see"
            f"{' (and others)' if len(missing) > 5 else ''}. Nothing was shared.",
            code="S2S430",
            help="check the ids, and that they belong to this org and object",
        )


def _check_prefix(orgs: Sequence[Org], object_: ObjectName, ids: Sequence[RecordId]) -> None:
    """Raise UsageError S2S430 naming the object an id belongs to, where no org here says it is
    ``object_``. Custom objects have prefixes of their own in each org.
    """
    seen = [describe(org, (object_, *_USUAL)) for org in orgs]
    prefixes = {one[object_].key_prefix for one in seen if object_ in one}
    foreign = [one for one in ids if one[:3] not in prefixes]
    if not foreign or not prefixes:
        return
    names = {schema.key_prefix: name for one in seen for name, schema in one.items()}
    owner = names.get(foreign[0][:3])
    raise UsageError(
        f"{foreign[0]} is no {object_}'s id{f', but of object {owner}' if owner else ''}."
        " Nothing was changed.",
        code="S2S430",
        help=f"name that object instead:  {owner} {foreign[0]}"
        if owner
        else f"ids of {object_} start with {' or '.join(sorted(prefixes))}",
    )


def _check_ours(record: ConnectionRecord, object_: ObjectName, found: Collection[Record]) -> None:
    partner: OrgId | None = record.partner_org
    theirs = [one.id for one in found if one.key is not None and one.key.org == partner]
    if theirs:
        raise UsageError(
            f"{', '.join(theirs[:5])} came from the partner; a copy is never sent back as new.",
            code="S2S434",
            help="changes to it travel back by themselves where both sides map the field",
        )
    publication = record.terms.publication(object_)
    others = [one.id for one in found if one.key is not None]
    if others and publication is not None and not publication.share.onward:
        raise UsageError(
            f"{', '.join(others[:5])} came over another connection and is not sent on over "
            f"{record.name}. Nothing was shared.",
            code="S2S543",
            help=f"publish.{object_}.onward: true in the manifest allows it, then:  s2sctl publish",
        )


def _unpublished(record: ConnectionRecord, object_: ObjectName) -> UsageError:
    known = ", ".join(one.object for one in record.terms.publish) or "nothing"
    return UsageError(
        f"{object_} is not published over {record.name} (published: {known}).",
        code="S2S431",
        help="add it to the manifest, then:  s2sctl publish MANIFEST",
    )
