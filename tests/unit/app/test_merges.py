"""Records merged by people: a share follows as far as it may, and never takes another one's key."""

from dataclasses import replace

import pytest

from s2sctl.manifest.manifest import Terms, WhenShareEnds
from s2sctl.model.ids import RecordId, to18
from s2sctl.ports.org import Refusal
from s2sctl.sync.link import LinkStatus
from tests.support.world import NAME, World, leads, world

REMOVE = WhenShareEnds.REMOVE
FOREIGN = f"{to18('00D000000000CCC')}/{to18('00Q000000000CCC')}"
THIRD = to18("a0C000000000CCC")


def synced(*names: str, onward: bool = False) -> tuple[World, dict[str, RecordId]]:
    """Leads of A with copies in B: ids in A by name, in B by name in small letters."""
    a, b = leads(ends=REMOVE, back=("Company",))
    if onward:
        (one,) = a.publish
        a = Terms((replace(one, share=replace(one.share, onward=True)),), a.subscribe)
    w = world(a, b)
    ids = {name: w.a.insert("Lead", LastName=name, Company="ok", Status="New") for name in names}
    quiet(w)
    ids |= {str(row.values["LastName"]).lower(): id for id, row in w.b.living("Lead").items()}
    return w, ids


def quiet(w: World) -> None:
    w.later()
    w.run()
    w.settle()


def names_in_b(w: World) -> list[object]:
    return sorted(str(row.values["LastName"]) for row in w.b.living("Lead").values())


def alive(w: World) -> list[tuple[RecordId | None, RecordId | None]]:
    return [tuple(one.ids) for one in w.store.scan_links(NAME, statuses=[LinkStatus.ACTIVE])]


def events(w: World) -> str:
    return "\n".join(one.text for one in w.store.events(NAME))


def test_a_copy_merged_into_another_connections_copy_leaves_that_ones_key() -> None:
    w, ids = synced("X")
    winner = w.b.insert(
        "Lead", LastName="W", Status="New", S2S_Key__c=FOREIGN, S2S_Connection__c=THIRD
    )
    quiet(w)
    w.b.merge("Lead", winner, ids["x"])
    quiet(w)
    assert w.b.value("Lead", winner, "S2S_Key__c") == FOREIGN
    assert w.b.value("Lead", winner, "S2S_Connection__c") == THIRD
    assert alive(w) == []
    assert w.store.ledger(NAME) == ()
    assert "the copy was merged into a record that is shared itself" in events(w)
    w.a.edit("Lead", ids["X"], Company="later")
    quiet(w)
    assert list(w.b.living("Lead")) == [winner]


@pytest.mark.parametrize("onward", [False, True])
def test_an_origin_merged_into_another_connections_copy_goes_on_only_where_such_copies_may(
    onward: bool,
) -> None:
    w, ids = synced("X", onward=onward)
    winner = w.a.insert(
        "Lead", LastName="W", Status="Draft", S2S_Key__c=FOREIGN, S2S_Connection__c=THIRD
    )
    quiet(w)
    w.a.edit("Lead", winner, Status="New")
    w.a.merge("Lead", winner, ids["X"])
    quiet(w)
    assert w.a.value("Lead", winner, "S2S_Key__c") == FOREIGN
    assert alive(w) == ([(winner, ids["x"])] if onward else [])
    assert names_in_b(w) == (["W"] if onward else [])
    assert w.store.ledger(NAME) == ()


def test_crossed_merges_leave_one_share_of_the_survivors() -> None:
    w, ids = synced("X", "Y")
    w.a.merge("Lead", ids["Y"], ids["X"])
    w.b.merge("Lead", ids["x"], ids["y"])
    quiet(w)
    assert alive(w) == [(ids["Y"], ids["x"])]
    assert w.store.ledger(NAME) == ()
    assert w.b.value("Lead", ids["x"], "S2S_Key__c").endswith(ids["Y"])
    assert f"{ids['X']} was merged into {ids['Y']}, whose share takes its copy" in events(w)
    w.a.edit("Lead", ids["Y"], Email="after@example.com")
    quiet(w)
    assert w.b.value("Lead", ids["x"], "Email") == "after@example.com"


def test_crossed_merges_end_the_same_when_the_key_cannot_be_written_at_once() -> None:
    w, ids = synced("X", "Y")
    w.a.merge("Lead", ids["Y"], ids["X"])
    w.b.merge("Lead", ids["x"], ids["y"])
    w.b.refuse = lambda name, values: (
        Refusal("UNABLE_TO_LOCK_ROW", "busy") if "S2S_Key__c" in values else None
    )
    w.later()
    w.run()
    assert [one.code for one in w.store.ledger(NAME)] == ["UNABLE_TO_LOCK_ROW"]
    w.b.refuse = lambda _, __: None
    quiet(w)
    assert alive(w) == [(ids["Y"], ids["x"])]
    assert w.store.ledger(NAME) == ()


