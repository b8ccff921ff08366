"""Bulk API 2.0 ingest, as the guide documents it and recorded answers show it."""

import csv
import gzip
import io
from pathlib import Path

import pytest

from s2sctl.localorg import lifecycle
from s2sctl.localorg.control import Control
from tests.localorg.http import bulk
from tests.localorg.http.wire import API, Org, Wire

LEADS = 'LastName,Company\nAda,Engines\n"Eve, B",Apples\n'


def test_a_job_is_told_as_recorded(org: Org) -> None:
    job = bulk.create(org, object="Lead", operation="insert")
    assert list(job) == [
        "id",
        "operation",
        "object",
        "createdById",
        "createdDate",
        "systemModstamp",
        "state",
        "concurrencyMode",
        "contentType",
        "apiVersion",
        "contentUrl",
        "lineEnding",
        "columnDelimiter",
    ]
    assert (job["state"], job["apiVersion"]) == ("Open", 60.0)
    assert job["contentUrl"] == f"services/data/v60.0/jobs/ingest/{job['id']}/batches"
    assert len(job["id"]) == 18
    assert job["id"].startswith("750")


def test_rows_go_in_and_come_back_cell_for_cell(org: Org) -> None:
    info = bulk.load(org, LEADS, object="Lead", operation="insert")
    assert (info["state"], info["jobType"]) == ("JobComplete", "V2Ingest")
    assert (info["numberRecordsProcessed"], info["numberRecordsFailed"]) == (2, 0)
    text = bulk.results(org, info["id"], "successfulResults")
    head, ada, eve = text.splitlines()
    assert head == '"sf__Id","sf__Created",LastName,Company'
    assert ada.endswith(',"true",Ada,Engines')
    assert eve.endswith(',"true","Eve, B",Apples')
    assert (
        bulk.results(org, info["id"], "failedResults") == '"sf__Id","sf__Error",LastName,Company\n'
    )
    assert bulk.results(org, info["id"], "unprocessedrecords") == "LastName,Company\n"
    names = [row["LastName"] for row in org.wire.query("SELECT LastName FROM Lead").json["records"]]
    assert sorted(names) == ["Ada", "Eve, B"]


def test_a_refused_row_is_told_with_code_message_and_fields(org: Org) -> None:
    info = bulk.load(
        org,
        "LastName,Company,NumberOfEmployees\nAda,,3\nEve,Apples,many\nJoy,Toys,4\n",
        object="Lead",
        operation="insert",
    )
    assert (info["numberRecordsProcessed"], info["numberRecordsFailed"]) == (3, 2)
    rows = list(csv.reader(io.StringIO(bulk.results(org, info["id"], "failedResults"))))
    assert rows[1] == [
        "",
        "REQUIRED_FIELD_MISSING:Required fields are missing: [Company]:Company --",
        "Ada",
        "",
        "3",
    ]
    assert rows[2][1].startswith("INVALID_TYPE_ON_FIELD_IN_RECORD:")
    assert "'many' is not a valid value for the type xsd:int" in rows[2][1]


@pytest.mark.parametrize(
    ("name", "mark"),
    [
        ("BACKQUOTE", "`"),
        ("CARET", "^"),
        ("COMMA", ","),
        ("PIPE", "|"),
        ("SEMICOLON", ";"),
        ("TAB", "\t"),
    ],
)
def test_every_delimiter_with_both_line_ends(org: Org, name: str, mark: str) -> None:
    for ending, end in (("LF", "\n"), ("CRLF", "\r\n")):
        content = end.join(
            (mark.join(("LastName", "Company")), mark.join((f'"a{mark}b"', "two\u00e9")), "")
        )
        said = {"columnDelimiter": name, "lineEnding": ending}
        info = bulk.load(org, content, object="Lead", operation="insert", **said)
        assert info["state"] == "JobComplete", info
        text = bulk.results(org, info["id"], "successfulResults")
        assert text.endswith(f'{mark}"true"{mark}"a{mark}b"{mark}two\u00e9{end}')
    found = org.wire.query("SELECT LastName FROM Lead").json["records"]
    assert [row["LastName"] for row in found] == [f"a{mark}b"] * 2


