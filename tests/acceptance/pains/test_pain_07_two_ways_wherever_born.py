"""Native S2S: two-way shares depended on where a record was born; nothing might be sent back."""

import pytest

from tests.support.local_project import local_project

NAME = "acme-globex"
ORGS = ("acme", "globex")


def manifest(org, partner):
    return f"""\
connection: acme-globex
org: {org}
partner: {{org: {partner}}}
publish:
  Lead:
    fields: [LastName, Company, City, Title]
    share: {{where: "Company != 'Private'"}}
subscribe:
  Lead:
    fields: {{LastName: LastName, Company: Company, City: City, Title: Title}}
"""


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    with local_project(tmp_path_factory.mktemp("project"), *ORGS) as project:
        yield project


@pytest.fixture
def both_ways(kept, capsys):
    """A lead born in each org, shared both ways, synced once."""
    return kept.reach(capsys, share_both)


def share_both(project):
    for org, partner in (ORGS, ORGS[::-1]):
        project.write(f"{org}.yaml", manifest(org, partner))
        project.say("org", "enable", org, "--yes")
    project.connect("acme.yaml", "globex")
    project.put_in_force("acme.yaml", "globex.yaml")
    for org in ORGS:
        project.create(org, "Lead", LastName=f"Born in {org}", Company="Acme")
    sync(project)


def sync(project):
    project.later()
    return project.say("sync", NAME)


def shown(project, org):
    fields = "LastName, Company, City, Title"
    return project.rows(org, f"SELECT {fields} FROM Lead ORDER BY LastName")


def row_id(project, org, born):
    (row,) = project.rows(org, f"SELECT Id FROM Lead WHERE LastName = 'Born in {born}'")
    return row["Id"]


def test_edits_settle_the_same_wherever_the_record_was_born_and_nothing_is_sent_back(both_ways):
    for born in ORGS:
        for editor, field in (("acme", "City"), ("globex", "Title")):
            row = row_id(both_ways, editor, born)
            both_ways.plain(editor).update("Lead", row, {field: f"{editor}'s"})
        sync(both_ways)
        for org in ORGS:
            (row,) = [one for one in shown(both_ways, org) if one["LastName"] == f"Born in {born}"]
            assert (row["City"], row["Title"]) == ("acme's", "globex's")
    for _ in range(3):
        told = sync(both_ways)
        assert not any(flow["created"] or flow["updated"] for flow in told["flows"])
    assert shown(both_ways, "acme") == shown(both_ways, "globex")
    assert len(shown(both_ways, "acme")) == 2


@pytest.mark.parametrize("born", ORGS)
def test_the_newer_edit_of_one_field_wins_wherever_the_record_was_born(both_ways, born):
    for editor in ORGS:
        both_ways.plain(editor).update("Lead", row_id(both_ways, editor, born), {"City": editor})
        both_ways.later()
    sync(both_ways)
    cities = {
        org: [one["City"] for one in shown(both_ways, org) if one["LastName"].endswith(born)]
        for org in ORGS
    }
    assert cities == {"acme": ["globex"], "globex": ["globex"]}
