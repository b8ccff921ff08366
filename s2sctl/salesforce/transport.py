"""Our side of HTTP: one requests session with timeouts, an own CA where one is set, and ears."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter

from s2sctl.salesforce.meter import Meter

_PATHS_CHARGED = "/services/data/v"
"""Login, user info and the list of versions are not API requests."""
_COMPOSITE = "/composite"


@dataclass(frozen=True, slots=True)
class Trust:
    """Whose certificates count. ``ca_file`` None: the system's or the environment's.

    With a CA file of its own, a session also leaves proxies and other environment settings
    aside: that is an org on this machine.
    """

    ca_file: str | None = None


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds to connect, and of silence while an answer is awaited.

    A call may run ten minutes (Salesforce limits cheat sheet, API Requests); who gives up on a
    write earlier sends it again while it still runs. A query is given up by the org after two;
    who does not wait for that word never learns that a smaller one would do. So a composite of
    reads, five queries one after the other, has a write's time too.
    """

    connect: float = 10.0
    read: float = 150.0
    write: float = 620.0


class OrgAdapter(HTTPAdapter):
    """Sends with a timeout and the right CA whatever the caller left out, and counts."""

    def __init__(self, meter: Meter, trust: Trust, timeouts: Timeouts) -> None:
        self._meter = meter
        self._trust = trust
        self._timeouts = timeouts
        super().__init__()

    def send(
        self,
        request: requests.PreparedRequest,
        stream: bool = False,
        timeout: float | tuple[float, float] | tuple[float, None] | None = None,
        verify: bool | str = True,
        cert: bytes | str | tuple[bytes | str, bytes | str] | None = None,
        proxies: Mapping[str, str] | None = None,
    ) -> requests.Response:
        """One request, one answer. A lost answer counts as a call, a refused token does not."""
        path = urlsplit(request.url or "").path
        write = writes(request.method or "", path, request.body)
        longest = write or path.endswith(_COMPOSITE)
        limit = self._timeouts.write if longest else self._timeouts.read
        if path.startswith(_PATHS_CHARGED):
            self._meter.charge(write=write)
        # verify is set here because REQUESTS_CA_BUNDLE would win over the session's setting.
        response = super().send(
            request,
            stream=stream,
            timeout=timeout or (self._timeouts.connect, limit),
            verify=self._trust.ca_file or verify,
            cert=cert,
            proxies=proxies,
        )
        self._meter.hear(response.headers)
        if response.status_code == 401 and path.startswith(_PATHS_CHARGED):
            self._meter.charge(write=write, calls=-1)
        return response


def writes(method: str, path: str, body: object = None) -> bool:
    """Whether a request writes records: not a query, nor a retrieve or a composite of reads."""
    if method == "POST":
        if path.endswith(_COMPOSITE):
            # Of its parts only updates have this method; a text in a read's address is encoded.
            return isinstance(body, bytes) and b'"PATCH"' in body
        if "/composite/" in path:
            return path.endswith("/composite/graph")
        return "/sobjects/" in path
    if "/jobs/" in path:
        return method == "PUT"
    return method in ("PATCH", "DELETE")


class Unredirected(requests.Session):
    """Follows no redirect, whoever asks: an org answers at its own address, and what a page
    elsewhere says is not its word."""

    def get_redirect_target(self, resp: requests.Response) -> str | None:
        """None: the redirect itself is the answer."""
        return None


def new_session(meter: Meter, trust: Trust, timeouts: Timeouts) -> requests.Session:
    """A session that reaches https addresses only, through :class:`OrgAdapter`."""
    session = Unredirected()
    session.adapters.clear()
    session.mount("https://", OrgAdapter(meter, trust, timeouts))
    session.trust_env = trust.ca_file is None
    session.headers["User-Agent"] = "s2sctl"
    return session
