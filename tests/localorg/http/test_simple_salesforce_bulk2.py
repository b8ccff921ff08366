"""simple-salesforce's whole bulk2 surface, as shipped, over TLS."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from simple_salesforce import Salesforce
from simple_salesforce.bulk2 import ColumnDelimiter, LineEnding, Operation
from simple_salesforce.exceptions import SalesforceOperationError

from tests.localorg.http.wire import Org

WAIT = 0.01


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


def _leads(count: int) -> list[dict[str, str]]:
    return [{"LastName": f"L{number}", "Company": "Engines"} for number in range(count)]


def _rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_insert_and_the_three_results(client: Salesforce) -> None:
    rows = [*_leads(3), {"LastName": "Bad", "Company": ""}]
    (job,) = client.bulk2.Lead.insert(records=rows, wait=WAIT)
    assert (job["numberRecordsProcessed"], job["numberRecordsFailed"]) == (4, 1)
    assert job["numberRecordsTotal"] == 4
    bulk = client.bulk2.Lead
    good = _rows(bulk.get_successful_records(job["job_id"]))
    assert [row["LastName"] for row in good] == ["L0", "L1", "L2"]
    assert {row["sf__Created"] for row in good} == {"true"}
    (bad,) = _rows(bulk.get_failed_records(job["job_id"]))
    assert bad["sf__Error"].startswith("REQUIRED_FIELD_MISSING:")
    everything = bulk.get_all_ingest_records(job["job_id"])
    sizes = [len(everything[name]) for name in everything]
    assert sizes == [3, 1, 0]


def test_jobs_of_a_batch_size_with_other_format(client: Salesforce) -> None:
    jobs = client.bulk2.Lead.insert(
        records=_leads(5),
        batch_size=2,
        concurrency=2,
        column_delimiter=ColumnDelimiter.PIPE,
        line_ending=LineEnding.CRLF,
        wait=WAIT,
    )
    assert sum(job["numberRecordsProcessed"] for job in jobs) == 5
    assert client.query("SELECT COUNT() FROM Lead")["totalSize"] == 5


def test_update_upsert_delete_and_hard_delete(client: Salesforce, tmp_path: Path) -> None:
    client.bulk2.Contact.insert(records=[{"LastName": "A", "Email": "a@x.example"}], wait=WAIT)
    (contact,) = client.query("SELECT Id FROM Contact")["records"]
    (job,) = client.bulk2.Contact.update(
        records=[{"Id": contact["Id"], "LastName": "B"}], wait=WAIT
    )
    assert job["numberRecordsFailed"] == 0
    rows = [{"Email": "a@x.example", "LastName": "C"}, {"Email": "b@x.example", "LastName": "D"}]
    (job,) = client.bulk2.Contact.upsert(records=rows, external_id_field="Email", wait=WAIT)
    assert job["numberRecordsFailed"] == 0
    names = [row["LastName"] for row in client.query_all_iter("SELECT LastName FROM Contact")]
    assert sorted(names) == ["C", "D"]
    file = tmp_path / "ids.csv"
    file.write_text(f"Id\n{contact['Id']}\n")
    (job,) = client.bulk2.Contact.delete(csv_file=str(file), wait=WAIT)
    assert job["numberRecordsFailed"] == 0
    assert client.query("SELECT COUNT() FROM Contact")["totalSize"] == 1
    grant = {"Name": "Eraser", "Label": "Eraser", "PermissionsBulkApiHardDelete": True}
    granted = client.PermissionSet.create(grant)["id"]
    (user,) = client.query("SELECT Id FROM User WHERE Alias = 'admin'")["records"]
    client.PermissionSetAssignment.create({"PermissionSetId": granted, "AssigneeId": user["Id"]})
    client.bulk2.Contact.hard_delete(records=[{"Id": contact["Id"]}], wait=WAIT)
    assert client.query_all("SELECT Id FROM Contact", include_deleted=True)["totalSize"] == 1


def test_query_query_all_and_download(client: Salesforce, tmp_path: Path) -> None:
    client.bulk2.Lead.insert(records=_leads(7), wait=WAIT)
    soql = "SELECT LastName FROM Lead ORDER BY LastName"
    pages = list(client.bulk2.Lead.query(soql, max_records=3, wait=WAIT))
    assert [len(_rows(page)) for page in pages] == [3, 3, 1]
    lead = client.query("SELECT Id FROM Lead LIMIT 1")["records"][0]["Id"]
    client.Lead.delete(lead)
    assert [len(_rows(page)) for page in client.bulk2.Lead.query_all(soql, wait=WAIT)] == [7]
    files = client.bulk2.Lead.download(soql, str(tmp_path), max_records=4, wait=WAIT)
    assert [one["number_of_records"] for one in files] == [4, 2]
    assert _rows(Path(files[0]["file"]).read_text())[0]["LastName"].startswith("L")


def test_a_job_that_fails_is_told_with_its_reason(client: Salesforce) -> None:
    with pytest.raises(SalesforceOperationError, match="Field name not found : Nope"):
        client.bulk2.Lead.insert(records=[{"LastName": "A", "Nope": "x"}], wait=WAIT)


def test_a_job_can_be_led_step_by_step(client: Salesforce) -> None:
    steps = client.bulk2.Lead._client
    job = steps.create_job(Operation.insert)
    steps.upload_job_data(job["id"], "LastName,Company\nAda,Engines\n")
    assert steps.get_job(job["id"], is_query=False)["state"] == "Open"
    assert steps.abort_job(job["id"], is_query=False)["state"] == "Aborted"
    rest = client.bulk2.Lead.get_unprocessed_records(job["id"])
    assert rest == "LastName,Company\nAda,Engines\n"
