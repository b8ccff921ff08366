"""Publish and subscribe with their consequences, and plans that are kept and applied."""

import shutil

import pytest

from s2sctl.localorg import lifecycle
from s2sctl.localorg.control import Control
from s2sctl.wiring.orgs import open_org
from tests.flows.conftest import ORGS
from tests.flows.plain_rows import create, edit, read

ACME = """\
connection: acme-globex
org: acme
partner: {org: globex}
publish:
  Lead:
    fields: [LastName, Company, Email, Status]
    share: {where: "Company = 'Shared'"}
"""
GLOBEX = """\
connection: acme-globex
org: globex
partner: {org: acme}
subscribe:
  Lead:
    fields: {LastName: LastName, Company: Company, Email: Email}
"""
SILENT = ACME[: ACME.index("publish:")]
DEAF = GLOBEX[: GLOBEX.index("subscribe:")]


@pytest.fixture
def project(started, stages, state, monkeypatch):
    stages.reach("fresh", lambda: None, state)
    shutil.rmtree(started.folder / "configs" / "acme-globex", ignore_errors=True)
    (started.folder / "acme.yaml").write_text(ACME)
    (started.folder / "globex.yaml").write_text(GLOBEX)
    monkeypatch.chdir(started.folder)
    monkeypatch.setenv("S2SCTL_STATE", str(state))
    return started


@pytest.fixture
def connected(project, said, stages, state):
    def connect():
        for alias in ("acme", "globex"):
            said("org", "enable", alias, "--yes")
        token = said("invite", "acme.yaml", "--no-mail")["token"]
        said("confirm", said("accept", token, "--org", "globex")["answer"], "--org", "acme")

    stages.reach("connected", connect, state)


@pytest.fixture
def in_force(connected, said, stages, state):
    def put_in_force():
        said("publish", "acme.yaml", "--yes")
        said("subscribe", "globex.yaml", "--yes")

    stages.reach("in force", put_in_force, state)


def stored(project, alias):
    (row,) = read(
        project, alias, "SELECT Published__c, Subscribed__c, SystemModstamp FROM S2S_Connection__c"
    )
    return row


def test_the_plan_counts_the_records_that_match_the_rule_now(project, connected, said):
    for company in ("Shared", "Shared", "Ours"):
        create(project, "acme", "Lead", LastName="Roe", Company=company)
    told = said("publish", "acme.yaml", "--dry-run")["effects"]
    assert told["matching"] == [{"object": "Lead", "before": None, "after": 2}]


def test_what_starts_stops_and_breaks_is_told_before_it_does(project, connected, said):
    said("publish", "acme.yaml", "--yes")
    way = {"source": "Lead", "target": "Lead", "way": "inward"}
    assert said("subscribe", "globex.yaml", "--dry-run")["effects"]["flows"]["starts"] == [way]
    said("subscribe", "globex.yaml", "--yes")
    (project.folder / "acme.yaml").write_text(ACME.replace("Email, ", ""))
    flows = said("publish", "acme.yaml", "--dry-run")["effects"]["flows"]
    assert flows == {"starts": [], "stops": [], "breaks": ["Lead.Email"]}
    (project.folder / "acme.yaml").write_text(SILENT)
    flows = said("publish", "acme.yaml", "--dry-run")["effects"]["flows"]
    assert flows["stops"] == [way | {"way": "outward"}]


def test_a_kept_plan_is_done_as_it_was_shown(project, connected, said):
    planned = said("publish", "acme.yaml", "--plan-out", "plan.json")
    assert stored(project, "acme")["Published__c"] is None
    (project.folder / "acme.yaml").write_text(SILENT)
    done = said("apply", "plan.json", "--checksum", planned["checksum"])
    assert done["differences"] == planned["differences"]
    assert "Email" in stored(project, "acme")["Published__c"]


def test_a_plan_holds_no_nonce_and_no_record(project, connected, said):
    create(project, "acme", "Lead", LastName="Verysecretname", Company="Shared")
    said("publish", "acme.yaml", "--plan-out", "plan.json")
    text = (project.folder / "plan.json").read_text()
    (row,) = read(project, "acme", "SELECT Nonce__c FROM S2S_Connection__c")
    assert row["Nonce__c"] not in text
    assert "Verysecretname" not in text


