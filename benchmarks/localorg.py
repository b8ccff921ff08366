"""What the local org bears: calls a second, Bulk ingest, and its memory at a million rows."""

import contextlib
import http.client
import json
import ssl
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

from s2sctl.localorg import lifecycle
from s2sctl.localorg.running import RunningOrg

API = "/services/data/v62.0"
MILLION = 1_000_000
JOB_ROWS = 100_000


class Client:
    """A keep-alive connection with a token."""

    def __init__(self, org: RunningOrg, token: str) -> None:
        context = ssl.create_default_context(cafile=str(org.ca_file))
        host = org.url.removeprefix("https://")
        self.connection = http.client.HTTPSConnection(host, context=context, timeout=600)
        self.head = {"Authorization": f"Bearer {token}"}

    def close(self) -> None:
        self.connection.close()

    def call(self, method: str, path: str, body: object = None, csv: str = "") -> object:
        head = self.head | {"Content-Type": "text/csv" if csv else "application/json"}
        sent = csv.encode() if csv else None if body is None else json.dumps(body).encode()
        self.connection.request(method, API + path, sent, head)
        answer = self.connection.getresponse()
        said = answer.read()
        assert answer.status < 300, (answer.status, said[:500])
        return json.loads(said) if said[:1] in (b"{", b"[") else said

    def query(self, soql: str) -> dict:
        return self.call("GET", f"/query?q={quote(soql)}")

    def load(self, first: int, rows: int) -> None:
        """One Bulk job of Leads, from its creation to its end."""
        said = {"object": "Lead", "operation": "insert", "contentType": "CSV"}
        job = self.call("POST", "/jobs/ingest", said)
        lines = (
            f"Lead{n},Company {n % 997},lead{n}@example.com" for n in range(first, first + rows)
        )
        content = "LastName,Company,Email\n" + "\n".join(lines) + "\n"
        self.call("PUT", f"/jobs/ingest/{job['id']}/batches", csv=content)
        self.call("PATCH", f"/jobs/ingest/{job['id']}", {"state": "UploadComplete"})
        while True:
            info = self.call("GET", f"/jobs/ingest/{job['id']}")
            if info["state"] in ("JobComplete", "Failed"):
                assert info["numberRecordsProcessed"] == rows, info
                assert not info["numberRecordsFailed"], info
                return
            time.sleep(0.05)


def resident(org: RunningOrg) -> int:
    """Megabytes of memory the server holds now."""
    for line in Path(f"/proc/{org.pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) // 1024
    return 0


def rate(times: int, work: Callable[[int], object]) -> float:
    started = time.perf_counter()
    for number in range(times):
        work(number)
    return times / (time.perf_counter() - started)


def small(client: Client) -> None:
    made = client.call("POST", "/sobjects/Lead", {"LastName": "Ada", "Company": "Engines"})
    speed = rate(500, lambda _: client.call("GET", f"/sobjects/Lead/{made['id']}?fields=LastName"))
    print(f"localorg: {speed:.0f} GETs of one record a second")

    def upsert(number: int) -> None:
        rows = [
            {
                "attributes": {"type": "Contact"},
                "LastName": f"C{n}",
                "Email": f"c{number}-{n}@example.com",
            }
            for n in range(200)
        ]
        client.call("PATCH", "/composite/sobjects/Contact/Email", {"records": rows})

    print(f"localorg: {rate(20, upsert):.1f} upserts of 200 rows a second")


def window(client: Client) -> float:
    """Milliseconds of an indexed window query of 2,000 rows, the best of ten."""
    stamp = client.query("SELECT SystemModstamp FROM Lead ORDER BY SystemModstamp LIMIT 1")
    since = stamp["records"][0]["SystemModstamp"].replace(".000+0000", "Z")
    soql = (
        "SELECT Id, LastName, Company, Email, SystemModstamp FROM Lead "
        f"WHERE SystemModstamp >= {since} ORDER BY SystemModstamp, Id LIMIT 2000"
    )
    best = float("inf")
    for _ in range(10):
        started = time.perf_counter()
        assert len(client.query(soql)["records"]) == 2000
        best = min(best, time.perf_counter() - started)
    return best * 1000


def main(rows: int = MILLION) -> None:
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as stack:
        org = lifecycle.up(Path(folder), "bench")
        try:
            client = Client(org, lifecycle.token(Path(folder), "bench"))
            stack.callback(client.close)
            small(client)
            for first in range(0, rows, JOB_ROWS):
                started = time.perf_counter()
                client.load(first, min(JOB_ROWS, rows - first))
                if not first:
                    took = time.perf_counter() - started
                    print(f"localorg: Bulk ingest of {JOB_ROWS:,} Leads in {took:.1f} s")
                    print(f"localorg: {resident(org)} MB of memory at {JOB_ROWS:,} rows")
            print(f"localorg: window query of 2,000 rows in {window(client):.0f} ms at {rows:,}")
            print(f"localorg: {resident(org)} MB of memory at {rows:,} rows")
        finally:
            lifecycle.down(Path(folder), "bench")


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else MILLION)
