"""What may be deployed, what is refused, and what it leaves behind."""

import pytest

from s2sctl.localorg import deployables, records
from s2sctl.localorg.deployables import ComponentProblem
from s2sctl.localorg.describe import describe_object
from s2sctl.localorg.org import LocalOrg
from tests.localorg.engine.shop import (
    KEY,
    at_noon,
    change,
    custom_object,
    definition,
    field,
    grant,
    lead,
    make,
    permission_set,
    queue,
    refusal,
    row,
)


def _described(org: LocalOrg, name: str, field_name: str) -> dict[str, object]:
    answer = describe_object(org, org.viewer(org.admin), name, "62.0")
    described = answer["fields"]
    assert isinstance(described, list)
    return next(one for one in described if one["name"] == field_name)


def _picklist(*values: str) -> str:
    said = "".join(
        f"<value><fullName>{one}</fullName><label>{one}</label></value>" for one in values
    )
    return (
        "<fullName>Kind__c</fullName><label>Kind</label><type>MultiselectPicklist</type>"
        "<visibleLines>4</visibleLines><valueSet><restricted>true</restricted>"
        f"<valueSetDefinition>{said}</valueSetDefinition></valueSet>"
    )


def test_a_key_field_is_described_as_salesforce_describes_it(org: LocalOrg) -> None:
    assert field(org, "Lead", KEY)
    grant(org, "Lead.S2S_Key__c")
    key = _described(org, "Lead", "S2S_Key__c")
    for flag in ("externalId", "unique", "caseSensitive", "idLookup", "custom", "filterable"):
        assert key[flag] is True
    assert (key["type"], key["length"], key["byteLength"]) == ("string", 40, 120)


def test_deploying_the_same_field_again_changes_it(org: LocalOrg) -> None:
    assert field(org, "Lead", KEY)
    assert not field(org, "Lead", KEY.replace("<length>40</length>", "<length>80</length>"))
    grant(org, "Lead.S2S_Key__c")
    assert _described(org, "Lead", "S2S_Key__c")["length"] == 80


def test_a_fields_type_stays(org: LocalOrg) -> None:
    field(org, "Lead", KEY)
    number = "<fullName>S2S_Key__c</fullName><label>K</label><type>Number</type>"
    with pytest.raises(ComponentProblem, match="type"):
        field(org, "Lead", number)


def test_removing_a_field_removes_its_values_and_grants(org: LocalOrg) -> None:
    field(org, "Lead", KEY)
    grant(org, "Lead.S2S_Key__c")
    made = lead(org, S2S_Key__c="k")
    deployables.remove_field(org, "Lead", "S2S_Key__c")
    assert "S2S_Key__c" not in row(org, "Lead", made)
    assert org.database.one('SELECT 1 FROM "FieldPermissions"') is None


@pytest.mark.parametrize(
    ("inside", "problem"),
    [
        ("<fullName>X__c</fullName><label>X</label><type>Text</type>", "Length"),
        ("<fullName>X</fullName><label>X</label><type>Text</type>", "not valid"),
        ("<fullName>X__c</fullName><type>Checkbox</type>", "label"),
        ("<fullName>X__c</fullName><label>X</label><type>Checkbox</type>", "defaultValue"),
        ("<fullName>X__c</fullName><label>X</label><type>Summary</type>", "no custom fields"),
        (
            "<fullName>X__c</fullName><label>X</label><type>Text</type><formula>1</formula>",
            "incompatible with expected",
        ),
        (
            "<fullName>X__c</fullName><label>X</label><type>Lookup</type>"
            "<referenceTo>Nope__c</referenceTo>",
            "does not resolve to a valid sObject type",
        ),
        (
            "<fullName>X__c</fullName><label>X</label><type>LongTextArea</type>"
            "<length>300</length><externalId>true</externalId>",
            "Can not specify 'externalId'",
        ),
    ],
)
def test_a_bad_field_is_refused_with_a_reason(org: LocalOrg, inside: str, problem: str) -> None:
    with pytest.raises(ComponentProblem, match=problem):
        field(org, "Lead", inside)


