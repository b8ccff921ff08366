"""Bulk API 2.0 answers beside the recorded ones: keys, their order, and the CSV of results."""

import csv
import io
import json
from typing import Any

import pytest

from tests.localorg.http import bulk
from tests.localorg.http.replay import WIRE
from tests.localorg.http.wire import Org

pytestmark = pytest.mark.skipif(not WIRE.exists(), reason="the recordings are not here")
# Recorded in 2018: counts came to an open job's info, and lists to query jobs, since.
NEWER = {"numberRecordsProcessed", "numberRecordsFailed"}


def _recorded(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((WIRE / f"bulk2/salesforcepy-jobs_{name}.json").read_text())
    return loaded


def test_jobs_are_told_with_the_recorded_keys(org: Org) -> None:
    job = bulk.create(org, object="Account", operation="insert")
    created = _recorded("create_200")
    assert list(job) == list(created["body"])
    told = org.wire.get(f"/jobs/ingest/{job['id']}").json
    assert set(told) - set(_recorded("get_job_info_200")["body"]) == NEWER
    listed = org.wire.get("/jobs/ingest").json
    recorded = _recorded("get_all_200")["body"]
    assert list(listed) == list(recorded)
    assert set(listed["records"][0]) == set(recorded["records"][0])
    assert listed["nextRecordsUrl"] is recorded["nextRecordsUrl"] is None
    uploaded = bulk.upload(org, job["id"], "Name\nSalesforce.com\n")
    assert (uploaded.status, uploaded.body) == (_recorded("batches_201")["status_code"], b"")
    closed = bulk.close(org, job["id"])
    assert list(closed.json) == list(_recorded("update_close_200")["body"])
    bulk.wait(org, job["id"])
    gone = org.wire.call("DELETE", f"/jobs/ingest/{job['id']}")
    assert (gone.status, gone.body) == (_recorded("delete_204")["status_code"], b"")


def test_results_are_written_as_recorded(org: Org) -> None:
    org.control.put_rule(
        "Account",
        "validation",
        "Needs_Type",
        formula='AND(ISBLANK(TEXT(Type)), Name <> "Good")',
        message="Type must contain a value.",
        field="Type",
    )
    content = 'Name\n"Salesforce.com"\n"Universal Containers"\n"Good"\n'
    info = bulk.load(org, content, object="Account", operation="insert")
    failed = bulk.results(org, info["id"], "failedResults").rstrip("\n")
    assert failed == _recorded("get_failures_200")["body"]
    good = bulk.results(org, info["id"], "successfulResults").rstrip("\n")
    theirs = _recorded("get_successes_200")["body"]
    assert good.splitlines()[0] == theirs.splitlines()[0]
    assert [len(row) for row in _rows(good)] == [3, 3]
    assert _rows(good)[1][1:] == ["true", "Good"]


def test_unprocessed_rows_are_written_as_recorded(org: Org) -> None:
    recorded = _recorded("get_unprocessed_200")["body"]
    org.control.bulk(queue_seconds=60)
    job = bulk.create(org, object="Account", operation="insert")
    bulk.upload(org, job["id"], recorded)
    bulk.close(org, job["id"])
    org.wire.call("PATCH", f"/jobs/ingest/{job['id']}", {"state": "Aborted"})
    assert bulk.results(org, job["id"], "unprocessedrecords") == recorded


def _rows(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text)))
