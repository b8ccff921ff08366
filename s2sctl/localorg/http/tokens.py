"""The token answer and the shared parts of the OAuth flows (Salesforce help: OAuth flows)."""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping
from urllib.parse import parse_qsl

from s2sctl.localorg.apps import App
from s2sctl.localorg.http.exchange import Answer, Ask
from s2sctl.localorg.http.site import Site
from s2sctl.model.ids import RecordId

UNCACHED = {"Cache-Control": "no-cache, no-store", "Pragma": "no-cache"}


def form_of(ask: Ask) -> dict[str, str]:
    """The request's parameters, of the query string and of the body."""
    return dict(parse_qsl(ask.query)) | dict(parse_qsl(ask.body.decode(errors="replace")))


def refused(error: str, description: str, status: int = 400) -> Answer:
    """An OAuth error body."""
    return Answer(status, {"error": error, "error_description": description}, UNCACHED)


def granted(
    site: Site, ask: Ask, user_id: RecordId, client_id: str, scope: str
) -> dict[str, object]:
    """The token answer. ``signature`` is the HMAC of id and time, keyed by the client's secret."""
    identity = f"{ask.base_url}/id/{site.org.org_id}/{user_id}"
    issued_at = str(int(site.org.clock.now().timestamp() * 1000))
    known = site.org.logins.client(client_id)
    secret = known[0] if known else site.credentials.client_secret
    digest = hmac.new(secret.encode(), (identity + issued_at).encode(), hashlib.sha256).digest()
    return {
        "access_token": site.sessions.start(user_id),
        "signature": base64.b64encode(digest).decode(),
        "scope": scope,
        "instance_url": ask.base_url,
        "id": identity,
        "token_type": "Bearer",
        "issued_at": issued_at,
    }


def client_of(ask: Ask, form: Mapping[str, str]) -> tuple[str, str]:
    """Client id and secret, of the form or of Basic authorization."""
    scheme, _, encoded = ask.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return form.get("client_id", ""), form.get("client_secret", "")
    try:
        pair = base64.b64decode(encoded, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    client_id, _, client_secret = pair.partition(":")
    return client_id, client_secret


def secret_fits(site: Site, client_id: str, client_secret: str) -> bool:
    """Whether that is the client's secret."""
    known = site.org.logins.client(client_id)
    return known is not None and hmac.compare_digest(client_secret.encode(), known[0].encode())


def client_refusal(site: Site, ask: Ask, form: Mapping[str, str], app: App) -> Answer | None:
    """Why the client may not use the web server or refresh flow; None where it may."""
    client_id, client_secret = client_of(ask, form)
    if site.org.logins.client(client_id) is None:
        return refused("invalid_client_id", "client identifier invalid")
    if (app.require_secret or client_secret) and not secret_fits(site, client_id, client_secret):
        return refused("invalid_client", "invalid client credentials")
    return None
