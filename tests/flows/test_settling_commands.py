"""``conflicts`` and ``failures`` as they are typed, between two embedded orgs."""

import json
import re

import pytest

from s2sctl.app.known import both_ends
from s2sctl.app.sync.run import sync as sync_once
from s2sctl.app.sync.work import Options
from s2sctl.cli.main import run
from s2sctl.cli.session import Session
from s2sctl.wiring.orgs import open_org
from s2sctl.wiring.runs import new_holder
from tests.support.local_project import local_project
from tests.support.world import Quiet

META = 'xmlns="http://soap.sforce.com/2006/04/metadata"'

ACME = """\
connection: acme-globex
org: acme
partner: {org: globex}
publish:
  Lead:
    fields: [LastName, Company, Email, Phone]
    share: {where: "Company != 'Private'"}
subscribe:
  Lead:
    fields: {Phone: Phone, Email: Email}
    on_conflict: ask
"""
GLOBEX = """\
connection: acme-globex
org: globex
partner: {org: acme}
publish:
  Lead:
    fields: [Phone, Email]
subscribe:
  Lead:
    fields:
      LastName: LastName
      Company: Company
      Email: Email
      Phone: Phone
"""
NAME = "acme-globex"
LEADS = "SELECT Id, LastName, Phone, Email FROM Lead ORDER BY LastName"


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    with local_project(tmp_path_factory.mktemp("project"), "acme", "globex") as project:
        yield project


@pytest.fixture
def synced(kept, capsys):
    """Two leads shared, and their copies."""
    project = kept.reach(capsys, agree)
    for name in ("Ng", "Çelik"):
        project.create("acme", "Lead", LastName=name, Company="Acme", Phone="1")
    sync(project)
    return project


def agree(project):
    project.write("configs/acme.yaml", ACME)
    project.write("configs/globex.yaml", GLOBEX)
    for alias in project.aliases:
        project.say("org", "enable", alias, "--yes")
    project.connect("configs/acme.yaml", "globex")
    project.put_in_force("configs/acme.yaml", "configs/globex.yaml")


def sync(project, code=0):
    project.later()
    return project.say("sync", NAME, code=code)


def edit(project, alias, last_name, **values):
    (row,) = [one for one in project.rows(alias, LEADS) if one["LastName"] == last_name]
    project.plain(alias).update("Lead", row["Id"], values)
    return row["Id"]


def phones(project, last_name):
    return [
        row["Phone"]
        for alias in project.aliases
        for row in project.rows(alias, LEADS)
        if row["LastName"] == last_name
    ]


@pytest.fixture
def apart(synced):
    """Both leads' phones changed apart."""
    for name in ("Ng", "Çelik"):
        edit(synced, "acme", name, Phone=f"A {name}")
        edit(synced, "globex", name, Phone=f"B {name}")
    sync(synced, code=6)
    return synced


def test_a_conflict_is_listed_shown_and_settled_by_taking_an_org(apart):
    listed = apart.say("conflicts", "list", NAME)["conflicts"]
    assert len(listed) == 2
    id = next(s["id"] for one in listed for s in one["sides"] if s["value"] == "A Ng")
    (shown,) = apart.say("conflicts", "show", NAME, id)["conflicts"]
    assert {side["value"] for side in shown["sides"]} == {"A Ng", "B Ng"}
    assert set(shown["edited"]) == {"acme", "globex"}
    assert all(edit["by"] and edit["at"] for edit in shown["edited"].values())

    dry = apart.say("conflicts", "resolve", NAME, id, "--take", "globex", "--dry-run")
    (one,) = dry["conflicts"]
    assert one["writes"] == [{"org": "acme", "before": "A Ng", "after": "B Ng"}]
    assert phones(apart, "Ng") == ["A Ng", "B Ng"]

    (done,) = apart.say("conflicts", "resolve", NAME, id, "--take", "globex", "--yes")["conflicts"]
    assert done["settled"]
    assert phones(apart, "Ng") == ["B Ng", "B Ng"]
    sync(apart, code=6)
    assert len(apart.say("conflicts", "list", NAME)["conflicts"]) == 1
    assert apart.say("conflicts", "resolve", NAME, "--all", "--set", "Phone=9", "--yes")
    assert phones(apart, "Çelik") == ["9", "9"]
    sync(apart)
    assert apart.say("conflicts", "list", NAME)["conflicts"] == []


def test_text_for_people_tells_both_values_and_what_to_do(apart, capsys):
    assert run(["conflicts", "show", NAME, "--all"]) == 0
    told = capsys.readouterr()
    assert "last brought into agreement" in told.out
    assert "latest edit in globex" in told.out
    assert "B Ng" in told.out
    assert re.search(
        r"conflicts resolve acme-globex 00\w{16} --take acme   \(or --take globex\)", told.err
    )
    assert run(["conflicts", "resolve", NAME, "--all", "--take", "acme", "--dry-run"]) == 0
    assert "would become A Ng (was B Ng)" in capsys.readouterr().out


