"""Bulk API 1.0: its recorded lives, and simple-salesforce's whole bulk surface."""

import re
import time
from collections.abc import Iterator
from xml.etree import ElementTree

import pytest
import requests
from simple_salesforce import Salesforce
from simple_salesforce.exceptions import SalesforceMalformedRequest

from tests.localorg.http.replay import WIRE, exchanges
from tests.localorg.http.wire import Org, Reply

ASYNC = "/services/async/60.0/job"
NS = "{http://www.force.com/2009/06/asyncapi/dataload}"
JOB = (
    '<jobInfo xmlns="http://www.force.com/2009/06/asyncapi/dataload"><operation>{}</operation>'
    "<object>{}</object>{}<concurrencyMode>Parallel</concurrencyMode>"
    "<contentType>{}</contentType></jobInfo>"
)


def _send(org: Org, method: str, path: str, body: str | None = None, kind: str = "") -> Reply:
    headers = {"X-SFDC-Session": org.wire.token, "Content-Type": kind or "application/xml"}
    return org.wire.raw(method, ASYNC + path, None if body is None else body.encode(), headers)


def _job(org: Org, operation: str, sobject: str, content: str, more: str = "") -> str:
    reply = _send(org, "POST", "", JOB.format(operation, sobject, more, content))
    assert reply.status == 201, reply.body
    return str(ElementTree.fromstring(reply.body).findtext(f"{NS}id"))


def _batch(org: Org, job: str, content: str, kind: str = "text/csv") -> str:
    reply = _send(org, "POST", f"/{job}/batch", content, kind)
    assert reply.status == 201, reply.body
    found = re.search(rb"751\w{15}", reply.body)
    assert found is not None
    batch = found[0].decode()
    assert reply.headers["Location"] == f"{ASYNC}/{job}/batch/{batch}"
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        info = _send(org, "GET", f"/{job}/batch/{batch}").body
        if re.search(rb"Completed|Failed", info):
            return batch
        time.sleep(0.01)
    raise AssertionError(info)


def test_a_csv_batch_lives_as_recorded(org: Org) -> None:
    job = _job(org, "insert", "Account", "CSV")
    batch = _batch(org, job, '"Name"\r\n"Sitwell-Bluth"\r\n""\r\n')
    reply = _send(org, "GET", f"/{job}/batch/{batch}/result")
    assert reply.headers["Content-Type"] == "text/csv"
    head, good, bad = reply.body.decode().splitlines()
    assert head == '"Id","Success","Created","Error"'
    assert re.fullmatch(r'"001\w{15}","true","true",""', good)
    assert bad == (
        '"","false","false","REQUIRED_FIELD_MISSING:Required fields are missing: [Name]:Name --"'
    )
    closed = _send(
        org, "POST", f"/{job}", f'<jobInfo xmlns="{NS[1:-1]}"><state>Closed</state></jobInfo>'
    )
    told = ElementTree.fromstring(closed.body)
    assert told.findtext(f"{NS}state") == "Closed"
    assert told.findtext(f"{NS}numberRecordsProcessed") == "2"
    assert told.findtext(f"{NS}numberRecordsFailed") == "1"
    again = _send(org, "POST", f"/{job}/batch", "Name\nx\n", "text/csv")
    assert (again.status, b"<exceptionCode>InvalidJobState<" in again.body) == (400, True)


@pytest.mark.skipif(not WIRE.exists(), reason="the recordings are not here")
@pytest.mark.parametrize("name", ["bulk1/upsert-external-id.json", "bulk1/upsert-lifecycle.json"])
def test_job_and_batch_infos_have_the_recorded_keys_in_order(org: Org, name: str) -> None:
    job = _job(org, "upsert", "Contact", "CSV", "<externalIdFieldName>Email</externalIdFieldName>")
    batch = _batch(org, job, "Email,LastName\na@x.example,Ada\n")
    ours = {
        "jobInfo": _send(org, "GET", f"/{job}").body,
        "batchInfo": _send(org, "GET", f"/{job}/batch/{batch}").body,
        "batchInfoList": _send(org, "GET", f"/{job}/batch").body,
    }
    compared = set()
    for one in exchanges(name):
        body = one["response"]["body"]
        if not isinstance(body, str) or not body.startswith("<?xml"):
            continue
        theirs = ElementTree.fromstring(body)
        kind = theirs.tag.removeprefix(NS)
        if not len(theirs):
            continue  # a job without batches yet
        if kind == "jobInfo" and theirs.findtext(f"{NS}operation") != "upsert":
            continue
        mine = ElementTree.fromstring(ours[kind])
        assert _keys(mine) == _keys(theirs)[: len(_keys(mine))]
        compared.add(kind)
    assert compared == set(ours)


