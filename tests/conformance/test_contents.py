"""Contents of files through SalesforceOrg, against a local org over TLS."""

import gc
import hashlib
import io
import os
import tempfile
import tracemalloc
from dataclasses import replace

import pytest

from s2sctl.errors import RequestRefused
from s2sctl.model.bodies import LIMIT, body_value
from s2sctl.ports.body import Body
from s2sctl.ports.org import KeylessBatch, KeylessRow, Query, RowWrite, WriteBatch
from tests.conformance.org_suite import key_of
from tests.support.local_salesforce import (  # noqa: F401 - fixtures
    control,
    make_org,
    prepared,
    running,
)

MEGABYTE = 1024 * 1024
BOUND = 8 * MEGABYTE
"""What one content of 20 MB may add to the memory that Python holds, at its highest."""


@pytest.fixture
def org(prepared):  # noqa: F811 - a fixture
    return prepared


@pytest.fixture
def schemas(org):
    return org.open({"Account": None, "Attachment": None, "Lead": None}).schemas


@pytest.fixture
def account(org, schemas):
    row = KeylessRow({"Name": "Acme"}, key_values("Account"))
    batch = KeylessBatch(schemas["Account"], (row,), schemas["Lead"], "S2S_Key__c", "City")
    return org.create_keyless(batch)[0].id


def key_values(name):
    return {"S2S_Key__c": key_of(name), "LastName": name, "Company": "Acme"}


def value_of(content):
    return body_value(hashlib.sha256(content).hexdigest(), len(content))


def attach(org, schemas, account, file, name="a.bin"):
    values = {"Name": name, "ParentId": account, "IsPrivate": False}
    row = KeylessRow(values, key_values(name), {"Body": Body(file, "")})
    batch = KeylessBatch(schemas["Attachment"], (row,), schemas["Lead"], "S2S_Key__c", "City")
    (outcome,) = org.create_keyless(batch)
    assert outcome.created, outcome
    return outcome.id


def test_a_content_arrives_as_it_was_sent_and_is_told_by_its_digest(org, schemas, account):
    content = bytes(range(256)) * 999 + b"\x00\xff"
    made = attach(org, schemas, account, io.BytesIO(content))
    schema, fields = schemas["Attachment"], ("Name", "Body")
    found = org.fetch(schema, [made], fields)[made].values
    assert found == {"Name": "a.bin", "Body": value_of(content)}
    (page,) = org.read([Query(schema, fields)])
    assert page.records[0].values == found
    body = org.body(schema, made, "Body")
    assert (b"".join(body.pieces()), body.value) == (content, value_of(content))
    body.close()


def test_a_content_is_read_once_while_its_row_stands_still(org, schemas, account, control):  # noqa: F811 - a fixture
    made = attach(org, schemas, account, io.BytesIO(b"one"))
    before = len(control.log())
    for _ in range(3):
        org.fetch(schemas["Attachment"], [made], ["Body"])
    assert len(control.log()) - before == 4


def test_an_update_changes_the_content_and_a_refused_one_changes_nothing(org, schemas, account):
    schema = schemas["Attachment"]
    made = attach(org, schemas, account, io.BytesIO(b"one"))

    def update(**values):
        row = RowWrite(values, made, {"Body": Body(io.BytesIO(b"two"), "")})
        return org.write(WriteBatch(schema, (row,)))[0]

    assert update(Name="x" * 256).refusal.code == "STRING_TOO_LONG"
    assert org.fetch(schema, [made], ["Body"])[made].values["Body"] == value_of(b"one")
    assert update(Name="b.bin").refusal is None
    body = org.body(schema, made, "Body")
    assert b"".join(body.pieces()) == b"two"
    body.close()


def test_the_content_of_a_row_that_is_gone_is_refused(org, schemas, account):
    made = attach(org, schemas, account, io.BytesIO(b"one"))
    org.delete([made])
    with pytest.raises(RequestRefused):
        org.body(schemas["Attachment"], made, "Body")
    rows = [
        row for page in org.read([Query(schemas["Attachment"], ("Body",))]) for row in page.records
    ]
    assert [(row.id, row.deleted, row.values["Body"]) for row in rows] == [(made, True, "size:3")]


def test_a_content_of_20_mb_goes_through_without_being_held_in_memory(org, schemas, account):
    with tempfile.TemporaryFile() as file:
        for _ in range(LIMIT // MEGABYTE):
            file.write(os.urandom(MEGABYTE))
        gc.collect()
        tracemalloc.start()
        try:
            made = attach(org, schemas, account, file)
            body = org.body(schemas["Attachment"], made, "Body")
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        assert peak < BOUND, peak
        file.seek(0)
        assert body.value == value_of(file.read())
        body.close()


def test_a_row_deleted_between_its_query_and_its_content_is_left_out(
    make_org,  # noqa: F811 - a fixture
    org,
    schemas,
    account,
):
    made = attach(org, schemas, account, io.BytesIO(b"one"))
    kept = attach(org, schemas, account, io.BytesIO(b"two"), name="b.two")
    other = make_org()
    (page,) = other.read([Query(schemas["Attachment"], ("Name",))])
    sizes = [replace(row, values={**row.values, "Body": "size:3"}) for row in page.records]
    org.delete([made])
    found = other._contents.filled(schemas["Attachment"], sizes, ("Body",))
    assert {row.id: row.values["Body"] for row in found} == {kept: value_of(b"two")}
