"""Which words of an org's people about shares count, and what the others are told.

A row of ``S2S_Share__c`` that somebody else than our user wrote counts only if whoever made it,
and whoever changed it last, may read and edit the record (design §5; the native rule is in
facts/s2s.md §2.8). Users are asked about in one call each.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from s2sctl.app.sync.work import Work
from s2sctl.connection.footprint import SHARE_SCHEMA
from s2sctl.connection.objects import holds_key
from s2sctl.connection.rows import REASON, share_from_row
from s2sctl.connection.share import Direction, Share, ShareStatus
from s2sctl.model.ids import RecordId
from s2sctl.model.names import FieldName, ObjectName
from s2sctl.model.records import Record
from s2sctl.model.side import Side
from s2sctl.model.values import Value
from s2sctl.ports.org import RowWrite, WriteBatch
from s2sctl.sync.chunks import chunks
from s2sctl.sync.link import LIVING
from s2sctl.sync.share_requests import (
    NOT_YOURS_TO_STOP,
    Offers,
    garbled,
    objection,
    objection_to_row,
)

_STATUS, _RECORD = FieldName("Status__c"), FieldName("Record_Id__c")
_DIRECTION = FieldName("Direction__c")


@dataclass(frozen=True, slots=True)
class Word:
    """One share row that can be read, and the row itself."""

    row: Record
    share: Share


@dataclass(frozen=True, slots=True)
class _Refused:
    row: Record
    status: ShareStatus
    reason: str


def honoured(work: Work, side: Side, rows: Iterable[Record]) -> list[Word]:
    """The words that count. The others' rows say from now on why they do not (not in a dry run)."""
    counted: list[Word] = []
    foreign: list[Word] = []
    refused: list[_Refused] = []
    for row in rows:
        word = read_word(row)
        if word is None:
            told = str(row.values.get(_RECORD) or "")
            silent = row.values.get(_STATUS) == ShareStatus.REFUSED.value
            # The inbox's rows name no record of this org yet.
            if not silent and row.values.get(_DIRECTION) != Direction.RECEIVED.value:
                refused.append(_Refused(row, ShareStatus.REFUSED, garbled(told)))
        elif (_sent(word) or word.share.status.ended) and _makers(work, side, word):
            foreign.append(word)
        else:
            counted.append(word)
    kept = _judged(work, side, foreign) if foreign else []
    for word, found in zip(foreign, kept, strict=True):
        if found is None:
            counted.append(word)
        else:
            refused.append(found)
    _tell(work, side, refused)
    return counted


def read_word(row: Record) -> Word | None:
    """The word of a row; None of one that says too little, that was refused before, or that only
    keeps the key of a copy which can hold none."""
    try:
        share = share_from_row(row)
    except ValueError:
        return None
    received = share.direction is Direction.RECEIVED
    keeps_key = received and not holds_key(share.object)
    return None if keeps_key or share.status is ShareStatus.REFUSED else Word(row, share)


def _sent(word: Word) -> bool:
    return word.share.direction is Direction.SENT


def _makers(work: Work, side: Side, word: Word) -> frozenset[RecordId]:
    """Whose word it is: nobody's to be asked about where our user wrote it last."""
    us = work.ends.identities.of(side).user_id
    if word.row.modified_by in (None, us):
        return frozenset()
    makers = {word.row.modified_by, word.share.created_by} - {None, us}
    return frozenset(one for one in makers if one is not None)


def _judged(work: Work, side: Side, words: Sequence[Word]) -> list[_Refused | None]:
    """For each word what speaks against it."""
    offers = _offers(work, side)
    # Whoever says Received gets no more right to stop a share than who says Sent.
    wanted = [word for word in words if not (_sent(word) and objection(word.share, offers))]
    objects = {
        work.schema(pairing, side).key_prefix: pairing.objects.of(side) for pairing in work.pairings
    }
    rows = _rows(work, side, objects, wanted)
    by_maker: dict[RecordId, list[RecordId]] = {}
    for word in wanted:
        for maker in _makers(work, side, word) if word.share.record in rows else ():
            by_maker.setdefault(maker, []).append(word.share.record)
    org = work.ends.orgs.of(side)
    allowed = {maker: org.may_edit(maker, ids) for maker, ids in by_maker.items()}
    flowing = _flowing(work, side, objects.values(), list(rows))
    found: list[_Refused | None] = []
    for word in words:
        record = word.share.record
        barred = {one for one in _makers(work, side, word) if record not in allowed.get(one, ())}
        author = word.share.created_by or word.row.modified_by
        shared = record in flowing and author not in barred
        found.append(_verdict(word, offers, rows.get(record), may=not barred, shared=shared))
    return found


def _flowing(
    work: Work, side: Side, names: Iterable[ObjectName], ids: Sequence[RecordId]
) -> set[RecordId]:
    """Those of ``ids`` whose shares flow."""
    found: set[RecordId] = set()
    for name in names:
        links = work.store.links(work.name, side, name, ids)
        found |= {id for id, link in links.items() if link.status in LIVING}
    return found


def _verdict(
    word: Word, offers: Offers, row: Record | None, *, may: bool, shared: bool
) -> _Refused | None:
    """``shared`` is whether the record flows and whoever made the row may edit it."""
    if word.share.status.ended:
        if may:
            return None
        # An end that does not count leaves the share as it was: our user says so again. Said of a
        # record that this row did not share, it would begin a share that nobody asked for.
        as_it_was = ShareStatus.PENDING if shared else ShareStatus.REFUSED
        if not _sent(word):
            as_it_was = ShareStatus.ACTIVE
        return _Refused(word.row, as_it_was, NOT_YOURS_TO_STOP)
    reason = objection(word.share, offers)
    if not reason and row is not None:
        reason = objection_to_row(row, offers, may_edit=may)
    # A record that our user cannot see is looked for again: it is in the ledger.
    return _Refused(word.row, ShareStatus.REFUSED, reason) if reason else None


def _offers(work: Work, side: Side) -> Offers:
    flowing = {
        work.schema(pairing, side).key_prefix: pairing.objects.of(side)
        for pairing in work.pairings
        if pairing.share.of(side) is not None
    }
    published = frozenset(one.object for one in work.ends.records.of(side).terms.publish)
    return Offers(flowing, published, work.ends.identities.of(side.other).org_id)


def _rows(
    work: Work, side: Side, objects: Mapping[str, ObjectName], words: Sequence[Word]
) -> dict[RecordId, Record]:
    """The records the words are about, by id and key alone; what our user cannot see is absent."""
    found: dict[RecordId, Record] = {}
    for prefix, name in objects.items():
        ids = sorted({one.share.record for one in words if one.share.record.startswith(prefix)})
        if ids:
            found |= work.ends.orgs.of(side).fetch(work.ends.schema(side, name), ids, ())
    return found


def _tell(work: Work, side: Side, refused: Sequence[_Refused]) -> None:
    if not refused:
        return
    org = work.ends.orgs.of(side)
    many = "s" if len(refused) > 1 else ""
    work.notes.append(
        f"{len(refused)} share row{many} of {org.alias} not honoured; each says why in its Reason"
    )
    if work.options.dry_run:
        return
    for some in chunks(refused, org.batch_size):
        rows = tuple(RowWrite(_values(one), id=one.row.id) for one in some)
        for outcome in org.write(WriteBatch(SHARE_SCHEMA, rows)):
            if outcome.refusal is not None:
                work.notes.append(f"{org.alias} refused a share row: {outcome.refusal.code}")


def _values(one: _Refused) -> dict[FieldName, Value]:
    return {_STATUS: one.status.value, REASON: one.reason[:255]}
