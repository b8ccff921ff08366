"""What every org keeps of documents: one record with its content and all that it is linked to."""

import io

import pytest

from s2sctl.model.documents import ids_in, ids_value
from s2sctl.ports.body import Body
from s2sctl.ports.org import KeylessBatch, KeylessRow, Query, RowWrite, WriteBatch
from tests.conformance.org_suite import key_of

FIELDS = ("Title", "Description", "FileExtension", "VersionData", "LinkedEntityId")


class DocumentSuite:
    @pytest.fixture
    def schemas(self, org):
        names = ("Lead", "Account", "ContentDocument")
        return org.open(dict.fromkeys(names)).schemas

    @pytest.fixture
    def accounts(self, org, schemas):
        return [self.account(org, schemas, name) for name in ("One", "Two", "Three")]

    def account(self, org, schemas, name):
        row = KeylessRow({"Name": name}, self.key_row(name))
        batch = KeylessBatch(schemas["Account"], (row,), schemas["Lead"], "S2S_Key__c", "City")
        return org.create_keyless(batch)[0].id

    def key_row(self, name):
        return {"S2S_Key__c": key_of(name), "LastName": name, "Company": "Acme"}

    def row(self, key, *linked, title="plan"):
        values = {
            "Title": title,
            "Description": "the plan",
            "FileExtension": "txt",
            "LinkedEntityId": ids_value(linked),
        }
        bodies = {"VersionData": Body(io.BytesIO(b"one"), "")}
        return KeylessRow(values, self.key_row(key), bodies)

    def batch(self, schemas, rows):
        document, lead = schemas["ContentDocument"], schemas["Lead"]
        return KeylessBatch(document, rows, lead, "S2S_Key__c", "City")

    def create(self, org, schemas, *linked, key="Doc", title="plan"):
        row = self.row(key, *linked, title=title)
        (outcome,) = org.create_keyless(self.batch(schemas, (row,)))
        return outcome

    def fetch(self, org, schemas, id):
        return org.fetch(schemas["ContentDocument"], [id], FIELDS)[id].values

    def content(self, org, schemas, id):
        body = org.body(schemas["ContentDocument"], id, "VersionData")
        try:
            return b"".join(body.pieces()), body.value
        finally:
            body.close()

    def write(self, org, schemas, id, content=None, **values):
        bodies = {} if content is None else {"VersionData": Body(io.BytesIO(content), "")}
        row = RowWrite(values, id, bodies)
        return org.write(WriteBatch(schemas["ContentDocument"], (row,)))[0]

    def linked(self, org, schemas, *records):
        query = Query(schemas["ContentDocument"], ("Title",), deleted=False, linked=records)
        return {row.id for page in org.read([query]) for row in page.records}

    def test_a_document_is_made_with_its_content_and_all_its_links(self, org, schemas, accounts):
        made = self.create(org, schemas, *accounts[:2])
        assert made.created, made
        shown = self.fetch(org, schemas, made.id)
        assert (shown["Title"], shown["FileExtension"]) == ("plan", "txt")
        assert shown["Description"] == "the plan"
        assert set(ids_in(shown["LinkedEntityId"])) == set(accounts[:2])
        assert self.content(org, schemas, made.id) == (b"one", shown["VersionData"])

    def test_made_twice_it_is_there_once(self, org, schemas, accounts):
        first = self.create(org, schemas, *accounts)
        second = self.create(org, schemas, *accounts)
        assert (second.id, second.created) == (first.id, False)
        assert self.linked(org, schemas, *accounts) == {first.id}

    def test_documents_are_found_by_what_they_are_linked_to(self, org, schemas, accounts):
        one = self.create(org, schemas, accounts[0], key="A").id
        both = self.create(org, schemas, *accounts[:2], key="B").id
        self.create(org, schemas, key="C")
        assert self.linked(org, schemas, accounts[0]) == {one, both}
        assert self.linked(org, schemas, accounts[1]) == {both}
        assert self.linked(org, schemas, accounts[2]) == set()

    def test_a_content_is_renewed_and_what_is_not_said_stays(self, org, schemas, accounts):
        made = self.create(org, schemas, accounts[0]).id
        before = self.fetch(org, schemas, made)
        assert self.write(org, schemas, made, b"two").refusal is None
        after = self.fetch(org, schemas, made)
        assert self.content(org, schemas, made) == (b"two", after["VersionData"])
        changed = {name for name in FIELDS if before[name] != after[name]}
        assert changed == {"VersionData"}

    def test_title_and_links_change_without_the_content(self, org, schemas, accounts):
        made = self.create(org, schemas, *accounts[:2]).id
        wanted = ids_value(accounts[1:])
        outcome = self.write(org, schemas, made, Title="new", LinkedEntityId=wanted)
        assert outcome.refusal is None
        shown = self.fetch(org, schemas, made)
        assert (shown["Title"], shown["LinkedEntityId"]) == ("new", wanted)
        assert self.content(org, schemas, made)[0] == b"one"

    def test_a_deleted_document_shows_as_deleted(self, org, schemas, accounts):
        made = self.create(org, schemas, accounts[0]).id
        assert org.delete([made])[0].refusal is None
        query = Query(schemas["ContentDocument"], ("Title",))
        rows = [row for page in org.read([query]) for row in page.records]
        assert [(row.id, row.deleted) for row in rows if row.id == made] == [(made, True)]
        assert self.linked(org, schemas, accounts[0]) == set()
