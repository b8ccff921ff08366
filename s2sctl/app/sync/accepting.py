"""What people said about the records in their inbox since the last run."""

from collections.abc import Sequence
from dataclasses import replace

from s2sctl.app.sync.inbox import change_rows, inbox_rows, note_arrived
from s2sctl.app.sync.opening import share_cursors
from s2sctl.app.sync.rereading import stage_again
from s2sctl.app.sync.share_rows import note_ended
from s2sctl.app.sync.work import Work
from s2sctl.connection.share import ShareStatus
from s2sctl.connection.waiting import STATUS, Waiting, waiting_from_row
from s2sctl.manifest.manifest import Accept
from s2sctl.model.ids import Key
from s2sctl.model.names import ObjectName
from s2sctl.model.records import Record
from s2sctl.model.side import Pair, Side
from s2sctl.ports.store import Event
from s2sctl.sync.chunks import chunks
from s2sctl.sync.link import Cursor, Link, LinkStatus
from s2sctl.sync.shares import Reason

KEYS_AT_A_TIME = 200
_ENDS = frozenset(reason.value for reason in Reason)


def others(rows: Pair[tuple[Record, ...]]) -> Pair[tuple[Record, ...]]:
    """The share rows that are no word about the inbox: what a person shares, or stops sharing."""
    return rows.map(lambda some: tuple(row for row in some if not _ours(waiting_from_row(row))))


def _ours(row: Waiting | None) -> bool:
    """Rows that wait or were decided; of an accepted record, those whose end we noted there."""
    return row is not None and (row.record is None or row.reason in _ENDS)


def hear_inbox(work: Work, rows: Pair[tuple[Record, ...]]) -> None:
    """Take in which records were accepted and which were rejected, by command or in the org.

    An accepted record is staged and created in this very pass. A dry run leaves rejected ones.
    """
    for side in Side:
        said = [one for row in rows.of(side) if (one := waiting_from_row(row)) is not None]
        for some in chunks([one for one in said if one.record is None], KEYS_AT_A_TIME):
            _hear(work, side, {one.key: one for one in some})
    _release(work)
    _offer_again(work)


def _hear(work: Work, side: Side, said: dict[Key, Waiting]) -> None:
    known = work.store.links_by_key(work.name, list(said))
    ours = [link for link in known.values() if link.origin is side.other]
    yes = [link for link in ours if said[link.key].status is ShareStatus.ACTIVE]
    no = [link for link in ours if said[link.key].status.ended]
    _take(work, [link for link in yes if link.status in (LinkStatus.OFFERED, LinkStatus.PENDING)])
    note_arrived(work, side, [link for link in yes if link.status is LinkStatus.ACTIVE])
    if not work.options.dry_run:
        refused = [link for link in no if _not_made(work, link)]
        _turn_down(work, side, refused, {key: one.reason for key, one in said.items()})
    for link in yes:
        if link.reason == Reason.REJECTED.value:
            work.notes.append(
                f"{link.objects.of(link.origin)} {link.key.record} was rejected before: its "
                "origin has to share it anew"
            )


def _not_made(work: Work, link: Link) -> bool:
    """Whether it is known to have no copy: it waits, or what was accepted could not be made yet."""
    if link.status is LinkStatus.PENDING:
        return any(not entry.field for entry in work.book.about(link.key))
    return link.status is LinkStatus.OFFERED


def _take(work: Work, links: Sequence[Link]) -> None:
    """From now on these are intents; their records are read, as far as they are shared still."""
    work.remember(
        *(
            replace(link, status=LinkStatus.PENDING)
            for link in links
            if link.status is LinkStatus.OFFERED
        )
    )
    for pairing in work.pairings:
        for source in Side:
            ids = [
                link.key.record
                for link in links
                if link.objects == pairing.objects and link.origin is source
            ]
            if ids:
                stage_again(work, pairing, source, ids)


def _turn_down(work: Work, side: Side, links: Sequence[Link], reasons: dict[Key, str]) -> None:
    """Never created, and not offered again unless its origin shares it anew; the origin's org is
    told why."""
    ended = [
        replace(link, status=LinkStatus.INACTIVE, reason=Reason.REJECTED.value) for link in links
    ]
    for link in ended:
        work.shared.asked.of(link.origin).discard(link.key.record)
        work.book.settle_all(link.key)
    note_ended(work, ended, reasons)
    work.remember(*ended, events=tuple(_event(work, side, link) for link in ended))
    _stage_by_id(work, side.other, ended)


def _stage_by_id(work: Work, source: Side, ended: Sequence[Link]) -> None:
    """What follows a record that was turned down leaves with it: its children see that it went."""
    for pairing in work.pairings:
        ids = [link.key.record for link in ended if link.objects == pairing.objects]
        schema, org = work.schema(pairing, source), work.ends.orgs.of(source)
        if ids:
            work.keep(source, org.fetch(schema, ids, ()).values())


def _event(work: Work, side: Side, link: Link) -> Event:
    text = f"{link.objects.of(link.origin)} {link.key.record}: {link.reason}"
    return Event(work.now(side), "reject record", side, "s2sctl", text)


def _release(work: Work) -> None:
    """Where records are accepted by themselves now, those that still wait are accepted too."""
    waiting = [
        objects
        for (objects, status), count in work.store.count_links(work.name).items()
        if status is LinkStatus.OFFERED and count
    ]
    for objects in waiting:
        for side in Side:
            _release_all(work, objects, side)


def _release_all(work: Work, objects: Pair[ObjectName], side: Side) -> None:
    pairing = work.pairing_of(objects)
    intake = pairing.intake.of(side) if pairing is not None else None
    if intake is None or intake.accept is not Accept.AUTO or work.options.dry_run:
        return
    links = [
        link
        for link in work.store.scan_links(
            work.name, statuses=(LinkStatus.OFFERED,), objects=objects
        )
        if link.origin is side.other
    ]
    for some in chunks(links, KEYS_AT_A_TIME):
        rows = inbox_rows(work, side, [link.key for link in some])
        status = ShareStatus.ACTIVE.value
        change_rows(work, side, [(row, {STATUS: status}) for row in rows.values()])
        _take(work, some)


def _offer_again(work: Work) -> None:
    """Rows that waited vanish when their connection ends (vanish.py): once it is back, those of
    records that a rule shares are made anew. Looked for where a side's word is news."""
    looked = share_cursors(work.store, work.name)
    if not any(_is_news(work, side, looked.of(side)) for side in Side):
        return
    for pairing in work.pairings:
        links = work.store.scan_links(
            work.name, statuses=(LinkStatus.OFFERED,), objects=pairing.objects
        )
        for some in chunks(links, KEYS_AT_A_TIME):
            for source in Side:
                rule = pairing.share.of(source)
                ours = [link.key for link in some if link.origin is source]
                if rule is None or rule.manual or not ours:
                    continue
                there = inbox_rows(work, source.other, ours)
                gone = [key.record for key in ours if key not in there]
                stage_again(work, pairing, source, gone)


def _is_news(work: Work, side: Side, looked: Cursor) -> bool:
    since = work.ends.records.of(side).since
    last = max((at for at in looked.looks if at is not None), default=None)
    return since is not None and last is not None and since >= last
