import base64
import hashlib
import hmac

from tests.localorg.http.wire import API, Org


def test_the_client_credentials_flow_answers_with_every_documented_key(org: Org) -> None:
    reply = org.wire.token_request(
        grant_type="client_credentials",
        client_id=org.running.client_id,
        client_secret=org.running.client_secret,
    )
    assert set(reply.json) == {
        "access_token",
        "signature",
        "scope",
        "instance_url",
        "id",
        "token_type",
        "issued_at",
    }
    assert reply.json["instance_url"] == org.running.url
    assert reply.json["access_token"].startswith(org.running.org_id[:15] + "!")
    assert f"/id/{org.running.org_id}/005" in reply.json["id"]
    assert "Sforce-Limit-Info" not in reply.headers


def test_the_signature_is_the_hmac_of_id_and_time_keyed_by_the_secret(org: Org) -> None:
    reply = org.wire.token_request(
        grant_type="client_credentials",
        client_id=org.running.client_id,
        client_secret=org.running.client_secret,
    )
    signed = (reply.json["id"] + reply.json["issued_at"]).encode()
    digest = hmac.new(org.running.client_secret.encode(), signed, hashlib.sha256).digest()
    assert base64.b64decode(reply.json["signature"]) == digest


def test_credentials_may_come_as_basic_authorization(org: Org) -> None:
    pair = f"{org.running.client_id}:{org.running.client_secret}".encode()
    headers = {
        "Authorization": "Basic " + base64.b64encode(pair).decode(),
        "Content-Type": "application/x-www-form-urlencoded",
    }
    body = b"grant_type=client_credentials"
    reply = org.wire.raw("POST", "/services/oauth2/token", body, headers)
    assert reply.status == 200
    assert reply.json["token_type"] == "Bearer"


def test_wrong_credentials_are_refused_as_recorded(org: Org) -> None:
    wrong_id = org.wire.token_request(
        grant_type="client_credentials", client_id="x", client_secret="y"
    )
    assert (wrong_id.status, wrong_id.json) == (
        400,
        {"error": "invalid_client_id", "error_description": "client identifier invalid"},
    )
    wrong_secret = org.wire.token_request(
        grant_type="client_credentials", client_id=org.running.client_id, client_secret="y"
    )
    assert (wrong_secret.status, wrong_secret.json) == (
        400,
        {"error": "invalid_client", "error_description": "invalid client credentials"},
    )


def test_the_password_flow_is_not_offered(org: Org) -> None:
    reply = org.wire.token_request(grant_type="password", username="a", password="b")
    assert (reply.status, reply.json["error"]) == (400, "unsupported_grant_type")


def test_a_call_without_a_live_token_is_401(org: Org) -> None:
    org.wire.token = "00D000000000000!nonsense"
    reply = org.wire.get("/limits")
    assert reply.status == 401
    assert reply.json == [
        {"message": "Session expired or invalid", "errorCode": "INVALID_SESSION_ID"}
    ]


def test_a_revoked_token_ends(org: Org) -> None:
    body = f"token={org.wire.token.replace('!', '%21')}".encode()
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    assert org.wire.raw("POST", "/services/oauth2/revoke", body, headers).status == 200
    assert org.wire.get("/limits").status == 401


def test_a_token_ends_after_two_idle_hours_of_the_orgs_clock(org: Org) -> None:
    org.control.move_clock(3600)
    assert org.wire.get("/limits").status == 200
    org.control.move_clock(2 * 3600 + 60)
    assert org.wire.get("/limits").status == 401


def test_userinfo_names_user_and_org(org: Org) -> None:
    reply = org.wire.get("/services/oauth2/userinfo")
    assert reply.json["organization_id"] == org.running.org_id
    assert reply.json["preferred_username"] == "admin@acme.example"


def test_the_identity_url_of_the_token_answers(org: Org) -> None:
    user = org.wire.get("/services/oauth2/userinfo").json["user_id"]
    reply = org.wire.get(f"/id/{org.running.org_id}/{user}")
    assert (reply.status, reply.json["username"]) == (200, "admin@acme.example")
    assert org.wire.get(f"/id/{org.running.org_id}/005000000000000AAA").status == 404


def test_a_token_of_another_user_is_that_user(org: Org) -> None:
    org.wire.token = org.control.token("integration@acme.example")
    reply = org.wire.get("/services/oauth2/userinfo")
    assert reply.json["preferred_username"] == "integration@acme.example"


def test_versions_need_no_login_and_are_not_charged(org: Org) -> None:
    reply = org.wire.raw("GET", "/services/data", None, {})
    versions = reply.json
    assert versions[0] == {
        "label": "Summer '14",
        "url": "/services/data/v31.0",
        "version": "31.0",
    }
    assert versions[-1]["label"] == "Winter '27"
    assert "Sforce-Limit-Info" not in reply.headers
    assert org.control.log()[-1]["calls"] == 0


def test_a_version_lists_its_resources(org: Org) -> None:
    assert org.wire.get(API + "/").json["sobjects"] == f"{API}/sobjects"
    assert org.wire.get("/services/data/v99.0/limits").status == 404
    assert org.wire.get("/services/data/v20.0/limits").status == 410
