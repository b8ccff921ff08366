"""Step 7, act: one write call. The lease is looked at first, a lost answer is asked for again."""

from collections.abc import Sequence

from s2sctl.app.sync.watching import look_again
from s2sctl.app.sync.work import Work
from s2sctl.errors import AnswerLost
from s2sctl.model.ids import RecordId
from s2sctl.model.side import Side
from s2sctl.ports.org import KeylessBatch, Outcome, WriteBatch


def send(work: Work, side: Side, batch: WriteBatch) -> tuple[Outcome, ...]:
    """An outcome per row.

    Every write here ends the same when it is done twice (an upsert on a key, an update by id), so
    a lost answer is asked for once more. Raises AnswerLost when that is lost too: the intents are
    open then, and the next run looks them up by key; what :func:`look_again` raises.
    """
    org = work.ends.orgs.of(side)
    work.store.check(work.lease)
    look_again(work, len(batch.rows))
    try:
        return org.write(batch)
    except AnswerLost:
        work.store.check(work.lease)
        return org.write(batch)


def send_keyless(work: Work, side: Side, batch: KeylessBatch) -> tuple[Outcome, ...]:
    """An outcome per row; a lost answer is asked for once more, as the keys keep rows single."""
    org = work.ends.orgs.of(side)
    work.store.check(work.lease)
    try:
        return org.create_keyless(batch)
    except AnswerLost:
        work.store.check(work.lease)
        return org.create_keyless(batch)


def send_deletes(work: Work, side: Side, ids: Sequence[RecordId]) -> tuple[Outcome, ...]:
    """Move rows to the recycle bin; one that is there already counts as done."""
    org = work.ends.orgs.of(side)
    work.store.check(work.lease)
    look_again(work, len(ids))
    try:
        return org.delete(ids)
    except AnswerLost:
        work.store.check(work.lease)
        return org.delete(ids)
