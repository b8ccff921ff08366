"""One Salesforce org over HTTPS: the only implementation of :class:`s2sctl.ports.org.Org`."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial

from s2sctl.errors import WrongOrg
from s2sctl.model.ids import OrgId, RecordId
from s2sctl.model.names import FieldName, ObjectName, OrgAlias
from s2sctl.model.records import Record
from s2sctl.model.schema import ObjectSchema
from s2sctl.ports.body import Body
from s2sctl.ports.deploys import DeployMemory, EarlierDeploy, ShortMemory
from s2sctl.ports.job import JobId, JobStatus
from s2sctl.ports.org import (
    DeployReport,
    Identity,
    KeylessBatch,
    Opening,
    Outcome,
    Page,
    Query,
    Usage,
    WriteBatch,
)
from s2sctl.ports.reporter import Reporter
from s2sctl.salesforce.client import Client
from s2sctl.salesforce.collections import BATCH, delete, fetch, write
from s2sctl.salesforce.conditional import write_conditional
from s2sctl.salesforce.contents import Contents
from s2sctl.salesforce.counting import count
from s2sctl.salesforce.deploy import deploy, settle
from s2sctl.salesforce.documents import is_document, pages
from s2sctl.salesforce.durable import durable_ids
from s2sctl.salesforce.graphs import GRAPHS, create_keyless
from s2sctl.salesforce.jobs import (
    JOB_SIZE,
    JOBS_FROM,
    abort_job,
    fill_job,
    job_outcomes,
    look_at_job,
    open_job,
)
from s2sctl.salesforce.limits import daily_limits
from s2sctl.salesforce.mail import send_mail
from s2sctl.salesforce.opening import open_org
from s2sctl.salesforce.permissions import assign
from s2sctl.salesforce.record_access import editable_by
from s2sctl.salesforce.rules import RuleMessages
from s2sctl.salesforce.versions import write_documents
from s2sctl.salesforce.whoami import who_am_i
from s2sctl.sync.budget import DailyLimit


class SalesforceOrg:
    """An org through one login. See :class:`s2sctl.ports.org.Org` for what each method promises.

    With ``org_id`` given, a login that answers with another org is refused as WrongOrg before
    anything else is asked. ``jobs_from``: more rows of one object than this are written by jobs.
    ``deploys`` outlives the process where a deploy is to be found again after a kill.
    """

    def __init__(
        self,
        client: Client,
        org_id: OrgId | None = None,
        *,
        jobs_from: int = JOBS_FROM,
        deploys: DeployMemory | None = None,
    ) -> None:
        self._jobs_from = jobs_from
        self._deploys = deploys or ShortMemory()
        self._client = client
        self._contents = Contents(client)
        self._expected = org_id
        self._identity: Identity | None = None
        self._rules = RuleMessages(client)

    def close(self) -> None:
        """Close the lines to the org; a later call opens new ones."""
        self._client.close()

    @property
    def alias(self) -> OrgAlias:
        """Our short name for the login."""
        return OrgAlias(self._client.alias)

    @property
    def batch_size(self) -> int:
        """Rows in one write or delete call."""
        return BATCH

    @property
    def keyless_size(self) -> int:
        """Rows in one call that makes them with their key rows."""
        return GRAPHS

    def identity(self) -> Identity:
        """Who we are there, as the org's user info endpoint says. No API call."""
        if self._identity is None:
            found = who_am_i(self._client)
            self._refuse_other(found)
            self._identity = found
        return self._identity

    def now(self) -> datetime:
        """The org's clock."""
        if not self._client.meter.knows_time:
            self.identity()
        return self._client.meter.now()

    def open(
        self, known: Mapping[ObjectName, ObjectSchema | None], queries: Sequence[Query] = ()
    ) -> Opening:
        """Describes and queries in as few calls as possible."""
        self.identity()
        return open_org(self._client, known, queries)

    def durable_ids(self, names: Sequence[ObjectName]) -> dict[ObjectName, dict[FieldName, str]]:
        """What stays of each field when its API name is changed."""
        self.identity()
        return durable_ids(self._client, names)

    def read(self, queries: Sequence[Query]) -> Iterator[Page]:
        """All rows of all queries, page by page."""
        self.identity()
        for page in pages(self._client, queries):
            asked = queries[page.query]
            records = self._contents.filled(asked.schema, page.records, asked.fields)
            yield replace(page, records=records)

    def count(self, queries: Sequence[Query]) -> tuple[int, ...]:
        """How many rows each query would bring."""
        self.identity()
        return count(self._client, queries)

    def fetch(
        self, schema: ObjectSchema, ids: Sequence[RecordId], fields: Sequence[FieldName]
    ) -> dict[RecordId, Record]:
        """Rows by id."""
        self.identity()
        found = fetch(self._client, schema, ids, fields)
        filled = self._contents.filled(schema, found.values(), fields)
        return {record.id: record for record in filled}

    def body(self, schema: ObjectSchema, id: RecordId, field: FieldName) -> Body:
        """The content of one file."""
        self.identity()
        return self._contents.body(schema, id, field)

    def may_edit(self, user: RecordId, ids: Sequence[RecordId]) -> frozenset[RecordId]:
        """Those of ``ids`` that this user of the org may read and edit."""
        self.identity()
        return editable_by(self._client, user, ids)

    def write(self, batch: WriteBatch) -> tuple[Outcome, ...]:
        """One call, an outcome per row."""
        self.identity()
        if is_document(batch.schema):
            plain = partial(write, self._client, rules=self._rules)
            return write_documents(self._client, batch, plain)
        if any(row.unmodified_since for row in batch.rows):
            return write_conditional(self._client, batch, self._rules)
        return write(self._client, batch, self._rules)

    @property
    def jobs_from(self) -> int:
        """More rows of one object than this are written by jobs."""
        return self._jobs_from

    @property
    def job_size(self) -> int:
        """Rows in one job."""
        return JOB_SIZE

    def open_job(self, batch: WriteBatch) -> JobId:
        """Make an empty job of Bulk API 2.0."""
        self.identity()
        return open_job(self._client, batch)

    def fill_job(self, job: JobId, batch: WriteBatch) -> None:
        """Upload its rows and close it."""
        self.identity()
        fill_job(self._client, job, batch)

    def look_at_job(self, job: JobId) -> JobStatus:
        """How far it is."""
        self.identity()
        return look_at_job(self._client, job)

    def job_outcomes(self, job: JobId, batch: WriteBatch) -> tuple[Outcome | None, ...]:
        """What became of each of its rows."""
        self.identity()
        return job_outcomes(self._client, job, batch)

    def abort_job(self, job: JobId) -> None:
        """End it."""
        self.identity()
        abort_job(self._client, job)

    def create_keyless(self, batch: KeylessBatch) -> tuple[Outcome, ...]:
        """Rows and their key rows, each pair all-or-none."""
        self.identity()
        return create_keyless(self._client, batch)

    def delete(self, ids: Sequence[RecordId]) -> tuple[Outcome, ...]:
        """Rows to the recycle bin."""
        self.identity()
        return delete(self._client, ids)

    def deploy(self, files: Mapping[str, bytes], *, check_only: bool = False) -> DeployReport:
        """Deploy metadata, all or nothing."""
        org = self.identity().org_id
        return deploy(self._client, self._deploys, org, files, check_only=check_only)

    def settle_deploys(self, reporter: Reporter) -> tuple[EarlierDeploy, ...]:
        """Wait for deploys that an earlier command left behind."""
        return settle(self._client, self._deploys, self.identity().org_id, reporter)

    def assign_permission_set(self, name: str) -> bool:
        """Assign it to the running user; whether that was needed."""
        return assign(self._client, name, self.identity().user_id)

    def mail(self, to: str, subject: str, body: str) -> None:
        """Ask the org to send a plain mail."""
        self.identity()
        send_mail(self._client, to, subject, body)

    def usage(self) -> Usage:
        """What was spent so far."""
        return self._client.meter.usage()

    def daily_limits(self) -> tuple[DailyLimit, ...]:
        """The daily limits, asked for where no header told them."""
        self.identity()
        return daily_limits(self._client)

    def _refuse_other(self, found: Identity) -> None:
        if self._expected is not None and found.org_id != self._expected:
            raise WrongOrg(
                f"{self.alias} logs in to org {found.org_id}; "
                f"configs/orgs.yaml binds it to {self._expected}",
                code="S2S620",
                help="correct the login, or org_id if the org was replaced (a refreshed sandbox)",
            )
