"""What the use cases ask of an org. Many objects at a time: packing calls is the adapter's task."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Protocol

from s2sctl.model.ids import OrgId, RecordId
from s2sctl.model.names import FieldName, ObjectName, OrgAlias
from s2sctl.model.records import Record
from s2sctl.model.schema import ObjectSchema
from s2sctl.model.values import Value
from s2sctl.ports.body import Body
from s2sctl.ports.deploys import EarlierDeploy
from s2sctl.ports.job import JobId, JobStatus
from s2sctl.ports.reporter import Reporter
from s2sctl.sync.budget import DailyLimit

CONDITIONAL_ROWS = 25
"""Most rows of one call that each have a condition (25 subrequests: REST API guide, Composite)."""

MOVED = "ENTITY_FAILED_IFLASTMODIFIED_ON_UPDATE"
"""The code of a row that was not written because somebody had edited it (SOAP API guide,
StatusCode); a REST request says it with HTTP status 412."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Who a login is. ``org_id`` is what the org itself answered, never what was configured."""

    org_id: OrgId
    user_id: RecordId
    username: str
    instance_url: str


@dataclass(frozen=True, slots=True)
class Range:
    """A half-open range of SystemModstamp, whole seconds UTC; ``lo`` None: from the beginning."""

    lo: datetime | None
    hi: datetime


@dataclass(frozen=True, slots=True)
class Query:
    """Rows of one object. Every row comes with Id, stamps, last modifier and deletion mark;
    with key, connection, MasterRecordId and IsConverted where the schema has them.

    ``fields`` are the mapped fields to read beside those; ``where`` is a SOQL condition that was
    checked before; ``ranges`` are alternatives (none: any stamp). ``deleted`` also brings rows
    of the recycle bin.
    """

    schema: ObjectSchema
    fields: tuple[FieldName, ...] = ()
    where: str = ""
    ranges: tuple[Range, ...] = ()
    deleted: bool = True
    limit: int | None = None
    linked: tuple[RecordId, ...] = ()
    """Of documents: those alone that are linked to one of these records (at most 300)."""


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows of the ``query``-th query; ``last`` when no more follow for it."""

    query: int
    records: tuple[Record, ...]
    last: bool


@dataclass(frozen=True, slots=True)
class Opening:
    """The answer to :meth:`Org.open`. ``schemas`` lacks what does not exist or may not be seen."""

    schemas: dict[ObjectName, ObjectSchema]
    rows: tuple[tuple[Record, ...], ...]
    """All rows of each query, in the order of the queries."""


@dataclass(frozen=True, slots=True)
class RowWrite:
    """One row to write: only the changed mapped fields; None clears a field."""

    values: Mapping[FieldName, Value]
    id: RecordId | None = None
    """The row to update; None where the batch upserts on a key."""
    bodies: Mapping[FieldName, Body] = field(default_factory=dict)
    """Contents beside the values, of a row that is updated by id and alone in its batch."""
    unmodified_since: datetime | None = None
    """The row's LastModifiedDate as it was read: edited later than that, it is refused with
    :data:`MOVED`. Of all rows of a batch or of none; of an update by id without contents."""


@dataclass(frozen=True, slots=True)
class WriteBatch:
    """Rows of one object for one call, at most :attr:`Org.batch_size`, or
    :data:`CONDITIONAL_ROWS` where they say ``unmodified_since``.

    With ``upsert_on`` every row's values hold that unique external id field; without it every
    row has an id. There is no plain create (design §3.2).
    """

    schema: ObjectSchema
    rows: tuple[RowWrite, ...]
    upsert_on: FieldName | None = None
    assign: bool = False
    """Whether the org's active assignment rules give the rows their owner (Lead, Case, Account)."""


@dataclass(frozen=True, slots=True)
class KeylessRow:
    """One row to create in an object that can hold no key, and the values of its key row."""

    values: Mapping[FieldName, Value]
    key_row: Mapping[FieldName, Value]
    bodies: Mapping[FieldName, Body] = field(default_factory=dict)
    """Contents beside the values; together no more than one of the largest that travels."""