def test_applying_a_plan_needs_a_yes_or_the_checksum(project, connected, said):
    said("publish", "acme.yaml", "--plan-out", "plan.json")
    assert said("apply", "plan.json", code=2)["code"] == "S2S901"
    assert said("apply", "plan.json", "--checksum", "abc", code=2)["code"] == "S2S448"
    said("apply", "plan.json", "--yes")


def test_publishing_by_checksum_asks_nothing_and_refuses_another_plan(project, connected, said):
    checksum = said("publish", "acme.yaml", "--dry-run")["checksum"]
    (project.folder / "acme.yaml").write_text(ACME.replace("Email, ", ""))
    assert said("publish", "acme.yaml", "--checksum", checksum, code=2)["code"] == "S2S448"
    (project.folder / "acme.yaml").write_text(ACME)
    create(project, "acme", "Lead", LastName="One more", Company="Shared")
    said("publish", "acme.yaml", "--checksum", checksum)


def test_a_plan_is_refused_when_other_terms_came_in_force(project, connected, said):
    said("publish", "acme.yaml", "--plan-out", "plan.json")
    (project.folder / "acme.yaml").write_text(ACME.replace("Email, ", ""))
    said("publish", "acme.yaml", "--yes")
    before = stored(project, "acme")
    error = said("apply", "plan.json", "--yes", code=2)
    assert error["code"] == "S2S446"
    assert "what acme publishes" in error["message"]
    assert stored(project, "acme") == before


def test_a_plan_is_refused_when_a_used_field_changed(project, connected, said):
    said("publish", "acme.yaml", "--plan-out", "plan.json")
    org = open_org(project, "acme")
    assert org.deploy(REQUIRED).success
    error = said("apply", "plan.json", "--yes", code=2)
    assert (error["code"], "Lead in acme" in error["message"]) == ("S2S446", True)


def test_a_plan_meets_a_partner_who_deactivated_meanwhile(project, connected, said):
    said("publish", "acme.yaml", "--plan-out", "plan.json")
    said("deactivate", "acme-globex", "--org", "globex", "--reason", "we part", "--yes")
    before = stored(project, "acme")
    error = said("apply", "plan.json", "--yes", code=2)
    assert (error["code"], "we part" in error["message"]) == ("S2S450", True)
    assert stored(project, "acme") == before


def test_a_plan_meets_an_alias_that_points_to_another_org(project, connected, said):
    said("publish", "acme.yaml", "--plan-out", "plan.json")
    (project.folder / "configs" / "orgs.yaml").write_text(
        ORGS.replace("acme: {local: acme}", "acme: {local: globex}")
    )
    try:
        error = said("apply", "plan.json", "--yes", code=2)
        again = said("publish", "acme.yaml", "--yes", code=2)
    finally:
        (project.folder / "configs" / "orgs.yaml").write_text(ORGS)
    assert (error["code"], again["code"]) == ("S2S449", "S2S443")
    assert stored(project, "globex")["Published__c"] is None


def test_a_manifest_of_another_connection_is_refused_by_name(project, connected, said):
    (project.folder / "acme.yaml").write_text(ACME.replace("acme-globex", "acme-initech"))
    error = said("publish", "acme.yaml", "--yes", code=2)
    assert (error["code"], "acme-globex" in error["message"]) == ("S2S402", True)


def test_an_edited_plan_is_refused(project, connected, said):
    said("publish", "acme.yaml", "--plan-out", "plan.json")
    plan = project.folder / "plan.json"
    plan.write_text(plan.read_text().replace("Email", "Phone"))
    assert said("apply", "plan.json", "--yes", code=2)["code"] == "S2S447"
    plan.write_bytes(b"\xff\xfe")
    assert said("apply", "plan.json", "--yes", code=2)["code"] == "S2S447"
    assert said("apply", "gone.json", "--yes", code=2)["code"] == "S2S451"


def test_an_object_nobody_subscribes_to_is_freed_when_nothing_carries_a_key(
    project, in_force, said
):
    (project.folder / "globex.yaml").write_text(DEAF)
    planned = said("subscribe", "globex.yaml", "--dry-run")
    assert planned["effects"]["unused"] == [{"object": "Lead", "keys": 0, "remove": True}]
    assert said("subscribe", "globex.yaml", "--yes")["removed"] == ["Lead"]
    fields = open_org(project, "globex").open({"Lead": None}).schemas["Lead"].fields
    assert "S2S_Key__c" not in fields
    assert said("subscribe", "globex.yaml", "--dry-run")["effects"]["unused"] == []


