"""Comments on cases over two orgs: they can hold no key, and are there once whatever happens."""

import pytest
import yaml

from tests.acceptance.counting import marks, since
from tests.acceptance.test_killed import kill_at
from tests.acceptance.world import MANIFESTS, PAST_EVERY_LOOK

COMMENTS = 90
FIELDS = ["ParentId", "CommentBody", "IsPublished"]


@pytest.fixture
def commented(world):
    world.reach("with comments", lambda: fill(world))
    return world


def fill(world):
    """Cases with their comments are the whole agreement: comments go both ways."""
    for path in MANIFESTS.values():
        file = world.folder / path
        manifest = yaml.safe_load(file.read_text())
        for section in ("publish", "subscribe"):
            manifest[section] = {"Case": manifest[section]["Case"]}
        manifest["publish"]["CaseComment"] = {"fields": FIELDS, "share": {"with": "ParentId"}}
        manifest["subscribe"]["CaseComment"] = {
            "fields": {name: name for name in FIELDS},
            "when_share_ends": "remove",
        }
        file.write_text(yaml.safe_dump(manifest))
    world.put_in_force()
    globex = world.scene("globex").plain
    cases = [row["Id"] for row in globex.query("SELECT Id, Origin FROM Case ORDER BY Id")]
    shared = [row["Id"] for row in globex.query("SELECT Id FROM Case WHERE Origin = 'Partner'")]
    comments = [
        {"ParentId": shared[n % len(shared)], "CommentBody": f"N{n}", "IsPublished": True}
        for n in range(COMMENTS)
    ]
    home = next(one for one in cases if one not in shared)
    comments.append({"ParentId": home, "CommentBody": "not shared", "IsPublished": True})
    comments.append({"ParentId": shared[0], "CommentBody": "private", "IsPublished": False})
    globex.create("CaseComment", comments)
    world.move_clocks(10)


def bodies(world, alias, more=""):
    found = world.scene(alias).plain.query(f"SELECT CommentBody FROM CaseComment{more}")
    return sorted(row["CommentBody"] for row in found)


def wanted():
    return sorted(f"N{n}" for n in range(COMMENTS))


def assert_whole(world):
    """Every comment is there once, under its case's copy, and its key is kept once."""
    acme = world.scene("acme").plain
    assert bodies(world, "acme") == wanted()
    rows = list(acme.query("SELECT Key__c, Record_Id__c FROM S2S_Share__c"))
    there = {row["Id"] for row in acme.query("SELECT Id FROM CaseComment")}
    assert {row["Record_Id__c"] for row in rows} == there
    assert len({row["Key__c"] for row in rows}) == len(rows) == COMMENTS


def test_public_comments_of_shared_cases_arrive_and_answers_go_back(commented):
    commented.sync()
    assert_whole(commented)
    acme, globex = (one.plain for one in commented.scenes())
    case = next(acme.query("SELECT ParentId, Parent.S2S_Key__c FROM CaseComment LIMIT 1"))
    acme.create(
        "CaseComment",
        [{"ParentId": case["ParentId"], "CommentBody": "We look", "IsPublished": True}],
    )
    edited = next(globex.query("SELECT Id FROM CaseComment WHERE ParentId != NULL LIMIT 1"))
    globex.update("CaseComment", edited["Id"], {"CommentBody": "edited"})
    commented.move_clocks(10)
    commented.sync()
    assert bodies(commented, "globex").count("We look") == 1
    assert bodies(commented, "acme").count("edited") == 1
    for _ in range(2):
        commented.move_clocks(PAST_EVERY_LOOK)
        flows = commented.sync().result["flows"]
        assert sum(flow["created"] + flow["updated"] for flow in flows) == 0
    assert len(bodies(commented, "acme")) == COMMENTS + 1


def test_lost_answers_make_no_comment_twice(commented):
    fault = commented.scene("acme").control.order_fault("answer_lost", every=2)
    for _ in range(4):
        ended = commented.play("sync", "acme-globex", "-o", "json")
        assert ended.code in (0, 5, 6), ended
        commented.move_clocks(3600)
    assert commented.scene("acme").control.happened(fault) > 2
    commented.scene("acme").control.clear_faults()
    commented.sync()
    assert_whole(commented)


@pytest.mark.parametrize("ahead", [0, 1])
def test_killed_while_comments_are_made_it_ends_the_same(commented, ahead):
    """Once while the first graphs are answered, once while the second ones are."""
    commented.keep("commented")
    before = marks(commented)
    commented.sync()
    made = [
        place
        for place, one in enumerate(since(commented, before)["acme"], 1)
        if one["operation"] == "write" and "CaseComment" in one["objects"]
    ]
    assert len(made) == 2
    commented.rewind("commented")
    kill_at(commented, "acme", made[ahead])
    commented.move_clocks(60)
    commented.sync()
    assert_whole(commented)


def test_comments_that_are_there_on_both_sides_cannot_be_matched(commented):
    ended = commented.must(
        "match",
        "acme-globex",
        "CaseComment",
        "--on",
        "CommentBody",
        "--origin",
        "globex",
        "-o",
        "json",
        codes=(2,),
    )
    assert ended.document["errors"][0]["code"] == "S2S530"
