"""The state is lost in the middle of a life, found again in the orgs, and no record is doubled."""

from tests.acceptance.counting import shared_writes, writes
from tests.acceptance.life.two import erase, trash
from tests.acceptance.people import NAME, forget


def marks(two):
    return {
        one.alias: max(int(str(entry["sequence"])) for entry in one.control.log())
        for one in (two.home, two.away)
    }


def since(two, before):
    return [entry for one in (two.home, two.away) for entry in one.control.log(before[one.alias])]


def lose(two):
    """The state's file is deleted."""
    assert list((two.people.runner.folder / ".s2sctl").glob("state.db*"))
    forget(two.people.runner)


def rebuild(two):
    """Rebuild, and see that neither org was written."""
    before = marks(two)
    done = two.say("state", "rebuild", NAME)["connections"][0]
    assert writes(since(two, before)) == []
    return {one["a"]: one for one in done["objects"]}


def ids(one, name="Lead"):
    return {row["Id"] for row in one.rows(f"SELECT Id FROM {name}")}


def family(two):
    account = two.home.create("Account", Name="Ada Ltd", Type="Customer")
    contact = two.home.create("Contact", LastName="Ada", AccountId=account)
    return account, contact


def test_after_a_rebuild_an_idle_sync_writes_nothing(two):
    for name in ("Ada", "Bea", "Cleo"):
        two.lead(name)
    family(two)
    two.sync()
    two.away.edit("Lead", two.copies()[0]["Id"], Rating="Hot")
    two.sync()
    lose(two)
    found = rebuild(two)
    assert {name: (one["flowing"], one["without_copy"]) for name, one in found.items()} == {
        "Lead": (3, 0),
        "Account": (1, 0),
        "Contact": (1, 0),
    }
    two.sync("--take-over")
    before = marks(two)
    for _ in range(2):
        told = two.sync(minutes=8)
        assert told["parked"] == {"conflicts": 0, "failures": 0, "waits": 0}
        assert all(not flow["updated"] + flow["created"] for flow in told["flows"])
    assert shared_writes(since(two, before)) == []


def test_what_a_trigger_made_of_a_value_is_held_after_it_and_written_nowhere(two):
    rule = {"formula": "", "field": "Status", "value": '"Working - Contacted"'}
    two.away.control.put_rule("Lead", "trigger", "Rewrite", **rule)
    lead = two.lead(Status="Open - Not Contacted")
    two.sync()
    two.sync()
    lose(two)
    rebuild(two)
    before = marks(two)
    two.sync("--take-over", code=6)
    asked = f"SELECT Status FROM Lead WHERE Id = '{lead}'"
    assert two.home.rows(asked)[0]["Status"] == "Open - Not Contacted"
    assert shared_writes(since(two, before)) == []
    (held,) = two.say("conflicts", "list", NAME)["conflicts"]
    assert held["code"] == "NEVER_AGREED"


def test_the_first_sync_after_it_writes_nothing_shared_either(two):
    two.lead()
    family(two)
    two.sync()
    two.sync()
    lose(two)
    rebuild(two)
    before = marks(two)
    two.sync("--take-over")
    assert shared_writes(since(two, before)) == []


def test_lost_in_the_middle_of_a_life_no_record_is_doubled_and_none_comes_back(two):
    names = ("edited", "edited away", "deleted away", "unshared", "deleted", "left", "new value")
    leads = {name: two.lead(name) for name in names}
    two.sync()
    copies = {name: two.copy(id) for name, id in leads.items()}
    trash(two.away, "Lead", copies["deleted away"])
    two.say("unshare", NAME, "Lead", leads["unshared"], "--org", "acme")
    two.sync()
    two.later(5)
    # What happens while no state knows of it.
    lose(two)
    two.home.edit("Lead", leads["edited"], City="Lund")
    two.later(1)
    two.away.edit("Lead", copies["edited away"], Rating="Hot")
    trash(two.home, "Lead", leads["deleted"])
    two.home.edit("Lead", leads["left"], LeadSource="Web")
    fresh = two.lead("fresh")
    two.later(5)
    before = ids(two.away)
    found = rebuild(two)["Lead"]
    assert (found["without_copy"], found["apart"]) == (1, 2)
    refused = two.say("sync", NAME, "--take-over", code=8)
    assert refused["code"] == "S2S780"
    assert "--allow-creates 1" in refused["help"]
    assert ids(two.away) == before
    two.sync("--take-over", "--allow-creates", "1", code=6)
    for name, org in (("edited", "acme"), ("edited away", "globex")):
        two.say("conflicts", "resolve", NAME, leads[name], "--take", org, "--yes")
    two.sync()
    assert ids(two.away) == before | {two.copy(fresh)}
    assert two.copies(leads["edited"])[0]["City"] == "Lund"
    asked = f"SELECT Rating FROM Lead WHERE Id = '{leads['edited away']}'"
    assert two.home.rows(asked)[0]["Rating"] == "Hot"
    # What became of them before is not known, so no copy is taken away.
    assert len(two.copies(leads["deleted"])) == len(two.copies(leads["left"])) == 1
    # Once allowed, new records need no word.
    two.home.edit("Lead", two.lead("newer"), City="Lund")
    two.sync()
    assert len(two.copies()) == len(before) + 2


def test_a_merge_while_the_state_was_lost_makes_no_second_copy(two):
    winner, loser = two.lead("Winner"), two.lead("Loser")
    two.sync()
    before = ids(two.away)
    lose(two)
    two.home.control.merge(winner, loser)
    two.later(5)
    rebuild(two)
    two.sync("--take-over")
    two.sync()
    assert ids(two.away) <= before
    assert len(two.copies(winner)) == 1


def test_all_connections_are_rebuilt_where_none_is_named(two):
    two.lead()
    two.sync()
    two.later(1)
    lose(two)
    assert [one["connection"] for one in two.say("state", "rebuild")["connections"]] == [NAME]
    assert "1 share found" in two.people.runner.shown("state", "rebuild", NAME)


def test_a_copy_that_a_rebuild_cannot_find_is_asked_about_before_it_is_made_again(two):
    lead = two.lead()
    two.sync()
    copy = two.copy(lead)
    lose(two)
    erase(two.away, "Lead", copy)
    two.later(5)
    assert rebuild(two)["Lead"]["without_copy"] == 1
    assert two.say("sync", NAME, "--take-over", code=8)["code"] == "S2S780"
    assert two.copies() == []
