"""A client that others wrote, in its direct mode: token, address, session."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
import requests
from simple_salesforce import Salesforce
from simple_salesforce.exceptions import (
    SalesforceExpiredSession,
    SalesforceMalformedRequest,
    SalesforceResourceNotFound,
)

from tests.localorg.http.wire import Org


@pytest.fixture
def client(org: Org) -> Iterator[Salesforce]:
    with requests.Session() as session:
        session.trust_env = False
        session.verify = str(org.running.ca_file)
        yield Salesforce(
            session_id=org.wire.token,
            instance_url=org.running.url,
            version="60.0",
            session=session,
        )


def test_rows_live_their_life(client: Salesforce) -> None:
    made = client.Lead.create({"LastName": "Ada", "Company": "Engines"})
    assert made["success"] is True
    assert client.Lead.get(made["id"])["LastName"] == "Ada"
    assert client.Lead.update(made["id"], {"LastName": "Lovelace"}) == 204
    assert client.query("SELECT LastName FROM Lead")["records"][0]["LastName"] == "Lovelace"
    assert client.Lead.delete(made["id"]) == 204
    assert client.query_all("SELECT Id FROM Lead", include_deleted=True)["totalSize"] == 1
    with pytest.raises(SalesforceResourceNotFound):
        client.Lead.get(made["id"])


def test_upsert_and_read_by_external_id(client: Salesforce) -> None:
    assert client.Contact.upsert("Email/ada@example.com", {"LastName": "Ada"}) == 201
    assert client.Contact.upsert("Email/ada@example.com", {"LastName": "Eve"}) == 200
    assert client.Contact.get_by_custom_id("Email", "ada@example.com")["LastName"] == "Eve"


def test_describes_and_limits(client: Salesforce) -> None:
    names = {one["name"] for one in client.describe()["sobjects"]}
    assert {"Account", "Contact", "Lead", "Case", "User"} <= names
    assert client.Lead.describe()["keyPrefix"] == "00Q"
    assert client.Lead.metadata()["objectDescribe"]["name"] == "Lead"
    assert client.limits()["DailyApiRequests"]["Max"] == 100_000
    assert client.api_usage["api-usage"].total == 100_000


def test_all_pages_are_walked(client: Salesforce) -> None:
    for start in range(0, 2_400, 200):
        rows = [
            {"attributes": {"type": "Lead"}, "LastName": str(number), "Company": "E"}
            for number in range(start, start + 200)
        ]
        client.restful("composite/sobjects", method="POST", json={"records": rows})
    assert len(list(client.query_all_iter("SELECT Id FROM Lead"))) == 2_400


def test_what_was_deleted_and_updated_can_be_asked(client: Salesforce, org: Org) -> None:
    made = client.Lead.create({"LastName": "Ada", "Company": "Engines"})["id"]
    gone = client.Lead.create({"LastName": "Eve", "Company": "Engines"})["id"]
    client.Lead.delete(gone)
    now = datetime.fromisoformat(str(org.control.status()["now"]))
    start, end = now - timedelta(days=1), now + timedelta(minutes=2)
    assert client.Lead.updated(start, end)["ids"] == [made]
    assert [row["id"] for row in client.Lead.deleted(start, end)["deletedRecords"]] == [gone]


def test_refusals_reach_the_caller_as_its_errors(client: Salesforce, org: Org) -> None:
    with pytest.raises(SalesforceMalformedRequest) as caught:
        client.query("SELECT Nope FROM Lead")
    assert caught.value.content[0]["errorCode"] == "INVALID_FIELD"
    org.control.end_sessions()
    with pytest.raises(SalesforceExpiredSession):
        client.query("SELECT Id FROM Lead")
