"""The flows with keys, codes and refresh tokens, and what they refuse."""

import base64
import hashlib
import json
import re
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from tests.localorg.http.recordings.corpus import WIRE
from tests.localorg.http.wire import Org, Reply

_USER = "integration@acme.example"
_BACK = "http://127.0.0.1:1717/OauthRedirect"
_JWT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
_VERIFIER = "v" * 43


@pytest.fixture(scope="module")
def key() -> RSAPrivateKey:
    return generate_private_key(65537, 2048)


def _certificate(key: RSAPrivateKey) -> str:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "s2sctl")])
    now = datetime(2026, 1, 1, tzinfo=UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now)
        .not_valid_after(now + timedelta(days=1))
        .sign(key, SHA256())
    )
    return made.public_bytes(Encoding.PEM).decode()


def _part(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def _assertion(key: RSAPrivateKey, org: Org, alg: str = "RS256", **claims: object) -> str:
    said = {
        "iss": org.running.client_id,
        "sub": _USER,
        "aud": "https://login.salesforce.com",
        "exp": int(datetime.fromisoformat(str(org.control.status()["now"])).timestamp()) + 170,
    } | claims
    text = f"{_part({'alg': alg})}.{_part(said)}"
    signature = key.sign(text.encode(), PKCS1v15(), SHA256())
    return f"{text}.{base64.urlsafe_b64encode(signature).decode().rstrip('=')}"


def _jwt(org: Org, assertion: str) -> Reply:
    return org.wire.token_request(grant_type=_JWT, assertion=assertion)


def test_a_signed_assertion_logs_its_user_in(org: Org, key: RSAPrivateKey) -> None:
    org.control.app(certificate=_certificate(key))
    reply = _jwt(org, _assertion(key, org))
    assert reply.status == 200
    assert set(reply.json) == {"access_token", "scope", "instance_url", "id", "token_type"}
    org.wire.token = reply.json["access_token"]
    assert org.wire.get("/services/oauth2/userinfo").json["preferred_username"] == _USER
    own_host = _jwt(org, _assertion(key, org, aud=org.running.url))
    assert own_host.status == 200


@pytest.mark.parametrize(
    ("claims", "error", "description"),
    [
        ({"aud": "https://evil.example"}, "invalid_grant", "audience is invalid"),
        ({"iss": "nobody"}, "invalid_client_id", "client identifier invalid"),
        ({"sub": "nobody@x.example"}, "invalid_grant", "user hasn't approved this consumer"),
        ({"exp": 1}, "invalid_grant", "expired authorization code"),
        ({"exp": None}, "invalid_grant", "invalid assertion"),
        ({"alg": "none"}, "invalid_grant", "invalid assertion"),
    ],
)
def test_a_wrong_assertion_is_refused(
    org: Org, key: RSAPrivateKey, claims: dict[str, object], error: str, description: str
) -> None:
    org.control.app(certificate=_certificate(key))
    reply = _jwt(org, _assertion(key, org, **claims))  # type: ignore[arg-type] - by name
    assert (reply.status, reply.json) == (
        400,
        {"error": error, "error_description": description},
    )


def test_an_assertion_signed_by_another_key_is_refused(org: Org, key: RSAPrivateKey) -> None:
    org.control.app(certificate=_certificate(generate_private_key(65537, 2048)))
    assert _jwt(org, _assertion(key, org)).json["error_description"] == "invalid assertion"


def test_a_client_without_a_certificate_has_no_jwt_flow(org: Org, key: RSAPrivateKey) -> None:
    assert _jwt(org, _assertion(key, org)).status == 400
    assert _jwt(org, "a.b").json["error"] == "invalid_grant"


def test_only_approved_users_may_use_the_jwt_flow(org: Org, key: RSAPrivateKey) -> None:
    org.control.app(certificate=_certificate(key), users=["admin@acme.example"])
    assert _jwt(org, _assertion(key, org)).status == 400
    assert _jwt(org, _assertion(key, org, sub="admin@acme.example")).status == 200


def _authorize(org: Org, **changed: str) -> str:
    challenge = base64.urlsafe_b64encode(hashlib.sha256(_VERIFIER.encode()).digest())
    said = {
        "response_type": "code",
        "client_id": org.running.client_id,
        "redirect_uri": _BACK,
        "state": "s 1",
        "code_challenge": challenge.decode().rstrip("="),
        "code_challenge_method": "S256",
    } | changed
    kept = {name: value for name, value in said.items() if value}
    return f"/services/oauth2/authorize?{urlencode(kept)}"


def _log_in(org: Org, password: str = "pass", **changed: str) -> Reply:
    """Fetch the login page, fill its form in, post it: as a browser does."""
    page = org.wire.raw("GET", _authorize(org, **changed), None, {})
    assert page.status == 200
    fields = re.findall(r'name="(\w+)" value="([^"]*)"', page.body.decode())
    assert ("state", "s 1") in fields
    form = dict(fields) | {"username": _USER, "password": password}
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    return org.wire.raw("POST", "/services/oauth2/authorize", urlencode(form).encode(), headers)


def _code(reply: Reply) -> str:
    assert reply.status == 302
    address = urlsplit(reply.headers["Location"])
    assert f"{address.scheme}://{address.netloc}{address.path}" == _BACK
    told = parse_qs(address.query)
    assert told["state"] == ["s 1"]
    return told["code"][0]


def _exchange(org: Org, code: str, **changed: str) -> Reply:
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "client_id": org.running.client_id,
        "client_secret": org.running.client_secret,
        "redirect_uri": _BACK,
        "code_verifier": _VERIFIER,
    } | changed
    return org.wire.token_request(**form)


@pytest.fixture
def web(org: Org) -> Org:
    org.control.app(callback_urls=[_BACK])
    org.control.password(_USER, "pass")
    return org


