"""A connection's life as two administrators live it, each command as it is typed."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from s2sctl.cli.main import run
from s2sctl.localorg import lifecycle
from s2sctl.localorg.control import Control
from s2sctl.wiring.orgs import open_org
from tests.flows.conftest import ORGS
from tests.flows.plain_rows import create, read

ACME = """\
connection: acme-globex
org: acme
partner: {org: globex, account: Globex Distribution, email: partners@globex.example}
publish:
  Lead:
    fields: [LastName, Company, Email, Status]
  Case:
    fields: [Status]
    share: {where: "Origin = 'Partner'", on_leave: end}
subscribe:
  Lead:
    fields: {Status: Status}
"""
GLOBEX = """\
connection: acme-globex
org: globex
partner: {org: acme}
publish:
  Lead:
    fields: [Status]
subscribe:
  Lead:
    fields: {LastName: LastName, Company: Company, Email: Email, Status: Status}
    when_share_ends: remove
"""


EXTRA_FIELD = {
    "package.xml": b"""<?xml version="1.0" encoding="UTF-8"?>
<Package xmlns="http://soap.sforce.com/2006/04/metadata">
  <types><members>Lead.Extra__c</members><name>CustomField</name></types>
  <version>64.0</version>
</Package>""",
    "objects/Lead.object": b"""<?xml version="1.0" encoding="UTF-8"?>
<CustomObject xmlns="http://soap.sforce.com/2006/04/metadata">
  <fields>
    <fullName>Extra__c</fullName><label>Extra</label><length>40</length><type>Text</type>
  </fields>
