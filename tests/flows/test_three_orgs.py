"""Three orgs in one project: one record to two partners, on to a third only where it is said, and
never round."""

import pytest

from tests.support.local_project import local_project

COPIES = "SELECT Id, LastName, Company, S2S_Key__c FROM Lead ORDER BY LastName"
FIELDS = "[LastName, Company]"
INTO = "{LastName: LastName, Company: Company}"


def side(connection, org, partner, *, gives=True, takes=True, onward=False, rule=True):
    text = f"connection: {connection}\norg: {org}\npartner: {{org: {partner}}}\n"
    if gives:
        text += f"publish:\n  Lead:\n    fields: {FIELDS}\n"
        text += "    share: {where: \"Company != 'Private'\"}\n" if rule else ""
        text += "    onward: true\n" if onward else ""
    if takes:
        text += f"subscribe:\n  Lead:\n    fields: {INTO}\n"
    return text


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    with local_project(tmp_path_factory.mktemp("project"), "acme", "globex", "initech") as project:
        yield project


@pytest.fixture
def orgs(kept, capsys):
    """Acme and Globex, Globex and Initech, Acme and Initech: connected, nothing in force."""
    return kept.reach(capsys, connect_all)


def connect_all(project):
    for alias in project.aliases:
        project.say("org", "enable", alias, "--yes")
    ring = (("ab", "acme", "globex"), ("bc", "globex", "initech"), ("ca", "initech", "acme"))
    for name, a, b in ring:
        project.write(f"{name}-{a}.yaml", side(name, a, b))
        project.connect(f"{name}-{a}.yaml", b)


def put(orgs, connection, giver, taker, **more):
    orgs.write(f"{connection}-{giver}.yaml", side(connection, giver, taker, takes=False, **more))
    orgs.write(f"{connection}-{taker}.yaml", side(connection, taker, giver, gives=False))
    orgs.say("publish", f"{connection}-{giver}.yaml", "--yes")
    orgs.say("subscribe", f"{connection}-{taker}.yaml", "--yes")


def sync(orgs, *names):
    for name in names:
        orgs.later()
        orgs.say("sync", name)


def key(orgs, alias, id):
    (org,) = orgs.rows(alias, "SELECT Id FROM Organization")
    return f"{org['Id']}/{id}"


def test_one_record_goes_to_two_partners_and_each_copy_lives_by_itself(orgs):
    put(orgs, "ab", "acme", "globex")
    put(orgs, "ca", "acme", "initech")
    lead = orgs.create("acme", "Lead", LastName="Ng", Company="Acme")
    sync(orgs, "ab", "ca", "ab", "ca")
    for alias in ("globex", "initech"):
        (copy,) = orgs.rows(alias, COPIES)
        assert copy["S2S_Key__c"] == key(orgs, "acme", lead)
    orgs.say("deactivate", "ca", "--org", "initech", "--reason", "over", "--yes")
    orgs.plain("acme").update("Lead", lead, {"Company": "Other"})
    sync(orgs, "ab")
    assert [one["Company"] for one in orgs.rows("globex", COPIES)] == ["Other"]
    assert [one["Company"] for one in orgs.rows("initech", COPIES)] == ["Acme"]
    assert len(orgs.rows("acme", "SELECT Id FROM Lead")) == 1


def test_a_copy_goes_no_further_unless_the_manifest_says_onward(orgs):
    put(orgs, "ab", "acme", "globex")
    put(orgs, "bc", "globex", "initech")
    orgs.create("acme", "Lead", LastName="Ng", Company="Acme")
    own = orgs.create("globex", "Lead", LastName="Own", Company="Globex")
    sync(orgs, "ab", "bc", "bc")
    assert [one["LastName"] for one in orgs.rows("initech", COPIES)] == ["Own"]
    (copy,) = [one for one in orgs.rows("globex", COPIES) if one["Id"] != own]
    error = orgs.say("share", "bc", "Lead", copy["Id"], "--org", "globex", code=2)
    assert error["code"] == "S2S543"

    put(orgs, "bc", "globex", "initech", onward=True)
    sync(orgs, "bc")
    found = {one["LastName"]: one["S2S_Key__c"] for one in orgs.rows("initech", COPIES)}
    assert found == {"Ng": key(orgs, "globex", copy["Id"]), "Own": key(orgs, "globex", own)}
    (lead,) = orgs.rows("acme", "SELECT Id FROM Lead")
    orgs.plain("acme").update("Lead", lead["Id"], {"Company": "Other"})
    sync(orgs, "ab", "bc")
    assert "Other" in [one["Company"] for one in orgs.rows("initech", COPIES)]


def test_a_ring_that_the_logins_here_show_is_refused_at_publish(orgs):
    put(orgs, "ab", "acme", "globex")
    put(orgs, "bc", "globex", "initech", onward=True)
    orgs.write("ca-initech.yaml", side("ca", "initech", "acme", takes=False, onward=True))
    orgs.write("ca-acme.yaml", side("ca", "acme", "initech", gives=False))
    orgs.say("subscribe", "ca-acme.yaml", "--yes", code=0)
    (error,) = orgs.say("publish", "ca-initech.yaml", "--yes", code=1)["findings"]
    assert (error["code"], error["path"]) == ("S2S374", "publish.Lead.onward")
    assert "acme -> globex -> initech -> acme (over ab, bc, ca)" in error["message"]
    put(orgs, "ca", "initech", "acme")
    orgs.create("acme", "Lead", LastName="Ng", Company="Acme")
    sync(orgs, "ab", "bc", "ca", "ab", "bc", "ca")
    assert [len(orgs.rows(alias, "SELECT Id FROM Lead")) for alias in orgs.aliases] == [1, 1, 1]


def test_a_copy_is_never_sent_to_the_org_its_key_names(orgs):
    """Also where everything both ways is published and onward."""
    for alias, partner in (("acme", "globex"), ("globex", "acme")):
        orgs.write(f"ab-{alias}.yaml", side("ab", alias, partner, onward=True))
    orgs.put_in_force("ab-acme.yaml", "ab-globex.yaml")
    orgs.create("acme", "Lead", LastName="Ng", Company="Acme")
    orgs.create("globex", "Lead", LastName="Own", Company="Globex")
    sync(orgs, "ab", "ab", "ab")
    for alias in ("acme", "globex"):
        assert [one["LastName"] for one in orgs.rows(alias, COPIES)] == ["Ng", "Own"]
