"""FakeOrg and SalesforceOrg keep the same of documents."""

import pytest

from s2sctl.model.documents import ids_in, ids_value
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

    def test_the_same_content_makes_no_second_version(self, org, schemas, accounts, control):  # noqa: F811 - a fixture
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

    def test_documents_with_many_links_are_made_in_as_many_calls_as_their_nodes_take(
        self,
        org,
        schemas,
        accounts,
        control,  # noqa: F811 - a fixture
    ):
        """A payload of graphs holds 500 nodes (REST API guide, Composite Graph Limits)."""
        more = [self.account(org, schemas, f"More {number}") for number in range(7)]
        linked = (*accounts, *more)
        rows = tuple(self.row(f"Doc {number}", *linked) for number in range(75))
        before = len(self.graphs(control))
        outcomes = org.create_keyless(self.batch(schemas, rows))
        assert [one.refusal for one in outcomes] == [None] * 75
        # Version, its reading, nine further links and the key: twelve nodes each.
        assert len(self.graphs(control)) - before == 2
        assert set(ids_in(self.fetch(org, schemas, outcomes[-1].id)["LinkedEntityId"])) == set(
            linked
        )

    def graphs(self, control):  # noqa: F811 - a fixture
        return [one for one in control.log() if str(one["path"]).endswith("/composite/graph")]

    def test_a_document_with_more_links_than_a_call_takes_is_refused_and_others_are_made(
        self, org, schemas, accounts
    ):
        wide = self.row("Wide", *(f"001{number:015d}" for number in range(499)))
        outcomes = org.create_keyless(self.batch(schemas, (wide, self.row("Slim", accounts[0]))))
        assert outcomes[0].refusal is not None
        assert outcomes[0].refusal.code == "LIMIT_EXCEEDED"
        assert outcomes[1].created

    def test_more_links_end_than_one_call_deletes(self, org, schemas, accounts):
        records = [self.account(org, schemas, f"Many {number}") for number in range(201)]
        made = self.create(org, schemas, *records).id
        outcome = self.write(org, schemas, made, LinkedEntityId=ids_value(accounts[:1]))
        assert outcome.refusal is None
        assert ids_in(self.fetch(org, schemas, made)["LinkedEntityId"]) == accounts[:1]
