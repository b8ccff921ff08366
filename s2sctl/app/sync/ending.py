"""Shares end: what is remembered of that, and who is told."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from s2sctl.agreement.flows import Pairing
from s2sctl.app.sync.entries import WHOLE, note_kept, note_removal
from s2sctl.app.sync.inbox import note_over, waited
from s2sctl.app.sync.share_rows import note_ended
from s2sctl.app.sync.work import Work
from s2sctl.model.side import Side
from s2sctl.ports.org import Refusal
from s2sctl.ports.store import Event
from s2sctl.sync.ledger import DIVERGED, place
from s2sctl.sync.link import LIVING, Link
from s2sctl.sync.report import Tally
from s2sctl.sync.steps import End


@dataclass(frozen=True, slots=True)
class Ended:
    """What became of one ended share. ``refusal`` is why its copy is still to be removed."""

    end: End
    link: Link
    copy: str = ""
    """What became of the copy, as the end of a sentence."""
    refusal: Refusal | None = None
    told: bool = False
    """Whether :func:`announce` has told of it already."""


def finish(work: Work, pairing: Pairing, ends: Sequence[End]) -> None:
    """End shares whose copies stay where they are."""
    close(work, pairing, [Ended(end, replace(end.link, status=end.status)) for end in ends])


def announce(work: Work, ends: Sequence[End]) -> None:
    """Tell of shares whose copies are about to be removed, and remember the intent: after a crash
    the next run goes on with it, and takes no removal of ours for the receiver's own."""
    fresh = [end for end in ends if end.link.status in LIVING]
    if not fresh:
        return
    links = [
        replace(end.link, status=end.status, reason=end.reason.value, unconfirmed=frozenset())
        for end in fresh
    ]
    _tell(work, links, fresh)
    for end, link in zip(fresh, links, strict=True):
        note_removal(work, link.key, link.objects, end.target)
    work.remember(*links)


def close(work: Work, pairing: Pairing, ended: Sequence[Ended]) -> None:
    """Remember that shares ended. A copy the org holds on to is in the ledger until it is gone,
    and its share does not count as ended before."""
    if not ended:
        return
    events: list[Event] = []
    # Apart by policy is not agreed: should the share begin again, the policies are asked anew.
    ended = [replace(one, link=_without_diverged(work, one.link)) for one in ended]
    for one in ended:
        target = one.link.origin.other
        _note(work, one, target)
        if one.refusal is None:
            work.tallies.add(pairing.objects, target, Tally.ENDED)
        if one.refusal is None or _fresh(one):
            events.append(_event(work, one, target))
    links = [
        replace(one.link, reason=one.end.reason.value, unconfirmed=frozenset()) for one in ended
    ]
    untold = [
        (link, one.end)
        for one, link in zip(ended, links, strict=True)
        if _fresh(one) and not one.told
    ]
    _tell(work, [link for link, _ in untold], [end for _, end in untold])
    work.remember(*links, events=tuple(events))


def _without_diverged(work: Work, link: Link) -> Link:
    apart = {entry.field for entry in work.book.about(link.key) if entry.code == DIVERGED}
    base = {name: seen for name, seen in link.base.items() if name not in apart}
    return replace(link, base=base) if apart else link


def _tell(work: Work, links: Sequence[Link], ends: Sequence[End]) -> None:
    note_ended(work, links)
    note_over(work, links, waited(end.link for end in ends))


def _fresh(one: Ended) -> bool:
    """Whether the share ends only now: otherwise its copy's removal was tried before."""
    return one.end.link.status in LIVING


def _note(work: Work, one: Ended, target: Side) -> None:
    if one.refusal is None:
        work.book.settle_all(one.end.link.key)
        return
    kept = (one.link.key, target, WHOLE)
    for entry in work.book.about(one.link.key):
        if place(entry) != kept:
            work.book.settle(place(entry))
    note_kept(work, one.link, target, one.refusal)


def _event(work: Work, one: Ended, target: Side) -> Event:
    link = one.link
    name = link.objects.of(link.origin)
    text = f"{name} {link.key.record}: {one.end.reason.value}{one.copy}"
    return Event(work.now(target), "end", target, "s2sctl", text)
