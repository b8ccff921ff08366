"""Step 7, act: many rows by one job of the org's, remembered before it gets them.

Killed anywhere, the next run finds the job here, lets it come to its end before it writes
anything else, and looks the intents up by key. A kill, or a lost answer, between the making of a
job and its remembering leaves an empty job in the org: it writes nothing, and the org removes it
after seven days (Bulk API 2.0 guide, "Limits").
"""

import logging
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta

from s2sctl.agreement.flows import Pairing
from s2sctl.app.sync.bodies import has_bodies
from s2sctl.app.sync.halting import refuse_closed
from s2sctl.app.sync.watching import look_again
from s2sctl.app.sync.work import CHUNK, JobKind, Work
from s2sctl.connection.objects import holds_key
from s2sctl.errors import AccessDenied, RequestRefused, Temporary
from s2sctl.model.side import Side
from s2sctl.ports.job import Job, JobState, JobStatus
from s2sctl.ports.org import Outcome, WriteBatch
from s2sctl.ports.reporter import Progress
from s2sctl.ports.store import Changes
from s2sctl.sync.linking import Case
from s2sctl.sync.plan import Action

SHARE_OF_THRESHOLD = 5
"""A group of fewer rows than this part of the threshold is not worth a job of its own."""

FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0
"""Seconds between two looks at a job; each pause is twice the one before."""

CALLS_A_JOB = 16
"""Made, filled, closed, its results, and a dozen looks at it."""

PATIENCE = timedelta(minutes=30)
"""How long one run waits for a job: an org promises no time, and cron comes again."""

KEPT = timedelta(days=7)
"""How long an org keeps a job that is not worked on (Bulk API 2.0 guide, "Limits")."""

_LOG = logging.getLogger(__name__)


def worth_jobs(work: Work, rows: Callable[[Pairing, Side, Action], int]) -> set[JobKind]:
    """What is so much that jobs write it: creates, and updates, of one object of one org.

    ``rows`` tells how many of them this pass has planned.
    """
    return {
        JobKind(side, pairing.objects.of(side), action)
        for pairing in work.pairings
        for side in Side
        for action in (Action.CREATE, Action.UPDATE)
        if rows(pairing, side, action) > work.ends.orgs.of(side).jobs_from
        and holds_key(pairing.objects.of(side))
        and not has_bodies(work, pairing, side)
    }


def gathered(work: Work, pairing: Pairing, found: Iterable[list[Case]]) -> Iterator[list[Case]]:
    """The shares of a pairing in groups that fill a job, where jobs are to write any of them."""
    sizes = [work.ends.orgs.of(one.side).job_size for one in work.by_jobs if _of(one, pairing)]
    most, group = min(sizes, default=0), list[Case]()
    for some in found:
        group += some
        # Before the next shares are looked up: their links may be written with this group.
        if len(group) + CHUNK > most:
            yield group
            group = []
    if group:
        yield group


def by_job(work: Work, pairing: Pairing, side: Side, action: Action, rows: int) -> bool:
    """Whether so many rows go by a job."""
    fewest = work.ends.orgs.of(side).jobs_from / SHARE_OF_THRESHOLD
    return rows > fewest and JobKind(side, pairing.objects.of(side), action) in work.by_jobs


def write_by_job(work: Work, side: Side, batch: WriteBatch) -> tuple[Outcome | None, ...]:
    """Write the rows by one job and wait for its end; None: no list of its results names the row.

    The job is forgotten together with what is remembered next. Raises as ``writing.send``, and
    Temporary S2S590 where the job has not ended in half an hour; Interrupted while it waits. The
    next run goes on from there.
    """
    look_again(work, len(batch.rows))
    org, name = work.ends.orgs.of(side), batch.schema.name
    try:
        id = org.open_job(batch)
    except (AccessDenied, RequestRefused) as refused:
        work.by_jobs -= {one for one in work.by_jobs if (one.side, one.object) == (side, name)}
        work.notes.append(f"{org.alias} takes no job for {name}: {refused.message}")
        return (None,) * len(batch.rows)
    job = Job(id, side, name, len(batch.rows), work.now(side))
    work.store.commit(work.lease, Changes(jobs=(job,)))
    try:
        org.fill_job(id, batch)
    except (Temporary, RequestRefused) as failure:
        # Whether the org has the rows is for the job to tell.
        _LOG.info("%s: job %s was not filled, or nobody said so: %s", org.alias, id, failure)
    status = wait_for(work, job)
    if status.failure:
        work.notes.append(f"job {id} of {name} in {org.alias} failed: {status.failure}")
    outcomes = org.job_outcomes(id, batch)
    work.ended_jobs.append(id)
    refuse_closed(work, side, outcomes)
    return outcomes


def end_jobs(work: Work) -> None:
    """Let every job that an earlier run left behind come to its end, and forget it.

    Nothing may be written before that: a job still writes what was decided then. What it has made
    is found by key, what it has changed by reading it back. Raises Temporary S2S590 where one goes
    on for longer than a run waits.
    """
    for job in work.store.jobs(work.name):
        if work.now(job.side) - job.since < KEPT:
            wait_for(work, job)
        work.store.commit(work.lease, Changes(ended_jobs=(job.id,)))


def wait_for(work: Work, job: Job) -> JobStatus:
    """The job once it has ended; one without rows is aborted here, and waited for all the same.

    The lease is renewed at each look. A signal is heard between two of them: the job goes on
    without us, and is remembered.
    """
    org, pause = work.ends.orgs.of(job.side), FIRST_PAUSE
    until = work.clock.ticks() + PATIENCE.total_seconds()
    while (status := _look(work, job)).state is not JobState.ENDED:
        if status.state is JobState.OPEN:
            org.abort_job(job.id)
        if work.clock.ticks() >= until:
            raise _goes_on(work, job)
        work.stop_if_asked()
        work.clock.sleep(pause)
        pause = min(2 * pause, LONGEST_PAUSE)
    return status


def _look(work: Work, job: Job) -> JobStatus:
    work.store.check(work.lease)
    org = work.ends.orgs.of(job.side)
    status = org.look_at_job(job.id)
    done = min(status.processed, job.rows)
    work.reporter.progress(Progress(f"job for {job.object} in {org.alias}", done, job.rows))
    return status


def _goes_on(work: Work, job: Job) -> Temporary:
    alias = work.ends.orgs.of(job.side).alias
    return Temporary(
        f"Job {job.id} of {job.rows:,} {job.object} rows in {alias} has not ended after "
        f"{PATIENCE.seconds // 60} minutes; nothing else is written meanwhile.",
        code="S2S590",
        help=f"s2sctl sync {work.name} goes on later; see Setup, Bulk Data Load Jobs in {alias}",
    )


def _of(kind: JobKind, pairing: Pairing) -> bool:
    return pairing.objects.of(kind.side) == kind.object
