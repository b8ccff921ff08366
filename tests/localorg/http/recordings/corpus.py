"""Every recorded exchange in ../shared/wire, in one form."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

WIRE = Path(__file__).resolve().parents[4].parent / "shared" / "wire"

_PAGES = {
    f"query/queryMore-page{number}-of-3.json": f"https://x/services/data/v37.0/query{rest}"
    for number, rest in enumerate(
        (
            "?q=SELECT Id FROM Lead",
            "/01g0Y00000WSKTzQAP-2000",
            "/01g0Y00000WSKTzQAP-4000",
        )
    )
}
"""Three pages of one query, whose text was not kept."""
_QUERIES = {
    "query/count.json": "query",
    "query/aggregate-groupby.json": "debug",
    "query/child-to-parent.json": "debug",
    "query/parent-to-child-subquery.json": "debug",
    "query/where.json": "debug",
}
"""Answers that tell their query in a key that the project added."""


@dataclass(frozen=True)
class Recorded:
    """One exchange: what was asked, what was answered."""

    name: str
    method: str
    uri: str
    body: Any
    status: int
    answer: Any

    @property
    def path(self) -> str:
        uri = self.uri.replace("<", "").replace(">", "")
        return uri[uri.index("/services") :].replace("//", "/")


def sessions() -> Iterator[tuple[str, list[Recorded]]]:
    """The files, each with its exchanges in order."""
    for path in sorted(WIRE.rglob("*.json")):
        name = str(path.relative_to(WIRE))
        if name in _PAGES:
            continue
        loaded = json.loads(path.read_text("utf-8"))
        found = list(_exchanges(name, loaded))
        if found:
            yield name, found
    yield "query/queryMore", [_page(name, uri) for name, uri in _PAGES.items()]


def _page(name: str, uri: str) -> Recorded:
    one = json.loads((WIRE / name).read_text("utf-8"))
    return Recorded(name, "GET", uri, None, one["status_code"], one["body"])


def _json(body: Any) -> Any:
    return (json.loads(body) if isinstance(body, str) and body.startswith("{") else body) or None


def _exchanges(name: str, loaded: Any) -> Iterator[Recorded]:
    for number, one in enumerate(loaded if isinstance(loaded, list) else [loaded]):
        if not isinstance(one, dict):
            continue
        if "request" in one:
            request, response = one["request"], one["response"]
            yield Recorded(
                f"{name}#{number}",
                request["method"].upper(),
                request["uri"],
                _json(request.get("body")),
                response["status"],
                response["body"],
            )
        elif "status_code" in one and "url" in one:
            method = one.get("method", "GET")
            yield Recorded(name, method, one["url"], None, one["status_code"], one["body"])
        elif name in _QUERIES:
            added = _QUERIES[name]
            uri = f"https://x/services/data/v37.0/query?q={one[added]}"
            answer = {key: value for key, value in one.items() if key != added}
            yield Recorded(name, "GET", uri, None, 200, answer)


def errors() -> list[dict[str, Any]]:
    """The collected error bodies, each with its code and status."""
    loaded = json.loads((WIRE / "errors/errors.json").read_text("utf-8"))
    found: list[dict[str, Any]] = loaded["errors"]
    return found
