"""Save headers, and what a person at a screen does, over the wire."""

import pytest

from s2sctl.errors import UsageError
from tests.localorg.http.wire import Org


def _owner(org: Org, lead: str) -> str:
    return str(org.wire.get(f"/sobjects/Lead/{lead}").json["OwnerId"])


def _queue(org: Org) -> str:
    queue = org.wire.create("Group", Name="Hot", DeveloperName="Hot", Type="Queue")
    org.wire.create("QueueSobject", QueueId=queue, SobjectType="Lead")
    return queue


def test_assignment_rules_apply_unless_the_header_says_no(org: Org) -> None:
    queue = _queue(org)
    org.control.put_rule("Lead", "assignment", "All", owner=queue)
    assert _owner(org, org.wire.create("Lead", LastName="A", Company="E")) == queue
    row = {"LastName": "B", "Company": "E"}
    made = org.wire.call("POST", "/sobjects/Lead", row, Sforce_Auto_Assign="FALSE").json["id"]
    assert _owner(org, made) != queue
    body = {"records": [{"attributes": {"type": "Lead"}, **row}]}
    made = org.wire.call("POST", "/composite/sobjects", body, Sforce_Auto_Assign="false").json
    assert _owner(org, made[0]["id"]) != queue


def test_a_duplicate_is_told_and_an_alert_can_be_passed(org: Org) -> None:
    org.control.put_rule("Lead", "duplicate", "Mail", fields="Email", message="Again?")
    row = {"LastName": "A", "Company": "E", "Email": "a@b.example"}
    first = org.wire.create("Lead", **row)
    refused = org.wire.call("POST", "/sobjects/Lead", row)
    assert refused.status == 400
    (error,) = refused.json
    assert (error["errorCode"], error["message"]) == ("DUPLICATES_DETECTED", "Again?")
    (match,) = error["duplicateResut"]["matchResults"][0]["matchRecords"]
    assert match["record"]["Id"] == first
    body = {"records": [{"attributes": {"type": "Lead"}, **row}]}
    (told,) = org.wire.call("POST", "/composite/sobjects", body).json
    assert told["errors"] == [
        {"statusCode": "DUPLICATES_DETECTED", "message": "Again?", "fields": []}
    ]
    header = {"Sforce_Duplicate_Rule_Header": "allowSave=true"}
    assert org.wire.call("POST", "/sobjects/Lead", row, **header).status == 201


def test_a_trigger_rewrites_and_a_validation_rule_refuses(org: Org) -> None:
    org.control.put_rule("Lead", "trigger", "Shout", field="Company", value="UPPER(Company)")
    made = org.wire.create("Lead", LastName="A", Company="acme")
    assert org.wire.get(f"/sobjects/Lead/{made}").json["Company"] == "ACME"
    told = {"formula": "ISBLANK(Phone)", "message": "Phone?", "field": "Phone"}
    org.control.put_rule("Lead", "validation", "Call", **told)
    refused = org.wire.call("PATCH", f"/sobjects/Lead/{made}", {"City": "x"})
    assert refused.status == 400
    assert refused.json == [
        {
            "message": "Phone?",
            "errorCode": "FIELD_CUSTOM_VALIDATION_EXCEPTION",
            "fields": ["Phone"],
        }
    ]
    assert org.control.clear_rules() == 2
    assert org.wire.call("PATCH", f"/sobjects/Lead/{made}", {"City": "x"}).status == 204


def test_a_bad_rule_is_refused_with_its_reason(org: Org) -> None:
    with pytest.raises(UsageError, match="Nope__c does not exist"):
        org.control.put_rule("Lead", "validation", "Bad", formula="Nope__c = 1")


def test_a_person_merges_converts_and_brings_back(org: Org) -> None:
    kept, gone, other = (org.wire.create("Lead", LastName=n, Company="E") for n in "abc")
    org.control.merge(kept, gone)
    soql = f"SELECT MasterRecordId FROM Lead WHERE Id = '{gone}'"
    found = org.wire.get(f"/queryAll?q={soql.replace(' ', '+')}").json["records"]
    assert found[0]["MasterRecordId"] == kept
    made = org.control.convert(other, opportunity=True)
    assert str(made["opportunity"]).startswith("006")
    org.wire.call("DELETE", f"/sobjects/Lead/{kept}")
    org.control.undelete(kept)
    assert org.wire.get(f"/sobjects/Lead/{kept}").status == 200


def test_states_and_countries_are_kept_in_step_on_order(org: Org) -> None:
    org.control.keep_states_and_countries()
    made = org.wire.create("Lead", LastName="A", Company="E", StateCode="TX", CountryCode="US")
    address = org.wire.get(f"/sobjects/Lead/{made}").json["Address"]
    assert (address["state"], address["stateCode"]) == ("Texas", "TX")
