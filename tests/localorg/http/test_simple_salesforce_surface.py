"""The rest of a stranger's client: its logins, its searches, its blobs, its tooling calls."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from requests.adapters import HTTPAdapter
from simple_salesforce import Salesforce
from simple_salesforce.exceptions import (
    SalesforceAuthenticationFailed,
    SalesforceMoreThanOneRecord,
    SalesforceResourceNotFound,
)

from tests.localorg.http.wire import Org

_HOSTS = ("https://acme.my.salesforce.com", "https://login.salesforce.com")


class _Detour(HTTPAdapter):
    """Leads the client's login hosts to the local org, so that it runs as shipped."""

    def __init__(self, org: Org) -> None:
        super().__init__()
        self._org = org

    def send(self, request: requests.PreparedRequest, *args: Any, **more: Any) -> Any:
        assert request.url is not None
        request.url = self._org.running.url + request.path_url
        return super().send(request, *args, **more)


@pytest.fixture
def session(org: Org) -> Iterator[requests.Session]:
    with requests.Session() as session:
        session.trust_env = False
        session.verify = str(org.running.ca_file)
        for host in _HOSTS:
            session.mount(host, _Detour(org))
        yield session


@pytest.fixture
def client(org: Org, session: requests.Session) -> Salesforce:
    return Salesforce(
        session_id=org.wire.token, instance_url=org.running.url, version="60.0", session=session
    )


def test_it_logs_in_by_client_credentials(org: Org, session: requests.Session) -> None:
    client = Salesforce(
        consumer_key=org.running.client_id,
        consumer_secret=org.running.client_secret,
        domain="acme.my",
        session=session,
    )
    assert client.sf_instance == org.running.url.removeprefix("https://")
    assert client.query("SELECT Id FROM Lead")["done"] is True


def test_it_logs_in_by_jwt(org: Org, session: requests.Session) -> None:
    key = generate_private_key(65537, 2048)
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    private = key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption())
    org.control.app(certificate=public.decode())
    client = Salesforce(
        username="admin@acme.example",
        consumer_key=org.running.client_id,
        privatekey=private.decode(),
        session=session,
    )
    assert client.query("SELECT Id FROM Lead")["done"] is True
    # An org takes its own address as audience, not another's.
    with pytest.raises(SalesforceAuthenticationFailed) as caught:
        Salesforce(
            username="admin@acme.example",
            consumer_key=org.running.client_id,
            privatekey=private.decode(),
            domain="acme.my",
            session=session,
        )
    assert "audience is invalid" in str(caught.value)


def test_its_soap_login_is_told_why_not(session: requests.Session) -> None:
    with pytest.raises(SalesforceAuthenticationFailed) as caught:
        Salesforce(
            username="admin@acme.example",
            password="x",
            security_token="y",
            domain="acme.my",
            session=session,
        )
    assert caught.value.code == "INVALID_OPERATION"
    assert "SOAP API login() is disabled by default" in str(caught.value)


def test_it_searches(client: Salesforce) -> None:
    client.Contact.create({"LastName": "Smith"})
    found = client.search("FIND {smith} RETURNING Contact(LastName)")
    assert found["searchRecords"][0]["LastName"] == "Smith"
    assert len(client.quick_search("smith")["searchRecords"]) == 1


def test_it_asks_the_tooling_api(client: Salesforce) -> None:
    soql = "SELECT DurableId FROM EntityDefinition WHERE QualifiedApiName = 'Lead'"
    found = client.toolingexecute("query/", method="GET", params={"q": soql})
    assert found["records"][0]["DurableId"] == "Lead"
    refused = client.toolingexecute("executeAnonymous/", params={"anonymousBody": "Integer i;"})
    assert refused["compiled"] is False


def test_it_is_told_that_there_is_no_apex(client: Salesforce) -> None:
    with pytest.raises(SalesforceResourceNotFound):
        client.apexecute("Thing", method="GET")


def test_blobs_go_up_and_come_down(client: Salesforce, tmp_path: Path) -> None:
    account = client.Account.create({"Name": "A"})["id"]
    (tmp_path / "new").write_bytes(b"\x01new")
    body = {"Name": "a", "ParentId": account, "Body": "b2xk"}
    made = client.Attachment.create(body)["id"]
    assert client.Attachment.get_base64(made) == b"old"
    assert client.Attachment.update_base64(made, str(tmp_path / "new")) == 204
    assert client.Attachment.get_base64(made) == b"\x01new"


def test_layouts_passwords_and_the_rest_of_its_calls(client: Salesforce, org: Org) -> None:
    described = client.Account.describe()
    record_type = described["recordTypeInfos"][0]["recordTypeId"]
    assert client.Account.describe_layout(record_type)["detailLayoutSections"]
    user = org.wire.get("/services/oauth2/userinfo").json["user_id"]
    assert client.set_password(user, "correct horse") is None
    assert client.is_sandbox() is False
    assert client.oauth2("userinfo")["user_id"] == user
    assert client.restful("limits/recordCount", params={"sObjects": "Lead"}) == {"sObjects": []}
    assert client.restful("sobjects/Account/describe/compactLayouts")["compactLayouts"]


def test_pages_by_their_addresses(client: Salesforce) -> None:
    for start in range(0, 2_200, 200):
        rows = [
            {"attributes": {"type": "Contact"}, "LastName": str(number)}
            for number in range(start, start + 200)
        ]
        client.restful("composite/sobjects", method="POST", json={"records": rows})
    page = client.query("SELECT Id FROM Contact")
    assert (page["totalSize"], len(page["records"]), page["done"]) == (2_200, 2_000, False)
    rest = client.query_more(page["nextRecordsUrl"], identifier_is_url=True)
    assert (len(rest["records"]), rest["done"]) == (200, True)
    assert client.query_all("SELECT Id FROM Contact")["totalSize"] == 2_200


def test_several_rows_of_one_key_are_its_own_error(client: Salesforce) -> None:
    for _ in range(2):
        client.Contact.create({"LastName": "A", "Email": "a@example.com"})
    with pytest.raises(SalesforceMoreThanOneRecord):
        client.Contact.upsert("Email/a@example.com", {"LastName": "B"})
