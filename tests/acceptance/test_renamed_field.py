"""A field renamed between two runs: named, mended, and nothing of it lost."""

import pytest

from tests.acceptance.test_two_ways import HOUR
from tests.acceptance.world import MANIFESTS, NAME


def find(scene, soql):
    return next(scene.plain.query(soql))


class Project:
    """One shared project, seen from both orgs."""

    def __init__(self, world):
        self.acme, self.globex = world.scenes()
        soql = "SELECT Id FROM Project__c WHERE Channel__c = true ORDER BY Id LIMIT 1"
        self.origin = find(self.acme, soql)["Id"]
        key = f"{self.acme.running.org_id}/{self.origin}"
        self.copy = find(self.globex, f"SELECT Id FROM Project__c WHERE S2S_Key__c = '{key}'")["Id"]

    def at_home(self, field):
        return find(self.acme, f"SELECT {field} FROM Project__c WHERE Id = '{self.origin}'")[field]

    def away(self, field):
        return find(self.globex, f"SELECT {field} FROM Project__c WHERE Id = '{self.copy}'")[field]


@pytest.fixture
def project(synced):
    synced.move_clocks(HOUR)
    return Project(synced)


def rename(world, old, new):
    """An admin of globex changes a field's API name in Setup."""
    world.scene("globex").control.rename_field("Project__c", old, new)
    world.move_clocks(60)


def put_in_force(world, *aliases):
    for alias in aliases:
        for command in ("publish", "subscribe"):
            world.must(command, MANIFESTS[alias], "--yes")
    world.move_clocks(60)


def conflicts(ended):
    return sum(flow["conflicts"] for flow in ended.result["flows"])


def test_a_target_field_renamed_between_two_runs_loses_nothing(synced, project):
    rename(synced, "Budget__c", "Funds__c")
    values = {"Budget__c": 4711, "Notes__c": "goes on"}
    project.acme.plain.update("Project__c", project.origin, values)
    synced.move_clocks(60)

    ended = synced.sync(codes=(6,))
    (drift,) = ended.result["drift"]
    assert (drift["org"], drift["field"], drift["now"]) == ("globex", "Budget__c", "Funds__c")
    assert drift["stops"] == "field"
    assert project.away("Notes__c") == "goes on"
    assert project.away("Funds__c") != 4711

    assert "S2S380" in synced.must("validate", "--live", codes=(1,)).said
    synced.must("validate", "--live", "--fix")
    assert "Budget__c: Funds__c" in (synced.folder / MANIFESTS["globex"]).read_text()
    put_in_force(synced, "globex")
    ended = synced.sync()
    assert ended.result["drift"] == []
    assert project.away("Funds__c") == 4711
    assert conflicts(ended) == 0
    assert synced.must("diff", NAME, "--exit-code").code == 0


def test_a_two_way_field_keeps_what_both_sides_had_agreed_on(synced, project):
    rename(synced, "Stage__c", "Phase__c")
    other = Project(synced)
    soql = "SELECT Id FROM Project__c WHERE Channel__c = true ORDER BY Id DESC LIMIT 1"
    other.origin = find(other.acme, soql)["Id"]
    key = f"{other.acme.running.org_id}/{other.origin}"
    query = f"SELECT Id FROM Project__c WHERE S2S_Key__c = '{key}'"
    other.copy = find(other.globex, query)["Id"]
    project.acme.plain.update("Project__c", project.origin, {"Stage__c": "Done"})
    synced.move_clocks(60)
    # Edited away only: acme's older value must not count as an edit of its own.
    other.globex.plain.update("Project__c", other.copy, {"Phase__c": "On Hold"})
    synced.move_clocks(60)
    ended = synced.sync(codes=(6,))
    assert {one["now"] for one in ended.result["drift"]} == {"Phase__c"}
    assert project.away("Phase__c") != "Done"

    told = synced.must("validate", "--live", "--fix", codes=(0, 1)).said
    assert "Phase__c" in told
    mended = synced.folder / MANIFESTS["globex"]
    assert "fields: [Phase__c]" in mended.read_text()
    theirs = synced.folder / MANIFESTS["acme"]
    theirs.write_text(theirs.read_text().replace("{Stage__c: Stage__c}", "{Phase__c: Stage__c}"))
    put_in_force(synced, "globex", "acme")
    ended = synced.sync()
    assert (project.at_home("Stage__c"), project.away("Phase__c")) == ("Done", "Done")
    assert (other.at_home("Stage__c"), other.away("Phase__c")) == ("On Hold", "On Hold")
    assert conflicts(ended) == 0
    assert synced.sync().result["drift"] == []


def test_health_and_diff_tell_of_a_renamed_field(synced):
    sentence = "Project__c.Budget__c was renamed to Funds__c"
    assert synced.must("health", NAME, "-o", "json").result["drift"] == []
    rename(synced, "Budget__c", "Funds__c")
    told = synced.must("health", NAME, codes=(1,)).said
    assert sentence in told
    assert "validate --live" in told
    (drift,) = synced.must("health", NAME, "-o", "json", codes=(1,)).result["drift"]
    assert (drift["stops"], drift["now"]) == ("field", "Funds__c")
    told = synced.must("diff", NAME, "--exit-code", codes=(3,)).said
    assert sentence in told
