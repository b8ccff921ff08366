"""What an org's refusals say about more than their rows: the run ends, or a flow rests."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta

from s2sctl.agreement.flows import Pairing
from s2sctl.app.sync.entries import WHOLE
from s2sctl.app.sync.work import Work
from s2sctl.errors import OrgUnreachable
from s2sctl.model.side import Side
from s2sctl.ports.org import Outcome
from s2sctl.sync.cures import cure
from s2sctl.sync.link import EntryKind, LedgerEntry, Link
from s2sctl.sync.refusals import Stops, met, stopping

STOPPED = "FLOW_STOPPED"
"""A row that was not sent, because others of its flow were refused alike."""

TRIED_AGAIN = timedelta(minutes=15)


def refuse_closed(work: Work, side: Side, outcomes: Sequence[Outcome | None]) -> None:
    """Raise OrgUnreachable S2S615 where the org takes no writes at all; the run's cursors stay.

    What the same call did write is looked up by the next run, as after a lost answer.
    """
    closed = [
        one.refusal.code
        for one in outcomes
        if one is not None and one.refusal is not None and met(one.refusal.code).stops is Stops.RUN
    ]
    if closed:
        raise OrgUnreachable(
            f"{work.ends.orgs.of(side).alias} is under maintenance and takes no changes of records "
            f"[{closed[0]}].",
            code="S2S615",
            help="run the same command again later; it goes on from here",
        )


def heed(
    work: Work,
    pairing: Pairing,
    target: Side,
    outcomes: Sequence[Outcome | None],
    *,
    job: bool = False,
) -> bool:
    """Whether the flow is halted after a call, by its outcomes or before.

    A job's rows are refused together two hundred at a time: how many says nothing about the flow
    before they are sent apart.
    """
    codes = [one.refusal.code for one in outcomes if one is not None and one.refusal is not None]
    code = stopping(codes, len(outcomes))
    if code is None or (job and met(code).stops is Stops.FLOW):
        return halted(work, pairing, target, creates=False) is not None
    at = (target, None if met(code).stops is Stops.CREATES else pairing.objects)
    if at not in work.halted:
        work.halted[at] = code
        work.notes.append(_told(work, pairing, target, code, codes.count(code), len(outcomes)))
    return True


def _told(work: Work, pairing: Pairing, target: Side, code: str, refused: int, sent: int) -> str:
    alias, name = work.ends.orgs.of(target).alias, pairing.objects.of(target)
    what = f"no more records are made in {alias}"
    if met(code).stops is Stops.FLOW:
        what = f"no more {name} records are written to {alias}"
    return f"{what} in this run: {refused} of {sent} were refused with {code}; {cure(code)}"


def halted(work: Work, pairing: Pairing, target: Side, *, creates: bool) -> str | None:
    """The code for which a flow rests until the next run; None: it goes on."""
    flow = work.halted.get((target, pairing.objects))
    return flow or (work.halted.get((target, None)) if creates else None)


def note_halted(
    work: Work, pairing: Pairing, target: Side, links: Iterable[Link], code: str
) -> None:
    """Enter rows that were not sent. None of them was refused: they are tried in a later run."""
    now = work.now(target)
    alias, name = work.ends.orgs.of(target).alias, pairing.objects.of(target)
    text = f"not sent: {alias} refused others with {code}, and {name} rests until a later run"
    for link in links:
        entry = LedgerEntry(
            EntryKind.WAIT, link.key, link.objects, target, WHOLE, STOPPED, text, now
        )
        work.book.note(replace(entry, next_try=now + TRIED_AGAIN))
