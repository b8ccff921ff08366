"""A bare HTTP client, so that these tests see what is on the wire and nothing else."""

import http.client
import json
import ssl
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from s2sctl.localorg.control import Control
from s2sctl.localorg.running import RunningOrg

API = "/services/data/v60.0"


@dataclass
class Reply:
    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class Wire:
    """One keep-alive connection to an org, logged in by ``login``."""

    def __init__(self, org: RunningOrg) -> None:
        self.org = org
        self.context = ssl.create_default_context(cafile=str(org.ca_file))
        self.connection = self._connect()
        self.token = ""

    def _connect(self) -> http.client.HTTPSConnection:
        host = self.org.url.removeprefix("https://")
        return http.client.HTTPSConnection(host, context=self.context, timeout=30)

    def raw(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> Reply:
        try:
            self.connection.request(method, path, body, headers)
            answer = self.connection.getresponse()
            return Reply(answer.status, answer.headers, answer.read())
        except (http.client.HTTPException, OSError):
            self.connection.close()
            self.connection = self._connect()
            raise

    def call(self, method: str, path: str, body: object = None, **headers: str) -> Reply:
        sent = {"Authorization": f"Bearer {self.token}"}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        if body is not None:
            sent["Content-Type"] = "application/json"
        encoded = None if body is None else json.dumps(body).encode()
        path = path if path.startswith("/services") or path.startswith("/id/") else API + path
        return self.raw(method, path, encoded, sent)

    def get(self, path: str, **headers: str) -> Reply:
        return self.call("GET", path, **headers)

    def query(self, soql: str) -> Reply:
        return self.get(f"/query?q={quote(soql)}")

    def create(self, sobject: str, **values: object) -> str:
        reply = self.call("POST", f"/sobjects/{sobject}", values)
        assert reply.status == 201, reply.body
        return str(reply.json["id"])

    def token_request(self, **form: str) -> Reply:
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        return self.raw("POST", "/services/oauth2/token", urlencode(form).encode(), headers)

    def login(self) -> None:
        reply = self.token_request(
            grant_type="client_credentials",
            client_id=self.org.client_id,
            client_secret=self.org.client_secret,
        )
        assert reply.status == 200, reply.body
        self.token = reply.json["access_token"]

    def close(self) -> None:
        self.connection.close()


@dataclass
class Org:
    """A running org as a test has it: its wire and its control endpoint."""

    running: RunningOrg
    wire: Wire
    control: Control
