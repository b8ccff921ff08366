"""Definitions as rows: the Tooling API and the data API's EntityDefinition and FieldDefinition."""

from urllib.parse import quote

import pytest

from tests.localorg.http.recordings import stage
from tests.localorg.http.wire import API, Org, Reply


@pytest.fixture
def custom(org: Org) -> Org:
    stage.custom_objects(org)
    return org


def _ask(org: Org, soql: str) -> Reply:
    return org.wire.get(f"/tooling/query/?q={quote(soql)}")


def test_the_envelope_is_the_recorded_one(custom: Org) -> None:
    reply = _ask(custom, "SELECT QualifiedApiName, Label FROM EntityDefinition LIMIT 1")
    assert list(reply.json) == [
        "size",
        "totalSize",
        "done",
        "queryLocator",
        "entityTypeName",
        "records",
    ]
    assert reply.json["entityTypeName"] == "EntityDefinition"
    assert reply.json["queryLocator"] is None


def test_objects_are_known_by_durable_ids(custom: Org) -> None:
    soql = (
        "SELECT DurableId, DeploymentStatus, KeyPrefix FROM EntityDefinition "
        "WHERE QualifiedApiName IN ('Account', 'CustomObject__c') ORDER BY QualifiedApiName"
    )
    account, custom_object = _ask(custom, soql).json["records"]
    assert account["DurableId"] == "Account"
    url = f"{API}/tooling/sobjects/EntityDefinition/Account"
    assert account["attributes"] == {"type": "EntityDefinition", "url": url}
    assert custom_object["DurableId"].startswith("01I")
    assert len(custom_object["DurableId"]) == 15
    assert custom_object["DeploymentStatus"] == "Deployed"


def test_fields_keep_their_durable_ids(custom: Org) -> None:
    soql = (
        "SELECT DurableId, QualifiedApiName, DataType, EntityDefinition.QualifiedApiName "
        "FROM FieldDefinition WHERE EntityDefinition.QualifiedApiName = 'CustomObject__c' "
        "AND QualifiedApiName IN ('OwnerId', 'Example_Field__c', 'Friend__c')"
    )
    first = {row["QualifiedApiName"]: row for row in _ask(custom, soql).json["records"]}
    assert first["OwnerId"]["DurableId"].endswith(".Owner")
    assert first["OwnerId"]["DataType"].startswith("Lookup(")
    assert first["Friend__c"]["DataType"] == "Lookup(Contact)"
    assert first["Example_Field__c"]["DataType"] == "Text(255)"
    assert ".00N" in first["Example_Field__c"]["DurableId"]
    assert first["Friend__c"]["EntityDefinition"]["QualifiedApiName"] == "CustomObject__c"
    again = {row["QualifiedApiName"]: row for row in _ask(custom, soql).json["records"]}
    assert {name: row["DurableId"] for name, row in again.items()} == {
        name: row["DurableId"] for name, row in first.items()
    }


def test_custom_fields_are_rows_of_setup(custom: Org) -> None:
    soql = "SELECT Id, DeveloperName, TableEnumOrId FROM CustomField WHERE DeveloperName = 'Friend'"
    (found,) = _ask(custom, soql).json["records"]
    assert found["Id"].startswith("00N")
    assert found["TableEnumOrId"].startswith("01I")
    one = custom.wire.get(f"/tooling/sobjects/CustomField/{found['Id']}")
    assert (one.status, one.json["DeveloperName"]) == (200, "Friend")
    assert _ask(custom, "SELECT Id FROM ApexClass").json["records"] == []


def test_references_come_as_objects(custom: Org) -> None:
    soql = "SELECT ReferenceTo FROM FieldDefinition WHERE DurableId = 'Contact.Account'"
    (found,) = _ask(custom, soql).json["records"]
    assert found["ReferenceTo"] == {"referenceTo": ["Account"]}


def test_the_data_api_answers_definitions_in_its_own_envelope(custom: Org) -> None:
    soql = "SELECT QualifiedApiName FROM FieldDefinition WHERE EntityDefinitionId = 'Account'"
    reply = custom.wire.query(soql)
    assert reply.status == 200, reply.body
    assert list(reply.json) == ["totalSize", "done", "records"]
    assert "Name" in {row["QualifiedApiName"] for row in reply.json["records"]}
    unbounded = custom.wire.query("SELECT QualifiedApiName FROM FieldDefinition")
    assert "reified column" in unbounded.json[0]["message"]


def test_what_a_user_may_not_see_is_not_defined_for_him(custom: Org) -> None:
    custom.wire.token = custom.control.token("integration@acme.example")
    soql = "SELECT QualifiedApiName FROM EntityDefinition WHERE QualifiedApiName = 'Account'"
    assert _ask(custom, soql).json["records"] == []


def test_tooling_describes_itself(custom: Org) -> None:
    names = {one["name"] for one in custom.wire.get("/tooling/sobjects").json["sobjects"]}
    assert {"EntityDefinition", "FieldDefinition", "CustomField", "ApexClass"} <= names
    described = custom.wire.get("/tooling/sobjects/CustomField/describe").json
    assert described["name"] == "CustomField"
    assert described["urls"]["describe"] == f"{API}/tooling/sobjects/CustomField/describe"
    assert custom.wire.get("/tooling/sobjects/Nope/describe").status == 404


def test_apex_is_refused_as_code_that_does_not_compile(custom: Org) -> None:
    reply = custom.wire.get("/tooling/executeAnonymous/?anonymousBody=System.debug(1)%3B")
    assert reply.status == 200
    assert reply.json["compiled"] is False
    assert reply.json["success"] is False
    assert reply.json["compileProblem"] == "Apex is not available in this local org"
    bad = custom.wire.get("/tooling/runTestsAsynchronous")
    assert "tooling/runTestsAsynchronous" in bad.json[0]["message"]
    assert _ask(custom, "SELECT Nope FROM CustomField").json[0]["errorCode"] == "INVALID_FIELD"
