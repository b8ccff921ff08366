"""An org through plain REST, with nothing of the sync in it: for seeding, editing and judging."""

import json
import ssl
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

Row = dict[str, Any]
"""One row as the REST API tells it: field name to JSON value."""

API = "/services/data/v64.0"
BATCH = 200


class PlainOrg:
    """Queries and edits, one HTTPS request each. Raises ``OSError`` for any refusal."""

    def __init__(self, url: str, ca_file: Path, token: str) -> None:
        self._url = url
        self._token = token
        self._trust = ssl.create_default_context(cafile=str(ca_file))

    def query(self, soql: str) -> Iterator[Row]:
        """All rows of a query, page after page, without their ``attributes``."""
        path: str | None = f"{API}/query?q={quote(soql)}"
        while path is not None:
            page = self._request("GET", path)
            for row in page["records"]:
                row.pop("attributes", None)
                yield row
            path = page.get("nextRecordsUrl")

    def create(self, name: str, rows: Sequence[Mapping[str, object]]) -> list[str]:
        """Insert rows, 200 a call; their ids in order. The first refused row raises."""
        ids: list[str] = []
        for start in range(0, len(rows), BATCH):
            records = [{"attributes": {"type": name}, **row} for row in rows[start : start + BATCH]]
            answer = self._request(
                "POST", f"{API}/composite/sobjects", {"allOrNone": True, "records": records}
            )
            refused = [row["errors"] for row in answer if not row["success"]]
            if refused:
                raise OSError(f"{name} was refused: {refused[0]}")
            ids.extend(row["id"] for row in answer)
        return ids

    def update(self, name: str, record: str, values: Mapping[str, object]) -> None:
        """Change fields of one row."""
        self._request("PATCH", f"{API}/sobjects/{name}/{record}", values)

    def delete(self, name: str, record: str) -> None:
        """Move one row to the recycle bin."""
        self._request("DELETE", f"{API}/sobjects/{name}/{record}")

    def _request(self, method: str, path: str, body: object = None) -> Any:  # noqa: ANN401 - JSON
        request = urllib.request.Request(
            self._url + path,
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={
                "Authorization": f"Bearer {self._token}",
                "Content-Type": "application/json",
                "Sforce-Auto-Assign": "FALSE",
            },
        )
        try:
            with urllib.request.urlopen(request, context=self._trust, timeout=60) as answer:
                text = answer.read()
        except urllib.error.HTTPError as error:
            raise OSError(f"{method} {path[:80]}: {error.read().decode()[:300]}") from error
        return json.loads(text) if text else None