</CustomObject>""",
}


@pytest.fixture
def project(started, stages, state, monkeypatch):
    stages.reach("fresh", lambda: None, state)
    (started.folder / "acme.yaml").write_text(ACME)
    (started.folder / "globex.yaml").write_text(GLOBEX)
    monkeypatch.chdir(started.folder)
    monkeypatch.setenv("S2SCTL_STATE", str(state))
    return started


@pytest.fixture
def enabled(project, said, stages, state):
    def enable():
        for alias in ("acme", "globex"):
            said("org", "enable", alias, "--yes")
        create(project, "acme", "Account", Name="Globex Distribution")

    stages.reach("enabled", enable, state)


@pytest.fixture
def connected(enabled, said, stages, state):
    def connect():
        token = said("invite", "acme.yaml")["token"]
        answer = said("accept", token, "--org", "globex")["answer"]
        said("confirm", answer, "--org", "acme")

    stages.reach("connected", connect, state)


@pytest.fixture
def in_force(connected, said, stages, state):
    def put_in_force():
        for side in ("acme.yaml", "globex.yaml"):
            for command in ("publish", "subscribe"):
                said(command, side, "--yes")

    stages.reach("in force", put_in_force, state)


def states(said):
    return [one["state"] for one in said("connections")["connections"]]


def test_enabling_shows_first_then_deploys_and_repeating_it_changes_nothing(said):
    dry = said("org", "enable", "acme", "--dry-run")
    assert not any(one["visible"] for one in dry["components"])
    assert not any(
        one["visible"] for one in said("org", "enable", "acme", "--dry-run")["components"]
    )
    done = said("org", "enable", "acme", "--yes")
    assert done["assigned"]
    assert done["verified"] == sum(one["kind"] == "field" for one in dry["components"])
    again = said("org", "enable", "acme", "--yes")
    assert not again["assigned"]
    assert all(one["visible"] for one in again["components"] if one["kind"] != "set")


def test_enabling_without_a_terminal_needs_a_yes(said):
    error = said("org", "enable", "acme", code=2)
    assert (error["code"], "--yes" in error["help"]) == ("S2S901", True)


def test_an_org_that_is_not_enabled_says_how_to_enable_it(said):
    assert said("invite", "acme.yaml", code=2)["help"].endswith("s2sctl org enable acme")


def test_the_invitation_is_mailed_and_the_mail_holds_the_token(project, enabled, said):
    invited = said("invite", "acme.yaml")
    assert (invited["state"], invited["mailed_to"]) == ("Sent", "partners@globex.example")
    mails = Control(lifecycle.status(project.local, "acme")).outbox()
    assert len(mails) == 1
    assert invited["token"] in json.dumps(mails[0])


def test_two_orgs_connect_by_invitation_and_answer(enabled, said):
    token = said("invite", "acme.yaml")["token"]
    accepted = said("accept", token, "--org", "globex")
    assert states(said) == ["Sent", "Accepted"]
    confirmed = said("confirm", accepted["answer"], "--org", "acme")
    assert confirmed["state"] == "Accepted"
    listed = said("connections")["connections"]
    assert [one["connected"] for one in listed] == [True, True]
    assert [one["role"] for one in listed] == ["Inviter", "Invited"]


def test_an_invitation_can_be_looked_at_before_it_is_accepted(enabled, said, capsys):
    invited = said("invite", "acme.yaml")
    look = ("accept", invited["token"], "--org", "globex", "--dry-run")
    dry = said(*look)
    assert (dry["state"], dry["answer"], dry["dry_run"]) == ("Accepted", None, True)
    assert dry["expires"] == invited["expires"]
    capsys.readouterr()
    assert run(look) == 0
    told = capsys.readouterr().out
    assert dry["partner_org_id"] in told
    assert "would be Accepted in globex; nothing was written" in told
    assert states(said) == ["Sent"]
    assert (
        said("accept", invited["token"], "--org", "acme", "--dry-run", code=2)["code"] == "S2S416"
    )
    said("accept", invited["token"], "--org", "globex")
    assert said(*look, code=2)["code"] == "S2S414"


def test_foreign_used_and_damaged_tokens_are_refused_by_name(enabled, said):
    token = said("invite", "acme.yaml")["token"]
    assert said("accept", token, "--org", "acme", code=2)["code"] == "S2S416"
    assert said("accept", token[:-1], "--org", "globex", code=2)["code"] == "S2S410"
    assert said("confirm", token, "--org", "acme", code=2)["code"] == "S2S411"
    answer = said("accept", token, "--org", "globex")["answer"]
    assert said("accept", token, "--org", "globex", code=2)["code"] == "S2S414"
    said("confirm", answer, "--org", "acme")
    assert said("confirm", answer, "--org", "acme")["state"] == "Accepted"
    wrong = said("confirm", answer, "--org", "globex", code=2)
    assert (wrong["code"], wrong["help"].endswith("--org acme")) == ("S2S413", True)


def test_a_sync_before_its_time_says_what_is_missing(enabled, said):
    error = said("sync", "acme-globex", code=2)
    assert (error["code"], "s2sctl invite MANIFEST" in error["help"]) == ("S2S705", True)
    token = said("invite", "acme.yaml")["token"]
    error = said("sync", "acme-globex", code=2)
    assert "acme has invited, and globex has not accepted" in error["message"]
    assert "s2sctl accept" in error["help"]
    assert said("health", "acme-globx", code=2)["help"] == 'did you mean "acme-globex"?'
    said("reject", token, "--org", "globex", "--reason", "wrong org")
    error = said("sync", "acme-globex", code=2)
    assert "globex says Rejected: wrong org" in error["message"]


def test_connections_shows_the_other_orgs_when_one_does_not_run(project, enabled, said):
    said("invite", "acme.yaml")
    lifecycle.down(project.local, "globex")
    try:
        assert states(said) == ["Sent"]
        error = said("sync", "acme-globex", code=5)
        assert (error["code"], error["help"]) == ("S2S813", "s2sctl local up --orgs globex")
        assert said("connections", "--org", "globex", code=5)["code"] == "S2S813"
        assert said("connections", "--org", "glbex", code=2)["code"] == "S2S166"
    finally:
        lifecycle.up(project.local, "globex")


def test_a_lost_token_is_shown_again_by_connections(enabled, said):
    token = said("invite", "acme.yaml")["token"]
    assert said("connections")["connections"][0]["token"] == token
    answer = said("accept", token, "--org", "globex")["answer"]
    assert said("connections")["connections"][1]["token"] == answer


def test_an_invitation_stands_though_its_mail_does_not_go_out(project, enabled, said):
    control = Control(lifecycle.status(project.local, "acme"))
    control.order_fault("answer_status", path="emailSimple", status=500, code="UNKNOWN_EXCEPTION")
    invited = said("invite", "acme.yaml")
    assert (invited["state"], invited["mailed_to"]) == ("Sent", None)
    assert invited["token"].startswith("s2s-invite-1.")


def test_an_expired_invitation_is_refused_by_the_orgs_clock(project, enabled, said):
    token = said("invite", "acme.yaml", "--expires", "2d")["token"]
    Control(lifecycle.status(project.local, "globex")).move_clock(2 * 86400 + 60)
    assert said("accept", token, "--org", "globex", code=2)["code"] == "S2S412"


def test_a_newer_invitation_replaces_the_older_one(enabled, said):
    older = said("invite", "acme.yaml")["token"]
    newer = said("invite", "acme.yaml")["token"]
    answer = said("accept", older, "--org", "globex")["answer"]
    assert said("confirm", answer, "--org", "acme", code=2)["code"] == "S2S415"
    assert newer != older


def test_an_invitation_can_be_rejected_and_then_not_be_accepted(enabled, said):
    token = said("invite", "acme.yaml")["token"]
    rejected = said("reject", token, "--org", "globex", "--reason", "wrong org")
    assert (rejected["state"], rejected["reason"]) == ("Rejected", "wrong org")
    assert said("accept", token, "--org", "globex", code=2)["code"] == "S2S414"


def test_pause_resume_and_deactivate_change_ones_own_record(connected, said):
    error = said("deactivate", "acme-globex", "--reason", "over", "--yes", code=2)
    assert (error["code"], "--org acme  or  --org globex" in error["help"]) == ("S2S905", True)
    said("pause", "acme-globex", "--org", "globex")
    assert states(said) == ["Accepted", "Paused"]
    assert not any(one["connected"] for one in said("connections")["connections"])
    said("resume", "acme-globex", "--org", "globex")
    assert all(one["connected"] for one in said("connections")["connections"])
    assert said("resume", "acme-globex", "--org", "acme", code=2)["code"] == "S2S405"
    end = ("deactivate", "acme-globex", "--org", "acme", "--reason", "over")
    assert said(*end, code=2)["code"] == "S2S901"
    said(*end, "--yes")
    assert states(said) == ["Inactive", "Accepted"]
    assert said("resume", "acme-globex", "--org", "acme", code=2)["code"] == "S2S407"


def test_a_new_invitation_after_the_end_starts_with_nothing_published(project, in_force, said):
    for alias in ("acme", "globex"):
        said("deactivate", "acme-globex", "--org", alias, "--reason", "over", "--yes")
    token = said("invite", "acme.yaml")["token"]
    said("accept", token, "--org", "globex")
    listed = said("connections")["connections"]
    assert [one["state"] for one in listed] == ["Sent", "Accepted"]
    assert [one["publishes"] + one["subscribes"] for one in listed] == [[], []]


def test_a_state_that_was_lost_learns_both_ends_from_the_orgs(
    connected, said, monkeypatch, tmp_path
):
    monkeypatch.setenv("S2SCTL_STATE", str(tmp_path / "new.db"))
    error = said("pause", "acme-globex", code=2)
    assert "does not know" in error["message"]
    said("connections")
    end = ("deactivate", "acme-globex", "--reason", "over", "--yes")
    assert "acme and globex" in said(*end, code=2)["message"]


def test_a_field_nobody_sees_yet_is_granted_when_it_is_published(project, connected, said):
    org = open_org(project, "acme")
    assert org.deploy(EXTRA_FIELD).success
    (project.folder / "acme.yaml").write_text(ACME.replace("Email, Status]", "Extra__c]"))
    dry = said("publish", "acme.yaml", "--dry-run")
    assert dry["grant"] == ["publish.Lead.fields.Extra__c"]
    assert "Extra__c" not in org.open({"Lead": None}).schemas["Lead"].fields
    said("publish", "acme.yaml", "--yes")
    assert "Extra__c" in org.open({"Lead": None}).schemas["Lead"].fields


def test_publish_shows_the_difference_and_a_second_time_there_is_none(connected, said):
    dry = said("publish", "acme.yaml", "--dry-run")
    assert [one["path"] for one in dry["differences"]] == ["publish.Case", "publish.Lead"]
    assert said("publish", "acme.yaml", "--yes")["differences"] == dry["differences"]
    assert said("publish", "acme.yaml", "--dry-run")["differences"] == []
    listed = said("connections", "--org", "acme")["connections"]
    assert listed[0]["publishes"] == ["Lead", "Case"]


def test_what_is_in_force_is_not_deployed_again_and_asks_nothing(project, in_force, said, capsys):
    for command in ("publish", "subscribe"):
        again = said(command, "acme.yaml")
        assert (again["differences"], again["deployed"]) == ([], 0)
        capsys.readouterr()
        assert run([command, "acme.yaml"]) == 0
        shown = capsys.readouterr().out
        assert f"the {command} section is in force already" in shown
        assert "Deployed" not in shown
    assert said("publish", "acme.yaml", "--dry-run")["deploy"] == []


def test_subscribe_deploys_the_key_fields_and_the_user_sees_them(project, connected, said):
    done = said("subscribe", "globex.yaml", "--yes")
    names = {one["name"] for one in done["deploy"]}
    assert {"Lead.S2S_Key__c", "Lead.S2S_Connection__c"} <= names
    fields = open_org(project, "globex").open({"Lead": None}).schemas["Lead"].fields
    key = fields["S2S_Key__c"]
    assert (key.unique, key.external_id, key.case_sensitive, key.length) == (True, True, True, 80)
    assert fields["S2S_Connection__c"].reference_to == ("S2S_Connection__c",)


def test_what_the_org_lacks_is_a_finding_with_its_place_and_nothing_changes(
    project, connected, said, capsys
):
    path = project.folder / "acme.yaml"
    path.write_text(ACME.replace("Email, Status]", "Emial, Status]"))
    error = said("publish", "acme.yaml", "--yes", code=1)
    found = error["findings"][0]
    assert (found["code"], found["line"], found["path"]) == (
        "S2S301",
        6,
        "publish.Lead.fields.Emial",
    )
    assert said("connections", "--org", "acme")["connections"][0]["publishes"] == []
    assert found["help"] == 'did you mean "Email"?'
    capsys.readouterr()
    assert run(["publish", "acme.yaml", "--yes"]) == 1
    assert '= help: did you mean "Email"?' in capsys.readouterr().err


def test_one_mistake_is_told_alone_before_the_key_fields_are_deployed(project, connected, said):
    path = project.folder / "globex.yaml"
    path.write_text(GLOBEX.replace("Company: Company", "Company: Compny"))
    error = said("subscribe", "globex.yaml", "--dry-run", code=1)
    assert [(one["code"], one["path"]) for one in error["findings"]] == [
        ("S2S301", "subscribe.Lead.fields.Company.to")
    ]


def test_the_terms_need_a_living_connection(enabled, said):
    error = said("publish", "acme.yaml", "--yes", code=2)
    assert (error["code"], "s2sctl invite MANIFEST" in error["help"]) == ("S2S402", True)


def test_a_record_is_shared_once_and_unshared_for_good(project, in_force, said):
    lead = create(project, "acme", "Lead", LastName="Ölmann", Company="Öl & Co")
    one = said("share", "acme-globex", "Lead", lead)
    assert (one["org"], one["records"][0]["outcome"]) == ("acme", "shared")
    again = said("share", "acme-globex", "Lead", lead[:15], "--org", "acme")
    assert again["records"][0]["outcome"] == "was_shared"
    assert len(read(project, "acme", "SELECT Id FROM S2S_Share__c")) == 1
    ended = said("unshare", "acme-globex", "Lead", lead, "--org", "acme")
    assert ended["records"][0]["outcome"] == "ended"
    for alias, states in (("acme", ["Inactive"]), ("globex", [])):
        shares = said("shares", "list", "acme-globex", "--org", alias)["shares"]
        assert [row["state"] for row in shares] == states
    anew = said("share", "acme-globex", "Lead", lead, "--org", "acme")
    assert anew["records"][0]["outcome"] == "shared"


def test_a_record_shared_by_rule_leaves_a_mark_when_it_is_unshared(project, in_force, said):
    case = create(project, "acme", "Case", Subject="Broken", Origin="Partner")
    said("unshare", "acme-globex", "Case", case, "--org", "acme")
    rows = read(project, "acme", "SELECT Record_Id__c, Status__c FROM S2S_Share__c")
    assert [(row["Record_Id__c"], row["Status__c"]) for row in rows] == [(case, "Inactive")]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("Lead", "00Q"), "S2S433"),
        (("Lead", "00QXX0000012345AAA"), "S2S433"),
        (("Lead", "00QXX0000012345"), "S2S430"),
        (("Contact", "003XX0000012345"), "S2S431"),
    ],
)
def test_what_cannot_be_shared_is_said_by_name(in_force, said, arguments, code):
    error = said("share", "acme-globex", *arguments, "--org", "acme", code=2)
    assert error["code"] == code


def test_an_id_of_another_object_is_told_by_the_object_it_is_of(project, in_force, said):
    account = create(project, "acme", "Account", Name="Initech")
    for org in ((), ("--org", "acme")):
        error = said("share", "acme-globex", "Lead", account, *org, code=2)
        assert error["code"] == "S2S430"
        assert f"Account {account}" in error["help"]


def test_an_org_is_disabled_only_when_nothing_is_alive_and_then_holds_nothing(
    project, in_force, said
):
    assert said("org", "disable", "globex", "--yes", code=2)["code"] == "S2S408"
    said("deactivate", "acme-globex", "--org", "globex", "--reason", "over", "--yes")
    plan = said("org", "disable", "globex", "--dry-run")
    assert plan["fields"] == ["Lead.S2S_Connection__c", "Lead.S2S_Key__c"]
    assert plan["assignments"] == 1
    assert said("org", "disable", "globex", "--yes")["deleted"] > 0
    schemas = open_org(project, "globex").open({"Lead": None, "S2S_Connection__c": None}).schemas
    assert "S2S_Connection__c" not in schemas
    assert "S2S_Key__c" not in schemas["Lead"].fields
    assert said("org", "disable", "globex", "--yes")["objects"] == []
    said("org", "enable", "globex", "--yes")


BOTH = GLOBEX.replace("Email: Email", "Fax: Fax, Email: Email")


def test_what_the_partner_does_not_publish_is_refused_before_it_is_in_force(
    project, connected, said
):
    said("publish", "acme.yaml", "--yes")
    (project.folder / "globex.yaml").write_text(BOTH)
    error = said("subscribe", "globex.yaml", "--yes", code=1)
    told = [(one["code"], one["path"], one["line"]) for one in error["findings"]]
    assert told == [("S2S321", "subscribe.Lead.fields.Fax", 9)]
    assert said("connections", "--org", "globex")["connections"][0]["subscribes"] == []


def test_what_the_partners_manifest_will_publish_is_only_a_warning(project, connected, said):
    said("publish", "acme.yaml", "--yes")
    (project.folder / "globex.yaml").write_text(BOTH)
    wanted = project.folder / "configs" / "acme.yaml"
    wanted.write_text(ACME.replace("Email, Status]", "Email, Status, Fax]"))
    try:
        found = said("subscribe", "globex.yaml", "--dry-run")["findings"]
    finally:
        wanted.unlink()
    assert [(one["code"], one["severity"]) for one in found] == [("S2S321", "warning")]
    assert found[0]["help"] == "s2sctl publish configs/acme.yaml"


def test_types_that_do_not_fit_across_the_orgs_are_refused_before_they_are_in_force(
    project, connected, said
):
    said("publish", "acme.yaml", "--yes")
    wrong = GLOBEX.replace("Email: Email", "Email: NumberOfEmployees")
    (project.folder / "globex.yaml").write_text(wrong)
    error = said("subscribe", "globex.yaml", "--dry-run", code=1)
    assert [one["code"] for one in error["findings"]] == ["S2S312"]


def test_a_partner_nobody_can_ask_leaves_a_warning(project, connected, capsys):
    orgs = project.folder / "configs" / "orgs.yaml"
    orgs.write_text("orgs:\n  globex: {local: globex}\n")
    try:
        capsys.readouterr()
        assert run(["subscribe", "globex.yaml", "--dry-run"]) == 0
    finally:
        orgs.write_text(ORGS)
    assert "neither acme's login nor its manifest is here" in capsys.readouterr().err


def test_health_tells_each_problem_of_the_logins_file_as_other_commands_do(
    project, connected, said
):
    orgs = project.folder / "configs" / "orgs.yaml"
    orgs.write_text(f"{ORGS}  initech: {{lokal: initech}}\n")
    try:
        error = said("health", code=2)
    finally:
        orgs.write_text(ORGS)
    assert error["code"] == "S2S165"
    assert ["lokal" in one["message"] for one in error["findings"]] == [True]


def test_a_plan_that_was_agreed_to_is_not_shown_a_second_time(project):
    terminal, ours = os.openpty()
    program = [sys.executable, "-m", "s2sctl", "org", "enable", "acme"]
    with subprocess.Popen(
        program,
        stdin=ours,
        stdout=subprocess.PIPE,
        stderr=ours,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    ) as running:
        os.write(terminal, b"y\n")
        shown = running.stdout.read().decode()
    os.close(ours)
    asked = os.read(terminal, 10_000).decode()
    os.close(terminal)
    assert running.returncode == 0
    assert "permission sets" in asked
    assert shown.strip().startswith("Deployed ")
