"""What became of one connection's fields says nothing false of others, and keeps none of them."""

import pytest

from tests.support.local_project import local_project

SPARE = {"name": "Spare__c", "label": "Spare", "custom": True, "type": "string", "length": 40}
ID = {"name": "Id", "label": "Id", "type": "id", "length": 18}
LEAD = {"name": "Lead", "label": "Lead", "fields": [ID, SPARE]}


def side(connection, org, partner, terms):
    return f"connection: {connection}\norg: {org}\npartner: {{org: {partner}}}\n{terms}\n"


@pytest.fixture(scope="module")
def orgs(tmp_path_factory):
    with local_project(tmp_path_factory.mktemp("project"), "acme", "globex") as project:
        yield project


def test_other_terms_go_in_force_though_a_field_of_a_connection_was_deleted(orgs, capsys):
    orgs.capture = capsys
    orgs.control("acme").describe([LEAD])
    for alias in orgs.aliases:
        orgs.say("org", "enable", alias, "--yes")
    terms = "publish: {Lead: {fields: [LastName, Spare__c]}}"
    orgs.write("ab.yaml", side("ab", "acme", "globex", terms))
    orgs.write("cd.yaml", side("cd", "acme", "globex", "publish: {Contact: {fields: [LastName]}}"))
    orgs.connect("ab.yaml", "globex")
    orgs.connect("cd.yaml", "globex")
    orgs.say("publish", "ab.yaml", "--yes")
    assert orgs.say("sync", "ab")["drift"] == []
    orgs.control("acme").remove_field("Lead", "Spare__c")
    orgs.say("publish", "cd.yaml", "--yes")
    orgs.say("org", "enable", "acme", "--yes")
