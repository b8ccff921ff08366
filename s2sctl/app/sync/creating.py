"""Copies are made: intent first, upsert on the key, answer remembered."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from s2sctl.agreement.flows import Pairing
from s2sctl.app.sync.bodies import has_bodies
from s2sctl.app.sync.deciding import fetch
from s2sctl.app.sync.entries import (
    WHOLE,
    blocked,
    note_came_back,
    note_fields,
    note_refusal,
    note_whole_wait,
)
from s2sctl.app.sync.halting import halted, heed, note_halted
from s2sctl.app.sync.inbox import by_hand, note_arrived
from s2sctl.app.sync.jobs import by_job, write_by_job
from s2sctl.app.sync.keyless import create_keyless
from s2sctl.app.sync.owners import Given, by_owner, intake_values
from s2sctl.app.sync.pricing import Priced, price
from s2sctl.app.sync.share_rows import note_active
from s2sctl.app.sync.work import Work
from s2sctl.app.sync.writing import between_batches, send
from s2sctl.connection.objects import CONNECTION_LOOKUP, KEY, holds_key
from s2sctl.model.names import FieldName
from s2sctl.model.side import Side
from s2sctl.model.values import Value
from s2sctl.ports.org import Outcome, Refusal, RowWrite, WriteBatch
from s2sctl.ports.reporter import Progress
from s2sctl.sync.chunks import chunks
from s2sctl.sync.link import Link, LinkStatus
from s2sctl.sync.plan import Action
from s2sctl.sync.report import Tally
from s2sctl.sync.steps import Create


def create(work: Work, pairing: Pairing, target: Side, steps: Sequence[Create]) -> list[Link]:
    """Make copies in ``target``; returns the links of those that exist now, unconfirmed.

    Refused rows are sent once more, apart from the rest: a row may have been refused for its
    neighbours (facts/salesforce-api.md §3.4). Refused again, they are in the ledger.
    """
    ready, waiting = [], []
    for step in steps:
        if step.waits_whole is not None:
            note_whole_wait(work, step.link, target, step.waits_whole)
            waiting.append(step.link)
        elif not blocked(work, step.link, target, step.plan.writes.of(target)):
            ready.append(step)
    ready, back = _still_gone(work, pairing, target, ready)
    waiting += back
    priced = price(work, pairing, target, ready)
    # Known from now on, so that its end strikes it from the ledger.
    work.remember(*waiting, *(step.link for step in priced.waiting))
    made: list[Link] = []
    for given, some in by_owner(work, pairing, target, priced.ready).items():
        if given.refusal is not None:
            _park(work, target, some, given.refusal)
            continue
        batch = replace(priced, ready=tuple(some))
        by_jobs = _by_jobs(work, pairing, target, batch, given)
        rest = replace(priced, ready=tuple(by_jobs.left))
        first = _in_batches(work, pairing, target, rest, given, last_try=False)
        again = replace(priced, ready=tuple(by_jobs.refused + first.refused))
        late = _in_batches(work, pairing, target, again, given, last_try=True)
        made += by_jobs.made + first.made + late.made
    return made


@dataclass(slots=True)
class Sent:
    """What became of some creates: copies that exist now, rows the org refused, and rows that
    nothing was done to."""

    made: list[Link] = field(default_factory=list)
    refused: list[Create] = field(default_factory=list)
    left: list[Create] = field(default_factory=list)

    def add(self, other: "Sent") -> None:
        """Count the outcomes of another call."""
        self.made += other.made
        self.refused += other.refused
        self.left += other.left


def _still_gone(
    work: Work, pairing: Pairing, target: Side, ready: Sequence[Create]
) -> tuple[list[Create], list[Link]]:
    """The copies to be made, and the shares whose former copy was undeleted meanwhile: an upsert
    would write over all that it shows, unread. These begin again with the copy that is there."""
    formers = [step.former for step in ready if step.former is not None]
    found = fetch(work, pairing, target, formers) if formers else {}
    back = []
    for step in ready:
        if step.former in found:
            ids = step.link.ids.put(target, step.former)
            back.append(replace(step.link, ids=ids, status=LinkStatus.ACTIVE))
            note_came_back(work, back[-1], target)
    return [step for step in ready if step.former not in found], back


def _park(work: Work, target: Side, steps: Sequence[Create], refusal: Refusal) -> None:
    """Nobody can own these copies now: nothing is sent, and they are tried again by time."""
    for step in steps:
        note_refusal(work, step.link, target, refusal, step.plan.writes.of(target))
    work.remember(*(step.link for step in steps))


def _by_jobs(work: Work, pairing: Pairing, target: Side, priced: Priced, given: Given) -> Sent:
    """As many rows by jobs as are worth them; a job cannot run assignment rules as a row asks.

    A former copy may have come back while a job went on, so those of its rest are looked for again.
    """
    sent, tried = Sent(), Sent()
    for some in chunks(priced.ready, work.ends.orgs.of(target).job_size):
        if given.assign or not by_job(work, pairing, target, Action.CREATE, len(some)):
            sent.left += some
            continue
        batch = replace(priced, ready=some)
        tried.add(_create_batch(work, pairing, target, batch, given, last_try=False, job=True))
        between_batches(work)
    for rest in (tried.left, tried.refused):
        rest[:], back = _still_gone(work, pairing, target, rest)
        work.remember(*back)
    sent.add(tried)
    return sent


def _in_batches(
    work: Work, pairing: Pairing, target: Side, priced: Priced, given: Given, *, last_try: bool
) -> Sent:
    sent = Sent()
    org = work.ends.orgs.of(target)
    size = org.batch_size if holds_key(pairing.objects.of(target)) else org.keyless_size
    if has_bodies(work, pairing, target):
        # What arrived is remembered at once: no content is sent twice for another one's sake.
        size = 1
    for some in chunks(priced.ready, size):
        cause = halted(work, pairing, target, creates=True)
        if cause is not None:
            links = [step.link for step in some]
            note_halted(work, pairing, target, links, cause)
            work.remember(*links)
            continue
        batch = replace(priced, ready=some)
        sent.add(_create_batch(work, pairing, target, batch, given, last_try=last_try))
        between_batches(work)
    return sent


def _create_batch(
    work: Work,
    pairing: Pairing,
    target: Side,
    priced: Priced,
    given: Given,
    *,
    last_try: bool,
    job: bool = False,
) -> Sent:
    """One call, or one job, of which the answer is remembered."""
    steps, sent = priced.ready, Sent()
    work.remember(*(_intent(step, target) for step in steps))
    outcomes = _outcomes(work, pairing, target, priced, given, job=job)
    # Of those that are sent once more all are refused, which says nothing about the flow.
    last_try = last_try or heed(work, pairing, target, outcomes, job=job)
    for step, outcome in zip(steps, outcomes, strict=True):
        if outcome is None:
            sent.left.append(step)
        elif outcome.refusal is None:
            sent.made.append(_made(work, pairing, target, step, outcome))
        elif last_try:
            writes = step.plan.writes.of(target)
            note_refusal(work, step.link, target, outcome.refusal, writes)
        else:
            sent.refused.append(step)
    work.remember(*sent.made)
    _note_accepted(work, target, sent.made)
    done = work.tallies.of(pairing.objects, target, Tally.CREATED)
    org = work.ends.orgs.of(target)
    name = pairing.objects.of(target)
    work.reporter.progress(Progress(f"create {name} in {org.alias}", done, None))
    return sent


def _outcomes(
    work: Work, pairing: Pairing, target: Side, priced: Priced, given: Given, *, job: bool
) -> Sequence[Outcome | None]:
    """What the org says of each row; None: nothing was done to it."""
    beside = intake_values(work, pairing, target, given)
    if not holds_key(pairing.objects.of(target)):
        return create_keyless(work, pairing, target, priced.ready, beside)
    values = (priced.row(step, beside | _row(work, target, step)) for step in priced.ready)
    rows = tuple(map(RowWrite, values))
    batch = WriteBatch(work.schema(pairing, target), rows, KEY, assign=given.assign)
    return write_by_job(work, target, batch) if job else send(work, target, batch)


def _note_accepted(work: Work, target: Side, made: Sequence[Link]) -> None:
    """Where records are accepted by hand both orgs' rows tell that they have arrived."""
    accepted = [link for link in made if by_hand(work, link)]
    if accepted:
        note_arrived(work, target, accepted)
        note_active(work, target.other, accepted)


def _row(work: Work, target: Side, step: Create) -> dict[FieldName, Value]:
    return {
        **step.plan.writes.of(target),
        KEY: str(step.link.key),
        CONNECTION_LOOKUP: work.ends.record_id(target),
    }


def _intent(step: Create, target: Side) -> Link:
    """What is remembered before the call: should its answer be lost, the key finds the copy, and
    what it shows then is compared with what was sent."""
    return replace(
        step.link,
        status=LinkStatus.PENDING,
        base=step.plan.base_after({}),
        unconfirmed=frozenset({target}),
        unsettled=step.link.unsettled.put(target, frozenset()),
        last_sent=None,
    )


def _made(work: Work, pairing: Pairing, target: Side, step: Create, outcome: Outcome) -> Link:
    now = work.now(target)
    work.tallies.add(pairing.objects, target, Tally.CREATED)
    work.book.settle((step.link.key, target, WHOLE))
    note_fields(work, pairing, step.link, step.plan)
    return replace(
        _intent(step, target),
        status=LinkStatus.ACTIVE,
        ids=step.link.ids.put(target, outcome.id),
        since=step.link.since or now,
        last_sent=now,
        reason="",
    )
