"""Filling a running local org: rows by a Bulk API 2.0 job, objects by a describe."""

import csv
import io
import json
import re
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from s2sctl.errors import UsageError
from s2sctl.localorg.control import Control
from s2sctl.localorg.running import RunningOrg

if TYPE_CHECKING:
    from _csv import Writer

_API = "/services/data/v62.0/jobs/ingest"
_MOST_BYTES = 90 * 1024 * 1024
_POLL_SECONDS = 0.05
_CODE = re.compile(r"[A-Z][A-Z_]+")


@dataclass(slots=True)
class Loaded:
    """What became of a file: the objects it made, or the rows it held."""

    objects: tuple[str, ...] = ()
    rows: int = 0
    refused: int = 0
    codes: Counter[str] = field(default_factory=Counter)
    """Refused rows by Salesforce's code. Never a value of a row."""


def load(org: RunningOrg, file: Path, sobject: str = "", key: str = "") -> Loaded:
    """Take ``file`` in: ``.json`` is a describe or a list of them, ``.csv`` holds rows.

    Rows are of ``sobject``, else of the object that the file is named after, and are inserted, or
    upserted by ``key``. Raises ``UsageError`` for a file that cannot be taken.
    """
    try:
        if file.suffix.lower() == ".json":
            said = json.loads(file.read_text("utf-8"))
            return Loaded(objects=tuple(Control(org).describe(said)))
        if file.suffix.lower() == ".csv":
            return _Job(org, sobject or file.stem, key).load(file)
    except (OSError, ValueError) as error:
        raise _unusable(file, type(error).__name__) from None
    raise _unusable(file, "it is neither .json nor .csv")


class _Job:
    """Bulk jobs, as many as the file's size asks for."""

    def __init__(self, org: RunningOrg, sobject: str, key: str) -> None:
        self._org, self._sobject, self._key = org, sobject, key
        self._control = Control(org)
        self._token = self._control.token()

    def load(self, file: Path) -> Loaded:
        loaded = Loaded()
        with file.open(encoding="utf-8", newline="") as data:
            rows = csv.reader(data)
            header = next(rows, None)
            if not header:
                raise _unusable(file, "it is empty")
            part, writer = _part(header)
            for row in rows:
                writer.writerow(row)
                if part.tell() > _MOST_BYTES:
                    self._send(part.getvalue(), loaded)
                    part, writer = _part(header)
            self._send(part.getvalue(), loaded)
        return loaded

    def _send(self, content: str, loaded: Loaded) -> None:
        said = {"object": self._sobject, "operation": "insert", "contentType": "CSV"}
        if self._key:
            said |= {"operation": "upsert", "externalIdFieldName": self._key}
        job = json.loads(self._call("POST", _API, json.dumps(said).encode()))
        address = f"{_API}/{job['id']}"
        self._call("PUT", f"{address}/batches", content.encode(), "text/csv")
        self._call("PATCH", address, b'{"state": "UploadComplete"}')
        info: Mapping[str, object] = {}
        while info.get("state") not in ("JobComplete", "Failed", "Aborted"):
            time.sleep(_POLL_SECONDS)
            info = json.loads(self._call("GET", address))
        if info["state"] != "JobComplete":
            raise UsageError(
                f"the local org refused the file: {info.get('errorMessage')}",
                code="S2S817",
                help="the header must name fields of the object",
            )
        loaded.rows += int(str(info["numberRecordsProcessed"]))
        loaded.refused += int(str(info["numberRecordsFailed"]))
        if info["numberRecordsFailed"]:
            loaded.codes += _codes(self._call("GET", f"{address}/failedResults").decode())

    def _call(
        self, method: str, path: str, body: bytes | None = None, kind: str = "application/json"
    ) -> bytes:
        head = {"Authorization": f"Bearer {self._token}", "Content-Type": kind}
        request = urllib.request.Request(f"{self._org.url}{path}", body, head, method=method)
        try:
            return self._control.send(request)
        except urllib.error.HTTPError as error:
            with error:
                told = json.loads(error.read())[0]
            raise UsageError(
                f"the local org refused: {told['message']}",
                code="S2S817",
                help="name the object with --object if the file is not named after it",
            ) from None


def _part(header: list[str]) -> tuple[io.StringIO, "Writer"]:
    part = io.StringIO()
    writer = csv.writer(part, lineterminator="\n")
    writer.writerow(header)
    return part, writer


def _codes(text: str) -> Counter[str]:
    rows = csv.reader(io.StringIO(text))
    next(rows, None)
    found = (_CODE.match(row[1]) for row in rows if len(row) > 1)
    return Counter(match[0] for match in found if match)


def _unusable(file: Path, reason: str) -> UsageError:
    return UsageError(
        f"{file.name} cannot be loaded: {reason}",
        code="S2S817",
        help="give a describe (.json) or rows with a header of field names (.csv)",
    )
