"""The web server flow: login page, authorization code, and its exchange, with PKCE.

Source: Salesforce help "OAuth 2.0 Web Server Flow for Web App Integration", "OAuth 2.0
Authorization Errors"; RFC 7636. Codes are good once, for 15 minutes.
"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from datetime import timedelta
from html import escape
from urllib.parse import urlencode

from s2sctl.localorg.apps import App
from s2sctl.localorg.http.codes import Code
from s2sctl.localorg.http.exchange import Answer, Ask
from s2sctl.localorg.http.site import Site
from s2sctl.localorg.http.tokens import (
    UNCACHED,
    client_of,
    client_refusal,
    form_of,
    granted,
    refused,
)
from s2sctl.model.ids import RecordId

_LIFE = timedelta(minutes=15)
_HTML = {"Content-Type": "text/html;charset=UTF-8", "Cache-Control": "no-store"}
_KEPT = (
    "response_type",
    "client_id",
    "redirect_uri",
    "state",
    "scope",
    "code_challenge",
    "code_challenge_method",
)
_REFRESH_SCOPES = ("refresh_token", "offline_access", "full")


def page(site: Site, ask: Ask) -> Answer:
    """GET: the login page. POST with ``username`` and ``password``: the way back with a code."""
    form = form_of(ask)
    app = site.org.apps.find(form.get("client_id", ""))
    problem = _unsafe(site, form, app)
    if problem is not None:
        return problem
    if form.get("response_type") != "code":
        return _back(
            form, error="unsupported_response_type", error_description="response type not supported"
        )
    if app.require_pkce and not form.get("code_challenge"):
        return _back(
            form, error="invalid_request", error_description="missing required code challenge"
        )
    if form.get("code_challenge") and form.get("code_challenge_method") != "S256":
        return _back(
            form, error="invalid_request", error_description="invalid code challenge method"
        )
    if ask.method != "POST":
        return _login_page(form, "")
    user_id = site.org.user_named(form.get("username", ""))
    if (
        user_id is None
        or not site.org.apps.password_fits(user_id, form.get("password", ""))
        or not site.sessions.active(user_id)
    ):
        return _login_page(form, "Please check your username and password.")
    return _back(form, code=_issue(site, form, user_id))


def exchange(site: Site, ask: Ask, form: dict[str, str]) -> Answer:
    """The token answer for a code, with a refresh token where the scope asks for one."""
    client_id, _ = client_of(ask, form)
    app = site.org.apps.find(client_id)
    refusal = client_refusal(site, ask, form, app)
    if refusal is not None:
        return refusal
    code = site.codes.pop(form.get("code", ""), None)
    if code is None or code.client_id != client_id:
        return refused("invalid_grant", "invalid authorization code")
    if site.org.clock.now() - code.issued > _LIFE:
        return refused("invalid_grant", "expired authorization code")
    if form.get("redirect_uri", "") != code.redirect_uri:
        return refused("redirect_uri_mismatch", "redirect_uri must match configuration")
    if code.challenge and not _verified(code.challenge, form.get("code_verifier", "")):
        return refused("invalid_grant", "invalid code verifier")
    body = granted(site, ask, code.user_id, client_id, code.scope)
    if any(one in _REFRESH_SCOPES for one in code.scope.split()):
        token = site.org.apps.start_refresh(client_id, code.user_id, code.scope)
        site.org.apps.note_access(token, str(body["access_token"]))
        body["refresh_token"] = token
    return Answer(200, body, UNCACHED)


def _unsafe(site: Site, form: Mapping[str, str], app: App) -> Answer | None:
    """A page, not a way back: an address that is not registered must not be followed."""
    if site.org.logins.client(form.get("client_id", "")) is None:
        return _error_page("invalid_client_id", "client identifier invalid")
    if form.get("redirect_uri", "") not in app.callback_urls:
        return _error_page("redirect_uri_mismatch", "redirect_uri must match configuration")
    return None


def _issue(site: Site, form: Mapping[str, str], user_id: RecordId) -> str:
    text = "aPrx" + secrets.token_urlsafe(48)
    site.codes[text] = Code(
        client_id=form["client_id"],
        redirect_uri=form["redirect_uri"],
        user_id=user_id,
        scope=form.get("scope", "") or "api refresh_token",
        challenge=form.get("code_challenge", ""),
        issued=site.org.clock.now(),
    )
    return text


def _verified(challenge: str, verifier: str) -> bool:
    digest = hashlib.sha256(verifier.encode()).digest()
    worked_out = base64.urlsafe_b64encode(digest).decode().rstrip("=")
    return hmac.compare_digest(worked_out.encode(), challenge.rstrip("=").encode())


def _back(form: Mapping[str, str], **told: str) -> Answer:
    if form.get("state"):
        told["state"] = form["state"]
    address = form["redirect_uri"]
    joint = "&" if "?" in address else "?"
    return Answer(302, None, {"Location": f"{address}{joint}{urlencode(told)}"})


def _login_page(form: Mapping[str, str], complaint: str) -> Answer:
    kept = "".join(
        f'<input type="hidden" name="{name}" value="{escape(form[name])}">'
        for name in _KEPT
        if name in form
    )
    text = (
        "<!DOCTYPE html><html><head><title>Login | Salesforce</title></head><body>"
        f'<p id="error">{escape(complaint)}</p>'
        '<form id="login_form" method="post" action="/services/oauth2/authorize">'
        f'{kept}<label>Username <input name="username" type="email"></label>'
        '<label>Password <input name="password" type="password"></label>'
        '<input type="submit" id="Login" value="Log In"></form></body></html>'
    )
    return Answer(200, text.encode(), _HTML)


def _error_page(error: str, description: str) -> Answer:
    text = f"error={escape(error)}&amp;error_description={escape(description)}"
    return Answer(400, f"<!DOCTYPE html><html><body>{text}</body></html>".encode(), _HTML)
