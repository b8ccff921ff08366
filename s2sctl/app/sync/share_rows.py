"""``S2S_Share__c``: what people asked for inside an org, and what we tell them there."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from s2sctl.agreement.flows import Pairing
from s2sctl.app.sync.entries import WHOLE, note_unseen
from s2sctl.app.sync.honouring import honoured, read_word
from s2sctl.app.sync.rereading import by_id, share_rows
from s2sctl.app.sync.work import Work
from s2sctl.connection.footprint import SHARE_SCHEMA
from s2sctl.connection.rows import share_key, values_from_share
from s2sctl.connection.share import Direction, Share, ShareStatus
from s2sctl.model.ids import Key, RecordId
from s2sctl.model.names import FieldName
from s2sctl.model.records import Record
from s2sctl.model.side import Pair, Side
from s2sctl.ports.org import Query, RowWrite, WriteBatch
from s2sctl.sync.chunks import chunks
from s2sctl.sync.link import LIVING, Link, LinkStatus
from s2sctl.sync.linking import names_partner
from s2sctl.sync.share_requests import NOT_YOURS_TO_STOP
from s2sctl.sync.shares import Reason

KEY_FIELD = FieldName("Key__c")
NO_REASONS: Mapping[Key, str] = {}

TOLD = {
    Reason.UNSHARED.value: ShareStatus.INACTIVE,
    Reason.REJECTED.value: ShareStatus.INACTIVE,
    Reason.COPY_DELETED.value: ShareStatus.DELETED,
    Reason.CONVERTED.value: ShareStatus.CONVERTED,
    Reason.MERGED.value: ShareStatus.INACTIVE,
}
"""Ends that no rule and no rebuild may undo: they are kept in the origin's org."""


def hear(work: Work, rows: Pair[tuple[Record, ...]]) -> None:
    """Take in what new share rows say, and stage the records they are about."""
    for side in Side:
        for share in _last_words(work, side, rows.of(side)):
            _hear_one(work, side, share)
        for pairing in work.pairings:
            _stage(work, pairing, side)


def _last_words(work: Work, side: Side, rows: Iterable[Record]) -> list[Share]:
    """The newest word about each record. Rows are read three times, and people make second ones:
    an older row must not undo what a newer one said. Words that do not count say nothing."""
    new = list(rows)
    judged = {row.id for row in new}
    said = honoured(work, side, new)
    told = {word.share.record for word in said}
    for pairing in work.pairings:
        known = work.store.links(work.name, side, pairing.objects.of(side), sorted(told))
        older = (read_word(row) for row in share_rows(work, side, known) if row.id not in judged)
        said += [word for word in older if word is not None]
    words: dict[RecordId, tuple[tuple[datetime, bool], Share]] = {}
    for word in said:
        when = word.row.modstamp, word.share.status.ended
        record = word.share.record
        if record not in words or words[record][0] < when:
            words[record] = when, word.share
    return [share for _, share in words.values()]


def _hear_one(work: Work, side: Side, share: Share) -> None:
    if share.status.ended:
        work.shared.unshared.of(side).add(share.record)
        if share.status is ShareStatus.DELETED:
            work.shared.gone.of(side).add(share.record)
    elif share.direction is Direction.SENT and share.status is ShareStatus.PENDING:
        work.shared.asked.of(side).add(share.record)
        if share.id is not None:
            work.shared.rows[side, share.record] = share


