"""The OAuth endpoints: which flow answers, and the flows that need no page of their own.

Sources: Salesforce help "OAuth Authorization Flows", "OAuth 2.0 Authorization Errors", "Revoke
OAuth Tokens", "OpenID Connect Token Introspection"; recorded bodies in wire/oauth, wire/errors.
"""

from s2sctl.localorg.http import authorize, identity, jwtbearer
from s2sctl.localorg.http.exchange import Answer, Ask
from s2sctl.localorg.http.routes import not_found
from s2sctl.localorg.http.site import Site
from s2sctl.localorg.http.tokens import (
    UNCACHED,
    client_of,
    client_refusal,
    form_of,
    granted,
    refused,
    secret_fits,
)
from s2sctl.model.ids import RecordId

_JWT = "urn:ietf:params:oauth:grant-type:jwt-bearer"


def respond(site: Site, ask: Ask, segments: tuple[str, ...]) -> Answer:
    """The answer of a login resource. None of them is charged as an API call."""
    if segments[0] == "id":
        return identity.identity(site, ask, segments)
    endpoint = segments[2] if len(segments) == 3 else ""
    match endpoint:
        case "token":
            return _token(site, ask)
        case "authorize":
            return authorize.page(site, ask)
        case "revoke":
            return _revoke(site, ask)
        case "introspect":
            return _introspect(site, ask)
        case "userinfo":
            return identity.userinfo(site, ask)
        case _:
            raise not_found()


def _token(site: Site, ask: Ask) -> Answer:
    if ask.method != "POST":
        return refused("invalid_request", "must use HTTP POST")
    form = form_of(ask)
    match form.get("grant_type", ""):
        case "client_credentials":
            return _client_credentials(site, ask, form)
        case "authorization_code":
            return authorize.exchange(site, ask, form)
        case "refresh_token":
            return _refresh(site, ask, form)
        case grant if grant == _JWT:
            return jwtbearer.grant(site, ask, form)
        case "":
            return refused("invalid_request", "grant type is missing")
        case _:
            return refused("unsupported_grant_type", "grant type not supported")


def _client_credentials(site: Site, ask: Ask, form: dict[str, str]) -> Answer:
    client_id, client_secret = client_of(ask, form)
    known = site.org.logins.client(client_id)
    if known is None:
        return refused("invalid_client_id", "client identifier invalid")
    if not secret_fits(site, client_id, client_secret):
        return refused("invalid_client", "invalid client credentials")
    user_id = known[1]
    if not site.sessions.active(user_id):
        return refused("invalid_grant", "inactive user")
    return Answer(200, granted(site, ask, user_id, client_id, "api"), UNCACHED)


def grant_body(site: Site, ask: Ask, user_id: RecordId) -> dict[str, object]:
    """The token answer of the org's own client, for the control endpoint."""
    return granted(site, ask, user_id, site.credentials.client_id, "api")


def _refresh(site: Site, ask: Ask, form: dict[str, str]) -> Answer:
    """Recorded refusal: wire/oauth/error-expired-refresh-token.json."""
    client_id, _ = client_of(ask, form)
    apps = site.org.apps
    app = apps.find(client_id)
    refusal = client_refusal(site, ask, form, app)
    if refusal is not None:
        return refusal
    token = form.get("refresh_token", "")
    known = apps.refresh(token)
    if known is None or known[0] != client_id:
        return refused("invalid_grant", "expired access/refresh token")
    if not site.sessions.active(known[1]):
        return refused("invalid_grant", "inactive user")
    body = granted(site, ask, known[1], client_id, known[2])
    if app.rotate_refresh_tokens:
        token = apps.rotate(token)
        body["refresh_token"] = token
    apps.note_access(token, str(body["access_token"]))
    return Answer(200, body, UNCACHED)


def _revoke(site: Site, ask: Ask) -> Answer:
    """Ends an access token, or a refresh token with every access token that hangs on it."""
    token = form_of(ask).get("token", "")
    hanging = site.org.apps.revoke(token)
    for access in hanging or ():
        site.sessions.end(access)
    if hanging is not None or site.sessions.end(token):
        return Answer(200, None)
    return refused("unsupported_token_type", "this token type is not supported")


def _introspect(site: Site, ask: Ask) -> Answer:
    """Whether a token of the org is live, and whose it is (RFC 7662)."""
    form = form_of(ask)
    client_id, client_secret = client_of(ask, form)
    if site.org.logins.client(client_id) is None:
        return refused("invalid_client_id", "client identifier invalid", 401)
    if not secret_fits(site, client_id, client_secret):
        return refused("invalid_client", "invalid client credentials", 401)
    token = form.get("token", "")
    refresh = site.org.apps.refresh(token)
    user_id = refresh[1] if refresh else site.sessions.peek(token)
    if user_id is None:
        return Answer(200, {"active": False}, UNCACHED)
    sql = 'SELECT "Username" FROM "User" WHERE "Id" = ?'
    row = site.org.database.one(sql, (user_id,))
    body = {
        "active": True,
        "scope": refresh[2] if refresh else "api",
        "client_id": client_id,
        "username": row[0] if row else None,
        "sub": f"{ask.base_url}/id/{site.org.org_id}/{user_id}",
        "token_type": "refresh_token" if refresh else "access_token",
    }
    return Answer(200, body, UNCACHED)
