"""Which record a merged one lives on in, and whether a share may go there."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from s2sctl.agreement.flows import Pairing
from s2sctl.app.sync.rereading import by_id
from s2sctl.app.sync.work import Work
from s2sctl.model.ids import RecordId
from s2sctl.model.records import Record
from s2sctl.model.side import Side
from s2sctl.ports.org import Query
from s2sctl.sync.link import LIVING, Link
from s2sctl.sync.linking import Case, names_partner

HOPS = 20
"""Merges into merged records that are followed: a circle cannot be, and ends here."""


@dataclass(frozen=True, slots=True)
class Winner:
    """The record a merged one lives on in; ``taken`` where that is shared itself, over this
    connection or another one."""

    id: RecordId
    taken: bool


def winners_of(
    work: Work, pairing: Pairing, side: Side, cases: Sequence[Case]
) -> dict[RecordId, Winner]:
    """By merged record of ``side``, for shares that live. One whose winner was deleted since has
    none; nothing of a winner is read but that it is there, its deletion mark and its key.

    A winner may have been merged in its turn before any run saw it: MasterRecordId names the record
    that was kept in that merge, not the last one of a chain.
    """
    losers = {
        row.id: (case.link, row.master_id)
        for case in cases
        if (row := case.rows.of(side)) is not None
        and row.deleted
        and row.master_id is not None
        and case.link.status in LIVING
    }
    if not losers:
        return {}
    rows = _chains(work, pairing, side, {winner for _, winner in losers.values()})
    last = {loser: _last(winner, rows) for loser, (_, winner) in losers.items()}
    known = work.store.links(
        work.name, side, pairing.objects.of(side), sorted({one for one in last.values() if one})
    )
    return {
        loser: Winner(
            id, _taken(work, pairing, side, losers[loser][0], known.get(id), rows.get(id))
        )
        for loser, id in last.items()
        if id is not None
    }


def _chains(
    work: Work, pairing: Pairing, side: Side, ids: Iterable[RecordId]
) -> dict[RecordId, Record]:
    """These rows and those they were merged into in their turn, as far as they can be read."""
    found: dict[RecordId, Record] = {}
    missing = set(ids)
    for _ in range(HOPS):
        rows = rows_of(work, pairing, side, missing)
        found |= rows
        missing = {
            row.master_id for row in rows.values() if row.deleted and row.master_id is not None
        } - set(found)
        if not missing:
            break
    return found


def rows_of(
    work: Work, pairing: Pairing, side: Side, ids: Iterable[RecordId]
) -> dict[RecordId, Record]:
    """Rows by id, deleted ones included, without any value."""
    return by_id(work, side, Query(work.schema(pairing, side)), sorted(ids))


def _last(winner: RecordId, rows: Mapping[RecordId, Record]) -> RecordId | None:
    """The end of the chain; None where that was deleted. What cannot be read may be there."""
    for _ in range(HOPS):
        row = rows.get(winner)
        if row is None or not row.deleted:
            return winner
        if row.master_id is None:
            return None
        winner = row.master_id
    return None


def _taken(
    work: Work, pairing: Pairing, side: Side, link: Link, other: Link | None, row: Record | None
) -> bool:
    """Whether the winner has a share that the merged one must not touch. A copy's share that has
    ended holds nothing any more; an origin that once was shared keeps its own word."""
    if other is not None and (side is link.origin or other.status in LIVING):
        return True
    if row is None or row.key is None or row.key == link.key:
        return False
    ground = work.ground(pairing, side)
    if side is link.origin:
        return names_partner(row, ground) or not ground.onward
    owner = work.store.links_by_key(work.name, [row.key]).get(row.key)
    return owner is None or owner.status in LIVING
