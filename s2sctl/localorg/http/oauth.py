"""Login: the client credentials flow, revoke, userinfo and identity.

Sources: Salesforce help "OAuth 2.0 Client Credentials Flow for Server-to-Server Integration",
"OAuth Authorization Flows Errors", "Identity URLs"; recorded bodies in wire/oauth, wire/errors.
"""

import base64
import binascii
import hashlib
import hmac
from urllib.parse import parse_qsl

from s2sctl.localorg.database import Stored
from s2sctl.localorg.http.exchange import Answer, Ask
from s2sctl.localorg.http.routes import not_found
from s2sctl.localorg.http.sessions import bearer
from s2sctl.localorg.http.site import Site
from s2sctl.model.ids import RecordId

_UNCACHED = {"Cache-Control": "no-cache, no-store", "Pragma": "no-cache"}
_ENDPOINTS = {"token": "POST", "revoke": "POST", "userinfo": "GET"}


def respond(site: Site, ask: Ask, segments: tuple[str, ...]) -> Answer:
    """The answer of a login resource. None of them is charged as an API call."""
    if segments[0] == "id":
        return _identity(site, ask, segments)
    endpoint = segments[2] if len(segments) == 3 else ""
    if endpoint not in _ENDPOINTS:
        raise not_found()
    if endpoint == "token":
        return _token(site, ask)
    if endpoint == "revoke":
        return _revoke(site, ask)
    return _userinfo(site, ask)


def _token(site: Site, ask: Ask) -> Answer:
    if ask.method != "POST":
        return _error("invalid_request", "must use HTTP POST")
    form = _form(ask)
    grant = form.get("grant_type", "")
    if grant != "client_credentials":
        return _error("unsupported_grant_type", "grant type not supported")
    client_id, client_secret = _client(ask, form)
    known = site.org.logins.client(client_id)
    if known is None:
        return _error("invalid_client_id", "client identifier invalid")
    secret, user_id = known
    if not hmac.compare_digest(client_secret.encode(), secret.encode()):
        return _error("invalid_client", "invalid client credentials")
    if not site.sessions.active(user_id):
        return _error("invalid_grant", "inactive user")
    return Answer(200, grant_body(site, ask, user_id), _UNCACHED)


def grant_body(site: Site, ask: Ask, user_id: RecordId) -> dict[str, object]:
    """The token answer. ``signature`` is the HMAC of id and time, keyed by the client's secret."""
    identity = f"{ask.base_url}/id/{site.org.org_id}/{user_id}"
    issued_at = str(int(site.org.clock.now().timestamp() * 1000))
    digest = hmac.new(
        site.credentials.client_secret.encode(), (identity + issued_at).encode(), hashlib.sha256
    ).digest()
    return {
        "access_token": site.sessions.start(user_id),
        "signature": base64.b64encode(digest).decode(),
        "scope": "api",
        "instance_url": ask.base_url,
        "id": identity,
        "token_type": "Bearer",
        "issued_at": issued_at,
    }


def _client(ask: Ask, form: dict[str, str]) -> tuple[str, str]:
    scheme, _, encoded = ask.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return form.get("client_id", ""), form.get("client_secret", "")
    try:
        pair = base64.b64decode(encoded, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    client_id, _, client_secret = pair.partition(":")
    return client_id, client_secret


def _form(ask: Ask) -> dict[str, str]:
    return dict(parse_qsl(ask.query)) | dict(parse_qsl(ask.body.decode(errors="replace")))


def _error(error: str, description: str) -> Answer:
    return Answer(400, {"error": error, "error_description": description}, _UNCACHED)


def _revoke(site: Site, ask: Ask) -> Answer:
    if site.sessions.end(_form(ask).get("token", "")):
        return Answer(200, None)
    return _error("unsupported_token_type", "this token type is not supported")


def _session(site: Site, ask: Ask) -> RecordId | None:
    return site.sessions.find(bearer(ask.headers.get("authorization", "")))


def _bad_token(reason: str = "Bad_OAuth_Token") -> Answer:
    return Answer(403, reason.encode(), {"Content-Type": "text/html;charset=UTF-8"})


_USER = ("Username", "Name", "FirstName", "LastName", "Email", "TimeZoneSidKey", "LocaleSidKey")


def _user(site: Site, user_id: str) -> dict[str, Stored]:
    columns = ", ".join(f'"{name}"' for name in _USER)
    row = site.org.database.one(f'SELECT {columns} FROM "User" WHERE "Id" = ?', (user_id,))
    return dict(zip(_USER, row or (None,) * len(_USER), strict=True))


def _userinfo(site: Site, ask: Ask) -> Answer:
    user_id = _session(site, ask)
    if user_id is None:
        return _bad_token()
    user = _user(site, user_id)
    return Answer(
        200,
        {
            "sub": f"{ask.base_url}/id/{site.org.org_id}/{user_id}",
            "user_id": user_id,
            "organization_id": site.org.org_id,
            "preferred_username": user["Username"],
            "nickname": user["Username"],
            "name": user["Name"],
            "email": user["Email"],
            "email_verified": True,
            "given_name": user["FirstName"],
            "family_name": user["LastName"],
            "zoneinfo": user["TimeZoneSidKey"],
            "locale": user["LocaleSidKey"],
            "active": True,
            "user_type": "STANDARD",
            "urls": _urls(ask.base_url, site.org.org_id, user_id),
        },
    )


def _identity(site: Site, ask: Ask, segments: tuple[str, ...]) -> Answer:
    user_id = _session(site, ask)
    if user_id is None:
        return _bad_token("Missing_OAuth_Token" if "authorization" not in ask.headers else "")
    if segments[1:] != (site.org.org_id, user_id):
        return Answer(404, b"Bad_Id", {"Content-Type": "text/html;charset=UTF-8"})
    user = _user(site, user_id)
    return Answer(
        200,
        {
            "id": f"{ask.base_url}/id/{site.org.org_id}/{user_id}",
            "asserted_user": True,
            "user_id": user_id,
            "organization_id": site.org.org_id,
            "username": user["Username"],
            "display_name": user["Name"],
            "email": user["Email"],
            "email_verified": True,
            "first_name": user["FirstName"],
            "last_name": user["LastName"],
            "timezone": user["TimeZoneSidKey"],
            "urls": _urls(ask.base_url, site.org.org_id, user_id),
            "active": True,
            "user_type": "STANDARD",
            "locale": user["LocaleSidKey"],
        },
    )


def _urls(base: str, org_id: str, user_id: str) -> dict[str, str]:
    data = f"{base}/services/data/v{{version}}/"
    return {
        "rest": data,
        "sobjects": f"{data}sobjects/",
        "query": f"{data}query/",
        "metadata": f"{base}/services/Soap/m/{{version}}/{org_id[:15]}",
        "profile": f"{base}/{user_id}",
        "custom_domain": base,
    }
