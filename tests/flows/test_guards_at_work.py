"""What stops a run before its first write, on real local orgs: causes, values, flags."""

import pytest

from s2sctl.cli.main import run
from tests.support.local_project import local_project

GRADE = {
    "name": "Grade__c",
    "label": "Grade",
    "custom": True,
    "type": "picklist",
    "length": 255,
    "createable": True,
    "updateable": True,
}
ID = {"name": "Id", "label": "Id", "type": "id", "length": 18}
TERMS = "connection: ab\norg: {}\npartner: {{org: {}}}\n"
ACME = TERMS.format("acme", "globex") + (
    "publish: {Lead: {fields: [LastName, Company, Grade__c], share: {where: \"Company != 'X'\"}}}\n"
)
GLOBEX = TERMS.format("globex", "acme") + (
    "subscribe: {Lead: {fields: {LastName: LastName, Company: Company, Grade__c: Grade__c}}}\n"
    "guards: {api_calls: 100%}\n"
)
MANY = 40


def grades(*values):
    known = [{"value": one, "label": one, "active": True} for one in values]
    return [{"name": "Lead", "label": "Lead", "fields": [ID, {**GRADE, "picklistValues": known}]}]


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    with local_project(tmp_path_factory.mktemp("project"), "acme", "globex") as project:
        yield project


@pytest.fixture
def orgs(kept, capsys):
    """Forty leads shared and in agreement."""
    return kept.reach(capsys, share_forty)


def share_forty(project):
    for alias in project.aliases:
        project.control(alias).describe(grades("Gold", "Silver"))
        project.say("org", "enable", alias, "--yes")
    project.write("acme.yaml", ACME)
    project.write("globex.yaml", GLOBEX)
    project.connect("acme.yaml", "globex")
    project.put_in_force("acme.yaml", "globex.yaml")
    rows = [{"LastName": f"L{n}", "Company": "A", "Grade__c": "Gold"} for n in range(MANY)]
    project.plain("acme").create("Lead", rows)
    project.later(1200)
    assert project.say("sync", "ab")["flows"][0]["created"] == MANY
    project.later(1200)
    project.say("sync", "ab")


def edit_all(orgs, **values):
    """Every lead is saved, as a deploy's recalculation or a mass update does."""
    plain = orgs.plain("acme")
    for row in orgs.rows("acme", "SELECT Id FROM Lead"):
        plain.update("Lead", row["Id"], values)
    orgs.later()


def test_a_save_of_every_row_that_changes_no_value_writes_nothing(orgs):
    before = orgs.rows("globex", "SELECT Id, SystemModstamp FROM Lead ORDER BY Id")
    edit_all(orgs, Grade__c="Gold")
    assert orgs.say("sync", "ab")["flows"][0]["updated"] == 0
    assert orgs.rows("globex", "SELECT Id, SystemModstamp FROM Lead ORDER BY Id") == before


def test_a_renamed_picklist_value_stops_the_run_and_the_changed_describe_is_named(orgs, capsys):
    for alias in orgs.aliases:
        orgs.control(alias).describe(grades("Platinum", "Silver"))
    edit_all(orgs, Grade__c="Platinum")
    error = orgs.say("sync", "ab", code=8)
    (guard,) = error["guards"]
    assert (error["code"], error["kind"]) == ("S2S502", "guarded")
    assert {name: guard[name] for name in ("org", "object", "planned", "shared", "limit")} == {
        "org": "globex",
        "object": "Lead",
        "planned": MANY,
        "shared": MANY,
        "limit": 30.0,
    }
    assert guard["flag"] == f"--allow-updates {MANY}"
    told = "the describe of Lead in acme changed since the last run: Grade__c (picklist values)"
    assert told in guard["cause"]
    assert f"{MANY} of {MANY} were last changed by " in guard["cause"]
    assert "Platinum" not in str(error)
    assert orgs.say("sync", "ab", "--dry-run", code=8)["guards"] == error["guards"]
    capsys.readouterr()
    assert run(["sync", "ab", "--dry-run"]) == 8
    shown = capsys.readouterr()
    assert told in shown.out
    assert f"s2sctl sync ab --allow-updates {MANY}" in shown.err
    grades_there = "SELECT Grade__c FROM Lead GROUP BY Grade__c"
    assert [row["Grade__c"] for row in orgs.rows("globex", grades_there)] == ["Gold"]
    orgs.say("sync", "ab", *guard["flag"].split())
    assert [row["Grade__c"] for row in orgs.rows("globex", grades_there)] == ["Platinum"]


def test_an_org_that_is_nearly_out_of_calls_stops_the_run_until_calls_are_free_again(orgs):
    edit_all(orgs, Company="B")
    allowed = ("--allow-updates", str(MANY))
    used = int(str(orgs.control("globex").status()["api_usage"]).split("=")[1].split("/")[0])
    orgs.control("globex").limit(used + 5)
    error = orgs.say("sync", "ab", *allowed, code=8)
    (guard,) = error["guards"]
    assert (guard["code"], guard["org"], guard["object"]) == ("S2S505", "globex", None)
    assert guard["flag"] in error["help"]
    orgs.control("globex").limit(100_000)
    orgs.say("sync", "ab", *allowed)
    companies = "SELECT Company FROM Lead GROUP BY Company"
    assert [row["Company"] for row in orgs.rows("globex", companies)] == ["B"]


FULL = {"status": 403, "code": "REQUEST_LIMIT_EXCEEDED"}
SOON = {"retry_after": 3600}
THROTTLES = {
    "day-spent": (FULL | {"message": "TotalRequests Limit exceeded."}, "S2S605"),
    "too-many-at-once": (
        FULL | SOON | {"message": "ConcurrentRequests (Concurrent API Requests) Limit exceeded."},
        "S2S606",
    ),
    "429": ({"status": 429, "code": "HTTP_429"} | SOON, "S2S606"),
    # Nobody can say of a 503 whether the write was done.
    "503": ({"status": 503, "code": "SERVER_UNAVAILABLE"} | SOON, "S2S612"),
}


@pytest.mark.parametrize(("order", "code"), THROTTLES.values(), ids=THROTTLES.keys())
def test_a_throttled_run_ends_with_exit_5_and_the_next_goes_on(orgs, order, code):
    edit_all(orgs, Company="B")
    allowed = ("--allow-updates", str(MANY))
    fault = orgs.control("globex").order_fault("answer_status", method="PATCH", **order)
    error = orgs.say("sync", "ab", *allowed, code=5)
    assert (error["code"], error["kind"]) == (code, "temporary")
    assert orgs.control("globex").happened(fault) == 1
    orgs.control("globex").clear_faults()
    orgs.say("sync", "ab", *allowed)
    companies = "SELECT Company FROM Lead GROUP BY Company"
    assert [row["Company"] for row in orgs.rows("globex", companies)] == ["B"]
    assert orgs.say("sync", "ab")["writes"] == {"acme": 0, "globex": 0}