def test_a_login_on_the_page_ends_in_tokens(web: Org) -> None:
    code = _code(_log_in(web))
    reply = _exchange(web, code)
    assert reply.status == 200
    assert reply.json["refresh_token"]
    web.wire.token = reply.json["access_token"]
    assert web.wire.get("/services/oauth2/userinfo").json["preferred_username"] == _USER
    again = _exchange(web, code)
    assert again.json == {
        "error": "invalid_grant",
        "error_description": "invalid authorization code",
    }


def test_a_code_needs_its_verifier_its_address_and_its_time(web: Org) -> None:
    wrong = _exchange(web, _code(_log_in(web)), code_verifier="w" * 43)
    assert wrong.json["error_description"] == "invalid code verifier"
    elsewhere = _exchange(web, _code(_log_in(web)), redirect_uri="http://x.example")
    assert elsewhere.json["error"] == "redirect_uri_mismatch"
    secret = _exchange(web, _code(_log_in(web)), client_secret="no")
    assert secret.json["error"] == "invalid_client"
    code = _code(_log_in(web))
    web.control.move_clock(16 * 60)
    assert _exchange(web, code).json["error_description"] == "expired authorization code"


def test_a_wrong_password_stays_on_the_page(web: Org) -> None:
    reply = _log_in(web, password="wrong")
    assert reply.status == 200
    assert b"check your username and password" in reply.body


def test_an_address_that_is_not_registered_is_never_followed(web: Org) -> None:
    reply = web.wire.raw("GET", _authorize(web, redirect_uri="http://evil.example"), None, {})
    assert reply.status == 400
    assert "Location" not in reply.headers
    assert b"redirect_uri_mismatch" in reply.body


def test_a_request_without_pkce_goes_back_with_an_error(web: Org) -> None:
    reply = web.wire.raw("GET", _authorize(web, code_challenge=""), None, {})
    told = parse_qs(urlsplit(reply.headers["Location"]).query)
    assert told["error_description"] == ["missing required code challenge"]
    web.control.app(require_pkce=False)
    assert web.wire.raw("GET", _authorize(web, code_challenge=""), None, {}).status == 200


def _refresh(org: Org, token: str, **changed: str) -> Reply:
    form = {
        "grant_type": "refresh_token",
        "refresh_token": token,
        "client_id": org.running.client_id,
        "client_secret": org.running.client_secret,
    } | changed
    return org.wire.token_request(**form)


def test_a_refresh_token_gives_access_again_and_again(web: Org) -> None:
    token = _exchange(web, _code(_log_in(web))).json["refresh_token"]
    first, second = _refresh(web, token), _refresh(web, token)
    assert (first.status, second.status) == (200, 200)
    assert "refresh_token" not in first.json
    assert first.json["access_token"] != second.json["access_token"]
    assert _refresh(web, "nonsense").json == {
        "error": "invalid_grant",
        "error_description": "expired access/refresh token",
    }


def test_a_rotated_refresh_token_is_good_once(web: Org) -> None:
    web.control.app(rotate_refresh_tokens=True)
    token = _exchange(web, _code(_log_in(web))).json["refresh_token"]
    fresh = _refresh(web, token).json["refresh_token"]
    assert fresh != token
    assert _refresh(web, token).status == 400
    assert _refresh(web, fresh).status == 200


def test_revoking_a_refresh_token_ends_the_access_it_gave(web: Org) -> None:
    token = _exchange(web, _code(_log_in(web))).json["refresh_token"]
    web.wire.token = _refresh(web, token).json["access_token"]
    assert web.wire.get("/services/oauth2/userinfo").status == 200
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    body = urlencode({"token": token}).encode()
    assert web.wire.raw("POST", "/services/oauth2/revoke", body, headers).status == 200
    assert web.wire.get("/services/oauth2/userinfo").status == 403
    assert _refresh(web, token).status == 400


def test_introspection_tells_live_tokens_from_others(org: Org) -> None:
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    form = {"client_id": org.running.client_id, "client_secret": org.running.client_secret}

    def ask(token: str) -> Reply:
        body = urlencode(form | {"token": token}).encode()
        return org.wire.raw("POST", "/services/oauth2/introspect", body, headers)

    assert ask(org.wire.token).json["active"] is True
    assert ask("nonsense").json == {"active": False}


def test_a_missing_grant_type_is_named(org: Org) -> None:
    reply = org.wire.token_request(client_id="x")
    assert reply.json == {"error": "invalid_request", "error_description": "grant type is missing"}


@pytest.mark.skipif(not WIRE.exists(), reason="recorded answers are not at hand")
def test_an_identity_has_the_recorded_keys(org: Org) -> None:
    recorded = json.loads((WIRE / "oauth/identity-swiftly.json").read_text("utf-8"))
    user = org.wire.get("/services/oauth2/userinfo").json["user_id"]
    ours = org.wire.get(f"/id/{org.running.org_id}/{user}").json
    assert set(ours) == set(recorded)
    assert set(ours["urls"]) == set(recorded["urls"])
    assert ours["utcOffset"] == recorded["utcOffset"]


@pytest.mark.skipif(not WIRE.exists(), reason="recorded answers are not at hand")
def test_a_refreshed_answer_has_the_recorded_keys(web: Org) -> None:
    recorded = json.loads((WIRE / "oauth/refresh-200.json").read_text("utf-8"))
    token = _exchange(web, _code(_log_in(web))).json["refresh_token"]
    assert set(recorded) <= set(_refresh(web, token).json)
    expired = json.loads((WIRE / "oauth/error-expired-refresh-token.json").read_text("utf-8"))
    assert _refresh(web, "nonsense").json == expired
