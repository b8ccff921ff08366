"""Which handler answers which path; shared by requests and by composite's subrequests."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from s2sctl.localorg.access import Viewer
from s2sctl.localorg.faults import RequestError
from s2sctl.localorg.http.exchange import Answer, Ask
from s2sctl.localorg.http.site import Site

_NOT_OFFERED = frozenset(
    [
        "analytics",
        "appmenu",
        "async-queries",
        "chatter",
        "commerce",
        "connect",
        "consent",
        "dedupe",
        "domino",
        "eclair",
        "emailconnect",
        "event",
        "flexipage",
        "folders",
        "graphql",
        "iot",
        "jobs",
        "jsonxform",
        "knowledgemanagement",
        "licensing",
        "localizedvalue",
        "match",
        "metadata",
        "mobile",
        "nouns",
        "payments",
        "prechatforms",
        "quickactions",
        "servicetemplates",
        "support",
        "tabs",
        "theme",
        "tooling",
        "ui-api",
        "wave",
    ]
)
"""Resources of real orgs that this one has not, or not whole: their refusal names them."""


@dataclass(frozen=True, slots=True)
class Call:
    """An authenticated request at a known resource. ``parts`` are the path's variable parts.

    ``routes`` is the whole table, for the one resource that makes requests itself.
    """

    site: Site
    ask: Ask
    version: str
    viewer: Viewer
    parts: Mapping[str, str]
    routes: tuple["Route", ...]

    @property
    def number(self) -> int:
        """The API version's number: 67 of ``v67.0``."""
        return int(self.version[1:].partition(".")[0])


Handler: TypeAlias = Callable[[Call], Answer]


@dataclass(frozen=True, slots=True)
class Route:
    """A path below ``/services/data/vNN.0``, ``{name}`` standing for any one segment."""

    pattern: str
    methods: Mapping[str, Handler]

    def match(self, segments: tuple[str, ...]) -> dict[str, str] | None:
        """The variable parts, or None where the path is another."""
        wanted = [part for part in self.pattern.split("/") if part]
        if len(wanted) != len(segments):
            return None
        parts: dict[str, str] = {}
        for want, got in zip(wanted, segments, strict=True):
            if want.startswith("{"):
                parts[want[1:-1]] = got
            elif want.lower() != got.lower():
                return None
        return parts


def not_found() -> RequestError:
    """The refusal of a resource that does not exist."""
    return RequestError(404, "NOT_FOUND", "The requested resource does not exist")


def find(
    routes: tuple[Route, ...], method: str, segments: tuple[str, ...]
) -> tuple[Handler, dict[str, str]]:
    """The handler and the variable parts.

    Raises ``RequestError`` NOT_FOUND, or METHOD_NOT_ALLOWED with the methods allowed
    (wire/errors: "HTTP Method 'PATCH' not allowed. Allowed are HEAD,GET,POST").
    """
    for route in routes:
        parts = route.match(segments)
        if parts is None:
            continue
        handler = route.methods.get("GET" if method == "HEAD" else method)
        if handler is None:
            raise _not_allowed(method, route)
        return handler, parts
    if segments and segments[0].lower() in _NOT_OFFERED:
        named = "/".join(segments[:2])
        text = f"The requested resource does not exist: this local org does not offer {named}"
        raise RequestError(404, "NOT_FOUND", text)
    raise not_found()


def _not_allowed(method: str, route: Route) -> RequestError:
    allowed = [*(("HEAD",) if "GET" in route.methods else ()), *route.methods]
    text = f"HTTP Method '{method}' not allowed. Allowed are {','.join(allowed)}"
    return RequestError(405, "METHOD_NOT_ALLOWED", text)
