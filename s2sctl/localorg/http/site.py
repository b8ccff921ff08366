"""Everything one org's server holds between requests."""

from collections.abc import Callable

from s2sctl.localorg.bulk.queue import BulkQueue
from s2sctl.localorg.http.codes import Code
from s2sctl.localorg.http.conditions import Descriptions
from s2sctl.localorg.http.credentials import Credentials
from s2sctl.localorg.http.disorder import Disorder
from s2sctl.localorg.http.requestlog import RequestLog
from s2sctl.localorg.http.sessions import Sessions
from s2sctl.localorg.http.usage import Usage
from s2sctl.localorg.metadata.queue import DeployQueue
from s2sctl.localorg.org import LocalOrg
from s2sctl.localorg.query import QueryRunner
from s2sctl.localorg.tooling import Library


class Site:
    """The org, its sessions, its request allocation, and what the control endpoint changes."""

    def __init__(self, org: LocalOrg, credentials: Credentials) -> None:
        self.org = org
        self.credentials = credentials
        self._on_work: list[Callable[[], None]] = []
        self._begin()

    def _begin(self) -> None:
        self.sessions = Sessions(self.org)
        self.usage = Usage(self.org.clock)
        self.log = RequestLog()
        self.disorder = Disorder()
        self.descriptions = Descriptions()
        self.library = Library(self.org)
        self.queries = QueryRunner(self.org)
        self.bulk = BulkQueue(self.org, self.queries, self.disorder)
        self.bulk.wake = self.wake
        self.outbox: list[dict[str, object]] = []
        self.codes: dict[str, Code] = {}
        self.deploys = DeployQueue(self.org)
        client = self.credentials
        if self.org.logins.client(client.client_id) is None:
            self.org.logins.register(client.client_id, client.client_secret, self.org.admin)

    def wake(self) -> None:
        """Tell whoever works off the Bulk API's jobs that there is one."""
        for told in self._on_work:
            told()

    def when_work_comes(self, told: Callable[[], None]) -> None:
        """Be told of Bulk API jobs to work off."""
        self._on_work.append(told)

    def reset(self) -> None:
        """Back to the first day: the org's data and clock, faults, log, outbox, usage, sessions."""
        self.bulk.close()
        self.queries.close()
        self.library.close()
        self.org.reset()
        self._begin()
