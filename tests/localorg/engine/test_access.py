"""Who may see and do what: profiles, permission sets, private records."""

from dataclasses import replace

import pytest

from s2sctl.localorg import records
from s2sctl.localorg.describe import describe_global, describe_object
from s2sctl.localorg.faults import RequestError
from s2sctl.localorg.org import LocalOrg
from s2sctl.model.ids import RecordId
from tests.localorg.engine.shop import (
    KEY,
    change,
    custom_object,
    definition,
    field,
    grant,
    lead,
    make,
    permission_set,
    refusal,
    row,
    user,
)

_LEADS = """<objectPermissions><object>Lead</object><allowRead>true</allowRead>
<allowCreate>true</allowCreate></objectPermissions>"""


def _fields(org: LocalOrg, who: RecordId, name: str) -> set[str]:
    answer = describe_object(org, org.viewer(who), name, "62.0")
    described = answer["fields"]
    assert isinstance(described, list)
    return {str(one["name"]) for one in described}


def _integration(org: LocalOrg) -> RecordId:
    found = org.user_named("integration@acme.example")
    assert found is not None
    return found


def test_a_deployed_field_is_invisible_to_admins_too_until_it_is_granted(org: LocalOrg) -> None:
    field(org, "Lead", KEY)
    assert "S2S_Key__c" not in _fields(org, org.admin, "Lead")
    assert refusal(lead, org, S2S_Key__c="k").status_code == "INVALID_FIELD"
    grant(org, "Lead.S2S_Key__c")
    assert "S2S_Key__c" in _fields(org, org.admin, "Lead")
    assert row(org, "Lead", lead(org, S2S_Key__c="k"))["S2S_Key__c"] == "k"


def test_a_required_field_needs_no_grant(org: LocalOrg) -> None:
    field(org, "Lead", "<fullName>Must__c</fullName><label>Must</label><type>Text</type>"
          "<length>10</length><required>true</required>")  # fmt: skip
    assert "Must__c" in _fields(org, org.admin, "Lead")
    assert refusal(lead, org).fields == ("Must__c",)


def test_a_field_granted_for_reading_is_not_written(org: LocalOrg) -> None:
    field(org, "Lead", KEY)
    permission_set(
        org,
        "Readers",
        "<fieldPermissions><field>Lead.S2S_Key__c</field><readable>true</readable>"
        "<editable>false</editable></fieldPermissions>",
    )
    _assign(org, "Readers", org.admin)
    error = refusal(lead, org, S2S_Key__c="k")
    assert error.status_code == "INVALID_FIELD_FOR_INSERT_UPDATE"


def test_an_assignment_is_made_once(org: LocalOrg) -> None:
    permission_set(org, "Leads", _LEADS)
    _assign(org, "Leads", org.admin)
    error = refusal(_assign, org, "Leads", org.admin)
    assert error.status_code == "DUPLICATE_VALUE"


def test_taking_a_grant_away_hides_the_field_again(org: LocalOrg) -> None:
    field(org, "Lead", KEY)
    grant(org, "Lead.S2S_Key__c")
    found = org.database.one('SELECT "Id" FROM "PermissionSetAssignment"')
    assert found is not None
    assignments = definition(org, "PermissionSetAssignment")
    records.delete(org, org.viewer(org.admin), assignments, str(found[0]))
    assert "S2S_Key__c" not in _fields(org, org.admin, "Lead")


def test_an_integration_user_has_nothing_but_what_is_granted(org: LocalOrg) -> None:
    who = _integration(org)
    objects = describe_global(org, org.viewer(who), "62.0")["sobjects"]
    assert isinstance(objects, list)
    assert "Lead" not in {one["name"] for one in objects}
    permission_set(org, "Leads", _LEADS)
    _assign(org, "Leads", who)
    seen = _fields(org, who, "Lead")
    assert {"Id", "LastName", "Company", "Status"} <= seen
    assert not {"City", "Rating", "Address"} & seen
    leads = definition(org, "Lead")
    values = {"LastName": "Doe", "Company": "Acme"}
    made = records.insert(org, org.viewer(who), leads, values)
    error = refusal(records.update, org, org.viewer(who), leads, made, {"Company": "x"})
    assert error.status_code == "INSUFFICIENT_ACCESS_OR_READONLY"


