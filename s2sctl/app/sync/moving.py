"""Records merged away: the share, and the key on its copy, go to the winner."""

from dataclasses import replace

from s2sctl.agreement.flows import Pairing
from s2sctl.app.sync.deciding import fetch
from s2sctl.app.sync.entries import note_unmoved
from s2sctl.app.sync.inbox import note_over, waited
from s2sctl.app.sync.judging import judge_cases
from s2sctl.app.sync.linking import cases_of
from s2sctl.app.sync.rereading import stage_again
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
from s2sctl.sync.link import Link, LinkStatus
from s2sctl.sync.merge import rebase
from s2sctl.sync.shares import Moves, Reason

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
                merged = cases_of(work, pairing, side, losers)
                verdicts = judge_cases(work, pairing, merged)
                for case, verdict in zip(merged, verdicts, strict=True):
                    if isinstance(verdict, Moves) and verdict.side is side:
                        _move(work, pairing, case.link, side, verdict.winner)
                        moved.add(pairing.objects)
    return moved


def _move(work: Work, pairing: Pairing, link: Link, side: Side, winner: RecordId) -> None:
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
    if refusal is not None and refusal.code == GONE and side is not copy_side:
        _end(work, pairing, link, side, winner)
        return
    if refusal is not None:
        note_unmoved(work, link, refusal)
        work.held.add((side, winner))
        return
    base = link.base if key == link.key else _rebased(work, pairing, link, key)
    moved = replace(link, key=key, ids=link.ids.put(side, winner), base=base)
    text = f"{link.ids.of(side)} was merged into {winner}; the share follows"
    work.book.settle_all(link.key)
    note_over(work, [link], waited([link]))
    work.remember(*_without_copy(link, key), moved, events=(_event(work, side, text),))
    # The window in which it was merged may be long past.
    stage_again(work, pairing, side, [winner])


def _end(work: Work, pairing: Pairing, link: Link, side: Side, winner: RecordId) -> None:
    """The copy was deleted too, so nothing follows: the winner is a record of its own."""
    text = f"{link.ids.of(side)} was merged into {winner}, and its copy was deleted"
    work.book.settle_all(link.key)
    ended = replace(link, status=LinkStatus.DELETED, reason=Reason.MERGED.value)
    work.remember(ended, events=(_event(work, side, text),))
    stage_again(work, pairing, side, [winner])


def _refused(work: Work, pairing: Pairing, side: Side, winner: RecordId) -> Refusal | None:
    """Nothing of the winner is read but that it is there: it may not be shared."""
    found = work.ends.orgs.of(side).fetch(work.schema(pairing, side), [winner], ())
    return None if winner in found else Refusal("NOT_VISIBLE", f"{winner} could not be read")


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
    emptied = link.ids.put(link.origin.other, None)
    return (replace(link, ids=emptied, status=LinkStatus.DELETED, base={}, reason="merged"),)


def _event(work: Work, side: Side, text: str) -> Event:
    return Event(work.now(side), "merge", side, "s2sctl", text)
