"""The JWT bearer flow: an assertion signed with our private key, for an access token.

Source: Salesforce help, "OAuth 2.0 JWT Bearer Flow for Server-to-Server Integration": RS256;
``iss`` the app's client id, ``sub`` the username, ``aud`` the authorization server, ``exp`` a few
minutes ahead. There is no refresh token: an ended session asks with a new assertion.
"""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

import requests

from s2sctl.errors import AccessDenied
from s2sctl.ports.clock import Clock
from s2sctl.salesforce.auth import Grant, ask_token, secure

_GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
_GOOD_FOR = 120
"""Seconds; the org takes an assertion for three minutes past its end (clocks differ)."""


@dataclass(frozen=True, slots=True)
class JwtBearer:
    """Signs as ``username``; the app of ``client_id`` must hold the key's certificate.

    ``key`` is an RSA private key in PEM. ``audience`` None: the login host of ``url``.
    """

    url: str
    client_id: str
    username: str
    key: str = field(repr=False)
    clock: Clock
    audience: str | None = None
    renewable: bool = True

    def obtain(self, session: requests.Session) -> Grant:
        """A new token. Raises AccessDenied S2S640 where the key cannot sign."""
        url = secure(self.url)
        form = {"grant_type": _GRANT, "assertion": self._assertion(url)}
        return ask_token(session, url, form, _HELP)

    def _assertion(self, url: str) -> str:
        import jwt

        claims = {
            "iss": self.client_id,
            "sub": self.username,
            "aud": self.audience or audience_of(url),
            "exp": int(self.clock.now().timestamp()) + _GOOD_FOR,
        }
        try:
            return jwt.encode(claims, self.key, algorithm="RS256")
        except (jwt.PyJWTError, ValueError, TypeError):
            # Whatever was wrong with the key, its text must not travel with the error.
            raise AccessDenied(
                "the key of this login is no RSA private key in PEM without a password",
                code="S2S640",
                help="make a pair:  openssl req -x509 -newkey rsa:2048 -nodes -keyout server.key "
                "-out server.crt -days 365 -subj /CN=s2sctl  and upload server.crt to the app",
            ) from None


def audience_of(url: str) -> str:
    """The authorization server to name for an org's address.

    A sandbox's My Domain has ``.sandbox.`` in it (enhanced domains) or ``--`` (older ones); an
    org that is no host of Salesforce's is its own authorization server.
    """
    host = urlsplit(url).hostname or ""
    if not host.endswith(".salesforce.com"):
        return url
    sandbox = ".sandbox." in host or "--" in host or host == "test.salesforce.com"
    return "https://test.salesforce.com" if sandbox else "https://login.salesforce.com"


_HELP = {
    "invalid_client_id": "jwt.client_id is not one of an app in this org",
    "invalid_client": "jwt.client_id is not one of an app in this org",
    "invalid_grant": "the app must hold the certificate of jwt.key and pre-authorize "
    "jwt.username; a sandbox with an address of its own needs jwt.audience: "
    "https://test.salesforce.com; and this machine's clock must be right",
    "": "check url and jwt of this org in configs/orgs.yaml",
}
