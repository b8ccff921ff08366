"""Bulk API 1.0 exchanges: how they were written down, and how they are sent and compared."""

import csv
import io
import time
from typing import Any
from xml.etree import ElementTree

from tests.localorg.http.recordings.comparison import differences
from tests.localorg.http.recordings.corpus import Recorded
from tests.localorg.http.wire import Org, Reply

ASYNC = "/services/async/"
_RESULT = ("Success", "Created", "Error")
_ENDED = (b"Completed", b"Failed")


def send(org: Org, method: str, path: str, body: object, theirs: object) -> Reply:
    """Send one; after a batch, wait until it is worked off, as the recording's client did."""
    text = None if body is None else _unchunked(str(body))
    kind = "application/xml"
    if not isinstance(theirs, str):
        kind = "application/json"
    elif text is not None and not text.startswith("<"):
        kind = "text/csv"
    head = {"X-SFDC-Session": org.wire.token, "Content-Type": kind}
    reply = org.wire.raw(method, path, None if text is None else text.encode(), head)
    if method == "POST" and path.endswith("/batch") and reply.status == 201:
        _await(org, f"{path}/{of(reply)['id']}")
    return reply


def of(reply: Reply) -> Any:
    """What an answer says, whatever it is written in."""
    return reply.json if "json" in reply.headers["Content-Type"] else told(reply.body.decode())


def told(said: Any) -> Any:
    """XML and CSV as the objects and lists that they stand for; anything else as it is."""
    if not isinstance(said, str):
        return said
    if said.startswith("<"):
        root = ElementTree.fromstring(said)
        return [_object(one) for one in root] if root.tag.endswith("List") else _object(root)
    return [{**row, "id": row["Id"]} for row in csv.DictReader(io.StringIO(said))]


def compared(recorded: Recorded, reply: Reply) -> list[str]:
    """Where they differ; the rows of a result also in what became of them."""
    theirs, ours = told(recorded.answer), of(reply)
    found = differences(theirs, ours)
    if not found and recorded.path.endswith("/result") and isinstance(recorded.answer, str):
        outcomes = [[[row.get(name) for name in _RESULT] for row in one] for one in (theirs, ours)]
        if outcomes[0] != outcomes[1]:
            found.append("other outcomes of rows")
    if reply.status != recorded.status:
        found.append(f"{recorded.status} is {reply.status}")
    return found


def _object(element: ElementTree.Element) -> dict[str, str]:
    return {one.tag.partition("}")[2]: one.text or "" for one in element}


def _unchunked(body: str) -> str:
    """A body whose transfer chunks were recorded with it: size, data, empty line."""
    lines = body.splitlines()
    if body.startswith("<") or len(lines) < 4:
        return body
    return "".join(f"{line}\r\n" for line in lines[1::3] if line)


def _await(org: Org, path: str) -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        head = {"X-SFDC-Session": org.wire.token}
        if any(end in org.wire.raw("GET", path, None, head).body for end in _ENDED):
            return
        time.sleep(0.01)
    raise AssertionError(path)