def test_an_object_that_is_not_granted_is_not_found(org: LocalOrg) -> None:
    with pytest.raises(RequestError) as caught:
        describe_object(org, org.viewer(_integration(org)), "Lead", "62.0")
    assert (caught.value.http_status, caught.value.error_code) == (404, "NOT_FOUND")


def test_private_records_are_their_owners_and_the_admins(org: LocalOrg) -> None:
    org.define(replace(definition(org, "Lead"), sharing="Private"))
    ann, bob = user(org, "ann"), user(org, "bob")
    leads = definition(org, "Lead")
    made = records.insert(org, org.viewer(ann), leads, {"LastName": "Doe", "Company": "Acme"})
    error = refusal(records.update, org, org.viewer(bob), leads, made, {"City": "x"})
    assert error.status_code == "INVALID_CROSS_REFERENCE_KEY"
    assert records.update(org, org.viewer(ann), leads, made, {"City": "x"}) is None
    assert org.viewer(org.admin).visible(leads) is None
    change(org, "Lead", made, City="x")


def test_a_detail_is_seen_where_its_master_is(org: LocalOrg) -> None:
    org.define(replace(definition(org, "Account"), sharing="Private"))
    custom_object(org, "Part__c")
    field(
        org,
        "Part__c",
        "<fullName>Account__c</fullName><label>Account</label><type>MasterDetail</type>"
        "<referenceTo>Account</referenceTo><relationshipName>Parts</relationshipName>",
    )
    part = make(org, "Part__c", Account__c=make(org, "Account", Name="Acme"))
    permission_set(
        org,
        "Parts",
        "<objectPermissions><object>Part__c</object><allowRead>true</allowRead>"
        "<allowEdit>true</allowEdit></objectPermissions>",
    )
    ann = user(org, "ann")
    _assign(org, "Parts", ann)
    parts = definition(org, "Part__c")
    error = refusal(records.update, org, org.viewer(ann), parts, part, {"Name": "x"})
    assert error.status_code == "INVALID_CROSS_REFERENCE_KEY"
    condition = org.viewer(ann).visible(parts, "t0")
    assert condition is not None
    assert condition[0].startswith('t0."Account__c" IN (SELECT')
    change(org, "Part__c", part, Name="x")


def test_public_read_only_records_are_edited_by_their_owners(org: LocalOrg) -> None:
    org.define(replace(definition(org, "Lead"), sharing="Read"))
    ann, bob = user(org, "ann"), user(org, "bob")
    leads = definition(org, "Lead")
    values = {"LastName": "Doe", "Company": "Acme"}
    made = records.insert(org, org.viewer(ann), leads, values)
    error = refusal(records.update, org, org.viewer(bob), leads, made, {"City": "x"})
    assert error.status_code == "INSUFFICIENT_ACCESS_OR_READONLY"


def test_a_custom_object_is_open_to_admins_and_to_nobody_else(org: LocalOrg) -> None:
    custom_object(org, "Thing__c")
    things, ann = definition(org, "Thing__c"), user(org, "ann")
    assert org.viewer(org.admin).access(things).create
    assert not org.viewer(ann).access(things).read
    error = refusal(records.insert, org, org.viewer(ann), things, {"Name": "x"})
    assert error.status_code == "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY"


def _assign(org: LocalOrg, name: str, who: RecordId) -> None:
    found = org.database.one('SELECT "Id" FROM "PermissionSet" WHERE "Name" = ?', (name,))
    assert found is not None
    make(org, "PermissionSetAssignment", PermissionSetId=str(found[0]), AssigneeId=who)


def test_who_may_edit_a_case_may_comment_on_it(org: LocalOrg) -> None:
    who = _integration(org)
    comments = definition(org, "CaseComment")
    assert not org.viewer(who).access(comments).read
    reading = "<objectPermissions><object>Case</object><allowRead>true</allowRead>"
    permission_set(org, "Cases", f"{reading}</objectPermissions>")
    _assign(org, "Cases", who)
    seen = org.viewer(who).access(comments)
    assert (seen.read, seen.create) == (True, False)
    permission_set(org, "Cases", f"{reading}<allowEdit>true</allowEdit></objectPermissions>")
    assert org.viewer(who).access(comments).create
