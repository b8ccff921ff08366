"""Records merged away: the share, and the key on its copy, go to the winner."""

from dataclasses import replace

from s2sctl.agreement.flows import Pairing
from s2sctl.app.sync.deciding import fetch
from s2sctl.app.sync.judging import judge_cases
from s2sctl.app.sync.linking import cases
from s2sctl.app.sync.work import Work
from s2sctl.app.sync.writing import send
from s2sctl.connection.objects import CONNECTION_LOOKUP, KEY
from s2sctl.model.ids import Key, RecordId
from s2sctl.model.names import FieldName
from s2sctl.model.side import Side
from s2sctl.model.values import Value
from s2sctl.ports.org import RowWrite, WriteBatch
from s2sctl.ports.store import Event
from s2sctl.sync.link import Link, LinkStatus
from s2sctl.sync.linking import Case
from s2sctl.sync.shares import Moves


def follow_merges(work: Work) -> None:
    """Before anything else is decided, so that a winner is not taken for a new record."""
    for pairing in work.pairings:
        for some in cases(work, pairing):
            merged = [case for case in some if _merged_away(case)]
            verdicts = judge_cases(work, pairing, merged) if merged else []
            for case, verdict in zip(merged, verdicts, strict=True):
                if isinstance(verdict, Moves):
                    _move(work, pairing, case.link, verdict.side, verdict.winner)


def _merged_away(case: Case) -> bool:
    return any(row is not None and row.deleted and row.master_id is not None for row in case.rows)


def _move(work: Work, pairing: Pairing, link: Link, side: Side, winner: RecordId) -> None:
    """One share at a time: merges are rare, and a killed run must find it again."""
    if winner not in fetch(work, pairing, side, [winner]):
        return
    copy_side = link.origin.other
    copy = winner if side is copy_side else link.ids.of(copy_side)
    if copy is None:
        return
    key = link.key if side is copy_side else Key(link.key.org, winner)
    values: dict[FieldName, Value] = {
        KEY: str(key),
        CONNECTION_LOOKUP: work.ends.record_id(copy_side),
    }
    batch = WriteBatch(work.schema(pairing, copy_side), (RowWrite(values, id=copy),))
    if send(work, copy_side, batch)[0].refusal is not None:
        work.notes.append(f"{copy} could not take the key of a merged record; it was left alone")
        return
    moved = replace(link, key=key, ids=link.ids.put(side, winner))
    text = f"{link.ids.of(side)} was merged into {winner}; the share follows"
    work.book.settle_all(link.key)
    work.remember(*_without_copy(link, key), moved, events=(_event(work, side, text),))


def _without_copy(link: Link, key: Key) -> tuple[Link, ...]:
    """What is left of a link whose key changed: an ended share without rows."""
    if key == link.key:
        return ()
    emptied = link.ids.put(link.origin.other, None)
    return (replace(link, ids=emptied, status=LinkStatus.DELETED, base={}, reason="merged"),)


def _event(work: Work, side: Side, text: str) -> Event:
    return Event(work.now(side), "merge", side, "s2sctl", text)
