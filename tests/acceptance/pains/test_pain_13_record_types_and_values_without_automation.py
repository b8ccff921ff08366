"""Pain 13: record types and values needed extra automation, and there were no transforms.

Here the manifest says them; nothing is built in either org. tests/flows/test_field_transforms.py
shows every transform over the wire; this is the pain itself: a partner's record type and picklist
values become ours, with our own words for theirs, and nothing but a manifest.
"""

import pytest

from s2sctl.demo.setting import scene
from s2sctl.localorg import lifecycle
from s2sctl.wiring.orgs import open_org
from tests.acceptance.world import World
from tests.support.deal_object import package, values

ACME = """\
connection: acme-globex
org: acme
partner: {org: globex}
publish:
  Deal__c:
    fields: [Name, Stage__c, RecordTypeId]
    share: {where: "Name != 'Private'"}
"""
GLOBEX = """\
connection: acme-globex
org: globex
partner: {org: acme}
subscribe:
  Deal__c:
    fields:
      Name: Name
      Stage__c: {to: Phase__c, values: {New: Offen, Won: Gewonnen}}
      RecordTypeId: {to: RecordTypeId, values: {Retail: Handel, Project: Bau}}
"""
SHOWN = "SELECT Name, Phase__c, RecordType.DeveloperName FROM Deal__c ORDER BY Name"


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    made = Plain(tmp_path_factory.mktemp("deals"))
    try:
        made.build()
        yield made
    finally:
        made.stop()


@pytest.fixture
def world(plain):
    plain.rewind()
    return plain


class Plain(World):
    """Two orgs with deals, and no manifest but the two above."""

    def build(self):
        (self.folder / "configs").mkdir(parents=True)
        orgs = "orgs:\n  acme: {local: acme}\n  globex: {local: globex}\n"
        (self.folder / "configs" / "orgs.yaml").write_text(orgs)
        (self.folder / "acme.yaml").write_text(ACME)
        (self.folder / "globex.yaml").write_text(GLOBEX)
        stage = {"Stage__c": ("Picklist", values("New", "Won"))}
        phase = {"Phase__c": ("Picklist", values("Offen", "Gewonnen"))}
        for alias, files in (
            ("acme", package(stage, ["Retail", "Project"])),
            ("globex", package(phase, ["Handel", "Bau"])),
        ):
            lifecycle.up(self.project.local, alias)
            org = open_org(self.project, alias)
            assert org.deploy(files).success
            org.assign_permission_set("Deals")
            self.must("org", "enable", alias, "--yes")
        token = self.must("invite", "acme.yaml", "-o", "json").result["token"]
        self.must("accept", token, "--org", "globex")
        self.keep("agreed")

    def scene(self, alias):
        return scene(self.project.local, alias)


def test_pain_13_record_types_and_values_change_on_their_way_by_manifest_alone(world):
    world.must("publish", "acme.yaml", "--yes")
    world.must("subscribe", "globex.yaml", "--yes")
    acme, globex = (world.scene(alias).plain for alias in ("acme", "globex"))
    types = {
        row["DeveloperName"]: row["Id"]
        for row in acme.query("SELECT Id, DeveloperName FROM RecordType")
    }
    deals = [
        {"Name": "Bridge", "Stage__c": "Won", "RecordTypeId": types["Project"]},
        {"Name": "Kiosk", "Stage__c": "New", "RecordTypeId": types["Retail"]},
    ]
    ids = acme.create("Deal__c", deals)
    world.move_clocks(120)
    world.sync()
    shown = [
        (row["Name"], row["Phase__c"], row["RecordType"]["DeveloperName"])
        for row in globex.query(SHOWN)
    ]
    assert shown == [("Bridge", "Gewonnen", "Bau"), ("Kiosk", "Offen", "Handel")]

    acme.update("Deal__c", ids[1], {"RecordTypeId": types["Project"], "Stage__c": "Won"})
    world.move_clocks(120)
    world.sync()
    changed = [row["RecordType"]["DeveloperName"] for row in globex.query(SHOWN)]
    assert changed == ["Bau", "Bau"]
    world.move_clocks(1300)
    world.sync()
    assert world.sync().result["writes"] == {"acme": 0, "globex": 0}


def test_pain_13_a_value_without_a_counterpart_is_told_before_anything_moves(world):
    wrong = GLOBEX.replace("Won: Gewonnen", "Won: Gewonen").replace("Project: Bau", "Project: Bua")
    (world.folder / "globex.yaml").write_text(wrong)
    world.must("publish", "acme.yaml", "--yes")
    refused = world.must("subscribe", "globex.yaml", "--yes", codes=(1,)).said
    assert 'did you mean "Gewonnen"?' in refused
    assert 'did you mean "Bau"?' in refused
    assert refused.count("globex.yaml:") >= 2
