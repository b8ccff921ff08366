"""FakeOrg keeps the Org promises, so that what is proved against it holds against an org."""

import pytest

from s2sctl.model.ids import OrgId, to18
from s2sctl.model.names import FieldName, OrgAlias
from s2sctl.model.schema import FieldSchema
from tests.conformance.keyless_suite import KeylessSuite
from tests.conformance.org_suite import OrgSuite
from tests.support.fake_org import HUMAN, FakeOrg, Moment
from tests.support.world import SCHEMAS, lookup, schema, text

LEAD = schema(
    "Lead",
    "00Q",
    text("LastName", 80, nillable=False),
    text("Name", 121, createable=False, updateable=False),
    text("Company", 255, nillable=False),
    text("City", 40),
    lookup("OwnerId", "User", "Group"),
    text("Rating", 40),
    FieldSchema(FieldName("Description"), "textarea", "Description", 32_000),
    FieldSchema(FieldName("AnnualRevenue"), "currency", "Revenue", precision=18, scale=0),
)


class TestFakeOrg(OrgSuite, KeylessSuite):
    @pytest.fixture
    def org(self):
        schemas = {**SCHEMAS, LEAD.name: LEAD}
        org_id = OrgId(to18("00D000000000AAA"))
        return FakeOrg(OrgAlias("acme"), org_id, schemas, Moment(), limit=100_000)

    def let_time_pass(self, org):
        org.moment.pass_by(seconds=1)

    @pytest.fixture
    def assigned(self, org):
        org.assigned = HUMAN
        return HUMAN
