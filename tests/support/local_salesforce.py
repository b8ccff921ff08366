"""A running local org, reached as a real one is: SalesforceOrg over TLS.

Import the fixtures by name into the test module that wants them.
"""

from datetime import UTC, datetime
from pathlib import Path
from time import monotonic

import pytest

from s2sctl.localorg import lifecycle
from s2sctl.localorg.control import Control
from s2sctl.localorg.running import RunningOrg
from s2sctl.ports.patience import Patience
from s2sctl.salesforce.auth import ClientCredentials
from s2sctl.salesforce.client import Client
from s2sctl.salesforce.org import SalesforceOrg
from s2sctl.salesforce.transport import Timeouts, Trust

FIELD = """<?xml version="1.0" encoding="UTF-8"?>
<CustomObject xmlns="http://soap.sforce.com/2006/04/metadata">
  <fields>
    <fullName>S2S_Key__c</fullName>
    <label>S2S Key</label>
    <type>Text</type>
    <length>64</length>
    <externalId>true</externalId>
    <unique>true</unique>
    <caseSensitive>true</caseSensitive>
  </fields>
</CustomObject>
"""
GRANT = """<?xml version="1.0" encoding="UTF-8"?>
<PermissionSet xmlns="http://soap.sforce.com/2006/04/metadata">
  <label>Suite</label>
  <fieldPermissions>
    <field>Lead.S2S_Key__c</field>
    <readable>true</readable>
    <editable>true</editable>
  </fieldPermissions>
</PermissionSet>
"""
PACKAGE = """<?xml version="1.0" encoding="UTF-8"?>
<Package xmlns="http://soap.sforce.com/2006/04/metadata">
  <types><members>Lead.S2S_Key__c</members><name>CustomField</name></types>
  <types><members>Suite</members><name>PermissionSet</name></types>
  <version>64.0</version>
</Package>
"""
KEY_FIELD = {
    "package.xml": PACKAGE.encode(),
    "objects/Lead.object": FIELD.encode(),
    "permissionsets/Suite.permissionset": GRANT.encode(),
}


class QuickClock:
    """The real time, and no waiting."""

    def __init__(self):
        self.slept = []

    def now(self):
        return datetime.now(UTC)  # noqa: TID251 - a test's clock

    def ticks(self):
        return monotonic()

    def sleep(self, seconds):
        self.slept.append(seconds)


@pytest.fixture(scope="session")
def running(tmp_path_factory) -> RunningOrg:
    folder: Path = tmp_path_factory.mktemp("local")
    yield lifecycle.up(folder, "acme")
    lifecycle.down(folder, "acme")


@pytest.fixture
def control(running) -> Control:
    """The org's control, on the org's first day with the key field deployed and granted."""
    made = Control(running)
    made.reset()
    return made


@pytest.fixture
def make_org(running, control):
    """Makes logins to the org: each its own session."""
    clients = []

    def make() -> SalesforceOrg:
        client = Client(
            "acme",
            ClientCredentials(running.url, running.client_id, running.client_secret),
            QuickClock(),
            trust=Trust(str(running.ca_file)),
            patience=Patience(tries=3),
            timeouts=Timeouts(connect=20, read=60, write=60),
        )
        clients.append(client)
        return SalesforceOrg(client)

    yield make
    for client in clients:
        client.close()


@pytest.fixture
def prepared(make_org, control):
    """The key field is there and may be read and written."""
    org = make_org()
    report = org.deploy(KEY_FIELD)
    assert report.success, report.problems
    org.assign_permission_set("Suite")
    return org
