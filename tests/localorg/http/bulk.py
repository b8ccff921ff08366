"""A Bulk API 2.0 client of a dozen lines, for the tests: what is on the wire and nothing else."""

import time
from collections.abc import Sequence
from typing import Any

from tests.localorg.http.wire import API, Org, Reply


def create(org: Org, **said: str) -> dict[str, Any]:
    reply = org.wire.call("POST", "/jobs/ingest", {"contentType": "CSV", **said})
    assert reply.status == 200, reply.body
    return reply.json


def upload(org: Org, job_id: str, content: str) -> Reply:
    headers = {"Authorization": f"Bearer {org.wire.token}", "Content-Type": "text/csv"}
    return org.wire.raw("PUT", f"{API}/jobs/ingest/{job_id}/batches", content.encode(), headers)


def close(org: Org, job_id: str) -> Reply:
    return org.wire.call("PATCH", f"/jobs/ingest/{job_id}", {"state": "UploadComplete"})


ENDED = ("JobComplete", "Failed", "Aborted")


def wait(
    org: Org, job_id: str, kind: str = "ingest", ends: Sequence[str] = ENDED
) -> dict[str, Any]:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        info = org.wire.get(f"/jobs/{kind}/{job_id}").json
        if info["state"] in ends:
            return info
        time.sleep(0.01)
    raise AssertionError(info)


def load(org: Org, content: str, **said: str) -> dict[str, Any]:
    """Create, upload, close, wait; the job's info then."""
    job = create(org, **said)
    assert upload(org, job["id"], content).status == 201
    assert close(org, job["id"]).status == 200
    return wait(org, job["id"])


def results(org: Org, job_id: str, which: str) -> str:
    reply = org.wire.get(f"/jobs/ingest/{job_id}/{which}")
    assert reply.status == 200, reply.body
    assert reply.headers["Content-Type"].startswith("text/csv")
    return reply.body.decode()


def query(org: Org, soql: str, operation: str = "query", **said: str) -> dict[str, Any]:
    reply = org.wire.call("POST", "/jobs/query", {"operation": operation, "query": soql, **said})
    assert reply.status == 200, reply.body
    return wait(org, reply.json["id"], "query")