def test_two_lookups_may_not_share_a_child_relationship(org: LocalOrg) -> None:
    lookup = (
        "<label>L</label><type>Lookup</type><referenceTo>Account</referenceTo>"
        "<relationshipName>Leads</relationshipName>"
    )
    field(org, "Lead", f"<fullName>A__c</fullName>{lookup}")
    with pytest.raises(ComponentProblem, match="already a Child Relationship named Leads"):
        field(org, "Lead", f"<fullName>B__c</fullName>{lookup}")


def test_a_field_on_activity_is_on_tasks_and_events(org: LocalOrg) -> None:
    field(org, "Activity", KEY)
    grant(org, "Task.S2S_Key__c", "Event.S2S_Key__c")
    task = make(org, "Task", Subject="Call", S2S_Key__c="k")
    assert row(org, "Task", task)["S2S_Key__c"] == "k"
    assert _described(org, "Event", "S2S_Key__c")["unique"] is True


def test_a_multi_select_is_kept_in_the_order_of_its_values(org: LocalOrg) -> None:
    field(org, "Lead", _picklist("Red", "Green", "Blue"))
    grant(org, "Lead.Kind__c")
    made = lead(org, Kind__c="Blue; Red;Red")
    assert row(org, "Lead", made)["Kind__c"] == "Red;Blue"
    error = refusal(change, org, "Lead", made, Kind__c="Red;Pink")
    assert error.message == "Kind: bad value for restricted picklist field: Pink"


def test_definitions_survive_closing_the_org(org: LocalOrg) -> None:
    custom_object(org, "Thing__c")
    field(org, "Thing__c", _picklist("Red", "Green"))
    folder = org.folder
    org.close()
    again = LocalOrg.open(folder)
    kind = definition(again, "Thing__c").find("Kind__c")
    assert kind is not None
    assert [one.value for one in kind.picklist] == ["Red", "Green"]
    assert make(again, "Thing__c", Name="x").startswith("a00")
    again.close()


def test_a_reset_forgets_deploys_and_rows(org: LocalOrg) -> None:
    custom_object(org, "Thing__c")
    made = lead(org)
    org.reset()
    assert org.definitions.find("Thing__c") is None
    assert refusal(change, org, "Lead", made, City="x").status_code == "INVALID_CROSS_REFERENCE_KEY"


def test_a_deploy_that_is_rolled_back_leaves_no_definition(org: LocalOrg) -> None:
    def deploy() -> None:
        with org.database.transaction():
            custom_object(org, "Thing__c")
            field(org, "Thing__c", "<fullName>X__c</fullName><type>Formula</type>")

    with pytest.raises(ComponentProblem):
        deploy()
    org.reload_definitions()
    assert org.definitions.find("Thing__c") is None


def test_a_custom_object_without_a_name_calls_its_rows_by_id(org: LocalOrg) -> None:
    custom_object(org, "Thing__c")
    made = make(org, "Thing__c")
    assert row(org, "Thing__c", made)["Name"] == made


def test_permission_sets_do_not_grant_required_fields(org: LocalOrg) -> None:
    with pytest.raises(ComponentProblem, match=r"required field: Lead\.Company"):
        grant(org, "Lead.Company")
    with pytest.raises(ComponentProblem, match=r"no CustomField named Lead\.Nope__c found"):
        grant(org, "Lead.Nope__c")


def test_edit_depends_on_read(org: LocalOrg) -> None:
    inside = (
        "<objectPermissions><object>Lead</object><allowEdit>true</allowEdit></objectPermissions>"
    )
    with pytest.raises(ComponentProblem, match="depends on permission"):
        permission_set(org, "Wrong", inside)


