"""Bulk API 2.0 query, as the guide documents it."""

import pytest

from tests.localorg.http import bulk
from tests.localorg.http.wire import Org


def _leads(org: Org, count: int) -> None:
    rows = "".join(f"L{number:04d},Engines\n" for number in range(count))
    bulk.load(org, f"LastName,Company\n{rows}", object="Lead", operation="insert")


def test_a_query_job_answers_quoted_csv_in_the_order_asked(org: Org) -> None:
    account = org.wire.create("Account", Name="Engines", AnnualRevenue=139000000, Phone="1")
    org.wire.create("Contact", LastName="Ada", AccountId=account)
    org.wire.create("Contact", LastName='Eve "E"')
    soql = "SELECT Account.Name, LastName, account.annualrevenue, IsDeleted FROM Contact"
    info = bulk.query(org, f"{soql} ORDER BY LastName")
    assert (info["state"], info["jobType"]) == ("JobComplete", "V2Query")
    assert (info["object"], info["numberRecordsProcessed"]) == ("Contact", 2)
    reply = org.wire.get(f"/jobs/query/{info['id']}/results")
    assert reply.body.decode() == (
        '"Account.Name","LastName","Account.AnnualRevenue","IsDeleted"\n'
        '"Engines","Ada","1.39E8","false"\n'
        '"","Eve ""E""","","false"\n'
    )
    assert reply.headers["Sforce-NumberOfRecords"] == "2"
    assert reply.headers["Sforce-Locator"] == "null"
    assert reply.headers["Content-Type"].startswith("text/csv")


def test_moments_are_written_in_utc_with_z(org: Org) -> None:
    _leads(org, 1)
    info = bulk.query(org, "SELECT SystemModstamp FROM Lead")
    text = org.wire.get(f"/jobs/query/{info['id']}/results").body.decode()
    assert text.splitlines()[1].endswith('.000Z"')


def test_locators_lead_through_all_rows(org: Org) -> None:
    _leads(org, 25)
    info = bulk.query(org, "SELECT LastName FROM Lead ORDER BY LastName")
    base, found, locator = f"/jobs/query/{info['id']}/results?maxRecords=10", [], ""
    for _ in range(3):
        reply = org.wire.get(base + (f"&locator={locator}" if locator else ""))
        head, *rows = reply.body.decode().splitlines()
        assert head == '"LastName"'
        assert reply.headers["Sforce-NumberOfRecords"] == str(len(rows))
        found += rows
        locator = reply.headers["Sforce-Locator"]
    assert locator == "null"
    assert found == [f'"L{number:04d}"' for number in range(25)]
    assert org.wire.get(f"{base}&locator=zzz").json[0]["errorCode"] == "INVALID_QUERY_LOCATOR"
    pages = org.wire.get(f"/jobs/query/{info['id']}/resultPages?maxRecords=10").json
    assert (pages["done"], len(pages["resultPages"])) == (True, 3)
    last = org.wire.get(pages["resultPages"][2]["resultUrl"])
    assert last.headers["Sforce-NumberOfRecords"] == "5"


def test_format_of_results_is_the_job_s(org: Org) -> None:
    _leads(org, 1)
    info = bulk.query(
        org, "SELECT LastName, Company FROM Lead", columnDelimiter="PIPE", lineEnding="CRLF"
    )
    text = org.wire.get(f"/jobs/query/{info['id']}/results").body.decode()
    assert text == '"LastName"|"Company"\r\n"L0000"|"Engines"\r\n'


def test_query_all_sees_the_recycle_bin(org: Org) -> None:
    _leads(org, 2)
    one = org.wire.query("SELECT Id FROM Lead").json["records"][0]["Id"]
    org.wire.call("DELETE", f"/sobjects/Lead/{one}")
    assert bulk.query(org, "SELECT Id FROM Lead")["numberRecordsProcessed"] == 1
    assert bulk.query(org, "SELECT Id FROM Lead", "queryAll")["numberRecordsProcessed"] == 2


@pytest.mark.parametrize(
    ("soql", "code", "text"),
    [
        ("SELECT Id, Address FROM Lead", "FEATURENOTENABLED", "compound data"),
        ("SELECT COUNT(Id) FROM Lead", "FEATURENOTENABLED", "Aggregate"),
        ("SELECT COUNT() FROM Lead", "FEATURENOTENABLED", "Aggregate"),
        ("SELECT Id, (SELECT Id FROM Contacts) FROM Account", "FEATURENOTENABLED", "Relationships"),
        ("SELECT Id FROM Lead LIMIT 5 OFFSET 2", "FEATURENOTENABLED", "OFFSET"),
        ("SELECT Nope FROM Lead", "INVALID_FIELD", "No such column"),
        ("SELECT Id FROM Nope", "INVALID_TYPE", "not supported"),
        ("SELECT FROM Lead", "MALFORMED_QUERY", "unexpected token"),
    ],
)
def test_what_a_job_cannot_query_is_refused(org: Org, soql: str, code: str, text: str) -> None:
    reply = org.wire.call("POST", "/jobs/query", {"operation": "query", "query": soql})
    assert (reply.status, reply.json[0]["errorCode"]) == (400, code)
    assert text in reply.json[0]["message"]


def test_results_wait_for_the_job(org: Org) -> None:
    org.control.bulk(run_seconds=60)
    body = {"operation": "query", "query": "SELECT Id FROM Lead"}
    job = org.wire.call("POST", "/jobs/query", body).json
    assert job["state"] == "UploadComplete"
    reply = org.wire.get(f"/jobs/query/{job['id']}/results")
    assert (reply.status, reply.json[0]["errorCode"]) == (412, "JOB_NOT_COMPLETE")
    aborted = org.wire.call("PATCH", f"/jobs/query/{job['id']}", {"state": "Aborted"})
    assert aborted.json["state"] == "Aborted"
    assert org.wire.call("DELETE", f"/jobs/query/{job['id']}").status == 204


def test_results_are_read_with_the_job_s_api_version(org: Org) -> None:
    info = bulk.query(org, "SELECT Id FROM Lead")
    assert org.wire.get(f"/services/data/v59.0/jobs/query/{info['id']}/results").status == 409
