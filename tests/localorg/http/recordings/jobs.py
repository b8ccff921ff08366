"""Bulk API 2.0 jobs in the states that the recorded answers tell of."""

from tests.localorg.http import bulk
from tests.localorg.http.wire import API, Org, Reply

_GOOD = 'Name\n"Salesforce.com"\n"Universal Containers"\n'
_BAD = f"Name\n{'x' * 300}\n"
_JOB = {"object": "Account", "operation": "insert", "contentType": "CSV", "lineEnding": "LF"}


def answer(org: Org, name: str) -> Reply:
    """Our answer where the recording of that file's name was made."""
    what = name.partition("jobs_")[2].rpartition("_")[0]
    if what == "create":
        return org.wire.call("POST", "/jobs/ingest", _JOB)
    if what in ("get_failures", "get_successes", "get_unprocessed"):
        return _results(org, what)
    job = str(bulk.create(org, object="Account", operation="insert", lineEnding="LF")["id"])
    match what:
        case "batches":
            return bulk.upload(org, job, _GOOD)
        case "update_close":
            bulk.upload(org, job, _GOOD)
            return bulk.close(org, job)
        case "get_all":
            return org.wire.get("/jobs/ingest")
        case "get_job_info":
            return org.wire.get(f"/jobs/ingest/{job}")
        case "delete":
            org.wire.call("PATCH", f"/jobs/ingest/{job}", {"state": "Aborted"})
            return org.wire.call("DELETE", f"/jobs/ingest/{job}")
    raise AssertionError(name)


def _results(org: Org, what: str) -> Reply:
    said = {"object": "Account", "operation": "insert", "lineEnding": "LF"}
    if what == "get_unprocessed":
        job = str(bulk.create(org, **said)["id"])
        bulk.upload(org, job, _GOOD)
        org.wire.call("PATCH", f"/jobs/ingest/{job}", {"state": "Aborted"})
    else:
        content = _BAD if what == "get_failures" else _GOOD
        job = str(bulk.load(org, content, **said)["id"])
    last = {
        "get_failures": "failedResults",
        "get_successes": "successfulResults",
        "get_unprocessed": "unprocessedrecords",
    }
    return org.wire.get(f"{API}/jobs/ingest/{job}/{last[what]}")
