"""SOAP, Apex REST, packing, and versions: the doors beside the data resources."""

import gzip
import json

import pytest

from tests.localorg.http.wire import API, Org

_LOGIN = (
    b'<?xml version="1.0"?><env:Envelope xmlns:env="http://schemas.xmlsoap.org/soap/envelope/">'
    b'<env:Body><n1:login xmlns:n1="urn:partner.soap.sforce.com"><n1:username>a</n1:username>'
    b"</n1:login></env:Body></env:Envelope>"
)


def test_soap_login_is_refused_as_in_a_new_org(org: Org) -> None:
    headers = {"Content-Type": "text/xml", "SOAPAction": "login"}
    reply = org.wire.raw("POST", "/services/Soap/u/59.0", _LOGIN, headers)
    assert reply.status == 500
    assert reply.headers["Content-Type"].startswith("text/xml")
    assert b"<faultcode>sf:INVALID_OPERATION</faultcode>" in reply.body
    assert b"SOAP API login() is disabled by default in this org." in reply.body
    newer = org.wire.raw("POST", "/services/Soap/u/66.0", _LOGIN, headers)
    assert b"not available in API version 66.0" in newer.body


def test_soap_takes_post_alone_and_names_what_it_cannot_do(org: Org) -> None:
    assert org.wire.raw("GET", "/services/Soap/u/59.0", None, {}).status == 405
    body = _LOGIN.replace(b"login", b"describeGlobal")
    reply = org.wire.raw("POST", "/services/Soap/u/59.0", body, {"Content-Type": "text/xml"})
    assert b"the SOAP operation describeGlobal is not available" in reply.body


def test_bodies_and_answers_that_are_not_json_are_refused_by_name(org: Org) -> None:
    headers = {"Authorization": f"Bearer {org.wire.token}", "Content-Type": "application/xml"}
    sent = org.wire.raw("POST", f"{API}/sobjects/Account", b"<Account/>", headers)
    assert (sent.status, sent.json[0]["errorCode"]) == (415, "UNSUPPORTED_MEDIA_TYPE")
    assert "Sforce-Limit-Info" in sent.headers
    asked = org.wire.get("/limits", Accept="application/xml")
    assert (asked.status, asked.json[0]["errorCode"]) == (406, "NOT_ACCEPTABLE")
    plan = org.wire.get("/query?explain=SELECT+Id+FROM+Lead")
    assert "explain" in plan.json[0]["message"]


def test_an_org_without_apex_knows_no_apex_resource(org: Org) -> None:
    reply = org.wire.get("/services/apexrest/Thing")
    assert (reply.status, reply.json) == (
        404,
        [{"errorCode": "NOT_FOUND", "message": "Could not find a match for URL"}],
    )
    assert "Sforce-Limit-Info" in reply.headers


@pytest.mark.parametrize("version", range(51, 69))
def test_every_version_answers_with_its_own_addresses(org: Org, version: int) -> None:
    root = f"/services/data/v{version}.0"
    found = org.wire.get(f"{root}/").json
    user = org.wire.get("/services/oauth2/userinfo").json["user_id"]
    assert found["identity"] == f"{org.running.url}/id/{org.running.org_id}/{user}"
    assert found["sobjects"] == f"{root}/sobjects"
    made = org.wire.call("POST", f"{root}/sobjects/Account/", {"Name": "A"})
    assert made.headers["Location"] == f"{root}/sobjects/Account/{made.json['id']}"


def test_answers_are_packed_for_who_takes_them(org: Org) -> None:
    packed = org.wire.get("/sobjects/Lead/describe", Accept_Encoding="gzip, deflate")
    assert packed.headers["Content-Encoding"] == "gzip"
    assert packed.headers["ETag"].endswith('--gzip"')
    plain = org.wire.get("/sobjects/Lead/describe")
    assert "Content-Encoding" not in plain.headers
    assert json.loads(gzip.decompress(packed.body)) == plain.json
    again = org.wire.get(
        "/sobjects/Lead/describe", Accept_Encoding="gzip", If_None_Match=packed.headers["ETag"]
    )
    assert again.status == 304


def test_a_packed_or_chunked_body_is_read(org: Org) -> None:
    body = gzip.compress(b'{"Name": "Packed"}')
    headers = {
        "Authorization": f"Bearer {org.wire.token}",
        "Content-Type": "application/json",
        "Content-Encoding": "gzip",
    }
    assert org.wire.raw("POST", f"{API}/sobjects/Account", body, headers).status == 201
    del headers["Content-Encoding"]
    connection = org.wire.connection
    pieces = iter([b'{"Name": ', b'"Chunked"}'])
    connection.request("POST", f"{API}/sobjects/Account", pieces, headers, encode_chunked=True)
    answer = connection.getresponse()
    answer.read()
    assert answer.status == 201


def test_an_account_is_changed_only_in_the_state_that_was_read(org: Org) -> None:
    account = org.wire.create("Account", Name="A")
    path = f"/sobjects/Account/{account}"
    tag = org.wire.get(path).headers["ETag"]
    assert org.wire.call("PATCH", path, {"Name": "B"}, If_Match=tag).status == 204
    late = org.wire.call("PATCH", path, {"Name": "C"}, If_Match=tag)
    assert late.status == 412
    assert org.wire.get(path).json["Name"] == "B"
    assert org.wire.call("PATCH", path, {"Name": "D"}, If_Match="nonsense").status == 400


def test_if_match_is_not_for_other_objects(org: Org) -> None:
    contact = org.wire.create("Contact", LastName="A")
    path = f"/sobjects/Contact/{contact}"
    assert org.wire.call("PATCH", path, {"LastName": "B"}, If_Match='"x"').status == 204
