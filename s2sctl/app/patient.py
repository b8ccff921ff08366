"""An org whose writes are tried again, each try only after a look whether it may be made."""

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from tenacity import (
    RetryCallState,
    Retrying,
    retry_if_exception,
    stop_after_attempt,
    wait_random_exponential,
)

from s2sctl.app.attempts import Attempts
from s2sctl.app.in_parts import Sending, in_parts
from s2sctl.errors import AccessDenied, AnswerLost, RequestRefused, Temporary
from s2sctl.model.ids import RecordId
from s2sctl.model.names import FieldName, ObjectName, OrgAlias
from s2sctl.model.records import Record
from s2sctl.model.schema import ObjectSchema
from s2sctl.model.side import Pair
from s2sctl.ports.body import Body
from s2sctl.ports.clock import Clock
from s2sctl.ports.deploys import EarlierDeploy
from s2sctl.ports.job import JobId, JobStatus
from s2sctl.ports.org import (
    DeployReport,
    Identity,
    KeylessBatch,
    Opening,
    Org,
    Outcome,
    Page,
    Query,
    Usage,
    WriteBatch,
)
from s2sctl.ports.patience import Patience
from s2sctl.ports.reporter import Reporter
from s2sctl.ports.store import Lease, StateStore
from s2sctl.sync.budget import DailyLimit

T = TypeVar("T")
FEW = 2
"""Tries of a part of a call."""
_LOG = logging.getLogger(__name__)


def anyone() -> None:
    """Lets every try be made: for writes that no lease guards."""