def stage_asked(work: Work, pairing: Pairing, side: Side, ids: Sequence[RecordId]) -> None:
    """Read records that a person shares, by id; one that does not come is in the ledger, unless
    it was deleted before its copy was made: then its share ends."""
    if not ids or pairing.share.of(side) is None:
        return
    schema = work.schema(pairing, side)
    found = work.ends.orgs.of(side).fetch(schema, ids, pairing.mapped(side))
    work.keep(side, found.values())
    _note_others(work, pairing, side, found.values())
    org = work.ends.identities.of(side).org_id
    known = work.store.links(work.name, side, schema.name, ids)
    strangers = [id for id in ids if id not in found and id not in known]
    binned = by_id(work, side, Query(schema), strangers) if strangers else {}
    for id in strangers:
        key = Key(org, id)
        if id in binned and binned[id].deleted:
            # A tombstone: there is nothing to wait for, and no copy to remove.
            work.shared.binned.of(side)[id] = pairing.objects
            work.book.settle((key, side.other, WHOLE))
        else:
            note_unseen(work, key, pairing.objects, side.other)


def _note_others(work: Work, pairing: Pairing, side: Side, rows: Iterable[Record]) -> None:
    """A copy that came over another connection begins no share, unless the manifest says so."""
    ground = work.ground(pairing, side)
    for row in rows:
        if row.key is not None and not names_partner(row, ground) and not ground.onward:
            work.notes.append(
                f"{row.object} {row.id} came over another connection and is not sent on: "
                f"publish.{row.object} does not say onward: true"
            )


def _stage(work: Work, pairing: Pairing, side: Side) -> None:
    """The records of new shares are read by id; those of ended ones by id alone."""
    schema, name = work.schema(pairing, side), pairing.objects.of(side)
    stage_asked(work, pairing, side, _of_object(schema.key_prefix, work.shared.asked.of(side)))
    ended = _of_object(schema.key_prefix, work.shared.unshared.of(side))
    if not ended:
        return
    links = work.store.links(work.name, side, name, ended)
    living = [id for id, link in links.items() if link.status in LIVING]
    staged = work.stage.get(side, name, living)
    missing = [id for id in living if id not in staged]
    if missing:
        found = work.ends.orgs.of(side).fetch(schema, missing, ())
        work.keep(side, found.values())
        _stage_unseen(work, pairing, side, [links[id] for id in missing if id not in found])
    _remember_ended(work, pairing, side, [id for id in ended if id not in links])


def _stage_unseen(work: Work, pairing: Pairing, side: Side, links: Sequence[Link]) -> None:
    """Ended shares whose rows do not come. Where a person says that a row is gone for good, that
    is its tombstone; else the partner's row is read, so that the share ends all the same."""
    gone = work.shared.gone.of(side)
    name, far = pairing.objects.of(side), side.other
    ids = [id for link in links if (id := link.ids.of(side)) is not None and id in gone]
    work.keep(side, [Record(name, id, work.now(side), deleted=True) for id in ids])
    others = [
        id
        for link in links
        if link.ids.of(side) not in gone and (id := link.ids.of(far)) is not None
    ]
    if others:
        schema = work.schema(pairing, far)
        work.keep(far, work.ends.orgs.of(far).fetch(schema, others, ()).values())


def _of_object(prefix: str, ids: set[RecordId]) -> list[RecordId]:
    return sorted(id for id in ids if id.startswith(prefix))


def _remember_ended(work: Work, pairing: Pairing, side: Side, ids: Sequence[RecordId]) -> None:
    """Ended shares the state does not know: no rule may begin them."""
    if pairing.share.of(side) is None:
        return
    org = work.ends.identities.of(side).org_id
    work.remember(
        *(
            Link(
                Key(org, id),
                side,
                pairing.objects,
                Pair.seen_from(side, id, None),
                LinkStatus.INACTIVE,
                reason=Reason.UNSHARED.value,
            )
            for id in ids
        )
    )


def note_ended(work: Work, links: Sequence[Link], reasons: Mapping[Key, str] = NO_REASONS) -> None:
    """Tell the origin's org of shares that ended for good, by rows of their own.

    ``reasons`` are what a person of the partner's org gave for some of them.
    """
    for side in Side:
        ended = [link for link in links if link.origin is side and link.reason in TOLD]
        for some in chunks(ended, work.ends.orgs.of(side).batch_size):
            _write(
                work,
                side,
                [
                    replace(_share(work, side, link, TOLD[link.reason]), reason=_why(link, reasons))
                    for link in some
                ],
            )