def test_what_cannot_be_meant_is_refused_and_changes_nothing(apart):
    def refused(*arguments):
        return apart.say("conflicts", "resolve", NAME, *arguments, code=2)["code"]

    assert refused("--take", "acme") == "S2S570"
    assert refused("--all") == "S2S573"
    assert refused("--all", "--take", "initech") == "S2S573"
    assert refused("--all", "--set", "Phone") == "S2S573"
    assert refused("--all", "--set", "Fax=1", "--yes") == "S2S571"
    assert refused("--all", "--take", "acme") == "S2S901"
    assert refused("00QXX0000012345", "--take", "acme") == "S2S571"
    assert phones(apart, "Ng") == ["A Ng", "B Ng"]


def test_a_value_edited_since_it_was_noted_keeps_the_conflict_open(apart):
    edit(apart, "globex", "Ng", Phone="B later")
    found = apart.say("conflicts", "resolve", NAME, "--all", "--take", "acme", "--yes", code=6)
    assert sorted(one["settled"] for one in found["conflicts"]) == [False, True]
    assert phones(apart, "Ng") == ["A Ng", "B later"]


def companies(project):
    query = "SELECT LastName, Company FROM Lead WHERE LastName = 'Ng'"
    return [row["Company"] for alias in project.aliases for row in project.rows(alias, query)]


def test_a_value_that_was_written_over_is_listed_shown_and_brought_back(synced, capsys):
    edit(synced, "globex", "Ng", Company="Ours Ltd")
    edit(synced, "acme", "Ng", Company="Acme GmbH")
    report = sync(synced)
    assert companies(synced) == ["Acme GmbH", "Acme GmbH"]
    listed = synced.say("conflicts", "list", NAME, "--settled")
    (one,) = listed["conflicts"]
    assert (one["how"], one["stands"]) == ("overwritten", "acme")
    history = synced.say("history", NAME)
    for told in (report, listed, history):
        assert "Ours Ltd" not in str(told)
    assert synced.say("conflicts", "list", NAME)["conflicts"] == []

    (shown,) = synced.say("conflicts", "show", NAME, "--all", "--settled")["conflicts"]
    assert [side["value"] for side in shown["sides"]] == ["Acme GmbH", "Ours Ltd"]
    assert all(side["edited"]["by"] and side["edited"]["at"] for side in shown["sides"])
    assert run(["conflicts", "show", NAME, "--all", "--settled"]) == 0
    told = capsys.readouterr()
    assert "Ours Ltd" in told.out
    assert "--settled --take globex" in told.err

    lost = ("conflicts", "resolve", NAME, "--all", "--settled")
    assert synced.say(*lost, "--take", "acme", "--yes", code=2)["code"] == "S2S581"
    assert synced.say(*lost, "--set", "Company=x", "--yes", code=2)["code"] == "S2S573"
    assert synced.say(*lost, "--take", "globex", code=2)["code"] == "S2S901"
    (done,) = synced.say(*lost, "--take", "globex", "--yes")["conflicts"]
    assert done["writes"] == [{"org": "globex", "before": "Acme GmbH", "after": "Ours Ltd"}]
    sync(synced)
    assert companies(synced) == ["Acme GmbH", "Ours Ltd"]


