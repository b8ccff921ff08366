"""Step 7, act: one write call. Is the connection still what it was when the run began?

The lease is looked at before every try, by the org that the run was given (run.py).
"""

from collections.abc import Sequence

from s2sctl.app.sync.halting import refuse_closed
from s2sctl.app.sync.spending import stop_if_spent
from s2sctl.app.sync.watching import look_again
from s2sctl.app.sync.work import Work
from s2sctl.model.ids import RecordId
from s2sctl.model.side import Side
from s2sctl.ports.org import KeylessBatch, Outcome, WriteBatch


def send(work: Work, side: Side, batch: WriteBatch) -> tuple[Outcome, ...]:
    """An outcome per row.

    Raises AnswerLost where no try was answered: the intents are open then, and the next run looks
    them up by key; LeaseLost where another runner took over; OrgUnreachable where the org is under
    maintenance; what :func:`look_again` raises.
    """
    look_again(work, len(batch.rows))
    return _answered(work, side, work.ends.orgs.of(side).write(batch))


def send_keyless(work: Work, side: Side, batch: KeylessBatch) -> tuple[Outcome, ...]:
    """An outcome per row; tried again as :func:`send`, as the keys keep rows single."""
    look_again(work, len(batch.rows))
    return _answered(work, side, work.ends.orgs.of(side).create_keyless(batch))


def send_deletes(work: Work, side: Side, ids: Sequence[RecordId]) -> tuple[Outcome, ...]:
    """Move rows to the recycle bin; one that is there already counts as done."""
    look_again(work, len(ids))
    return _answered(work, side, work.ends.orgs.of(side).delete(ids))


def _answered(work: Work, side: Side, outcomes: tuple[Outcome, ...]) -> tuple[Outcome, ...]:
    """The outcomes, where the org takes writes at all."""
    refuse_closed(work, side, outcomes)
    return outcomes


def between_batches(work: Work) -> None:
    """Where everything done is remembered: Interrupted when a signal came, LimitReached where the
    run has taken the API calls that it may."""
    work.stop_if_asked()
    stop_if_spent(work)
