"""What is not published must not leave its org, be it in an answer, the state, or what is said."""

import json

from s2sctl.demo.seeds import CANARY
from tests.acceptance.counting import marks, since
from tests.acceptance.world import NAME, PAST_EVERY_LOOK

MARK = CANARY.encode()


def a_life(world):
    """A first sync, edits on both sides of shared and unshared rows, and the passes after them."""
    said = [world.sync("--dry-run"), world.sync()]
    world.move_clocks(3600)
    acme, globex = world.scenes()
    shared = [row["Id"] for row in acme.plain.query(_LEADS.format("=", 4))]
    copies = {row["S2S_Key__c"][19:]: row["Id"] for row in globex.plain.query(_COPIES)}
    at_home = next(acme.plain.query(_LEADS.format("!=", 1)))["Id"]
    acme.plain.update("Lead", at_home, {"City": CANARY[:40], "Title": CANARY})
    acme.plain.update("Lead", shared[0], {"City": "Malmö"})
    globex.plain.update("Lead", copies[shared[1]], {"Rating": "Hot"})
    acme.plain.update("Lead", shared[2], {"LeadSource": "Web", "Company": CANARY})
    acme.plain.delete("Lead", shared[3])
    world.move_clocks(10)
    said.append(world.sync(codes=(0, 6)))
    world.move_clocks(PAST_EVERY_LOOK)
    said.append(world.sync(codes=(0, 6)))
    said.append(world.play("health", NAME))
    said.append(world.play("connections"))
    return said


_LEADS = "SELECT Id FROM Lead WHERE LeadSource {} 'Partner' ORDER BY Id LIMIT {}"
_COPIES = "SELECT Id, S2S_Key__c FROM Lead WHERE S2S_Key__c != null"


def test_the_capture_would_show_a_canary_that_is_asked_for(world):
    acme = world.scene("acme")
    acme.control.capture()
    next(acme.plain.query("SELECT Title FROM Lead LIMIT 1"))
    assert CANARY in json.dumps(acme.control.log())


def test_canaries_stay_at_home(world):
    before = marks(world)
    for one in world.scenes():
        one.control.capture()
    said = a_life(world)
    for alias, entries in since(world, before).items():
        seen = [one for one in entries if CANARY in json.dumps(one) and not by_the_test(one)]
        assert not seen, (alias, [(one["method"], one["path"][:200]) for one in seen])
        assert any(one["answered"] for one in entries)
    for ended in said:
        assert CANARY not in ended.said
    files = [path for path in (world.folder / ".s2sctl").rglob("*") if path.is_file()]
    kept = [path for path in files if "local" not in path.parts]
    assert world.state in kept
    for path in kept:
        assert MARK not in path.read_bytes(), path
    assert b"Malm" not in world.state.read_bytes()


def by_the_test(entry):
    """The edits that this test makes carry the canary in what is sent."""
    return entry["method"] == "PATCH" and CANARY not in str(entry["answered"])


def test_the_state_holds_no_value_of_a_shared_record_either(synced):
    acme = synced.scene("acme")
    row = next(acme.plain.query("SELECT Email FROM Lead WHERE Email LIKE 'lead%' LIMIT 1"))
    for path in synced.state.parent.iterdir():
        if path.is_file():
            assert str(row["Email"]).encode() not in path.read_bytes(), path