MOMENT = re.compile(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d([^\"]*)")


def test_every_time_that_scripts_read_has_one_form(refused):
    edit(refused, "globex", "Çelik", Company="Ours Ltd")
    edit(refused, "acme", "Çelik", Company="Acme GmbH")
    sync(refused, code=6)
    documents = (
        refused.say("failures", "list", NAME),
        refused.say("conflicts", "show", NAME, "--all", "--settled"),
        refused.say("history", NAME),
        refused.say("org", "test", "acme"),
        refused.say("connections"),
    )
    found = [MOMENT.findall(json.dumps(one)) for one in documents]
    assert all(found)
    assert {end for ends in found for end in ends} == {"Z"}


class Beside:
    """A login next to which somebody edits a row just before it is written."""

    def __init__(self, org, edit):
        self._org, self._edit = org, edit

    def __getattr__(self, name):
        return getattr(self._org, name)

    def write(self, batch):
        if batch.schema.name == "Lead" and self._edit is not None:
            edit, self._edit = self._edit, None
            edit()
        return self._org.write(batch)


def test_an_edit_between_the_reading_and_the_write_is_kept_where_the_side_is_strict(synced):
    synced.write("configs/globex.yaml", GLOBEX.replace("  Lead:\n    fields:\n      LastName", (
        "  Lead:\n    strict: true\n    fields:\n      LastName"
    )))  # fmt: skip
    try:
        assert "strict" in str(synced.say("diff", NAME))
        synced.put_in_force("configs/globex.yaml")
    finally:
        synced.write("configs/globex.yaml", GLOBEX)
    sync(synced)
    edit(synced, "acme", "Ng", Company="Acme GmbH")
    synced.later()

    def typed():
        synced.later(2)
        edit(synced, "globex", "Ng", Company="typed meanwhile")

    with Session(synced.project.folder, None) as session:
        orgs = {alias: session.single(alias) for alias in synced.aliases}
        orgs["globex"] = Beside(orgs["globex"], typed)
        known, both = both_ends(NAME, session.store, session.aliases, orgs.__getitem__)
        holder = new_holder(session.clock.now())
        sync_once(known, both, session.store, session.clock, Quiet(), holder, Options())
    assert companies(synced) == ["Acme GmbH", "Acme GmbH"]
    (one,) = synced.say("conflicts", "show", NAME, "--all", "--settled")["conflicts"]
    assert [side["value"] for side in one["sides"]] == ["Acme GmbH", "typed meanwhile"]
    sync(synced)


def rule(project, alias, active):
    """A validation rule that refuses one address, or its removal."""
    names = "<types><members>{}</members><name>{}</name></types>"
    package = f"<Package {META}>{{}}<version>64.0</version></Package>"
    files = {"package.xml": package.format(names.format("Lead", "CustomObject"))}
    if active:
        files["objects/Lead.object"] = f"""<CustomObject {META}><validationRules>
<fullName>No_Ng</fullName><active>true</active>
<errorConditionFormula>Email = "ng@acme.example"</errorConditionFormula>
<errorMessage>Not him.</errorMessage></validationRules></CustomObject>"""
    else:
        files["package.xml"] = package.format("")
        gone = names.format("Lead.No_Ng", "ValidationRule")
        files["destructiveChanges.xml"] = package.format(gone)
    report = open_org(project.project, alias).deploy({n: f.encode() for n, f in files.items()})
    assert report.success, report.problems


@pytest.fixture
def refused(synced):
    """One lead's change refused by the receiving org for good, and another's taken."""
    rule(synced, "globex", active=True)
    edit(synced, "acme", "Ng", Email="ng@acme.example")
    edit(synced, "acme", "Çelik", Email="celik@acme.example")
    sync(synced, code=6)
    assert emails(synced) == {None, "celik@acme.example"}
    return synced


def emails(project):
    return {row["Email"] for row in project.rows("globex", LEADS)}


def test_a_dry_run_on_failures_marks_nothing_and_leads_to_the_real_one(refused, capsys):
    before = refused.say("failures", "list", NAME)
    for command in ("retry", "drop"):
        assert run(["failures", command, NAME, "--all", "-n"]) == 0
        told = capsys.readouterr()
        assert "would be" in told.out
        assert f"the same failures {command} without --dry-run" in told.err
    assert refused.say("failures", "list", NAME) == before


def test_failures_are_grouped_shown_with_their_line_and_tried_again_when_told(refused):
    listed = refused.say("failures", "list", NAME)
    (cause,) = listed["causes"]
    assert (cause["code"], cause["records"], cause["into"]) == (
        "FIELD_CUSTOM_VALIDATION_EXCEPTION", 1, "globex",
    )  # fmt: skip
    assert "rule" in cause["cure"]
    (one,) = refused.say("failures", "show", NAME, "--all")["failures"]
    assert one["mapping"] == "configs/globex.yaml:8"
    assert all(side["id"] for side in one["sides"])

    rule(refused, "globex", active=False)
    sync(refused, code=6)
    (marked,) = refused.say("failures", "retry", NAME, "--cause", one["code"])["records"]
    assert marked["code"] == one["code"]
    sync(refused)
    assert "ng@acme.example" in emails(refused)
    assert refused.say("failures", "list", NAME)["causes"] == []


def test_a_dropped_failure_comes_again_with_the_next_edit(refused):
    (one,) = refused.say("failures", "list", NAME)["failures"]
    id = one["sides"][0]["id"]
    assert refused.say("failures", "drop", NAME, id, code=2)["code"] == "S2S901"
    assert refused.say("failures", "drop", NAME, id, "--yes")["records"]
    rule(refused, "globex", active=False)
    refused.later(1300)
    sync(refused)
    assert "ng@acme.example" not in emails(refused)
    edit(refused, "acme", "Ng", Phone="2")
    sync(refused)
    assert "ng@acme.example" in emails(refused)


def test_a_cause_nobody_has_is_told(refused):
    error = refused.say("failures", "show", NAME, "--cause", "APEX_FAILED", code=2)
    assert (error["code"], "FIELD_CUSTOM" in error["help"]) == ("S2S574", True)


def test_automations_that_rewrite_each_other_are_held_and_settled(synced):
    """``plain`` writes under the login that syncs, as a job that our writes start does."""
    forms = {"acme": "+49 30 1", "globex": "030 1"}
    code = 0
    for _ in range(6):
        for alias, form in forms.items():
            found = {row["LastName"]: row["Phone"] for row in synced.rows(alias, LEADS)}
            if found["Ng"] != form and not code:
                edit(synced, alias, "Ng", Phone=form)
                synced.later(1300)
                code = 6 if run(["sync", NAME, "--quiet"]) == 6 else 0
    (one,) = synced.say("conflicts", "list", NAME)["conflicts"]
    assert one["code"] == "OSCILLATES"
    synced.say("conflicts", "resolve", NAME, "--all", "--take", "acme", "--yes")
    assert phones(synced, "Ng") == ["+49 30 1"] * 2
    sync(synced)
