"""Rows of a local org made and read with plain REST calls, outside the code under test."""

import json
import ssl
import urllib.parse
import urllib.request

from s2sctl.localorg import lifecycle
from s2sctl.wiring.project import Project


def create(project: Project, alias: str, name: str, **values: object) -> str:
    """Create one row; its id."""
    return str(_call(project, alias, "POST", f"sobjects/{name}", values)["id"])


def edit(project: Project, alias: str, name: str, id: str, **values: object) -> None:
    """Change fields of one row."""
    _call(project, alias, "PATCH", f"sobjects/{name}/{id}", values)


def read(project: Project, alias: str, soql: str) -> list[dict[str, object]]:
    """All rows of one query."""
    return _call(project, alias, "GET", f"query?q={urllib.parse.quote(soql)}")["records"]


def described(project: Project, alias: str, path: str) -> dict[str, object]:
    """What the org tells of its objects: all of them, or one at ``/NAME/describe``."""
    return _call(project, alias, "GET", f"sobjects{path}")


def _call(project, alias, method, path, body=None):
    org = lifecycle.status(project.local, alias)
    request = urllib.request.Request(
        f"{org.url}/services/data/v64.0/{path}",
        json.dumps(body).encode() if body is not None else None,
        {
            "Authorization": f"Bearer {lifecycle.token(project.local, alias)}",
            "Content-Type": "application/json",
        },
        method=method,
    )
    context = ssl.create_default_context(cafile=str(org.ca_file))
    opener = urllib.request.build_opener(
        urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=context)
    )
    with opener.open(request, timeout=30) as answer:
        return json.loads(answer.read() or b"null")