@dataclass(frozen=True, slots=True)
class KeylessBatch:
    """Rows of one object that can hold no key, at most :attr:`Org.keyless_size`.

    Each travels all-or-none with a row of ``key_schema`` whose unique field ``key`` keeps it from
    being made twice, and whose field ``names`` takes the id of the created row (design §3.2).
    """

    schema: ObjectSchema
    rows: tuple[KeylessRow, ...]
    key_schema: ObjectSchema
    key: FieldName
    names: FieldName


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why the org refused one row; ``message`` is redacted, ``code`` Salesforce's statusCode."""

    code: str
    message: str
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one row, in the order of the batch."""

    id: RecordId | None
    created: bool = False
    refusal: Refusal | None = None
    unsure: bool = False
    """An earlier try of the call may have written the row, though this one was refused."""

    @property
    def moved(self) -> bool:
        """Whether somebody had edited the row since it was read."""
        return self.refusal is not None and self.refusal.code == MOVED


@dataclass(frozen=True, slots=True)
class DeployProblem:
    """One component the org refused, in its words."""

    component: str
    problem: str


@dataclass(frozen=True, slots=True)
class DeployReport:
    """What became of a deploy; nothing was changed unless ``success``."""

    success: bool
    deployed: int
    problems: tuple[DeployProblem, ...] = ()


@dataclass(frozen=True, slots=True)
class Usage:
    """API calls: ours since this port was opened, and the org's own count where it told."""

    calls: int
    writes: int
    """Write calls among ours."""
    used: int | None
    limit: int | None
    app: DailyLimit | None = None
    """What our connected app has for itself, where the org gives it a limit of its own."""

    @property
    def limits(self) -> tuple[DailyLimit, ...]:
        """Both limits, as far as they are known."""
        known = self.used is not None and self.limit is not None
        own = (DailyLimit(self.used or 0, self.limit or 0),) if known else ()
        return (*own, self.app) if self.app is not None else own

    def since(self, before: "Usage") -> "Usage":
        """What was spent since ``before``; the org's own count as it is now."""
        calls, writes = self.calls - before.calls, self.writes - before.writes
        return replace(self, calls=calls, writes=writes)


