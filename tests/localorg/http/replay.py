"""Recorded exchanges played against a local org; ids of the recording mapped to ours."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tests.localorg.http.wire import Org, Reply

WIRE = Path(__file__).resolve().parents[3].parent / "shared" / "wire"
_VERSION = re.compile(r"/services/data/(?:vxx\.0|v49\.0|<api_version>)")


def exchanges(name: str) -> Iterator[dict[str, Any]]:
    loaded = json.loads((WIRE / name).read_text("utf-8"))
    for one in loaded if isinstance(loaded, list) else [loaded]:
        if "request" in one:
            yield one


class Replay:
    """Sends what was sent, and makes beforehand the rows that the recording's org had."""

    def __init__(self, org: Org, version: str) -> None:
        self.org = org
        self.version = version
        self.ids: dict[str, str] = {}

    def play(self, exchange: dict[str, Any]) -> Reply:
        request, expected = exchange["request"], exchange["response"]["body"]
        self._have(request, expected)
        parts = urlsplit(request["uri"].replace("<", "").replace(">", ""))
        path = self._ours(request["uri"][request["uri"].index("/services") :])
        assert parts.scheme == "https"
        body = request["body"] if request.get("body") else None
        if isinstance(body, str):
            body = json.loads(body)
        sent = None if body is None else json.loads(self._ours(json.dumps(body)))
        reply = self.org.wire.call(request["method"].upper(), path, sent)
        self._learn(expected, reply)
        return reply

    def _ours(self, text: str) -> str:
        text = _VERSION.sub(f"/services/data/{self.version}", text)
        for theirs, ours in self.ids.items():
            text = text.replace(theirs, ours)
        return text

    def _have(self, request: dict[str, Any], expected: Any) -> None:
        """Rows that a recorded query found are there before it is asked again."""
        records = expected.get("records", []) if isinstance(expected, dict) else []
        for record in records:
            theirs, attributes = record.get("Id"), record.get("attributes", {})
            if theirs is None or theirs in self.ids:
                continue
            required = {"Account": {"Name": "A"}, "Contact": {"LastName": "A"}}
            values = required[attributes["type"]] | {
                name: value
                for name, value in record.items()
                if name in ("Name", "LastName", "AccountNumber", "Phone") and value is not None
            }
            self.ids[theirs] = self.org.wire.create(attributes["type"], **values)

    def _learn(self, expected: Any, reply: Reply) -> None:
        """Ids that both answers give at the same place stand for each other."""
        if not reply.body:
            return
        theirs, ours = _ids(expected), _ids(reply.json)
        self.ids |= dict(zip(theirs, ours, strict=False))


def _ids(body: Any) -> list[str]:
    rows = body if isinstance(body, list) else [body]
    return [row["id"] for row in rows if isinstance(row, dict) and row.get("id")]


def shape(body: Any) -> Any:
    """What two answers must share: keys, codes, how many results; not values."""
    if isinstance(body, dict):
        return {
            name: value if name in ("errorCode", "statusCode", "success", "done") else shape(value)
            for name, value in body.items()
            if name not in ("attributes", "_records_truncated_here_original_count")
        }
    if isinstance(body, list):
        return [shape(one) for one in body]
    return None
