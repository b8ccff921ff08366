"""Records merged away: the share, and the key on its copy, go to the winner."""

from dataclasses import replace

from s2sctl.agreement.flows import Pairing
from s2sctl.app.sync.deciding import fetch
from s2sctl.app.sync.entries import note_unmoved
from s2sctl.app.sync.inbox import note_over, waited
from s2sctl.app.sync.judging import judge_cases
from s2sctl.app.sync.linking import cases_of
from s2sctl.app.sync.rereading import stage_again
from s2sctl.app.sync.winners import rows_of, winners_of
from s2sctl.app.sync.work import CHUNK, Work
from s2sctl.app.sync.writing import send
from s2sctl.connection.objects import CONNECTION_LOOKUP, KEY
from s2sctl.model.digest import Digest
from s2sctl.model.ids import Key, RecordId
from s2sctl.model.names import FieldName, ObjectName
from s2sctl.model.side import Pair, Side
from s2sctl.model.values import Value
from s2sctl.ports.org import Refusal, RowWrite, WriteBatch
from s2sctl.ports.store import Event
from s2sctl.sync.bases import rebase
from s2sctl.sync.link import LIVING, Link, LinkStatus
from s2sctl.sync.linking import Case
from s2sctl.sync.shares import Ends, Moves, Reason

GONE = "ENTITY_IS_DELETED"


def follow_merges(work: Work) -> set[Pair[ObjectName]]:
    """Before anything else is decided, so that a winner is not taken for a new record.

    Returns the pairings in which a share moved.
    """
    moved: set[Pair[ObjectName]] = set()
    for pairing in work.pairings:
        for side in Side:
            name = pairing.objects.of(side)
            if (side, name) not in work.merged:
                continue
            for rows in work.stage.scan(side, name, CHUNK):
                losers = [row for row in rows if row.deleted and row.master_id is not None]
                for case in cases_of(work, pairing, side, losers):
                    if _follow(work, pairing, case):
                        moved.add(pairing.objects)
    return moved


def _follow(work: Work, pairing: Pairing, case: Case) -> bool:
    """Whether the share of a merged record moved, or freed its copy for another share's move.

    Judged one by one, as each move takes a winner; where both rows were merged, twice.
    """
    moved = False
    for _ in Side:
        (verdict,) = judge_cases(work, pairing, [case])
        if isinstance(verdict, Ends) and verdict.reason is Reason.ORIGIN_MERGED:
            return _cross(work, pairing, case) or moved
        if isinstance(verdict, Ends):
            _stage_winner(work, pairing, case)
        if not isinstance(verdict, Moves):
            return moved
        link = _move(work, pairing, case.link, verdict.side, verdict.winner)
        if link is None:
            return moved
        moved = True
        case = Case(link, case.rows.put(verdict.side, None), link)
    return moved


def _cross(work: Work, pairing: Pairing, case: Case) -> bool:
    """Two origins merged one way, their copies the other way: the survivors go on as one share.

    The share whose origin was merged away gives its copy to the other one, whose copy was merged
    into that; otherwise both would end, each for the sake of the other.
    """
    side, given = case.link.origin, case.link.ids.of(case.link.origin.other)
    winner = winners_of(work, pairing, side, [case])[_merged(case, side)]
    name = pairing.objects.of(side)
    taker = work.store.links(work.name, side, name, [winner.id]).get(winner.id)
    if taker is None or given is None or taker.origin is not side or taker.status not in LIVING:
        return False
    lost = taker.ids.of(side.other)
    far = work.stage.get(side.other, pairing.objects.of(side.other), [lost]) if lost else {}
    there = [Case(taker, Pair.seen_from(side, None, row), taker) for row in far.values()]
    met = winners_of(work, pairing, side.other, there)
    if lost is None or lost not in met or met[lost].id != given:
        return False
    emptied = _emptied(case.link)
    text = f"{case.link.key.record} was merged into {winner.id}, whose share takes its copy"
    work.book.settle_all(case.link.key)
    note_over(work, [emptied], waited([case.link]))
    work.remember(emptied, events=(_event(work, side, text),))
    _move(work, pairing, taker, side.other, given)
    return True


def _stage_winner(work: Work, pairing: Pairing, case: Case) -> None:
    """The winner of an origin whose share ends is a record of its own; the window in which it was
    merged may be long past."""
    side = case.link.origin
    found = winners_of(work, pairing, side, [case]).values()
    stage_again(work, pairing, side, [one.id for one in found if not one.taken])


def _merged(case: Case, side: Side) -> RecordId:
    row = case.rows.of(side)
    if row is None:
        raise ValueError(f"no row of side {side.value} was read")
    return row.id


