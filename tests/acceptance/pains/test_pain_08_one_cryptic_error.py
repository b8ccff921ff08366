"""Native: INVALID_PARTNER_NETWORK_STATUS for every cause. Here each is told by its own name."""

import pytest

from s2sctl.localorg import lifecycle
from s2sctl.sync import share_requests
from tests.acceptance.world import NAME


def first(org, soql):
    return next(org.plain.query(soql))["Id"]


@pytest.mark.parametrize(
    ("object_", "record", "code"),
    [
        ("Lead", "00Q", "S2S433"),
        ("Opportunity", "006XX0000012345", "S2S431"),
        ("Lead", "00QXX0000012345", "S2S430"),
        ("Lead", "003XX0000012345", "S2S430"),
    ],
)
def test_a_command_names_the_cause(world, object_, record, code):
    ended = world.play("share", NAME, object_, record, "--org", "acme", "-o", "json")
    assert (ended.code, ended.document["errors"][0]["code"]) == (2, code)


def test_a_row_made_inside_the_org_says_what_is_wrong_with_it(synced):
    acme = synced.scene("acme")
    connection = first(acme, "SELECT Id FROM S2S_Connection__c")
    name = "integration@acme.example"
    user = first(acme, f"SELECT Id FROM User WHERE Username = '{name}'")
    grant = first(acme, "SELECT Id FROM PermissionSet WHERE Name = 'S2S_Sharer'")
    acme.plain.create("PermissionSetAssignment", [{"AssigneeId": user, "PermissionSetId": grant}])
    token = lifecycle.token(synced.project.local, "acme", name)
    inside = type(acme.plain)(acme.running.url, acme.running.ca_file, token)
    lead = first(acme, "SELECT Id FROM Lead WHERE LeadSource = 'Web' LIMIT 1")
    case = first(synced.scene("globex"), "SELECT Id FROM Case LIMIT 1")
    rows = inside.create(
        "S2S_Share__c",
        [
            {"Connection__c": connection, "Object__c": kind, "Record_Id__c": record}
            for kind, record in (("Lead", "nonsense"), ("Solution", case), ("Lead", lead))
        ],
    )
    synced.move_clocks(10)
    synced.sync()
    told = {
        row["Id"]: (row["Status__c"], row["Reason__c"])
        for row in acme.plain.query("SELECT Id, Status__c, Reason__c FROM S2S_Share__c")
    }
    assert told[rows[0]] == ("Refused", share_requests.NO_RECORD_ID)
    assert told[rows[1]] == ("Refused", "Object says Solution, but the record id is one of Case.")
    assert told[rows[2]] == ("Refused", share_requests.NOT_YOURS)
