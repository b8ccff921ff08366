"""Step 7, act: parents before children, then what waited for them, then the ends."""

from collections.abc import Container, Iterator, Mapping, Sequence
from typing import TypeAlias

from s2sctl.agreement.flows import Pairing
from s2sctl.app.sync.creating import create
from s2sctl.app.sync.deciding import decide_cases, learnt
from s2sctl.app.sync.ending import finish
from s2sctl.app.sync.entries import note_fields, settle_moot
from s2sctl.app.sync.jobs import gathered
from s2sctl.app.sync.linking import cases
from s2sctl.app.sync.moving import follow_merges
from s2sctl.app.sync.offering import offer
from s2sctl.app.sync.owed import owed
from s2sctl.app.sync.readback import read_back
from s2sctl.app.sync.removing import remove
from s2sctl.app.sync.share_rows import note_begun
from s2sctl.app.sync.updating import update
from s2sctl.app.sync.waits import fill_waits
from s2sctl.app.sync.work import CHUNK, Work
from s2sctl.model.ids import Key
from s2sctl.model.names import ObjectName
from s2sctl.model.side import Pair, Side
from s2sctl.sync.chunks import chunks
from s2sctl.sync.link import Link, LinkStatus
from s2sctl.sync.linking import Case
from s2sctl.sync.shares import Reason
from s2sctl.sync.steps import Create, End, Offer, Remember, Step, Update

HowEnded: TypeAlias = tuple[LinkStatus, Reason]
"""How a share ended whose copy is to be removed at the end of the pass."""


def act(work: Work, busy: Container[Pair[ObjectName]]) -> None:
    """Write everything that was read and decided, remembering each acknowledged call.

    ``busy`` are the pairings in which the survey found something to do or to learn.
    Raises Interrupted between two calls when asked to stop; the next run goes on from there.
    """
    moved = follow_merges(work)
    removals: list[tuple[Pairing, dict[Key, HowEnded]]] = []
    for pairing in work.pairings:
        ends: dict[Key, HowEnded] = {}
        if pairing.objects in busy or pairing.objects in moved:
            for some in gathered(work, pairing, cases(work, pairing)):
                ends |= {
                    end.link.key: (end.status, end.reason) for end in act_on(work, pairing, some)
                }
        removals.append((pairing, ends))
    fill_waits(work, act_on)
    for pairing, ends in reversed(removals):
        again = owed(work, pairing)
        finish(work, pairing, [end for end in again if not end.remove])
        remove(work, pairing, [end for end in again if end.remove], act_on)
        for some_ends in _with_links(work, ends):
            remove(work, pairing, some_ends, act_on)
    note_begun(work)


def _with_links(work: Work, ends: Mapping[Key, HowEnded]) -> Iterator[list[End]]:
    """The removals with their links, which were left in the store meanwhile."""
    for keys in chunks(ends, CHUNK):
        links = work.store.links_by_key(work.name, keys)
        yield [End(links[key], *ends[key], remove=True) for key in keys]


def act_on(work: Work, pairing: Pairing, found: Sequence[Case]) -> list[End]:
    """Carry out the steps of some shares; returns the removals, whose time is the end."""
    steps = decide_cases(work, pairing, found)
    _remember(work, pairing, steps, found)
    for target in Side:
        offers = [step for step in steps if isinstance(step, Offer) and step.target is target]
        offer(work, pairing, target, offers)
        creates = [step for step in steps if isinstance(step, Create) and step.target is target]
        made = create(work, pairing, target, creates) if creates else []
        read_back(work, pairing, target, made)
    updates = [step for step in steps if isinstance(step, Update)]
    written = update(work, pairing, updates)
    latest = {link.key: link for side in Side for link in written.of(side)}
    for target in Side:
        links = [latest[link.key] for link in written.of(target)]
        latest |= {link.key: link for link in read_back(work, pairing, target, links)}
    ends = [step for step in steps if isinstance(step, End)]
    finish(work, pairing, [end for end in ends if not end.remove])
    return [end for end in ends if end.remove]


def _remember(work: Work, pairing: Pairing, steps: Sequence[Step], found: Sequence[Case]) -> None:
    """Keep what was learnt about shares that need no write."""
    stored = {case.link.key: case.stored for case in found}
    changed: list[Link] = []
    for step in steps:
        if isinstance(step, Remember):
            settle_moot(work, step.link, step.rows, step.plan)
            note_fields(work, pairing, step.link, step.plan)
            link = learnt(step, stored.get(step.link.key))
            changed += [link] if link is not None else []
    work.remember(*changed)
