"""The jobs that wait or run, worked off in order, a little at a time."""

import sys
import time
import traceback
from collections.abc import Callable
from typing import TYPE_CHECKING

from s2sctl.localorg.bulk.disorder import RowRefuser
from s2sctl.localorg.bulk.ingest import IngestWork
from s2sctl.localorg.bulk.job import ABORTED, FAILED, RUNNING, UPLOADED, Job
from s2sctl.localorg.bulk.querying import QueryWork
from s2sctl.localorg.bulk.shelf import Shelf
from s2sctl.localorg.query import QueryRunner

if TYPE_CHECKING:
    from s2sctl.localorg.org import LocalOrg

_LOOK_SECONDS = 0.02
"""Between two looks at the clock while a commit is ordered to be late."""


class BulkQueue:
    """All Bulk API jobs of an org. ``advance`` is called whenever the server has a moment.

    ``queue_seconds`` is how long a job waits before it runs, ``run_seconds`` how long it takes at
    least; both for jobs that begin to wait, or run, from then on.
    """

    def __init__(self, org: "LocalOrg", runner: QueryRunner, refuser: RowRefuser) -> None:
        self._org, self._runner, self._refuser = org, runner, refuser
        self.shelf = Shelf(org)
        self.queue_seconds = 0.0
        self.run_seconds = 0.0
        self.wake: Callable[[], None] = _nothing
        self._waiting: dict[str, float] = {}
        self._work: dict[str, IngestWork | QueryWork] = {}
        for job in self.shelf.all():
            if job.state in (UPLOADED, RUNNING):
                self._waiting[job.id] = 0.0

    def submit(self, job: Job) -> None:
        """Let a job wait for its turn."""
        job.state = UPLOADED
        self.shelf.touch(job)
        self._waiting[job.id] = time.monotonic() + self.queue_seconds
        self.wake()

    def abort(self, job: Job) -> None:
        """Stop a job; what it has not processed stays so."""
        self._forget(job.id)
        job.state = ABORTED
        self.shelf.touch(job)

    def remove(self, job: Job) -> None:
        """Forget an ended job."""
        self._forget(job.id)
        self.shelf.remove(job)

    def advance(self) -> float | None:
        """Do one step of a job that is due. Seconds until the next is; None where none waits."""
        now = time.monotonic()
        due = next((one for one, at in self._waiting.items() if at <= now), None)
        if due is not None:
            self._step(due, now)
        if not self._waiting:
            return None
        return max(0.0, min(self._waiting.values()) - time.monotonic())

    def close(self) -> None:
        """Let go of snapshots; the jobs go on when the org is opened again."""
        for job_id in list(self._work):
            self._forget(job_id)

    def _step(self, job_id: str, now: float) -> None:
        job = self.shelf.find(job_id)
        if job is None:
            self._forget(job_id)
        elif job.state == UPLOADED:
            job.state = RUNNING
            self.shelf.touch(job)
            self._waiting[job_id] = now + self.run_seconds
        else:
            self._process(job)

    def _process(self, job: Job) -> None:
        work: IngestWork | QueryWork | None = None
        try:
            work = self._work.get(job.id) or self._begin(job)
            done = work.step()
        except Exception:
            # A bug of the local org: its log gets the trace, the job what Salesforce says.
            traceback.print_exc(file=sys.stderr)
            job.state, job.error, done = FAILED, "InternalServerError : see server.log", True
            self.shelf.touch(job)
        if done:
            self._forget(job.id)
        elif isinstance(work, IngestWork) and work.held_up:
            self._waiting[job.id] = time.monotonic() + _LOOK_SECONDS

    def _begin(self, job: Job) -> IngestWork | QueryWork:
        work: IngestWork | QueryWork
        if job.operation not in ("query", "queryAll"):
            work = IngestWork(self._org, self.shelf, job, self._refuser)
        else:
            work = QueryWork(self._org, self.shelf, job, self._runner)
        self._work[job.id] = work
        return work

    def _forget(self, job_id: str) -> None:
        self._waiting.pop(job_id, None)
        work = self._work.pop(job_id, None)
        if work is not None:
            work.close()


def _nothing() -> None:
    """Nobody to wake."""