def test_an_object_with_copies_keeps_its_fields_and_says_so(project, in_force, said):
    create(project, "acme", "Lead", LastName="Roe", Company="Shared")
    Control(lifecycle.status(project.local, "acme")).move_clock(60)
    said("sync", "acme-globex")
    (project.folder / "globex.yaml").write_text(DEAF)
    done = said("subscribe", "globex.yaml", "--yes")
    assert done["effects"]["unused"] == [{"object": "Lead", "keys": 1, "remove": False}]
    assert done["removed"] == []
    fields = open_org(project, "globex").open({"Lead": None}).schemas["Lead"].fields
    assert "S2S_Key__c" in fields


REQUIRED = {
    "package.xml": b"""<?xml version="1.0" encoding="UTF-8"?>
<Package xmlns="http://soap.sforce.com/2006/04/metadata">
  <types><members>Lead.Needed__c</members><name>CustomField</name></types>
  <version>64.0</version>
</Package>""",
    "objects/Lead.object": b"""<?xml version="1.0" encoding="UTF-8"?>
<CustomObject xmlns="http://soap.sforce.com/2006/04/metadata">
  <fields>
    <fullName>Needed__c</fullName><label>Needed</label><length>40</length><type>Text</type>
    <required>true</required>
  </fields>
</CustomObject>""",
}
"""A new required field of Lead: what was computed from Lead's describe is not so any more."""


def test_the_catalogue_tells_types_and_what_is_subscribed_to(in_force, said):
    fields = {
        one["field"]: one for one in said("catalog", "acme-globex", "--org", "globex")["fields"]
    }
    assert fields["LastName"]["type"] == "Text(80)"
    assert fields["Email"]["label"] == "Email"
    assert (fields["Email"]["subscribed"], fields["Status"]["subscribed"]) == ("Email", None)


def test_what_is_unpublished_stops_alone_and_health_says_since_when_and_why(
    project, in_force, said
):
    create(project, "acme", "Lead", LastName="Roe", Company="Shared", Email="a@b.example")
    acme = Control(lifecycle.status(project.local, "acme"))
    acme.move_clock(60)
    said("sync", "acme-globex")
    (project.folder / "acme.yaml").write_text(ACME.replace("Email, ", ""))
    said("publish", "acme.yaml", "--yes", "--reason", "audit")
    (lead,) = read(project, "acme", "SELECT Id FROM Lead WHERE LastName = 'Roe'")
    edit(project, "acme", "Lead", lead["Id"], LastName="Doe", Email="new@b.example")
    acme.move_clock(60)
    said("sync", "acme-globex")
    (copy,) = read(project, "globex", "SELECT LastName, Email FROM Lead WHERE Company = 'Shared'")
    assert (copy["LastName"], copy["Email"]) == ("Doe", "a@b.example")
    checks = {one["id"]: one for one in said("health", "acme-globex")["checks"]}
    text = checks["terms"]["text"]
    assert "acme stopped publishing Lead.Email at 20" in text
    assert "(audit)" in text
    withdrawn = said("catalog", "acme-globex", "--org", "globex")["withdrawn"]
    assert [(one["what"], one["reason"]) for one in withdrawn] == [("Lead.Email", "audit")]


def test_a_scaffold_is_a_sound_manifest_that_can_be_published_as_it_is(project, connected, said):
    (project.folder / "acme.yaml").unlink()
    made = said("init", "--org", "acme", "--partner", "globex", "--objects", "Lead,Case")
    path = made["file"]
    assert path == "configs/acme-globex/acme.yaml"
    assert said("validate", path)["findings"] == []
    text = (project.folder / path).read_text()
    assert text.index("- LastName") < text.index("- City")
    assert "# - ConvertedAccountId" in text
    said("publish", path, "--yes")
    assert said("init", "--org", "acme", "--partner", "globex", code=2)["code"] == "S2S453"
    error = said("init", "--org", "acme", "--partner", "globex", "--objects", "Nope__c", code=2)
    assert error["code"] == "S2S452"
    said("init", "--org", "globex", "--partner", "acme", "--objects", "Case")
    path = "configs/acme-globex/globex.yaml"
    mine = (project.folder / path).read_text()
    assert "      LastName: LastName   # Text(80) into Text(80)" in mine
    assert said("validate", path)["findings"] == []
    said("subscribe", path, "--yes")
