"""The records that wait for one org's word: listed, looked at, accepted, rejected.

Only this org's login is needed for all but looking at their fields, which are the partner's.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from s2sctl.agreement.flows import Pairing
from s2sctl.agreement.join import join
from s2sctl.app.book import OVER, Book, accepted, describe, open_book, read_all
from s2sctl.app.chronicle import check_known, remember
from s2sctl.app.owner_check import UNFIT_HELP, Owners, unfit_text
from s2sctl.connection.record import ConnectionRecord
from s2sctl.connection.rows import SHARE_FIELDS
from s2sctl.connection.share import Direction, ShareStatus
from s2sctl.connection.waiting import OWNER, REASON, STATUS, Waiting, waiting_from_row
from s2sctl.errors import UsageError
from s2sctl.manifest.manifest import Owner
from s2sctl.model.ids import RecordId, id_help, is_id, to18
from s2sctl.model.names import ConnectionName, FieldName, ObjectName
from s2sctl.model.side import Pair
from s2sctl.model.values import Value
from s2sctl.ports.org import Org, Query, RowWrite, WriteBatch
from s2sctl.ports.store import StateStore
from s2sctl.soql.literals import quote


@dataclass(frozen=True, slots=True)
class Inbox:
    """What waits in one org for a connection, oldest first."""

    book: Book
    record: ConnectionRecord
    waiting: tuple[Waiting, ...]


@dataclass(frozen=True, slots=True)
class Word:
    """What a person says about records in the inbox.

    ``owner`` is who is to own the copies, where that is not what the subscription says: a
    username, a queue's developer name, or an id.
    """

    accept: bool
    reason: str = ""
    owner: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """One waiting record with what its copy would be given: our field and the partner's value."""

    waiting: Waiting
    fields: tuple[tuple[FieldName, Value], ...] = ()
    unseen: str = ""
    """Why the fields could not be read; empty where they were."""


def inbox(
    org: Org, store: StateStore, name: ConnectionName, object_: ObjectName | None = None
) -> Inbox:
    """What waits in ``org``, of one of its objects or of all. Raises UsageError S2S400, S2S402."""
    book = open_book(org)
    record = book.need(name)
    check_known(store, name, org, record.role.side)
    waiting = [one for one in _rows(book, record) if one.undecided]
    kept = [one for one in waiting if object_ is None or one.object == object_]
    return Inbox(book, record, tuple(sorted(kept, key=lambda one: (str(one.since), str(one.key)))))


def chosen(found: Inbox, ids: Sequence[str]) -> tuple[Waiting, ...]:
    """Those of the inbox that a person names, by the partner's record id or the row's own.

    Raises UsageError S2S433 for what is no id, S2S540 for one that does not wait.
    """
    wrong = [text for text in ids if not is_id(text)]
    if wrong:
        raise UsageError(
            f"Not a record id: {', '.join(wrong)}.",
            code="S2S433",
            help=id_help(wrong, "as the list shows it"),
        )
    by_id = {id: one for one in found.waiting for id in (one.key.record, one.id)}
    wanted = list(dict.fromkeys(to18(text) for text in ids))
    missing = [id for id in wanted if id not in by_id]
    if missing:
        raise UsageError(
            f"{', '.join(missing[:5])} {'does' if len(missing) == 1 else 'do'} not wait in the "
            f"inbox of {found.book.org.alias}. Nothing was changed.",
            code="S2S540",
            help=f"see what does:  s2sctl inbox list {found.record.name}",
        )
    return tuple(dict.fromkeys(by_id[id] for id in wanted))


def say(found: Inbox, store: StateStore, some: Sequence[Waiting], word: Word) -> None:
    """Accept or reject records; the next sync makes the copies, or tells the partner.

    Raises UsageError S2S541 where the connection is over, S2S371 to S2S373 where the owner cannot
    own the records; nothing is changed then.
    """
    record, org = found.record, found.book.org
    if record.status in OVER:
        raise UsageError(
            f"{record.name} is {record.status.value} in {org.alias}: nothing can arrive any more.",
            code="S2S541",
            help="see where it stands:  s2sctl connections",
        )
    owner = _owners(org, some, word.owner) if word.owner else {}
    values = [(one.id, _values(word, owner.get(one.object))) for one in some]
    for start in range(0, len(values), org.batch_size):
        rows = tuple(RowWrite(given, id) for id, given in values[start : start + org.batch_size])
        batch = WriteBatch(found.book.share_schema, rows)
        accepted(org.write(batch), f"a row of the inbox of {org.alias}")
    what = "accepted" if word.accept else "rejected"
    if some:
        remember(store, org, record, f"inbox {what}", f"{len(some)} records {what}")


