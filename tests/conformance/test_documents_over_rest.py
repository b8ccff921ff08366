"""FakeOrg and SalesforceOrg keep the same of documents."""

import pytest

from s2sctl.model.ids import OrgId, to18
from s2sctl.model.names import OrgAlias
from tests.conformance.document_suite import DocumentSuite
from tests.support.fake_org import FakeOrg, Moment
from tests.support.keyless_world import DOCUMENT
from tests.support.local_salesforce import (  # noqa: F401 - fixtures
    control,
    make_org,
    prepared,
    running,
)
from tests.support.world import SCHEMAS


class TestDocumentsOfAFakeOrg(DocumentSuite):
    @pytest.fixture
    def org(self):
        schemas = {**SCHEMAS, DOCUMENT.name: DOCUMENT}
        return FakeOrg(OrgAlias("acme"), OrgId(to18("00D000000000AAA")), schemas, Moment())


class TestDocumentsOfALocalOrg(DocumentSuite):
    @pytest.fixture
    def org(self, prepared):  # noqa: F811 - a fixture
        return prepared

    def test_the_same_content_makes_no_second_version(self, org, schemas, accounts, control):  # noqa: F811
        made = self.create(org, schemas, accounts[0]).id
        for _ in range(2):
            assert self.write(org, schemas, made, b"two").refusal is None
        versions = [
            one
            for one in control.log()
            if one["operation"] == "write" and str(one["path"]).endswith("/ContentVersion")
        ]
        assert len(versions) == 1

    def test_a_refused_version_is_told_and_changes_nothing(self, org, schemas, accounts):
        made = self.create(org, schemas, accounts[0]).id
        outcome = self.write(org, schemas, made, b"two", Title="x" * 256)
        assert outcome.refusal is not None
        assert outcome.refusal.code == "STRING_TOO_LONG"
        assert self.content(org, schemas, made)[0] == b"one"
