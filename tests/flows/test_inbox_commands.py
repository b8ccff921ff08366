"""``inbox`` as it is typed, and owners of received records, between two embedded orgs."""

import pytest

from tests.support.local_project import local_project

ACME = """\
connection: acme-globex
org: acme
partner: {org: globex}
publish:
  Lead:
    fields: [LastName, Company, Email]
    share: {where: "Company != 'Private'"}
"""
GLOBEX = """\
connection: acme-globex
org: globex
partner: {org: acme}
subscribe:
  Lead:
    accept: manual
    fields: {LastName: LastName, Company: Company, Email: Email}
"""
NAME = "acme-globex"
ROWS = (
    "SELECT Id, Status__c, Label__c, Reason__c, Record_Id__c, Partner_Record_Id__c, Owner_Id__c "
    "FROM S2S_Share__c ORDER BY Label__c"
)
COPIES = "SELECT Id, LastName, OwnerId, S2S_Key__c FROM Lead ORDER BY LastName"


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    with local_project(tmp_path_factory.mktemp("project"), "acme", "globex") as project:
        yield project


@pytest.fixture
def agreed(kept, capsys):
    """Connected, in force, and two leads shared by rule."""
    kept.write("acme.yaml", ACME)
    kept.write("globex.yaml", GLOBEX)
    project = kept.reach(capsys, agree)
    for name in ("Ng", "Çelik"):
        email = f"{len(name)}@x.example"
        project.create("acme", "Lead", LastName=name, Company="Acme", Email=email)
    project.later()
    return project


def agree(project):
    for alias in project.aliases:
        project.say("org", "enable", alias, "--yes")
    project.connect("acme.yaml", "globex")
    project.put_in_force("acme.yaml", "globex.yaml")


@pytest.fixture
def waiting(agreed):
    (flow,) = agreed.say("sync", NAME)["flows"]
    assert (flow["offered"], flow["created"]) == (2, 0)
    return agreed


def listed(project):
    ((org),) = project.say("inbox", "list", NAME, "--org", "globex")["orgs"]
    return {one["label"]: one for one in org["waiting"]}


def sync(project, code=0):
    project.later()
    return project.say("sync", NAME, code=code)


def queue(project, name, *objects):
    made = project.create("globex", "Group", Name=name, DeveloperName=name, Type="Queue")
    for one in objects:
        project.create("globex", "QueueSobject", QueueId=made, SobjectType=one)
    return made


def test_what_waits_is_listed_and_shown_and_nothing_of_it_is_in_the_org(waiting):
    found = listed(waiting)
    assert sorted(found) == ["Ng", "Çelik"]
    assert waiting.rows("globex", COPIES) == []
    lead = found["Ng"]["partner_record"]
    (shown,) = waiting.say("inbox", "show", NAME, lead)["waiting"]
    assert shown["fields"] == {"LastName": "Ng", "Company": "Acme", "Email": "2@x.example"}
    waiting.write("configs/orgs.yaml", "orgs:\n  globex: {local: globex}\n")
    (shown,) = waiting.say("inbox", "show", NAME, lead, "--org", "globex")["waiting"]
    waiting.write("configs/orgs.yaml", "orgs:\n  acme: {local: acme}\n  globex: {local: globex}\n")
    assert shown["fields"] is None
    assert "login" in shown["unseen"]


def test_accepting_for_a_queue_makes_the_copy_with_the_next_sync(waiting):
    leads = queue(waiting, "Leads", "Lead")
    lead = listed(waiting)["Ng"]["partner_record"]
    dry = waiting.say("inbox", "accept", NAME, lead, "--owner", "Leads", "--dry-run")
    assert dry["dry_run"]
    assert len(listed(waiting)) == 2
    waiting.say("inbox", "accept", NAME, lead, "--owner", "Leads")
    assert list(listed(waiting)) == ["Çelik"]
    sync(waiting)
    (copy,) = waiting.rows("globex", COPIES)
    assert (copy["LastName"], copy["OwnerId"]) == ("Ng", leads)
    (row,) = [one for one in waiting.rows("globex", ROWS) if one["Label__c"] == "Ng"]
    assert (row["Status__c"], row["Record_Id__c"]) == ("Active", copy["Id"])


def test_an_owner_who_cannot_own_them_is_refused_before_anything_is_changed(waiting):
    queue(waiting, "Cases", "Case")
    user = waiting.rows("globex", "SELECT Id, Username FROM User WHERE IsActive = true")[-1]
    for owner, code in (("Nobody", "S2S371"), ("no@body.example", "S2S371"), ("Cases", "S2S373")):
        error = waiting.say("inbox", "accept", NAME, "--all", "--yes", "--owner", owner, code=2)
        assert error["code"] == code
    assert len(listed(waiting)) == 2
    waiting.say("inbox", "accept", NAME, "--all", "--yes", "--owner", user["Username"])
    sync(waiting)
    assert {one["OwnerId"] for one in waiting.rows("globex", COPIES)} == {user["Id"]}


