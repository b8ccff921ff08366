"""What a user may not see is nowhere: not in describe, query, retrieve or writes."""

import pytest

from tests.localorg.http.wire import Org

_USER = {
    "Username": "min@acme.example",
    "LastName": "Min",
    "Alias": "min",
    "Email": "min@acme.example",
    "TimeZoneSidKey": "Europe/Berlin",
    "LocaleSidKey": "en_US",
    "EmailEncodingKey": "UTF-8",
    "LanguageLocaleKey": "en_US",
}


@pytest.fixture
def least(org: Org) -> Org:
    """The org, asked by a user who reads Lead and Contact with few of their fields."""
    soql = "SELECT Id FROM Profile WHERE Name = 'Minimum Access - API Only Integrations'"
    profile = org.wire.query(soql).json["records"][0]["Id"]
    user = org.wire.create("User", ProfileId=profile, **_USER)
    given = org.wire.create("PermissionSet", Name="Few", Label="Few")
    for name in ("Lead", "Contact"):
        org.wire.create(
            "ObjectPermissions",
            ParentId=given,
            SobjectType=name,
            PermissionsRead=True,
            PermissionsEdit=True,
            PermissionsCreate=True,
        )
    org.wire.create(
        "FieldPermissions",
        ParentId=given,
        SobjectType="Lead",
        Field="Lead.Phone",
        PermissionsRead=True,
        PermissionsEdit=False,
    )
    org.wire.create("PermissionSetAssignment", PermissionSetId=given, AssigneeId=user)
    org.wire.create("Lead", LastName="Doe", Company="Acme", Phone="1", Website="w.example")
    org.wire.token = org.control.token("min@acme.example")
    return org


def test_describe_tells_only_what_is_seen(least: Org) -> None:
    names = {one["name"] for one in least.wire.get("/sobjects").json["sobjects"]}
    assert "Lead" in names
    assert not {"Account", "Opportunity", "Campaign"} & names
    assert least.wire.get("/sobjects/Account/describe").status == 404
    told = {one["name"]: one for one in least.wire.get("/sobjects/Lead/describe").json["fields"]}
    assert {"Id", "LastName", "Company", "Phone"} <= set(told)
    assert not {"Website", "Industry", "AnnualRevenue"} & set(told)
    assert (told["Phone"]["updateable"], told["Company"]["updateable"]) == (False, True)


@pytest.mark.parametrize(
    "soql",
    [
        "SELECT Website FROM Lead",
        "SELECT Id FROM Lead WHERE Website = 'w.example'",
        "SELECT Id FROM Lead ORDER BY Website",
        "SELECT COUNT(Id) FROM Lead GROUP BY Website",
        "SELECT MAX(AnnualRevenue) FROM Lead",
        "SELECT Account.Name FROM Contact",
        "SELECT Id FROM Contact WHERE AccountId IN (SELECT Id FROM Account)",
    ],
)
def test_a_query_that_names_the_unseen_is_refused(least: Org, soql: str) -> None:
    answer = least.wire.query(soql)
    assert answer.status == 400
    assert answer.json[0]["errorCode"] in ("INVALID_FIELD", "INVALID_TYPE")


def test_an_object_that_is_not_seen_is_no_object(least: Org) -> None:
    answer = least.wire.query("SELECT Id FROM Account")
    assert (answer.status, answer.json[0]["errorCode"]) == (400, "INVALID_TYPE")
    assert least.wire.get("/sobjects/Account/001000000000001AAA").status == 404
    assert least.wire.call("POST", "/sobjects/Account", {"Name": "x"}).status == 404


def test_a_row_shows_only_what_is_seen(least: Org) -> None:
    found = least.wire.query("SELECT Id FROM Lead").json["records"][0]["Id"]
    row = least.wire.get(f"/sobjects/Lead/{found}").json
    assert row["Phone"] == "1"
    assert "Website" not in row
    assert least.wire.get(f"/sobjects/Lead/{found}?fields=Website").status == 400
    refused = least.wire.call("PATCH", f"/sobjects/Lead/{found}", {"Website": "x"})
    assert (refused.status, refused.json[0]["errorCode"]) == (400, "INVALID_FIELD")
    refused = least.wire.call("PATCH", f"/sobjects/Lead/{found}", {"Phone": "2"})
    assert refused.json[0]["errorCode"] == "INVALID_FIELD_FOR_INSERT_UPDATE"
    assert least.wire.call("DELETE", f"/sobjects/Lead/{found}").status == 403