@dataclass(frozen=True, slots=True)
class PatientOrg:
    """``org``, whose writes and deletes are repeated while that may help.

    ``allowed`` is called before every single try and raises where it must not be made: a runner
    that slept while another took over writes nothing more. A write that stays unsure ends as
    AnswerLost even where its last try was refused for another reason.
    """

    org: Org
    clock: Clock
    allowed: Callable[[], None] = anyone
    patience: Patience = Patience()  # noqa: RUF009 - a frozen value

    @property
    def alias(self) -> OrgAlias:
        """The org's alias."""
        return self.org.alias

    @property
    def batch_size(self) -> int:
        """The org's batch size."""
        return self.org.batch_size

    def identity(self) -> Identity:
        """The org's identity."""
        return self.org.identity()

    def now(self) -> datetime:
        """The org's clock."""
        return self.org.now()

    def open(
        self, known: Mapping[ObjectName, ObjectSchema | None], queries: Sequence[Query] = ()
    ) -> Opening:
        """Read from the org."""
        return self.org.open(known, queries)

    def read(self, queries: Sequence[Query]) -> Iterator[Page]:
        """Read from the org."""
        return self.org.read(queries)

    def count(self, queries: Sequence[Query]) -> tuple[int, ...]:
        """Ask the org."""
        return self.org.count(queries)

    def fetch(
        self, schema: ObjectSchema, ids: Sequence[RecordId], fields: Sequence[FieldName]
    ) -> dict[RecordId, Record]:
        """Read from the org."""
        return self.org.fetch(schema, ids, fields)

    def write(self, batch: WriteBatch) -> tuple[Outcome, ...]:
        """Write, with as many tries as it takes and patience allows, and in parts where rows may
        have been refused for their neighbours' sake.

        What an unanswered try may have done is looked up before the next one, or told.
        """
        attempts = Attempts(self.org, batch)
        return attempts.judged(self._in_parts(attempts.send, len(batch.rows)))

    def delete(self, ids: Sequence[RecordId]) -> tuple[Outcome, ...]:
        """Delete, with as many tries as it takes and patience allows, in parts as :meth:`write`."""
        return self._in_parts(
            lambda places: self.org.delete([ids[place] for place in places]), len(ids)
        )

    def durable_ids(self, names: Sequence[ObjectName]) -> dict[ObjectName, dict[FieldName, str]]:
        """Ask the org."""
        return self.org.durable_ids(names)

    def body(self, schema: ObjectSchema, id: RecordId, field: FieldName) -> Body:
        """Read from the org."""
        return self.org.body(schema, id, field)

    def may_edit(self, user: RecordId, ids: Sequence[RecordId]) -> frozenset[RecordId]:
        """Ask the org."""
        return self.org.may_edit(user, ids)

    @property
    def keyless_size(self) -> int:
        """The org's size of keyless batches."""
        return self.org.keyless_size

    def create_keyless(self, batch: KeylessBatch) -> tuple[Outcome, ...]:
        """Create, with as many tries as it takes and patience allows, in parts as :meth:`write`."""
        return self._in_parts(
            lambda places: self.org.create_keyless(
                replace(batch, rows=tuple(batch.rows[one] for one in places))
            ),
            len(batch.rows),
        )

    @property
    def jobs_from(self) -> int:
        """The org's word."""
        return self.org.jobs_from

    @property
    def job_size(self) -> int:
        """The org's size of jobs."""
        return self.org.job_size

    def open_job(self, batch: WriteBatch) -> JobId:
        """Make a job, with as many tries as it takes: an empty one too many does no harm."""
        return self._persistently(lambda: self.org.open_job(batch), self.patience.tries)

    def fill_job(self, job: JobId, batch: WriteBatch) -> None:
        """Fill it, once: an org fails a job that gets its rows twice."""
        self.allowed()
        self.org.fill_job(job, batch)

    def look_at_job(self, job: JobId) -> JobStatus:
        """Ask the org."""
        return self.org.look_at_job(job)

    def job_outcomes(self, job: JobId, batch: WriteBatch) -> tuple[Outcome | None, ...]:
        """Ask the org."""
        return self.org.job_outcomes(job, batch)

    def abort_job(self, job: JobId) -> None:
        """End it in the org."""
        self.allowed()
        self.org.abort_job(job)

    def deploy(self, files: Mapping[str, bytes], *, check_only: bool = False) -> DeployReport:
        """Deploy to the org."""
        return self.org.deploy(files, check_only=check_only)

    def settle_deploys(self, reporter: Reporter) -> tuple[EarlierDeploy, ...]:
        """Wait for the org's."""
        return self.org.settle_deploys(reporter)

    def assign_permission_set(self, name: str) -> bool:
        """Assign in the org."""
        return self.org.assign_permission_set(name)

    def mail(self, to: str, subject: str, body: str) -> None:
        """Ask the org to send a mail, once."""
        self.org.mail(to, subject, body)

    def usage(self) -> Usage:
        """The org's usage."""
        return self.org.usage()

    def daily_limits(self) -> tuple[DailyLimit, ...]:
        """Ask the org."""
        return self.org.daily_limits()

    def _in_parts(self, send: Sending, count: int) -> tuple[Outcome, ...]:
        def patiently(places: Sequence[int]) -> tuple[Outcome, ...]:
            # Parts follow a call that had all the patience: one that fails fails like that.
            tries = self.patience.tries if len(places) == count else FEW
            return self._persistently(lambda: send(places), tries)

        return in_parts(patiently, count)

    def _persistently(self, attempt: Callable[[], T], tries: int) -> T:
        lost: AnswerLost | None = None

        def tried() -> T:
            nonlocal lost
            self.allowed()
            try:
                return attempt()
            except AnswerLost as error:
                lost = error
                raise

        retrying = Retrying(
            sleep=self.clock.sleep,
            stop=stop_after_attempt(tries),
            wait=_wait(self.patience),
            retry=retry_if_exception(_worth_it),
            before_sleep=self._note,
            reraise=True,
        )
        try:
            return retrying(tried)
        except (Temporary, RequestRefused, AccessDenied):
            if lost is not None:
                raise lost from None
            raise

    def _note(self, state: RetryCallState) -> None:
        error = state.outcome.exception() if state.outcome is not None else None
        tries = f"try {state.attempt_number} of {self.patience.tries}"
        _LOG.info("%s: %s failed: %s; waits %.1f s", self.alias, tries, error, state.upcoming_sleep)


def fenced(orgs: Pair[Org], store: StateStore, lease: Lease, clock: Clock) -> Pair[Org]:
    """Both orgs, with every try of a write made only while ``lease`` is still ours."""
    return Pair(*(PatientOrg(org, clock, lambda: store.check(lease)) for org in orgs))


def _worth_it(error: BaseException) -> bool:
    return isinstance(error, Temporary) and error.again is not None


def _wait(patience: Patience) -> Callable[[RetryCallState], float]:
    """Full jitter, at least as long as the org asked for."""
    jitter = wait_random_exponential(multiplier=patience.first, max=patience.longest)

    def wait(state: RetryCallState) -> float:
        error = state.outcome.exception() if state.outcome is not None else None
        asked = error.again if isinstance(error, Temporary) else None
        return max(jitter(state), asked or 0.0)

    return wait
