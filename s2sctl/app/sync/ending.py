"""Shares end: copies kept or moved to the recycle bin, never more than the rules allow."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from s2sctl.agreement.flows import Pairing
from s2sctl.app.sync.cascades import with_children
from s2sctl.app.sync.deciding import fetch
from s2sctl.app.sync.share_rows import note_ended
from s2sctl.app.sync.work import Work
from s2sctl.app.sync.writing import send_deletes
from s2sctl.model.ids import RecordId
from s2sctl.model.records import Record
from s2sctl.model.side import Pair, Side
from s2sctl.ports.store import Event
from s2sctl.sync.chunks import chunks
from s2sctl.sync.link import Link, LinkStatus
from s2sctl.sync.merge import Seen, edited
from s2sctl.sync.report import Tally
from s2sctl.sync.steps import End


def finish(work: Work, pairing: Pairing, ends: Sequence[End]) -> None:
    """End shares whose copies stay where they are."""
    _remember(work, pairing, [(end, end.link, end.status, "") for end in ends])


def remove(work: Work, pairing: Pairing, ends: Sequence[End]) -> None:
    """End shares and move their copies to the recycle bin, those spared excepted.

    Spared is a copy that anyone but us ever modified in its org, and one whose removal would take
    other records with it. Called children before parents, so that copies of children that ended
    too are gone by then.
    """
    for target in Side:
        ours = [end for end in ends if end.link.origin is target.other]
        for some in chunks(ours, work.ends.orgs.of(target).batch_size):
            _remove_batch(work, pairing, target, some)
            work.stop_if_asked()


def _remove_batch(work: Work, pairing: Pairing, target: Side, ends: Sequence[End]) -> None:
    ids = [one for end in ends if (one := end.link.ids.of(target)) is not None]
    rows = fetch(work, pairing, target, ids)
    spared = {
        end.link.key: why for end in ends if (why := _touched(work, pairing, target, end, rows))
    }
    candidates = [
        id
        for end in ends
        if (id := end.link.ids.of(target)) in rows and end.link.key not in spared and id is not None
    ]
    guarded = with_children(work, pairing, target, candidates)
    going = [id for id in candidates if id not in guarded]
    refused = _delete(work, target, going)
    outcome = []
    for end in ends:
        id = end.link.ids.of(target)
        kept = spared.get(end.link.key) or guarded.get(id) or refused.get(id) if id else None
        if kept:
            outcome.append((end, end.link, end.status, f"; its copy {id} was kept: {kept}"))
        else:
            link = replace(end.link, ids=end.link.ids.put(target, None))
            what = "was removed" if id in going else "could not be read, so not removed"
            outcome.append((end, link, LinkStatus.DELETED, f"; its copy {id} {what}"))
    _remember(work, pairing, outcome)


def _touched(
    work: Work,
    pairing: Pairing,
    target: Side,
    end: End,
    rows: Mapping[RecordId, Record],
) -> str:
    """Why it must be taken that anyone but us ever modified the copy; empty where nobody did."""
    id = end.link.ids.of(target)
    row = rows.get(id) if id is not None else None
    if row is None:
        return ""
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


def _delete(work: Work, target: Side, ids: Sequence[RecordId]) -> dict[RecordId, str]:
    """Delete, and say which rows the org would not let go, and why."""
    refused: dict[RecordId, str] = {}
    # Once more for those that were refused: a lock has often gone by then.
    for _ in range(2):
        if not ids:
            return refused
        outcomes = send_deletes(work, target, ids)
        refused = {
            id: f"{outcome.refusal.code}: {outcome.refusal.message}"
            for id, outcome in zip(ids, outcomes, strict=True)
            if outcome.refusal is not None
        }
        ids = list(refused)
    return refused


def _remember(
    work: Work, pairing: Pairing, ends: Sequence[tuple[End, Link, LinkStatus, str]]
) -> None:
    if not ends:
        return
    links, events = [], []
    for end, link, status, addition in ends:
        target = link.origin.other
        work.book.settle_all(link.key)
        work.tallies.add(pairing.objects, target, Tally.ENDED)
        links.append(replace(link, status=status, reason=end.reason.value, unconfirmed=frozenset()))
        text = f"{link.objects.of(link.origin)} {link.key.record}: {end.reason.value}{addition}"
        events.append(Event(work.now(target), "end", target, "s2sctl", text))
    note_ended(work, links)
    work.remember(*links, events=tuple(events))