def _keys(element: ElementTree.Element) -> list[object]:
    return [(one.tag, _keys(one)) for one in element]


def test_xml_rows_and_results(org: Org) -> None:
    parent = org.wire.create("Contact", LastName="Boss", Email="boss@x.example")
    job = _job(org, "insert", "Contact", "XML")
    rows = (
        f'<sObjects xmlns="{NS[1:-1]}"><sObject><LastName>Ada</LastName>'
        "<ReportsTo><sObject><Email>boss@x.example</Email></sObject></ReportsTo></sObject>"
        "<sObject><FirstName>Nameless</FirstName></sObject></sObjects>"
    )
    batch = _batch(org, job, rows, "application/xml")
    told = ElementTree.fromstring(_send(org, "GET", f"/{job}/batch/{batch}/result").body)
    assert [one.findtext(f"{NS}success") for one in told] == ["true", "false"]
    assert told[1].findtext(f"{NS}errors/{NS}statusCode") == "REQUIRED_FIELD_MISSING"
    found = org.wire.query("SELECT ReportsToId FROM Contact WHERE LastName = 'Ada'").json
    assert found["records"][0]["ReportsToId"] == parent
    job = _job(org, "query", "Contact", "XML")
    batch = _batch(org, job, "SELECT LastName, ReportsTo.LastName FROM Contact ORDER BY LastName")
    listed = ElementTree.fromstring(_send(org, "GET", f"/{job}/batch/{batch}/result").body)
    path = f"/{job}/batch/{batch}/result/{listed.findtext(f'{NS}result')}"
    records = ElementTree.fromstring(_send(org, "GET", path).body)
    assert records[0].findtext(f"{NS}LastName") == "Ada"
    assert records[0].findtext(f"{NS}ReportsTo/{NS}LastName") == "Boss"


def test_refusals_are_worded_in_their_own_way(org: Org) -> None:
    reply = _send(org, "POST", "", JOB.format("insert", "Nope", "", "CSV"))
    assert reply.status == 400
    assert b"<exceptionCode>InvalidJob</exceptionCode>" in reply.body
    reply = _send(org, "GET", "/750000000000000AAA", kind="application/json")
    assert (reply.status, reply.json["exceptionCode"]) == (400, "InvalidJob")
    org.wire.token = "none"
    reply = _send(org, "GET", "/750000000000000AAA")
    assert (reply.status, b"InvalidSessionId" in reply.body) == (401, True)


@pytest.fixture
def client(org: Org) -> Iterator[Salesforce]:
    with requests.Session() as session:
        session.trust_env = False
        session.verify = str(org.running.ca_file)
        yield Salesforce(
            session_id=org.wire.token,
            instance_url=org.running.url,
            version="60.0",
            session=session,
        )


def test_simple_salesforce_s_bulk_surface(client: Salesforce) -> None:
    bulk = client.bulk.Contact
    rows = [{"LastName": "A", "Email": "a@x.example"}, {"LastName": None}]
    good, bad = bulk.insert(rows)
    assert (good["success"], good["created"], good["errors"]) == (True, True, [])
    assert (bad["success"], bad["id"]) == (False, None)
    assert bad["errors"][0]["statusCode"] == "REQUIRED_FIELD_MISSING"
    (changed,) = bulk.update([{"Id": good["id"], "LastName": "B", "Description": None}])
    assert changed["success"], changed
    upserted = bulk.upsert(
        [{"Email": "a@x.example", "LastName": "C"}, {"Email": "d@x.example", "LastName": "D"}],
        "Email",
        batch_size=1,
    )
    assert [row["created"] for row in upserted] == [False, True]
    found = bulk.query("SELECT Id, LastName, CreatedDate FROM Contact ORDER BY LastName")
    assert [row["LastName"] for row in found] == ["C", "D"]
    assert isinstance(found[0]["CreatedDate"], int)
    assert found[0]["attributes"]["type"] == "Contact"
    # A failed batch says no more than this (pasted in simple-salesforce issue 366).
    with pytest.raises(SalesforceMalformedRequest, match="Records not processed"):
        bulk.insert([{"LastName": "E", "Nope__c": 1}])
    (deleted,) = bulk.delete([{"Id": good["id"]}])
    assert deleted["success"]
    assert len(bulk.query_all("SELECT Id FROM Contact")) == 2