def _why(link: Link, reasons: Mapping[Key, str]) -> str:
    given = reasons.get(link.key, "")
    return f"{link.reason}: {given}" if given else link.reason


def note_begun(work: Work) -> None:
    """Tell the orgs which shares that a person asked for flow now, and which never will."""
    for side in Side:
        asked = {id: row for (at, id), row in work.shared.rows.items() if at is side}
        done: list[Share] = []
        for pairing in work.pairings:
            links = work.store.links(work.name, side, pairing.objects.of(side), sorted(asked))
            done += [
                _share(work, side, link, ShareStatus.ACTIVE)
                for id, link in links.items()
                if link.status is LinkStatus.ACTIVE
            ]
        done += [_never_begun(work, side, id) for id in work.shared.binned.of(side)]
        for some in chunks(done, work.ends.orgs.of(side).batch_size):
            _write(work, side, some)


def _never_begun(work: Work, side: Side, id: RecordId) -> Share:
    """The share of a record that was deleted before it had a copy."""
    key = Key(work.ends.identities.of(side).org_id, id)
    objects = work.shared.binned.of(side)[id]
    ids = Pair.seen_from(side, id, None)
    reason = Reason.ORIGIN_DELETED.value
    link = Link(key, side, objects, ids, LinkStatus.DELETED, reason=reason)
    return _share(work, side, link, ShareStatus.DELETED)


def note_active(work: Work, side: Side, links: Sequence[Link]) -> None:
    """Tell the origin's org that records a person shared have been accepted."""
    asked = f"Direction__c = '{Direction.SENT.value}' AND Status__c = '{ShareStatus.PENDING.value}'"
    by_record = {link.key.record: link for link in links}
    done: list[Share] = []
    for row in share_rows(work, side, sorted(by_record), asked):
        word = read_word(row)
        share = word.share if word is not None else None
        if share is not None:
            there = by_record[share.record].ids.of(side.other)
            done.append(replace(share, status=ShareStatus.ACTIVE, partner_record=there))
    for some in chunks(done, work.ends.orgs.of(side).batch_size):
        _write(work, side, some)


def _share(work: Work, side: Side, link: Link, status: ShareStatus) -> Share:
    connection, record = work.ends.record_id(side), link.key.record
    row = work.shared.rows.get((side, record))
    return Share(
        id=row.id if row else None,
        connection=connection,
        object=link.objects.of(side),
        record=record,
        direction=Direction.SENT,
        status=status,
        partner_record=link.ids.of(side.other),
        key=share_key(connection, record),
        reason=_reason(link, status, row),
    )


def _reason(link: Link, status: ShareStatus, row: Share | None) -> str:
    """Why it ended; of a share that goes on, why someone's word to stop it did not count."""
    if status.ended:
        return link.reason
    return NOT_YOURS_TO_STOP if row is not None and row.reason == NOT_YOURS_TO_STOP else ""


def _write(work: Work, side: Side, shares: Sequence[Share]) -> None:
    """Upsert on the key. A row that a person made has none: it is given one by id first."""
    org = work.ends.orgs.of(side)
    unkeyed = [share for share in shares if share.id is not None]
    keyed = [share for share in shares if share.id is None]
    batches = []
    if unkeyed:
        rows = tuple(RowWrite(values_from_share(share), id=share.id) for share in unkeyed)
        batches.append(WriteBatch(SHARE_SCHEMA, rows))
    if keyed:
        rows = tuple(RowWrite(values_from_share(share)) for share in keyed)
        batches.append(WriteBatch(SHARE_SCHEMA, rows, KEY_FIELD))
    for batch in batches:
        for outcome in org.write(batch):
            if outcome.refusal is not None:
                work.notes.append(f"{org.alias} refused a share row: {outcome.refusal.code}")
