"""Records whose receiver accepts by hand: offered, not created."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from s2sctl.agreement.flows import Pairing
from s2sctl.app.sync.inbox import accepts_by_hand, inbox_rows, put_rows
from s2sctl.app.sync.parents import parent_objects
from s2sctl.app.sync.work import Work
from s2sctl.app.sync.writing import between_batches
from s2sctl.connection.share import ShareStatus
from s2sctl.connection.waiting import LABEL_LENGTH, Waiting
from s2sctl.model.ids import RecordId
from s2sctl.model.names import FieldName
from s2sctl.model.side import Side
from s2sctl.model.values import Value
from s2sctl.sync.chunks import chunks
from s2sctl.sync.link import Link, LinkStatus
from s2sctl.sync.linking import Case
from s2sctl.sync.mapped import Mapped
from s2sctl.sync.record_plan import RecordPlan
from s2sctl.sync.report import Tally
from s2sctl.sync.shares import Reason
from s2sctl.sync.steps import Offer

NAMES = tuple(map(FieldName, ("Name", "LastName", "Subject", "Title")))
"""What a record is called, the first of these that arrives in the receiver's org."""


def must_wait(pairing: Pairing, case: Case) -> bool:
    """Whether a record without a copy is to be accepted first.

    One that is known as an intent was accepted, or flowed before acceptance was asked for.
    """
    if not accepts_by_hand(pairing, case.link.origin.other):
        return False
    return case.stored is None or case.stored.status is not LinkStatus.PENDING


def offering(case: Case, plan: RecordPlan) -> Offer:
    """The step that puts a record into the inbox. ``plan`` is what its copy would be given."""
    values = plan.writes.of(case.link.origin.other)
    named = next((values[name] for name in NAMES if values.get(name)), None)
    again = case.stored is not None and case.stored.status is not LinkStatus.OFFERED
    return Offer(case.link, _label(named), again)


def _label(value: Value) -> str:
    return str(value)[:LABEL_LENGTH] if value is not None else ""


def offer(work: Work, pairing: Pairing, target: Side, steps: Sequence[Offer]) -> None:
    """Put records into the inbox of ``target`` and remember that they wait.

    A row that is there already says what was decided before the state was lost: an accepted
    record is created by the next run, a rejected one is left alone.
    """
    for some in chunks(steps, work.ends.orgs.of(target).batch_size):
        known = inbox_rows(work, target, [step.link.key for step in some])
        fresh = [step for step in some if _changes(step, known.get(step.link.key))]
        put_rows(work, target, [_row(work, pairing, target, step) for step in fresh])
        links = [_after(step, known.get(step.link.key)) for step in some]
        before = work.store.links_by_key(work.name, [link.key for link in links])
        work.remember(*(link for link in links if before.get(link.key) != link))
        new = [one for one in links if _newly(one, before.get(one.key))]
        work.tallies.add(pairing.objects, target, Tally.OFFERED, len(new))
        between_batches(work)


def _changes(step: Offer, row: Waiting | None) -> bool:
    """Whether the inbox has to be written."""
    if row is None:
        return True
    return step.again if not row.undecided else row.label != step.label


def _row(work: Work, pairing: Pairing, target: Side, step: Offer) -> Waiting:
    connection = work.ends.record_id(target)
    return Waiting(None, connection, pairing.objects.of(target), step.link.key, label=step.label)


def _after(step: Offer, row: Waiting | None) -> Link:
    link = replace(step.link, status=LinkStatus.OFFERED, reason="")
    if row is None or row.undecided or step.again:
        return link
    if row.status is ShareStatus.ACTIVE:
        return replace(link, status=LinkStatus.PENDING)
    return replace(link, status=LinkStatus.INACTIVE, reason=Reason.REJECTED.value)


def _newly(link: Link, before: Link | None) -> bool:
    offered = link.status is LinkStatus.OFFERED
    return offered and (before is None or before.status is not LinkStatus.OFFERED)


def not_accepted(
    work: Work, fields: Iterable[Mapped], source: Side, parents: Iterable[RecordId]
) -> list[RecordId]:
    """Those of some parents that the receiver has not accepted: their children wait with them."""
    wanted = sorted(set(parents))
    if not wanted:
        return []
    names = {name for one in fields if one.is_lookup for name in parent_objects(work, one, source)}
    found = [
        link
        for name in sorted(names)
        for link in work.store.links(work.name, source, name, wanted).values()
    ]
    return [
        link.key.record
        for link in found
        if link.origin is source
        and (link.status is LinkStatus.OFFERED or link.reason == Reason.REJECTED.value)
    ]
