"""Pain 14: a field's type or size changes, and its subscription is lost in silence."""

import pytest

from s2sctl.wiring.orgs import open_org
from tests.acceptance.test_renamed_field import Project, put_in_force
from tests.acceptance.test_two_ways import HOUR
from tests.acceptance.world import NAME

_NS = 'xmlns="http://soap.sforce.com/2006/04/metadata"'
LONG = "n" * 300


@pytest.fixture
def project(synced):
    synced.move_clocks(HOUR)
    return Project(synced)


def resize(world, length):
    """An admin of globex changes how long notes may be."""
    package = f"<Package {_NS}><types><members>Project__c</members><name>CustomObject</name>"
    files = {
        "package.xml": f"{package}</types><version>64.0</version></Package>".encode(),
        "objects/Project__c.object": (
            f"<CustomObject {_NS}><fields><fullName>Notes__c</fullName><label>Notes</label>"
            f"<length>{length}</length><type>LongTextArea</type><visibleLines>5</visibleLines>"
            "</fields></CustomObject>"
        ).encode(),
    }
    assert open_org(world.project, "globex").deploy(files).success
    world.move_clocks(60)


def edit(world, project, **values):
    project.acme.plain.update("Project__c", project.origin, values)
    world.move_clocks(60)


def test_a_narrower_field_is_told_and_holds_back_only_what_does_not_fit(synced, project):
    resize(synced, 256)
    edit(synced, project, Notes__c="short")
    ended = synced.sync()
    (drift,) = ended.result["drift"]
    assert (drift["field"], drift["change"], drift["stops"]) == ("Notes__c", "changed", None)
    assert project.away("Notes__c") == "short"
    assert "Notes__c" in synced.must("health", NAME).said

    edit(synced, project, Notes__c=LONG)
    assert synced.sync(codes=(6,)).result["parked"]["failures"] == 1
    resize(synced, 32_768)
    ended = synced.sync()
    assert ended.result["parked"]["failures"] == 0
    assert project.away("Notes__c") == LONG
    assert ended.result["drift"] == []


def test_a_deleted_field_is_told_everywhere_and_stops_itself_alone(synced, project):
    synced.scene("globex").control.remove_field("Project__c", "Regions__c")
    synced.move_clocks(60)
    edit(synced, project, Notes__c="goes on")
    (drift,) = synced.sync(codes=(6,)).result["drift"]
    assert (drift["field"], drift["change"], drift["stops"]) == ("Regions__c", "gone", "field")
    assert project.away("Notes__c") == "goes on"
    text = "Project__c.Regions__c is gone, or hidden from the running user"
    assert text in synced.must("sync", NAME, codes=(6,)).said
    assert text in synced.must("health", NAME, codes=(1,)).said
    assert text in synced.must("diff", NAME, "--exit-code", codes=(3,)).said

    manifest = synced.folder / "configs" / NAME / "globex.yaml"
    kept = [line for line in manifest.read_text().splitlines() if "Regions__c" not in line]
    manifest.write_text("\n".join(kept) + "\n")
    put_in_force(synced, "globex")
    assert synced.sync().result["drift"] == []