def test_a_copy_merged_into_the_kept_copy_of_an_ended_share_takes_its_place() -> None:
    w, ids = synced("X", "Y")
    w.set_terms(*leads(ends=WhenShareEnds.KEEP, back=("Company",)))
    quiet(w)
    w.a.merge("Lead", ids["Y"], ids["X"])
    quiet(w)
    w.b.merge("Lead", ids["x"], ids["y"])
    quiet(w)
    assert alive(w) == [(ids["Y"], ids["x"])]
    assert w.store.ledger(NAME) == ()
    assert w.b.value("Lead", ids["x"], "S2S_Key__c").endswith(ids["Y"])


def test_a_share_follows_a_chain_of_merges_to_its_end() -> None:
    w, ids = synced("X")
    middle = w.a.insert("Lead", LastName="Middle", Company="ok", Status="New")
    last = w.a.insert("Lead", LastName="Last", Company="ok", Status="New")
    w.a.merge("Lead", middle, ids["X"])
    w.a.merge("Lead", last, middle)
    quiet(w)
    assert alive(w) == [(last, ids["x"])]
    assert w.store.ledger(NAME) == ()
    assert names_in_b(w) == ["Last"]


def test_a_winner_that_was_deleted_since_ends_the_share_like_a_deleted_origin() -> None:
    w, ids = synced("X")
    winner = w.a.insert("Lead", LastName="Winner", Company="ok", Status="New")
    w.a.merge("Lead", winner, ids["X"])
    w.a.trash("Lead", winner)
    quiet(w)
    assert alive(w) == []
    assert w.store.ledger(NAME) == ()
    assert w.b.living("Lead") == {}


def test_two_origins_merged_into_a_third_leave_one_share_of_it() -> None:
    w, ids = synced("X", "Y")
    winner = w.a.insert("Lead", LastName="Winner", Company="ok", Status="New")
    w.a.merge("Lead", winner, ids["X"])
    w.a.merge("Lead", winner, ids["Y"])
    w.later()
    w.run()
    assert w.store.ledger(NAME) == ()
    quiet(w)
    assert [a for a, _ in alive(w)] == [winner]
    assert names_in_b(w) == ["Winner"]


def test_an_origin_merged_while_its_copy_is_deleted_leaves_its_winner_a_record_of_its_own() -> None:
    w, ids = synced("X")
    winner = w.a.insert("Lead", LastName="Winner", Company="ok", Status="New")
    w.a.merge("Lead", winner, ids["X"])
    w.b.trash("Lead", ids["x"])
    quiet(w)
    assert w.store.ledger(NAME) == ()
    assert names_in_b(w) == ["Winner"]
    assert ids["x"] not in w.b.living("Lead")
    assert "the copy was deleted by its receiver" in events(w)


def test_an_origin_and_its_copy_merged_at_once_go_on_as_their_winners() -> None:
    w, ids = synced("X")
    winner = w.a.insert("Lead", LastName="Winner", Company="ok", Status="New")
    local = w.b.insert("Lead", LastName="Local", Company="ok", Status="New")
    w.a.merge("Lead", winner, ids["X"])
    w.b.merge("Lead", local, ids["x"])
    quiet(w)
    assert alive(w) == [(winner, local)]
    assert w.store.ledger(NAME) == ()
    assert w.b.value("Lead", local, "S2S_Key__c").endswith(winner)


@pytest.mark.parametrize("shared", [False, True])
def test_an_undeleted_loser_of_a_merge_is_shared_again(shared: bool) -> None:
    w, ids = synced(*(("X", "Y") if shared else ("X",)))
    winner = ids.get("Y") or w.a.insert("Lead", LastName="Y", Company="ok", Status="New")
    w.a.merge("Lead", winner, ids["X"])
    quiet(w)
    assert names_in_b(w) == ["Y"]
    w.a.undelete("Lead", ids["X"])
    w.a.table("Lead")[ids["X"]].master = None
    quiet(w)
    assert names_in_b(w) == ["X", "Y"]
    assert w.store.ledger(NAME) == ()


def test_an_edited_origin_does_not_bring_back_a_copy_that_its_receiver_merged_away() -> None:
    w, ids = synced("X", "Y")
    w.b.merge("Lead", ids["y"], ids["x"])
    quiet(w)
    w.a.edit("Lead", ids["X"], Company="edited")
    quiet(w)
    assert names_in_b(w) == ["Y"]
    assert alive(w) == [(ids["Y"], ids["y"])]


def test_the_winner_of_merged_copies_gets_what_the_origin_alone_says() -> None:
    w, ids = synced("X")
    local = w.b.insert("Lead", LastName="Local", Company="theirs", Email="own@b", Status="Own")
    quiet(w)
    w.b.merge("Lead", local, ids["x"])
    quiet(w)
    shown = {name: w.b.value("Lead", local, name) for name in ("LastName", "Email", "Status")}
    assert shown == {"LastName": "X", "Email": None, "Status": "New"}
    assert w.a.value("Lead", ids["X"], "Company") == "theirs"
    assert w.store.ledger(NAME) == ()