@pytest.mark.parametrize(
    "name",
    ["Task", "Event", "OpportunityLineItem", "CaseComment", "Attachment", "ContentDocumentLink"],
)
def test_an_object_without_permissions_of_its_own_cannot_be_granted(
    org: LocalOrg, name: str
) -> None:
    inside = f"<objectPermissions><object>{name}</object><allowRead>true</allowRead>"
    with pytest.raises(ComponentProblem, match=name):
        permission_set(org, "Wrong", f"{inside}</objectPermissions>")


def test_a_user_permission_that_is_not_known_is_refused(org: LocalOrg) -> None:
    inside = "<userPermissions><enabled>true</enabled><name>EditTasks</name></userPermissions>"
    with pytest.raises(ComponentProblem, match="Unknown user permission: EditTasks"):
        permission_set(org, "Wrong", inside)


def test_a_permission_set_that_somebody_has_is_not_deleted(org: LocalOrg) -> None:
    permission_set(org, "Held", "")
    held = org.database.one('SELECT "Id" FROM "PermissionSet" WHERE "Name" = ?', ("Held",))
    assert held is not None
    made = make(org, "PermissionSetAssignment", PermissionSetId=str(held[0]), AssigneeId=org.admin)
    with pytest.raises(ComponentProblem, match="assigned"):
        deployables.remove_permission_set(org, "Held")
    assignments = definition(org, "PermissionSetAssignment")
    records.delete(org, org.viewer(org.admin), assignments, made)
    deployables.remove_permission_set(org, "Held")
    assert org.database.one('SELECT 1 FROM "PermissionSet" WHERE "Name" = ?', ("Held",)) is None


def test_a_queue_takes_only_objects_that_queues_may_own(org: LocalOrg) -> None:
    with pytest.raises(ComponentProblem):
        queue(org, "Accounts", "Account")


def test_a_record_type_brings_its_field_and_is_checked(org: LocalOrg) -> None:
    _, meta = deployables.from_xml(
        b"<r><fullName>Partner</fullName><label>Partner</label><active>true</active></r>"
    )
    assert deployables.put_record_type(org, org.admin, "Lead", meta)
    found = org.database.one('SELECT "Id" FROM "RecordType"')
    assert found is not None
    made = lead(org, RecordTypeId=str(found[0]))
    assert row(org, "Lead", made)["RecordTypeId"] == found[0]
    infos = describe_object(org, org.viewer(org.admin), "Lead", "62.0")["recordTypeInfos"]
    assert isinstance(infos, list)
    assert [one["developerName"] for one in infos] == ["Partner", "Master"]
    error = refusal(lead, org, RecordTypeId="012000000000001AAA")
    assert error.status_code == "INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY"
    deployables.put_record_type(org, org.admin, "Case", meta)
    other = org.database.one("""SELECT "Id" FROM "RecordType" WHERE "SobjectType" = 'Case'""")
    assert other is not None
    wrong = refusal(lead, org, RecordTypeId=str(other[0]))
    assert wrong.status_code == "INVALID_CROSS_REFERENCE_KEY"


def test_a_file_that_declares_entities_is_refused() -> None:
    with pytest.raises(ComponentProblem, match="DOCTYPE"):
        deployables.from_xml(b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>')


def test_auto_numbers_start_where_told_and_carry_the_day(org: LocalOrg) -> None:
    custom_object(
        org,
        "Rock__c",
        "<nameField><label>No</label><type>AutoNumber</type><displayFormat>R-{YYYY}-{000}"
        "</displayFormat><startingNumber>40</startingNumber></nameField>",
    )
    at_noon(org)
    year = org.clock.today()[:4]
    assert [row(org, "Rock__c", make(org, "Rock__c"))["Name"] for _ in range(2)] == [
        f"R-{year}-040",
        f"R-{year}-041",
    ]
    assert refusal(make, org, "Rock__c", Name="x").status_code == "INVALID_FIELD_FOR_INSERT_UPDATE"
