"""How an access token is come by, and how an ended one is replaced. Tokens are never shown.

A way to log in is a :class:`Flow`; :mod:`jwt_bearer`, :mod:`refresh_token` and :mod:`cli_login`
are further flows of the same shape.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Protocol
from urllib.parse import urlsplit

import requests

from s2sctl.errors import AccessDenied
from s2sctl.salesforce.faults import BUSY, Course, Failure, problem_of
from s2sctl.salesforce.shapes import Json, mapping, text
from s2sctl.salesforce.silence import silence


@dataclass(frozen=True, slots=True)
class Grant:
    """An access token and where it is good."""

    token: str = field(repr=False)
    instance_url: str
    identity_url: str = ""
    """Ends in the org's and the user's id, where the token endpoint told it."""
    refresh_token: str = field(default="", repr=False)
    """The token that replaces the one which was used, where the app rotates them."""


class Flow(Protocol):
    """One way to come by an access token."""

    @property
    def renewable(self) -> bool:
        """Whether asking again brings a new token."""
        ...

    def obtain(self, session: requests.Session) -> Grant:
        """A fresh token. Raises AccessDenied, or Failure where the endpoint did not answer."""
        ...


@dataclass(frozen=True, slots=True)
class GivenToken:
    """A token that somebody else obtained; there is no second one."""

    url: str
    token: str = field(repr=False)
    renewable: bool = False

    def obtain(self, session: requests.Session) -> Grant:
        """The token itself."""
        return Grant(self.token, secure(self.url))


@dataclass(frozen=True, slots=True)
class ClientCredentials:
    """OAuth 2.0 client credentials: an app of the org runs as one user set there.

    ``url`` must be the org's My Domain (Salesforce help, OAuth 2.0 Client Credentials Flow).
    """

    url: str
    client_id: str
    client_secret: str = field(repr=False)
    renewable: bool = True

    def obtain(self, session: requests.Session) -> Grant:
        """A new token from the token endpoint; the secret travels in the form body."""
        form = {
            "grant_type": "client_credentials",
            "client_id": self.client_id,
            "client_secret": self.client_secret,
        }
        return ask_token(session, secure(self.url), form)


def ask_token(
    session: requests.Session,
    url: str,
    form: dict[str, str],
    help: Mapping[str, str] = MappingProxyType({}),
) -> Grant:
    """Send a form to the token endpoint of ``url`` and read the grant it answers with.

    ``help`` says what to do about a refusal, by the endpoint's own word for it. Raises
    AccessDenied S2S602 where the login is refused.
    """
    try:
        response = session.post(
            f"{url}/services/oauth2/token",
            data=form,
            auth=_bare,
            timeout=_PATIENCE,
        )
        body: Json = response.json()
    except requests.JSONDecodeError:
        body = None
    except requests.RequestException as error:
        raise _nothing_done(silence(error)) from None
    if _passing(response.status_code):
        asked = response.headers.get("Retry-After", "")
        wait = float(asked) if asked.isdecimal() else None
        raise Failure(BUSY, problem_of(response.status_code, body), wait)
    if response.status_code != 200:
        problem = problem_of(response.status_code, body)
        raise AccessDenied(
            f"the login at {urlsplit(url).hostname} was refused [{problem.code}]",
            code="S2S602",
            help=help.get(problem.code) or _LOGIN_HELP.get(problem.code, _LOGIN_HELP[""]),
        )
    answer = mapping(body)
    return Grant(
        text(answer.get("access_token")),
        secure(text(answer.get("instance_url"))),
        str(answer.get("id") or ""),
        str(answer.get("refresh_token") or ""),
    )


def _passing(status: int) -> bool:
    """Whether an answer of the token endpoint says nothing about the login: it is overloaded,
    throttles, or sends us elsewhere, as while an instance moves."""
    return status >= 500 or 300 <= status < 400 or status in (408, 420, 425, 429)


def _nothing_done(failure: Failure) -> Failure:
    """A login may always be tried again, and leaves the request it was for unsent."""
    if failure.rule.course is not Course.UNSURE:
        return failure
    return Failure(BUSY, failure.problem)


_PATIENCE = (10.0, 60.0)
"""Seconds to connect, and to wait for a token."""

_LOGIN_HELP = {
    "invalid_client_id": "the client_id in configs/orgs.yaml is not one of an app in this org",
    "invalid_client": "the client_secret is not the app's; look it up in the External Client App",
    "invalid_grant": "enable the client credentials flow of the app, and set its run-as user",
    "": "check url, client_id and the secret of this org in configs/orgs.yaml",
}


def secure(url: str) -> str:
    """The address without a trailing slash. Raises AccessDenied for anything but https."""
    parts = urlsplit(url)
    if parts.scheme != "https" or not parts.hostname:
        raise AccessDenied(
            "a login address must begin with https://",
            code="S2S602",
            help="set url in configs/orgs.yaml, e.g. https://acme.my.salesforce.com",
        )
    return f"https://{parts.netloc}"


def _bare(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """No bearer token, and nothing out of a .netrc either."""
    return request


class Tokens:
    """The token in use. As a requests auth it marks every request, and replaces an ended token.

    A request answered with 401 is sent once more with a new token and otherwise the same: same
    body, same headers. A second 401 is final.
    """

    def __init__(self, flow: Flow, session: requests.Session, alias: str) -> None:
        self._flow = flow
        self._alias = alias
        self._session = session
        self._grant: Grant | None = None

    @property
    def grant(self) -> Grant:
        """The token in use; logs in on first use."""
        if self._grant is None:
            self._grant = self._obtain()
        return self._grant

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        """Put the token on a request about to be sent."""
        request.headers["Authorization"] = f"Bearer {self.grant.token}"
        request.register_hook("response", self._answered)  # type: ignore[no-untyped-call]  # - stubs
        return request

    def _answered(
        self, response: requests.Response, *args: object, **options: object
    ) -> requests.Response:
        if response.status_code != 401 or not self._flow.renewable:
            return response
        used = response.request.headers.get("Authorization")
        response.close()
        if used == f"Bearer {self.grant.token}":
            self._grant = self._obtain()
        request = response.request.copy()
        rewind = getattr(request.body, "seek", None)
        if rewind is not None:
            rewind(0)
        request.headers["Authorization"] = f"Bearer {self.grant.token}"
        adapter = self._session.get_adapter(request.url or "")
        return adapter.send(request, **options)  # type: ignore[arg-type]  # - requests' own options

    def _obtain(self) -> Grant:
        """A new token; a refusal names the alias, by which its user knows the login."""
        try:
            return self._flow.obtain(self._session)
        except AccessDenied as error:
            message = f"{self._alias}: {error.message}"
            raise AccessDenied(message, code=error.code, help=error.help) from None
