"""Copies of ended shares go to the recycle bin, never more than the rules allow."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from s2sctl.agreement.flows import Pairing
from s2sctl.app.sync.cascades import with_children
from s2sctl.app.sync.deciding import fetch
from s2sctl.app.sync.ending import Ended, announce, close
from s2sctl.app.sync.orphans import Act, look_at_orphans
from s2sctl.app.sync.work import Work
from s2sctl.app.sync.writing import between_batches, send_deletes
from s2sctl.model.ids import RecordId
from s2sctl.model.records import Record
from s2sctl.model.side import Pair, Side
from s2sctl.ports.org import Query, Refusal
from s2sctl.sync.chunks import chunks
from s2sctl.sync.link import LinkStatus
from s2sctl.sync.merge import edited
from s2sctl.sync.record_plan import Seen
from s2sctl.sync.steps import End

UNSEEN = Refusal("NOT_VISIBLE", "it could not be read: hidden from us, or gone for good")


def remove(work: Work, pairing: Pairing, ends: Sequence[End], act_on: Act) -> None:
    """End shares and move their copies to the recycle bin, those spared excepted.

    Spared is a copy that anyone but us ever modified in its org, and one whose removal would take
    other records with it. Called children before parents, so that copies of children that ended
    too are gone by then. What the org refuses to let go is a failure of that record, tried again
    by time.
    """
    for target in Side:
        ours = [end for end in ends if end.link.origin is target.other]
        for some in chunks(ours, work.ends.orgs.of(target).batch_size):
            _remove_batch(work, pairing, target, some, act_on)
            between_batches(work)


def _remove_batch(
    work: Work, pairing: Pairing, target: Side, ends: Sequence[End], act_on: Act
) -> None:
    copies = {id: end for end in ends if (id := end.link.ids.of(target)) is not None}
    rows = fetch(work, pairing, target, list(copies))
    kept = {
        id: why
        for id, row in rows.items()
        if (why := _touched(work, pairing, target, copies[id], row))
    }
    kept |= with_children(work, pairing, target, [id for id in rows if id not in kept])
    going = [id for id in rows if id not in kept]
    announce(work, [copies[id] for id in going])
    refused = _delete(work, target, going)
    refused |= _unseen(work, pairing, target, [id for id in copies if id not in rows])
    # Before the ends are remembered as done: a run that dies here removes and looks once more.
    look_at_orphans(work, pairing, [copies[id] for id in copies if id not in kept], act_on)
    close(
        work,
        pairing,
        [
            replace(_ended(end, target, id, kept.get(id), refused.get(id)), told=id in going)
            for id, end in copies.items()
        ],
    )


def _ended(
    end: End, target: Side, id: RecordId, kept: str | None, refusal: Refusal | None
) -> Ended:
    link = replace(end.link, status=end.status)
    if kept is not None:
        return Ended(end, link, f"; its copy {id} was kept: {kept}")
    if refusal is not None:
        return Ended(end, link, f"; its copy {id} is still there: {refusal.code}", refusal)
    link = replace(link, ids=link.ids.put(target, None), status=LinkStatus.DELETED)
    return Ended(end, link, f"; its copy {id} was removed")


def _touched(work: Work, pairing: Pairing, target: Side, end: End, row: Record) -> str:
    """Why it must be taken that anyone but us ever modified the copy; empty where nobody did."""
    if end.link.since is None:
        return "what happened to it before the state was lost is not known"
    seen = Seen(Pair.seen_from(target, row.values, None), end.link.origin)
    marker = work.marker(end.link.key)
    touched = (
        row.modified_by != work.ends.identities.of(target).user_id
        or end.link.foreign_edit.of(target) is not None
        or edited(work.mapped(pairing), target, seen, end.link.base, marker)
    )
    return "someone edited it" if touched else ""


def _delete(work: Work, target: Side, ids: Sequence[RecordId]) -> dict[RecordId, Refusal]:
    """Delete, and say which rows the org would not let go, and why."""
    refused: dict[RecordId, Refusal] = {}
    # Once more for those that were refused: a lock has often gone by then.
    for _ in range(2):
        if not ids:
            return refused
        outcomes = send_deletes(work, target, ids)
        refused = {
            id: outcome.refusal
            for id, outcome in zip(ids, outcomes, strict=True)
            if outcome.refusal is not None
        }
        ids = list(refused)
    return refused


def _unseen(
    work: Work, pairing: Pairing, target: Side, ids: Sequence[RecordId]
) -> Mapping[RecordId, Refusal]:
    """Copies that did not come and are not in the recycle bin: absence is not deletion."""
    if not ids:
        return {}
    listed = ",".join(f"'{id}'" for id in ids)
    query = Query(work.schema(pairing, target), where=f"Id IN ({listed})")
    pages = work.ends.orgs.of(target).read([query])
    binned = {row.id for page in pages for row in page.records if row.deleted}
    return {id: UNSEEN for id in ids if id not in binned}
