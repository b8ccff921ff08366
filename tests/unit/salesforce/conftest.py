from datetime import UTC, datetime, timedelta

import pytest

from s2sctl.app.patient import PatientOrg
from s2sctl.ports.patience import Patience
from s2sctl.salesforce.auth import ClientCredentials
from s2sctl.salesforce.client import Client
from s2sctl.salesforce.org import SalesforceOrg
from s2sctl.salesforce.transport import Timeouts, Trust
from tests.unit.salesforce.tiny import TinyOrg


class FakeClock:
    """A clock that never waits; an hour ahead of the tiny org's Date header."""

    def __init__(self):
        self.moment = datetime(2026, 11, 23, 11, 0, 0, 500_000, tzinfo=UTC)
        self.slept = []

    def now(self):
        return self.moment

    def ticks(self):
        """Seconds slept, whatever the clock was set to."""
        return sum(self.slept)

    def sleep(self, seconds):
        self.slept.append(seconds)
        self.moment += timedelta(seconds=seconds)


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    tiny = TinyOrg(tmp_path_factory.mktemp("tiny"))
    yield tiny
    tiny.close()


@pytest.fixture
def tiny(server):
    server.replies.clear()
    server.asked.clear()
    server.logins.clear()
    server.login = server.user_info = None
    return server


@pytest.fixture
def clock():
    return FakeClock()


@pytest.fixture
def client(tiny, clock):
    flow = ClientCredentials(tiny.url, "id", "s3cret")
    made = Client(
        "acme",
        flow,
        clock,
        trust=Trust(str(tiny.ca)),
        patience=Patience(tries=4),
        timeouts=Timeouts(connect=20, read=20, write=20),
    )
    yield made
    made.close()


@pytest.fixture
def org(client):
    return SalesforceOrg(client)


@pytest.fixture
def patient(org, clock):
    """The same org as commands use it: its writes are tried again."""
    return PatientOrg(org, clock, patience=Patience(tries=4))