def test_a_quoted_cell_may_hold_line_ends_and_quotes(org: Org) -> None:
    content = 'LastName,Company,Description\nAda,Engines,"one\n""two"", three"\n'
    info = bulk.load(org, content, object="Lead", operation="insert")
    assert info["numberRecordsProcessed"] == 1
    text = bulk.results(org, info["id"], "successfulResults")
    assert text.endswith(',"true",Ada,Engines,"one\n""two"", three"\n')
    row = org.wire.query("SELECT Description FROM Lead").json["records"][0]
    assert row["Description"].replace("\r\n", "\n") == 'one\n"two", three'


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("LastName,Company\r\nAda,Engines\r\n", "LineEnding is invalid on user data. Current"),
        ("LastName,Nope\nAda,Engines\n", "InvalidBatch : Field name not found : Nope"),
        ('LastName,Company\nAda,a"b\n', "Found unescaped quote"),
        ("LastName,Company\nAda\n", "Row 1 has 1 columns, the header has 2"),
        ("\ufeffLastName,Company\nAda,E\n", "Field name not found : \ufeffLastName"),
    ],
)
def test_a_file_that_does_not_fit_fails_the_job(org: Org, content: str, message: str) -> None:
    info = bulk.load(org, content, object="Lead", operation="insert")
    assert (info["state"], info["numberRecordsProcessed"]) == ("Failed", 0)
    assert message in info["errorMessage"]
    rest = bulk.results(org, info["id"], "unprocessedrecords")
    assert rest.splitlines() == content.splitlines()


def test_an_empty_cell_leaves_and_na_clears(org: Org) -> None:
    one = org.wire.create("Lead", LastName="Ada", Company="Engines", City="London", Phone="1")
    content = f"Id,City,Phone\n{one},#N/A,\n"
    info = bulk.load(org, content, object="Lead", operation="update")
    assert info["numberRecordsFailed"] == 0
    row = org.wire.get(f"/sobjects/Lead/{one}").json
    assert (row["City"], row["Phone"]) == (None, "1")
    text = bulk.results(org, info["id"], "successfulResults")
    assert text.splitlines()[1] == f'"{one}","false",{one},#N/A,'


def test_upsert_creates_and_updates_and_wants_its_key(org: Org) -> None:
    org.wire.create("Contact", LastName="Old", Email="ada@example.com")
    content = "Email,LastName\nada@example.com,New\neve@example.com,Eve\n,Nobody\n"
    info = bulk.load(
        org, content, object="Contact", operation="upsert", externalIdFieldName="Email"
    )
    assert (info["numberRecordsProcessed"], info["numberRecordsFailed"]) == (3, 1)
    assert info["externalIdFieldName"] == "Email"
    lines = bulk.results(org, info["id"], "successfulResults").splitlines()[1:]
    assert [line.split(",")[1] for line in lines] == ['"false"', '"true"']
    assert '"MISSING_ARGUMENT:Email not specified:--"' in bulk.results(
        org, info["id"], "failedResults"
    )


def test_a_parent_is_told_by_its_key(org: Org) -> None:
    email = "boss@example.com"
    boss = org.wire.create("Contact", LastName="Boss", Email=email)
    content = f"LastName,ReportsTo.Email\nAda,{email}\nEve,nobody@example.com\n"
    info = bulk.load(org, content, object="Contact", operation="insert")
    assert info["numberRecordsFailed"] == 1
    found = org.wire.query("SELECT ReportsToId FROM Contact WHERE LastName = 'Ada'").json
    assert found["records"][0]["ReportsToId"] == boss
    assert "Foreign key external ID: nobody@example.com not found" in bulk.results(
        org, info["id"], "failedResults"
    )


def test_delete_bins_and_hard_delete_needs_its_permission(org: Org) -> None:
    one = org.wire.create("Lead", LastName="Ada", Company="E")
    two = org.wire.create("Lead", LastName="Eve", Company="E")
    info = bulk.load(org, f"Id\n{one}\n", object="Lead", operation="delete")
    assert info["state"] == "JobComplete"
    assert org.wire.get("/queryAll?q=SELECT+Id+FROM+Lead").json["totalSize"] == 2
    reply = org.wire.call("POST", "/jobs/ingest", {"object": "Lead", "operation": "hardDelete"})
    assert (reply.status, reply.json[0]["errorCode"]) == (400, "FEATURENOTENABLED")
    grant = {"Name": "Eraser", "Label": "Eraser", "PermissionsBulkApiHardDelete": True}
    granted = org.wire.create("PermissionSet", **grant)
    user = org.wire.query("SELECT Id FROM User WHERE Username LIKE 'admin@%'").json["records"][0]
    org.wire.create("PermissionSetAssignment", PermissionSetId=granted, AssigneeId=user["Id"])
    info = bulk.load(org, f"Id\n{one}\n{two}\n", object="Lead", operation="hardDelete")
    assert (info["numberRecordsProcessed"], info["numberRecordsFailed"]) == (2, 0)
    assert org.wire.get("/queryAll?q=SELECT+Id+FROM+Lead").json["totalSize"] == 0


