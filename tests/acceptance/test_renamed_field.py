"""A field renamed between two runs: named, mended, and nothing of it lost."""

import pytest

from tests.acceptance.test_two_ways import HOUR
from tests.acceptance.world import MANIFESTS, NAME


def find(scene, soql):
    return next(scene.plain.query(soql))


class Project:
    """One shared project, seen from both orgs; its budget and stage in globex have moved."""

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


def rename(world, field, name, sobject="Project__c"):
    globex = world.scene("globex")
    globex.control.rename_field(sobject, field, name)
    world.move_clocks(60)


def put_in_force(world, alias="globex"):
    for command in ("publish", "subscribe"):
        world.must(command, MANIFESTS[alias], "--yes")


def test_a_target_field_renamed_between_two_runs_loses_nothing(synced, project):
    rename(synced, "Budget__c", "Funds__c")
    project.acme.plain.update(
        "Project__c", project.origin, {"Budget__c": 4711, "Notes__c": "goes on"}
    )
    synced.move_clocks(60)

    ended = synced.sync(codes=(6,))
    (drift,) = ended.result["drift"]
    assert (drift["org"], drift["field"], drift["now"]) == ("globex", "Budget__c", "Funds__c")
    assert drift["stops"] == "field"
    assert project.away("Notes__c") == "goes on"
    assert project.away("Funds__c") != 4711

    synced.must("validate", "--live", codes=(1,))
    synced.must("validate", "--live", "--fix")
    assert "Budget__c: Funds__c" in (synced.folder / MANIFESTS["globex"]).read_text()
    put_in_force(synced)
    synced.move_clocks(60)
    ended = synced.sync()
    assert ended.result["drift"] == []
    assert project.away("Funds__c") == 4711
    assert sum(flow["conflicts"] for flow in ended.result["flows"]) == 0


def test_a_two_way_field_keeps_what_both_sides_agreed_on(synced, project):
    rename(synced, "Stage__c", "Phase__c")
    before = project.at_home("Stage__c")
    after = "Won" if before != "Won" else "Lost"
    print(before)
    synced.sync(codes=(6,))
    assert project.at_home("Stage__c") == before
    assert after


def test_health_and_diff_tell_of_a_renamed_field(synced):
    rename(synced, "Budget__c", "Funds__c")
    told = synced.must("health", NAME, codes=(0, 1))
    assert "Project__c.Budget__c was renamed to Funds__c" in told.said
    told = synced.must("diff", NAME, "--exit-code", codes=(3,))
    assert "Project__c.Budget__c was renamed to Funds__c" in told.said
