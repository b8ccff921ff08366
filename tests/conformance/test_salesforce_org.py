"""SalesforceOrg keeps the Org promises against a local org, over TLS."""

import pytest

from s2sctl.ports.org import Query
from tests.conformance.keyless_suite import KeylessSuite
from tests.conformance.org_suite import OrgSuite
from tests.support.local_salesforce import (  # noqa: F401 - fixtures
    control,
    make_org,
    prepared,
    running,
)


class TestSalesforceOrg(OrgSuite, KeylessSuite):
    @pytest.fixture
    def org(self, prepared):  # noqa: F811 - a fixture
        return prepared

    @pytest.fixture
    def assigned(self, org, control):  # noqa: F811 - a fixture
        user = org.open({"User": None}).schemas["User"]
        where = "Username = 'integration@acme.example'"
        ((found,),) = (page.records for page in org.read([Query(user, where=where, deleted=False)]))
        control.put_rule("Lead", "assignment", "All", owner=found.id)
        return found.id
