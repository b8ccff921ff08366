"""SalesforceOrg keeps the Org promises against a local org, over TLS."""

import pytest

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