def test_rejecting_tells_the_partner_why(waiting):
    lead = listed(waiting)["Ng"]["partner_record"]
    waiting.say("inbox", "reject", NAME, lead, "--reason", "we have it")
    sync(waiting)
    (told,) = waiting.rows("acme", ROWS)
    assert told["Status__c"] == "Inactive"
    assert told["Reason__c"] == "the receiver rejected it: we have it"
    waiting.plain("acme").update("Lead", lead, {"Company": "Other"})
    sync(waiting)
    assert waiting.rows("globex", COPIES) == []
    assert list(listed(waiting)) == ["Çelik"]
    waiting.say("share", NAME, "Lead", lead, "--org", "acme")
    sync(waiting)
    assert len(listed(waiting)) == 2


def test_which_records_has_to_be_said(waiting):
    assert waiting.say("inbox", "accept", NAME, code=2)["code"] == "S2S542"
    assert waiting.say("inbox", "accept", NAME, "00Q", code=2)["code"] == "S2S433"
    strange = "00QXX0000012345AAA"
    assert waiting.say("inbox", "reject", NAME, strange, code=2)["code"] in ("S2S433", "S2S540")
    error = waiting.say("inbox", "accept", NAME, "--all", code=2)
    assert (error["code"], "--yes" in error["help"]) == ("S2S901", True)


def test_unaccepted_records_vanish_on_both_sides_and_accepted_copies_stay(waiting):
    by_hand = waiting.create("acme", "Lead", LastName="Hand", Company="Private")
    waiting.say("share", NAME, "Lead", by_hand, "--org", "acme")
    sync(waiting)
    lead = listed(waiting)["Ng"]["partner_record"]
    waiting.say("inbox", "accept", NAME, lead)
    sync(waiting)
    waiting.say("deactivate", NAME, "--org", "globex", "--reason", "over", "--yes")
    assert [one["Label__c"] for one in waiting.rows("globex", ROWS)] == ["Ng"]
    assert [one["Status__c"] for one in waiting.rows("acme", ROWS)] == ["Pending"]
    assert sync(waiting, code=2)["code"] == "S2S703"
    assert waiting.rows("acme", ROWS) == []
    assert [one["LastName"] for one in waiting.rows("globex", COPIES)] == ["Ng"]


AUTO = GLOBEX.replace("accept: manual", "owner: {OWNER}")


def test_assignment_rules_give_received_records_their_owner(agreed):
    leads = queue(agreed, "Leads", "Lead")
    agreed.control("globex").put_rule("Lead", "assignment", "All", owner=leads)
    agreed.write("globex.yaml", AUTO.replace("OWNER", "assignment_rules: true"))
    agreed.say("subscribe", "globex.yaml", "--yes")
    sync(agreed)
    assert {one["OwnerId"] for one in agreed.rows("globex", COPIES)} == {leads}


def test_an_owner_who_became_inactive_parks_the_records_until_he_is_back(agreed):
    user = agreed.rows("globex", "SELECT Id, Username FROM User WHERE IsActive = true")[-1]
    owner = AUTO.replace("OWNER", f"user: {user['Username']}")
    agreed.write("globex.yaml", owner)
    agreed.say("subscribe", "globex.yaml", "--yes")
    agreed.plain("globex").update("User", user["Id"], {"IsActive": False})
    sync(agreed, code=6)
    failures = agreed.say("failures", "list", NAME)["failures"]
    assert {one["code"] for one in failures} == {"INACTIVE_OWNER_OR_USER"}
    (found,) = agreed.say("validate", "globex.yaml", "--live", code=1)["findings"]
    assert found["code"] == "S2S372"
    agreed.write("globex.yaml", f"{owner}    when_share_ends: remove\n")
    error = agreed.say("subscribe", "globex.yaml", "--yes", code=1)
    assert [one["code"] for one in error["findings"]] == ["S2S372"]
    agreed.plain("globex").update("User", user["Id"], {"IsActive": True})
    agreed.later(3600)
    agreed.say("sync", NAME)
    assert {one["OwnerId"] for one in agreed.rows("globex", COPIES)} == {user["Id"]}


def test_a_queue_that_does_not_take_the_object_is_found_before_the_first_run(agreed):
    queue(agreed, "Cases", "Case")
    agreed.write("globex.yaml", AUTO.replace("OWNER", "queue: Cases"))
    (found,) = agreed.say("validate", "globex.yaml", "--live", code=1)["findings"]
    assert found["code"] == "S2S373"
    assert found["message"] == "the queue Cases in globex does not take Lead records"
