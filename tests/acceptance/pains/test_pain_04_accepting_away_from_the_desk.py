"""Native S2S: records could be accepted in Salesforce Classic only, not on a phone."""

import pytest

from tests.support.local_project import LocalProject

NAME = "acme-globex"
ACME = """\
connection: acme-globex
org: acme
partner: {org: globex}
publish:
  Lead:
    fields: [LastName, Company]
    share: {where: "Company != 'Private'"}
"""
GLOBEX = """\
connection: acme-globex
org: globex
partner: {org: acme}
subscribe:
  Lead: {accept: manual, fields: {LastName: LastName, Company: Company}}
"""


@pytest.fixture
def waiting(tmp_path, monkeypatch, capsys):
    """Two leads that wait in Globex."""
    monkeypatch.chdir(tmp_path)
    project = LocalProject(tmp_path, "acme", "globex")
    project.capture = capsys
    project.write("acme.yaml", ACME)
    project.write("globex.yaml", GLOBEX)
    for alias in project.aliases:
        project.say("org", "enable", alias, "--yes")
    project.connect("acme.yaml", "globex")
    project.put_in_force("acme.yaml", "globex.yaml")
    for name in ("Command", "Phone"):
        project.create("acme", "Lead", LastName=name, Company="Acme")
    project.later()
    project.say("sync", NAME)
    yield project
    project.stop()


def test_records_are_accepted_by_command_and_by_editing_a_row_wherever_rows_are_edited(waiting):
    copies = "SELECT LastName FROM Lead ORDER BY LastName"
    assert waiting.rows("globex", copies) == []
    ((org),) = waiting.say("inbox", "list", NAME, "--org", "globex")["orgs"]
    by_name = {one["label"]: one for one in org["waiting"]}
    waiting.say("inbox", "accept", NAME, by_name["Command"]["partner_record"], "--org", "globex")
    # What Lightning, the mobile app, a list view or a Flow does: an ordinary update of the row.
    waiting.plain("globex").update("S2S_Share__c", by_name["Phone"]["id"], {"Status__c": "Active"})
    waiting.later()
    waiting.say("sync", NAME)
    assert [one["LastName"] for one in waiting.rows("globex", copies)] == ["Command", "Phone"]
    ((org),) = waiting.say("inbox", "list", NAME, "--org", "globex")["orgs"]
    assert org["waiting"] == []
