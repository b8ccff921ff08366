"""An alias that leads to a sandbox copy now: same records, same users, another org id."""

import pytest

from tests.support.local_project import LocalProject

_SIDES = {
    "acme": """\
connection: acme-globex
org: acme
partner: {org: globex, account: Globex, email: partner@globex.example}
publish:
  Lead:
    fields: [LastName, Company]
    share: {where: "LeadSource = 'Partner Referral'"}
""",
    "globex": """\
connection: acme-globex
org: globex
partner: {org: acme, account: Acme, email: channel@acme.example}
subscribe:
  Lead:
    fields: {LastName: LastName, Company: Company}
""",
}
_ORGS = "orgs:\n  acme: {local: %s}\n  globex: {local: globex}\n"


@pytest.fixture(scope="module")
def started(tmp_path_factory):
    made = LocalProject(tmp_path_factory.mktemp("project"), "acme", "globex", "copy")
    yield made
    made.stop()


@pytest.fixture
def copied(started, monkeypatch, capsys):
    """Connected, agreed and synced; then ``acme`` leads to an org with the same rows."""
    started.capture = capsys
    monkeypatch.chdir(started.project.folder)
    for alias, text in _SIDES.items():
        started.write(f"{alias}.yaml", text)
    for alias, partner in (("acme", "Globex"), ("globex", "Acme"), ("copy", "Globex")):
        started.say("org", "enable", alias, "--yes")
        started.create(alias, "Account", Name=partner)
    started.connect("acme.yaml", "globex")
    started.put_in_force("acme.yaml", "globex.yaml")
    _lead(started, "acme")
    started.later()
    started.say("sync", "acme-globex")
    fields = "Connection__c, Partner_Org_Id__c, Partner_Name__c, Status__c, Nonce__c, Role__c"
    (row,) = started.rows("acme", f"SELECT {fields}, Published__c FROM S2S_Connection__c")
    started.create("copy", "S2S_Connection__c", **row)
    _lead(started, "copy")
    started.write("configs/orgs.yaml", _ORGS % "copy")
    for alias in ("copy", "globex"):
        started.control(alias).reset_log()
    return started


def _lead(project, alias):
    said = {"LastName": "Ray", "Company": "Acme", "LeadSource": "Partner Referral"}
    project.create(alias, "Lead", **said)


def _written(project):
    """Requests that could have written, by either login."""
    return [
        one["path"]
        for alias in ("copy", "globex")
        for one in project.control(alias).log()
        if one["method"] != "GET" and "/oauth2/" not in one["path"] and one["calls"]
        and not str(one["path"]).endswith("/composite/batch")
        and not str(one["path"]).endswith("/composite")
    ]  # fmt: skip


def test_a_copy_is_refused_by_every_command_before_any_write(copied):
    for command in (
        ("sync", "acme-globex"),
        ("publish", "acme.yaml", "--yes"),
        ("deactivate", "acme-globex", "--org", "acme", "--reason", "x", "--yes"),
    ):
        told = copied.say(*command, code=2)
        assert told["code"] in ("S2S443", "S2S704"), told
    assert _written(copied) == []
    assert len(copied.rows("globex", "SELECT Id FROM Lead")) == 1
    # A lost state knows no ids; but the partner's record names the org that it is connected to.
    for old in copied.project.own.glob("state.db*"):
        old.unlink()
    told = copied.say("sync", "acme-globex", code=2)
    assert told["code"] == "S2S703"
    assert _written(copied) == []
    assert len(copied.rows("globex", "SELECT Id FROM Lead")) == 1
