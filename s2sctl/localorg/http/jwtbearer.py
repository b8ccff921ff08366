"""The JWT bearer flow: an assertion signed with the key whose certificate the app holds.

Source: Salesforce help "OAuth 2.0 JWT Bearer Flow for Server-to-Server Integration": RS256; ``iss``
the client, ``aud`` the login host or My Domain, ``sub`` the username,
``exp`` not past but for 3 minutes of skew.
"""

import base64
import binascii
import json
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from cryptography.x509 import load_pem_x509_certificate

from s2sctl.localorg.http.exchange import Answer, Ask
from s2sctl.localorg.http.site import Site
from s2sctl.localorg.http.tokens import UNCACHED, granted, refused

_LOGIN_HOSTS = ("https://login.salesforce.com", "https://test.salesforce.com")
_SKEW_SECONDS = 180
_TOLD = ("access_token", "scope", "instance_url", "id", "token_type")
"""This flow's answer has neither signature nor time of issue (wire/documented)."""


@dataclass(frozen=True, slots=True)
class _Assertion:
    claims: dict[str, object]
    signed: bytes
    signature: bytes

    def claim(self, name: str) -> str:
        return str(self.claims.get(name, ""))


def grant(site: Site, ask: Ask, form: dict[str, str]) -> Answer:
    """The token answer, or the documented refusal."""
    assertion = _read(form.get("assertion", ""))
    if assertion is None:
        return refused("invalid_grant", "invalid assertion")
    client_id = assertion.claim("iss")
    if site.org.logins.client(client_id) is None:
        return refused("invalid_client_id", "client identifier invalid")
    app = site.org.apps.find(client_id)
    if not app.certificate or not _signed_with(app.certificate, assertion):
        return refused("invalid_grant", "invalid assertion")
    if not _audience_fits(assertion, ask):
        return refused("invalid_grant", "audience is invalid")
    problem = _outdated(site, assertion)
    if problem:
        return refused("invalid_grant", problem)
    username = assertion.claim("sub") or assertion.claim("prn")
    user_id = site.org.user_named(username)
    if user_id is None or (app.users and username.lower() not in map(str.lower, app.users)):
        return refused("invalid_grant", "user hasn't approved this consumer")
    if not site.sessions.active(user_id):
        return refused("invalid_grant", "inactive user")
    body = granted(site, ask, user_id, client_id, "api")
    return Answer(200, {name: body[name] for name in _TOLD}, UNCACHED)


def _read(text: str) -> _Assertion | None:
    head, _, tail = text.rpartition(".")
    parts = head.split(".")
    if len(parts) != 2:
        return None
    try:
        header, claims = (json.loads(_decoded(part)) for part in parts)
        signature = _decoded(tail)
    except (ValueError, binascii.Error):
        return None
    if not isinstance(header, dict) or not isinstance(claims, dict):
        return None
    # Any other algorithm would let the sender choose how it is checked ("none").
    if header.get("alg") != "RS256":
        return None
    return _Assertion(claims, head.encode(), signature)


def _decoded(part: str) -> bytes:
    return base64.b64decode(part + "=" * (-len(part) % 4), altchars=b"-_", validate=True)


def public_key(certificate: str) -> RSAPublicKey:
    """The key of a certificate or public key in PEM. Raises ``ValueError`` for anything else."""
    pem = certificate.encode()
    certified = b"BEGIN CERTIFICATE" in pem
    key = load_pem_x509_certificate(pem).public_key() if certified else load_pem_public_key(pem)
    if not isinstance(key, RSAPublicKey):
        raise ValueError("not an RSA key")
    return key


def _signed_with(certificate: str, assertion: _Assertion) -> bool:
    try:
        key = public_key(certificate)
        key.verify(assertion.signature, assertion.signed, PKCS1v15(), SHA256())
    except (InvalidSignature, ValueError):
        return False
    return True


def _audience_fits(assertion: _Assertion, ask: Ask) -> bool:
    said = assertion.claims.get("aud")
    named = said if isinstance(said, list) else [said]
    good = (*_LOGIN_HOSTS, ask.base_url, f"{ask.base_url}/services/oauth2/token")
    return any(one in good for one in named)


def _outdated(site: Site, assertion: _Assertion) -> str:
    expires = assertion.claims.get("exp")
    if isinstance(expires, str) and expires.isdecimal():
        expires = int(expires)
    if isinstance(expires, bool) or not isinstance(expires, int | float):
        return "invalid assertion"
    # A time far ahead is taken: Salesforce's own CLI sends milliseconds for seconds.
    late = site.org.clock.now().timestamp() - expires
    return "expired authorization code" if late > _SKEW_SECONDS else ""
