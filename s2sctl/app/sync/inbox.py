"""The receiver's inbox: its rows read by key, written, and taken away again."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from s2sctl.agreement.flows import Pairing
from s2sctl.app.sync.work import Work
from s2sctl.app.sync.writing import send, send_deletes
from s2sctl.connection.footprint import SHARE_SCHEMA
from s2sctl.connection.rows import SHARE_FIELDS
from s2sctl.connection.share import ShareStatus
from s2sctl.connection.waiting import (
    KEY_FIELD,
    REASON,
    RECORD,
    STATUS,
    Waiting,
    values_from_waiting,
    waiting_from_row,
    waiting_key,
)
from s2sctl.manifest.manifest import Accept
from s2sctl.model.ids import Key
from s2sctl.model.names import FieldName
from s2sctl.model.side import Side
from s2sctl.model.values import Value
from s2sctl.ports.org import Query, RowWrite, WriteBatch
from s2sctl.sync.chunks import chunks
from s2sctl.sync.link import Link, LinkStatus
from s2sctl.sync.shares import Reason

KEYS_A_QUERY = 200
"""Keys in one condition: each takes 60 characters of a query's text."""

TOLD = {
    Reason.ORIGIN_DELETED.value: ShareStatus.INACTIVE,
    Reason.UNSHARED.value: ShareStatus.INACTIVE,
    Reason.ORIGIN_MERGED.value: ShareStatus.INACTIVE,
    Reason.MERGED.value: ShareStatus.INACTIVE,
    Reason.COPY_DELETED.value: ShareStatus.DELETED,
    Reason.CONVERTED.value: ShareStatus.CONVERTED,
}
"""Ends that the row of an accepted record tells of. One that only left its rule may return."""


def by_hand(work: Work, link: Link) -> bool:
    """Whether the receiver of a share accepts records of that object one by one."""
    pairing = work.pairing_of(link.objects)
    return pairing is not None and accepts_by_hand(pairing, link.origin.other)


def accepts_by_hand(pairing: Pairing, side: Side) -> bool:
    """Whether ``side`` accepts what arrives over the pairing one by one."""
    intake = pairing.intake.of(side)
    return intake is not None and intake.accept is Accept.MANUAL


def inbox_rows(work: Work, side: Side, keys: Iterable[Key]) -> dict[Key, Waiting]:
    """The rows that ``side``'s org holds of records of these keys."""
    connection = work.ends.record_id(side)
    found: dict[Key, Waiting] = {}
    for some in chunks(list(keys), KEYS_A_QUERY):
        listed = ",".join(f"'{waiting_key(connection, key)}'" for key in some)
        query = Query(SHARE_SCHEMA, SHARE_FIELDS, f"Key__c IN ({listed})", deleted=False)
        for page in work.ends.orgs.of(side).read([query]):
            rows = map(waiting_from_row, page.records)
            found |= {row.key: row for row in rows if row is not None}
    return found


def put_rows(work: Work, side: Side, rows: Sequence[Waiting]) -> None:
    """Write whole rows, new ones and known ones alike: an upsert on the key."""
    written = tuple(RowWrite(values_from_waiting(replace(row, id=None))) for row in rows)
    _write(work, side, written, KEY_FIELD)


def change_rows(
    work: Work, side: Side, changes: Iterable[tuple[Waiting, Mapping[FieldName, Value]]]
) -> None:
    """Write some fields of rows that are there."""
    rows = tuple(RowWrite(values, id=row.id) for row, values in changes if row.id is not None)
    _write(work, side, rows, None)


def note_arrived(work: Work, side: Side, links: Sequence[Link]) -> None:
    """Say in the receiver's rows which copies the accepted records became."""
    rows = inbox_rows(work, side, [link.key for link in links])
    status = ShareStatus.ACTIVE.value
    change_rows(
        work,
        side,
        [
            (rows[link.key], {RECORD: link.ids.of(side), STATUS: status})
            for link in links
            if link.key in rows
        ],
    )


def note_over(work: Work, links: Sequence[Link], waited: frozenset[Key]) -> None:
    """Shares ended: those that ``waited`` leave the inbox, the rows of accepted ones say so."""
    for side in Side:
        ended = [one for one in links if one.origin is side.other]
        told = [one for one in ended if one.key in waited or by_hand(work, one)]
        if not told:
            continue
        rows = inbox_rows(work, side, [link.key for link in told])
        _take_away(
            work, side, [rows[one.key] for one in told if one.key in rows and one.key in waited]
        )
        change_rows(
            work,
            side,
            [
                (rows[one.key], {STATUS: TOLD[one.reason].value, REASON: one.reason})
                for one in told
                if one.key in rows
                and one.key not in waited
                and one.reason in TOLD
                and not rows[one.key].status.ended
            ],
        )


def waited(links: Iterable[Link]) -> frozenset[Key]:
    """Those that waited to be accepted."""
    return frozenset(link.key for link in links if link.status is LinkStatus.OFFERED)


def _take_away(work: Work, side: Side, rows: Sequence[Waiting]) -> None:
    for some in chunks([row.id for row in rows if row.id], work.ends.orgs.of(side).batch_size):
        for outcome in send_deletes(work, side, some):
            if outcome.refusal is not None:
                _told(work, side, outcome.refusal.code)


def _write(work: Work, side: Side, rows: Sequence[RowWrite], key: FieldName | None) -> None:
    for some in chunks(rows, work.ends.orgs.of(side).batch_size):
        for outcome in send(work, side, WriteBatch(SHARE_SCHEMA, tuple(some), key)):
            if outcome.refusal is not None:
                _told(work, side, outcome.refusal.code)


def _told(work: Work, side: Side, code: str) -> None:
    note = f"{work.ends.orgs.of(side).alias} refused a row of its inbox: {code}"
    if note not in work.notes:
        work.notes.append(note)