class Org(Protocol):
    """One Salesforce org through one login.

    Every method may raise AccessDenied, OrgUnreachable, LimitReached or RequestRefused, and
    Interrupted while it waits. Reads are tried again inside.

    :meth:`write` and :meth:`delete` are one attempt each, because whoever writes must first be
    sure that the connection is still theirs. They answer (done), raise AnswerLost (it may have been
    done, and may be asked for again: an upsert on a key, an update by id and a delete end the same
    when done twice), another Temporary with ``again`` set (nothing was done, and the same call may
    succeed after so many seconds), or anything else (nothing was done; it would fail again).
    :class:`s2sctl.app.patient.PatientOrg` repeats them.
    """

    @property
    def alias(self) -> OrgAlias:
        """Our short name for the login."""
        ...

    @property
    def batch_size(self) -> int:
        """Most rows in one write or delete call (200: sObject Collections, REST API guide)."""
        ...

    def identity(self) -> Identity:
        """Who we are there; logs in on first use, costs no API call for OAuth logins."""
        ...

    def now(self) -> datetime:
        """The org's clock by its Date headers, UTC; never our own clock."""
        ...

    def open(
        self, known: Mapping[ObjectName, ObjectSchema | None], queries: Sequence[Query] = ()
    ) -> Opening:
        """Describe ``known``'s names and run ``queries``, in as few calls as possible.

        A schema given as known is returned unchanged when the org says so (If-Modified-Since).
        At most 5 queries and 25 parts fit one call.
        """
        ...

    def durable_ids(self, names: Sequence[ObjectName]) -> dict[ObjectName, dict[FieldName, str]]:
        """What stays of each field when its API name is changed, by object and field; five
        objects a call. An object that is not there has no fields."""
        ...

    def read(self, queries: Sequence[Query]) -> Iterator[Page]:
        """All rows of all queries, page by page; a failure raises and no page counts as last."""
        ...

    def count(self, queries: Sequence[Query]) -> tuple[int, ...]:
        """How many rows each query would bring, without bringing any; five queries a call.
        ``fields`` and ``limit`` play no part."""
        ...

    def fetch(
        self, schema: ObjectSchema, ids: Sequence[RecordId], fields: Sequence[FieldName]
    ) -> dict[RecordId, Record]:
        """Rows by id, 2,000 a call; deleted or invisible ones are absent (not: deleted)."""
        ...

    def body(self, schema: ObjectSchema, id: RecordId, field: FieldName) -> Body:
        """The content of one file, streamed to a file without a name; the caller closes it.

        Among a row's values a content is told by digest and size (``model.bodies``).
        """
        ...

    def may_edit(self, user: RecordId, ids: Sequence[RecordId]) -> frozenset[RecordId]:
        """Those of ``ids`` that this user of the org may read and edit, 200 a call.

        A record that is gone, that our own user cannot see, or whose object knows no sharing is
        not among them (UserRecordAccess in the object reference).
        """
        ...

    def write(self, batch: WriteBatch) -> tuple[Outcome, ...]:
        """One call, an outcome per row; rows succeed and fail apart. Assignment rules are off
        unless the batch asks for them."""
        ...

    @property
    def jobs_from(self) -> int:
        """More rows of one object than this are better written by jobs."""
        ...

    @property
    def job_size(self) -> int:
        """Most rows in one job (10,000: one batch of Bulk API 2.0)."""
        ...

    def open_job(self, batch: WriteBatch) -> JobId:
        """Make a job for rows like these, at most :attr:`job_size`, in which nothing is yet.

        One attempt, as :meth:`write`; where its answer is lost an empty job stays behind, which
        writes nothing and which the org removes by itself. Assignment rules cannot be asked for.
        """
        ...

    def fill_job(self, job: JobId, batch: WriteBatch) -> None:
        """Send the rows of an open job and let the org work on them. Never repeated: whatever is
        raised, :meth:`look_at_job` tells whether the org has them."""
        ...

    def look_at_job(self, job: JobId) -> JobStatus:
        """How far it is; one that the org does not have (any more) has ended."""
        ...

    def job_outcomes(self, job: JobId, batch: WriteBatch) -> tuple[Outcome | None, ...]:
        """What became of each row of an ended job, in the order of ``batch``; None: nothing was
        done, because the job ended before it or cannot carry such a row."""
        ...

    def abort_job(self, job: JobId) -> None:
        """End a job that has not ended; what it has written stays. Idempotent."""
        ...

    @property
    def keyless_size(self) -> int:
        """Most rows in one :meth:`create_keyless` (75 composite graphs: REST API guide)."""
        ...

    def create_keyless(self, batch: KeylessBatch) -> tuple[Outcome, ...]:
        """Create rows, each all-or-none with its key row; an outcome per row, rows fail apart.

        A row whose key a key row has already is not made again: its outcome names the row that
        the key row tells of, which may be deleted by now. So doing it twice ends the same.
        """
        ...

    def delete(self, ids: Sequence[RecordId]) -> tuple[Outcome, ...]:
        """Move rows to the recycle bin, at most :attr:`batch_size`; one that the org says is
        deleted counts as done. An id that names no row we may see is refused."""
        ...

    def deploy(self, files: Mapping[str, bytes], *, check_only: bool = False) -> DeployReport:
        """Deploy metadata (paths as in a package, ``package.xml`` included), all or nothing."""
        ...

    def settle_deploys(self, reporter: Reporter) -> tuple[EarlierDeploy, ...]:
        """Wait for the deploys of this project whose end nobody has seen, and forget them.

        Whoever plans a deploy does this first: the org may be about to change. Raises Temporary
        S2S613 where one goes on for half an hour; it stays remembered.
        """
        ...

    def assign_permission_set(self, name: str) -> bool:
        """Assign it to the running user; whether that was needed. Idempotent."""
        ...

    def mail(self, to: str, subject: str, body: str) -> None:
        """Ask the org to send a plain mail (``emailSimple``): accepted for sending, no more."""
        ...

    def usage(self) -> Usage:
        """What was spent so far."""
        ...

    def daily_limits(self) -> tuple[DailyLimit, ...]:
        """The daily limits as the latest answer told them; where none did, asked for by a call.

        Empty where the user may not know.
        """
        ...