def test_data_may_come_with_the_create(org: Org) -> None:
    body = (
        '--B\r\nContent-Type: application/json\r\nContent-Disposition: form-data; name="job"'
        '\r\n\r\n{"object":"Lead","contentType":"CSV","operation":"insert"}\r\n'
        "--B\r\nContent-Type: text/csv\r\n"
        'Content-Disposition: form-data; name="content"; filename="content"\r\n\r\n'
        f"{LEADS}\r\n--B--\r\n"
    )
    headers = {
        "Authorization": f"Bearer {org.wire.token}",
        "Content-Type": 'multipart/form-data; boundary="B"',
    }
    reply = org.wire.raw("POST", f"{API}/jobs/ingest", body.encode(), headers)
    assert (reply.status, reply.json["state"]) == (200, "UploadComplete")
    assert bulk.wait(org, reply.json["id"])["numberRecordsProcessed"] == 2


def test_states_last_as_long_as_ordered(org: Org) -> None:
    org.control.bulk(queue_seconds=60)
    job = bulk.create(org, object="Lead", operation="insert")
    bulk.upload(org, job["id"], LEADS)
    assert bulk.close(org, job["id"]).json["state"] == "UploadComplete"
    assert org.wire.get(f"/jobs/ingest/{job['id']}").json["state"] == "UploadComplete"
    reply = org.wire.call("PATCH", f"/jobs/ingest/{job['id']}", {"state": "Aborted"})
    assert (reply.status, reply.json["state"]) == (200, "Aborted")
    assert bulk.results(org, job["id"], "unprocessedrecords") == LEADS
    org.control.bulk(queue_seconds=0, run_seconds=60)
    job = bulk.create(org, object="Lead", operation="insert")
    bulk.upload(org, job["id"], LEADS)
    bulk.close(org, job["id"])
    assert bulk.wait(org, job["id"], ends=("InProgress",))["state"] == "InProgress"
    looks = {org.wire.get(f"/jobs/ingest/{job['id']}").json["state"] for _ in range(20)}
    assert looks == {"InProgress"}


def test_only_an_ended_job_can_be_deleted_and_none_closed_twice(org: Org) -> None:
    job = bulk.create(org, object="Lead", operation="insert")
    address = f"/jobs/ingest/{job['id']}"
    reply = org.wire.call("DELETE", address)
    assert (reply.status, reply.json[0]["errorCode"]) == (400, "API_ERROR")
    bulk.upload(org, job["id"], LEADS)
    bulk.close(org, job["id"])
    bulk.wait(org, job["id"])
    reply = bulk.close(org, job["id"])
    assert (reply.status, list(reply.json[0])) == (400, ["errorCode", "message"])
    assert reply.json[0]["errorCode"] == "INVALIDJOBSTATE"
    assert bulk.upload(org, job["id"], LEADS).json[0]["errorCode"] == "INVALIDJOBSTATE"
    assert org.wire.call("DELETE", address).status == 204
    assert org.wire.get(address).status == 404


def test_data_is_taken_once(org: Org) -> None:
    job = bulk.create(org, object="Lead", operation="insert")
    bulk.upload(org, job["id"], LEADS)
    bulk.upload(org, job["id"], LEADS)
    bulk.close(org, job["id"])
    info = bulk.wait(org, job["id"])
    assert info["state"] == "Failed"
    assert "Found multiple contents for job" in info["errorMessage"]


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"object": "Nope", "operation": "insert"}, "INVALIDJOB"),
        ({"object": "Lead", "operation": "merge"}, "INVALIDJOB"),
        ({"object": "Lead", "operation": "upsert"}, "INVALIDJOB"),
        (
            {"object": "Lead", "operation": "upsert", "externalIdFieldName": "City"},
            "INVALIDJOB",
        ),
        ({"object": "Lead", "operation": "insert", "lineEnding": "CR"}, "JSON_PARSER_ERROR"),
        ({"object": "Lead", "operation": "insert", "shape": "x"}, "JSON_PARSER_ERROR"),
        ({"object": "Lead", "operation": "insert", "contentType": "XML"}, "INVALIDJOB"),
    ],
)
def test_a_job_that_makes_no_sense_is_refused(org: Org, said: dict[str, str], code: str) -> None:
    reply = org.wire.call("POST", "/jobs/ingest", said)
    assert (reply.status, reply.json[0]["errorCode"]) == (400, code)