def show(found: Inbox, some: Sequence[Waiting], far: Org | None) -> tuple[Shown, ...]:
    """What the copies would be given, read from the partner's org if its login is at hand.

    Read are mapped and published fields of offered records alone (design §3.1).
    """
    if far is None:
        return tuple(Shown(one, unseen="the partner's login is not here") for one in some)
    record = open_book(far).find(found.record.name)
    if record is None or record.status in OVER or far.identity().org_id != found.record.partner_org:
        return tuple(Shown(one, unseen=f"{far.alias} is not connected any more") for one in some)
    side = found.record.role.side
    agreement, _ = join(record.name, Pair.seen_from(side, found.record.terms, record.terms))
    pairings = {pairing.objects.of(side): pairing for pairing in agreement.pairings}
    shown: dict[Waiting, Shown] = {}
    for name in dict.fromkeys(one.object for one in some):
        of_it = [one for one in some if one.object == name]
        shown |= _read(found, far, of_it, pairings.get(name))
    return tuple(shown[one] for one in some)


def _read(
    found: Inbox, far: Org, some: Sequence[Waiting], pairing: Pairing | None
) -> dict[Waiting, Shown]:
    side = found.record.role.side
    if pairing is None:
        return {one: Shown(one, unseen="its object is not shared any more") for one in some}
    links = [link for link in pairing.fields if link.into.of(side) is not None]
    name = pairing.objects.of(side.other)
    schema = describe(far, (name,)).get(name)
    wanted = tuple(link.fields.of(side.other) for link in links)
    rows = {}
    if schema is not None:
        fields = tuple(dict.fromkeys(field for field in wanted if schema.find(field)))
        rows = far.fetch(schema, [one.key.record for one in some], fields)
    return {
        one: Shown(
            one,
            tuple(
                (link.fields.of(side), row.values.get(link.fields.of(side.other))) for link in links
            ),
        )
        if (row := rows.get(one.key.record)) is not None
        else Shown(one, unseen=f"{far.alias} does not show it: deleted, or hidden from its user")
        for one in some
    }


def _rows(book: Book, record: ConnectionRecord) -> Iterable[Waiting]:
    where = (
        f"Connection__c = {quote(record.id or '')} AND Direction__c = "
        f"'{Direction.RECEIVED.value}' AND Status__c = '{ShareStatus.PENDING.value}'"
    )
    fields = tuple(name for name in SHARE_FIELDS if name in book.share_schema.fields)
    rows = read_all(book.org, Query(book.share_schema, fields, where, deleted=False))
    return (one for one in map(waiting_from_row, rows) if one is not None)


def _values(word: Word, owner: RecordId | None) -> dict[FieldName, Value]:
    if not word.accept:
        return {STATUS: ShareStatus.INACTIVE.value, REASON: word.reason[:255] or None}
    values: dict[FieldName, Value] = {STATUS: ShareStatus.ACTIVE.value}
    return values | ({OWNER: owner} if owner is not None else {})


def _owners(org: Org, some: Sequence[Waiting], text: str) -> Mapping[ObjectName, RecordId]:
    """Who that is, for each object of the records. A user's name has an ``@`` in it, always."""
    user = text.startswith("005") if is_id(text) else "@" in text
    owner, owners = Owner("user" if user else "queue", text), Owners(org)
    found: dict[ObjectName, RecordId] = {}
    for name in dict.fromkeys(one.object for one in some):
        candidate = owners.find(owner, name)
        if candidate.unfit is not None:
            raise UsageError(
                f"{unfit_text(candidate.unfit, owner, name, str(org.alias))}. Nothing was changed.",
                code=candidate.unfit.value,
                help=UNFIT_HELP[candidate.unfit],
            )
        if candidate.id is not None:
            found[name] = candidate.id
    return found