def _move(work: Work, pairing: Pairing, link: Link, side: Side, winner: RecordId) -> Link | None:
    """One share at a time: merges are rare, and a killed run must find it again.

    What cannot be done now is in the ledger, and tried again by time.
    """
    copy_side = link.origin.other
    copy = winner if side is copy_side else link.ids.of(copy_side)
    key = link.key if side is copy_side else Key(link.key.org, winner)
    refusal = _refused(work, pairing, side, winner)
    if refusal is None and copy is not None:
        values: dict[FieldName, Value] = {
            KEY: str(key),
            CONNECTION_LOOKUP: work.ends.record_id(copy_side),
        }
        batch = WriteBatch(work.schema(pairing, copy_side), (RowWrite(values, id=copy),))
        refusal = send(work, copy_side, batch)[0].refusal
    gone = refusal is not None and refusal.code == GONE and side is not copy_side
    if gone and not _merged_too(work, pairing, copy_side, copy):
        _end(work, pairing, link, side, winner)
        return None
    if refusal is not None:
        note_unmoved(work, link, refusal)
        work.held.add((side, winner))
        return None
    taken = side is copy_side
    base = _sent_anew(pairing, link) if taken else _rebased(work, pairing, link, key)
    moved = replace(link, key=key, ids=link.ids.put(side, winner), base=base)
    text = f"{link.ids.of(side)} was merged into {winner}; the share follows"
    work.book.settle_all(link.key)
    note_over(work, [link], waited([link]))
    former = _freed(work, pairing, link, side, winner)
    work.remember(*former, *_without_copy(link, key), moved, events=(_event(work, side, text),))
    # The window in which it was merged may be long past.
    stage_again(work, pairing, side, [winner])
    return moved


def _end(work: Work, pairing: Pairing, link: Link, side: Side, winner: RecordId) -> None:
    """The copy was deleted too, so nothing follows: the winner is a record of its own."""
    text = f"{link.ids.of(side)} was merged into {winner}, and its copy was deleted"
    work.book.settle_all(link.key)
    ended = replace(link, status=LinkStatus.DELETED, reason=Reason.COPY_DELETED.value)
    work.remember(ended, events=(_event(work, side, text),))
    stage_again(work, pairing, side, [winner])


def _merged_too(work: Work, pairing: Pairing, side: Side, copy: RecordId | None) -> bool:
    """Whether a copy that is gone lives on in another row: the next run reads that, and follows."""
    return copy is not None and any(
        row.master_id is not None for row in rows_of(work, pairing, side, [copy]).values()
    )


def _refused(work: Work, pairing: Pairing, side: Side, winner: RecordId) -> Refusal | None:
    """Nothing of the winner is read but that it is there: it may not be shared."""
    found = work.ends.orgs.of(side).fetch(work.schema(pairing, side), [winner], ())
    return None if winner in found else Refusal("NOT_VISIBLE", f"{winner} could not be read")


def _sent_anew(pairing: Pairing, link: Link) -> dict[str, Pair[Digest]]:
    """The base under another copy: fields that only the origin gives count as changed there. What
    else the winner shows is its people's edit."""
    given = {one.name for one in pairing.fields if one.into.of(link.origin) is None}
    nothing = Digest("")
    return {
        name: known.put(link.origin, nothing) if name in given else known
        for name, known in link.base.items()
    }


def _rebased(work: Work, pairing: Pairing, link: Link, key: Key) -> dict[str, Pair[Digest]]:
    """Digests are made with the key, so the base is made anew from what the copy shows."""
    side = link.origin.other
    copy = link.ids.of(side)
    row = fetch(work, pairing, side, [copy]).get(copy) if copy is not None else None
    if row is None:
        return {}
    old, new = work.marker(link.key), work.marker(key)
    return rebase(work.mapped(pairing), side, row.values, link.base, old, new)


def _without_copy(link: Link, key: Key) -> tuple[Link, ...]:
    """What is left of a link whose key changed: an ended share without rows."""
    if key == link.key:
        return ()
    return (_emptied(link),)


def _freed(
    work: Work, pairing: Pairing, link: Link, side: Side, winner: RecordId
) -> tuple[Link, ...]:
    """An ended share whose copy the winner once was, without it: a row has one share."""
    found = work.store.links(work.name, side, pairing.objects.of(side), [winner])
    return tuple(
        replace(one, ids=one.ids.put(side, None)) for one in found.values() if one.key != link.key
    )


def _emptied(link: Link) -> Link:
    """A share whose origin was merged away, and whose copy another one has now."""
    ids = link.ids.put(link.origin.other, None)
    reason = Reason.ORIGIN_MERGED.value
    return replace(link, ids=ids, status=LinkStatus.DELETED, base={}, flips={}, reason=reason)


def _event(work: Work, side: Side, text: str) -> Event:
    return Event(work.now(side), "merge", side, "s2sctl", text)