def test_jobs_are_listed_by_kind(org: Org) -> None:
    made = [bulk.create(org, object="Lead", operation="insert")["id"] for _ in range(3)]
    bulk.query(org, "SELECT Id FROM Lead")
    listed = org.wire.get("/jobs/ingest?isPkChunkingEnabled=false&jobType=V2Ingest").json
    assert (listed["done"], listed["nextRecordsUrl"]) == (True, None)
    assert {job["id"] for job in listed["records"]} == set(made)
    assert {job["jobType"] for job in listed["records"]} == {"V2Ingest"}
    assert org.wire.get("/jobs/ingest?jobType=Classic").json["records"] == []
    assert len(org.wire.get("/jobs/query").json["records"]) == 1


def test_a_refused_row_of_a_job_is_ordered_like_any_other(org: Org) -> None:
    org.control.order_fault("row_refused", nth=2, sobject="Lead")
    info = bulk.load(org, LEADS, object="Lead", operation="insert")
    assert info["numberRecordsFailed"] == 1
    assert '"UNABLE_TO_LOCK_ROW:' in bulk.results(org, info["id"], "failedResults")


def test_too_much_data_is_refused(org: Org) -> None:
    job = bulk.create(org, object="Lead", operation="insert")
    row = "x" * 1023 + "\n"
    reply = bulk.upload(org, job["id"], row * (100 * 1024 + 1))
    assert reply.status == 413
    assert org.wire.get(f"/jobs/ingest/{job['id']}").json["state"] == "Open"


def test_packed_uploads_and_answers_are_the_same_rows(org: Org) -> None:
    job = bulk.create(org, object="Lead", operation="insert")
    rows = "".join(f"Lead {number},Engines\n" for number in range(3000))
    headers = {
        "Authorization": f"Bearer {org.wire.token}",
        "Content-Type": "text/csv; charset=UTF-8",
        "Content-Encoding": "gzip",
    }
    content = gzip.compress(f"LastName,Company\n{rows}".encode())
    path = f"{API}/jobs/ingest/{job['id']}/batches"
    assert org.wire.raw("PUT", path, content, headers).status == 201
    bulk.close(org, job["id"])
    assert bulk.wait(org, job["id"])["numberRecordsProcessed"] == 3000
    address = f"/jobs/ingest/{job['id']}/successfulResults"
    plain = org.wire.get(address)
    packed = org.wire.get(address, Accept_Encoding="gzip")
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.body) == plain.body
    assert len(plain.body.splitlines()) == 3001


def test_a_job_goes_on_where_a_stopped_server_left_it(tmp_path: Path) -> None:
    running = lifecycle.up(tmp_path, "acme")
    try:
        control = Control(running)
        wire = Wire(running)
        wire.login()
        org = Org(running, wire, control)
        control.bulk(run_seconds=600)
        job = bulk.create(org, object="Lead", operation="insert")
        bulk.upload(org, job["id"], LEADS)
        bulk.close(org, job["id"])
        wire.close()
        lifecycle.down(tmp_path, "acme")
        running = lifecycle.up(tmp_path, "acme")
        org = Org(running, Wire(running), Control(running))
        org.wire.login()
        assert bulk.wait(org, job["id"])["numberRecordsProcessed"] == 2
        assert org.wire.query("SELECT Id FROM Lead").json["totalSize"] == 2
        org.wire.close()
    finally:
        lifecycle.down(tmp_path, "acme")


def test_jobs_are_taken_from_the_daily_allocations(org: Org) -> None:
    before = org.wire.get("/limits").json
    rows = "".join(f"L{number},E\n" for number in range(10_001))
    bulk.load(org, f"LastName,Company\n{rows}", object="Lead", operation="insert")
    bulk.query(org, "SELECT Id FROM Lead LIMIT 1")
    after = org.wire.get("/limits").json
    left = [
        before[name]["Remaining"] - after[name]["Remaining"]
        for name in ("DailyBulkApiBatches", "DailyBulkV2QueryJobs")
    ]
    assert left == [2, 1]
