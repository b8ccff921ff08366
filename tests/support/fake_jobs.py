"""Jobs of an org in memory: they are worked off when their time has come, looked at or not."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from s2sctl.errors import AnswerLost, Bug, RequestRefused
from s2sctl.ports.job import JobId, JobState, JobStatus
from s2sctl.ports.org import Outcome, WriteBatch


@dataclass
class FakeJob:
    batch: WriteBatch
    state: JobState = JobState.OPEN
    due: datetime | None = None
    outcomes: list[Outcome] = field(default_factory=list)


@dataclass
class Pace:
    """How an org works off jobs. ``stops_after`` so many rows a job fails."""

    seconds: float = 5.0
    never: bool = False
    stops_after: int | None = None
    refused: bool = False
    """No job may be made."""
    answers_lost: int = 0
    """Of so many fillings nobody hears that they were done."""
    aborts_unseen: int = 0
    """So many orders to abort a job change nothing."""


class FakeJobs:
    """The part of a fake org that takes jobs. What it is mixed into saves rows and logs calls."""

    def open_job(self, batch: WriteBatch) -> JobId:
        assert not batch.assign
        if self.pace.refused:
            raise RequestRefused("no jobs here", status=400, error_code="FEATURENOTENABLED")
        job = JobId(f"750{len(self.jobs):015d}")
        self._job_call("open_job", batch, lambda: self.jobs.update({job: FakeJob(batch)}))
        return job

    def fill_job(self, job: JobId, batch: WriteBatch) -> None:
        known = self.jobs[job]
        assert known.batch.rows == batch.rows
        if known.state is not JobState.OPEN:
            raise Bug("filled twice")
        self._job_call("fill_job", batch, lambda: self._close(known), cost=2)
        if self.pace.answers_lost:
            self.pace.answers_lost -= 1
            raise AnswerLost("nobody says whether the job was filled")

    def look_at_job(self, job: JobId) -> JobStatus:
        self._call("look_at_job", "", 0, 1)
        known = self.jobs.get(job)
        if known is None:
            return JobStatus(JobState.ENDED)
        return JobStatus(known.state, len(known.outcomes))

    def job_outcomes(self, job: JobId, batch: WriteBatch) -> tuple[Outcome | None, ...]:
        self._call("job_outcomes", batch.schema.name, len(batch.rows), 3)
        known = self.jobs[job]
        assert known.state is JobState.ENDED
        unprocessed = [None] * (len(batch.rows) - len(known.outcomes))
        return (*known.outcomes, *unprocessed)

    def abort_job(self, job: JobId) -> None:
        self._call("abort_job", "", 0, 1)
        if self.pace.aborts_unseen:
            self.pace.aborts_unseen -= 1
            return
        self.jobs[job].state = JobState.ENDED

    def _close(self, job: FakeJob) -> None:
        job.state = JobState.GOING
        job.due = self.moment.at + timedelta(seconds=self.pace.seconds)

    def work_jobs(self) -> None:
        """Work off what is due."""
        for job in self.jobs.values():
            if job.state is JobState.GOING and not self.pace.never and job.due <= self.moment.at:
                rows = job.batch.rows[: self.pace.stops_after]
                job.outcomes = [self._save(job.batch, row) for row in rows]
                job.state = JobState.ENDED

    def _job_call(self, kind, batch, effect, cost=1) -> None:
        killed = self._killed_now(kind, batch.schema.name, len(batch.rows), cost)
        effect()
        if killed:
            raise self.killed
