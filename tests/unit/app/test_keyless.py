"""Comments on cases can hold no key: a share row keeps it, and they travel once all the same."""

import contextlib

import pytest

from s2sctl.manifest.manifest import WhenShareEnds
from s2sctl.model.ids import Key, OrgId, to18
from s2sctl.store.memory import Shelf
from tests.support.fake_org import Killed
from tests.support.keyless_world import cases
from tests.support.world import A_ORG, NAME


def shared_case(w, **more):
    case = w.a.insert("Case", Subject="Broken", Status="New")
    comment = comment_on(w, case, **more)
    w.later()
    return case, comment


def comment_on(w, case, body="It is broken", published=True):
    return w.a.insert("CaseComment", ParentId=case, CommentBody=body, IsPublished=published)


def bodies(org):
    return sorted(row.values["CommentBody"] for row in org.living("CaseComment").values())


def key_rows(org):
    rows = org.living("S2S_Share__c").values()
    return {row.values["Key__c"]: row.values["Record_Id__c"] for row in rows}


@pytest.mark.parametrize("by_parent", [False, True])
def test_a_public_comment_arrives_and_a_share_row_keeps_its_key(by_parent) -> None:
    w = cases(by_parent=by_parent)
    _, comment = shared_case(w)
    report = w.run()
    ((copy, row),) = w.b.living("CaseComment").items()
    ((parent, _),) = w.b.living("Case").items()
    assert (row.values["CommentBody"], row.values["ParentId"]) == ("It is broken", parent)
    assert key_rows(w.b) == {str(Key(A_ORG, comment)): copy}
    assert report.parked == 0


@pytest.mark.parametrize("by_parent", [False, True])
def test_a_private_comment_stays_at_home(by_parent) -> None:
    w = cases(by_parent=by_parent)
    shared_case(w, published=False)
    w.run()
    assert bodies(w.b) == []


def test_a_second_sync_writes_nothing_and_an_edit_travels() -> None:
    w = cases()
    _, comment = shared_case(w)
    w.run()
    before = w.writes
    w.settle()
    assert w.writes == before
    w.a.edit("CaseComment", comment, CommentBody="It is mended")
    w.later()
    w.run()
    assert bodies(w.b) == ["It is mended"]
    assert w.writes == before + 1


def test_a_lost_answer_makes_no_second_comment() -> None:
    w = cases()
    shared_case(w)
    w.b.lose = set(range(1, 12))
    with contextlib.suppress(Exception):
        w.run()
    w.b.lose = set()
    w.later()
    w.run()
    w.settle()
    assert bodies(w.b) == ["It is broken"]
    assert len(key_rows(w.b)) == 1


@pytest.mark.parametrize("late", [False, True])
@pytest.mark.parametrize("back", [False, True])
def test_killed_at_any_call_it_ends_the_same(late, back) -> None:
    for number in range(1, 30):
        w = cases(back=back)
        shared_case(w)
        w.b.kill_at, w.b.kill_late = number, late
        try:
            w.run()
        except Killed:
            w.b.kill_at = None
            w.run()
            w.settle()
            assert (bodies(w.a), bodies(w.b)) == (["It is broken"], ["It is broken"]), number
            assert len(key_rows(w.b)) == 1
            assert w.store.ledger(NAME) == ()
        else:
            assert number > 5
            return
    raise AssertionError("never ended unkilled")


@pytest.mark.parametrize("back", [False, True])
def test_a_lost_state_finds_comments_again_by_their_share_rows(back) -> None:
    w = cases(back=back)
    _, comment = shared_case(w)
    w.run()
    before = w.writes
    w.later()
    w.shelf = Shelf()
    w.run(take_over=True)
    w.settle()
    assert (bodies(w.a), bodies(w.b), w.writes) == (["It is broken"], ["It is broken"], before)
    w.a.edit("CaseComment", comment, CommentBody="It is mended")
    w.later()
    w.run()
    assert bodies(w.b) == ["It is mended"]


def test_comments_go_both_ways_and_none_comes_back_as_new() -> None:
    w = cases(back=True)
    shared_case(w)
    w.run()
    ((parent, _),) = w.b.living("Case").items()
    w.b.insert("CaseComment", ParentId=parent, CommentBody="We look", IsPublished=True)
    w.later()
    w.run()
    w.settle()
    assert bodies(w.a) == bodies(w.b) == ["It is broken", "We look"]


@pytest.mark.parametrize(
    ("ends", "left"), [(WhenShareEnds.REMOVE, []), (WhenShareEnds.KEEP, ["It is broken"])]
)
def test_a_deleted_comment_ends_its_share_as_the_receiver_said(ends, left) -> None:
    w = cases(ends=ends)
    _, comment = shared_case(w)
    w.run()
    w.a.trash("CaseComment", comment)
    w.later()
    w.run()
    assert bodies(w.b) == left


@pytest.mark.parametrize("by_parent", [False, True])
def test_a_comment_made_private_ends_its_share(by_parent) -> None:
    w = cases(by_parent=by_parent)
    _, comment = shared_case(w)
    w.run()
    w.a.edit("CaseComment", comment, IsPublished=False)
    w.later()
    w.run()
    assert bodies(w.b) == []


@pytest.mark.parametrize("by_parent", [False, True])
def test_a_comment_made_public_again_is_made_again(by_parent) -> None:
    w = cases(by_parent=by_parent)
    _, comment = shared_case(w)
    w.run()
    w.a.edit("CaseComment", comment, IsPublished=False)
    w.later()
    w.run()
    w.a.edit("CaseComment", comment, IsPublished=True)
    w.later()
    w.run()
    w.settle()
    assert bodies(w.b) == ["It is broken"]
    ((copy, _),) = w.b.living("CaseComment").items()
    assert key_rows(w.b) == {str(Key(A_ORG, comment)): copy}


def test_a_copy_deleted_by_its_receiver_is_not_made_again_even_by_a_new_state() -> None:
    w = cases()
    shared_case(w)
    w.run()
    ((copy, _),) = w.b.living("CaseComment").items()
    w.b.trash("CaseComment", copy)
    w.later()
    w.run()
    w.settle()
    assert bodies(w.b) == []
    w.later()
    w.shelf = Shelf()
    w.run(take_over=True)
    w.settle()
    assert (bodies(w.a), bodies(w.b)) == (["It is broken"], [])


def test_comments_of_a_case_that_is_not_shared_stay_at_home_until_it_is() -> None:
    w = cases(by_parent=True)
    case = w.a.insert("Case", Subject="Broken", Status="Draft")
    comment_on(w, case)
    w.later()
    w.run()
    assert (bodies(w.b), w.store.ledger(NAME)) == ([], ())
    w.a.edit("Case", case, Status="New")
    w.later()
    w.run()
    assert bodies(w.b) == ["It is broken"]


def test_comments_of_a_case_whose_share_ends_go_with_it() -> None:
    w = cases(by_parent=True)
    case, _ = shared_case(w)
    w.run()
    w.a.edit("Case", case, Status="Draft")
    w.later()
    w.run()
    w.settle()
    assert (bodies(w.b), w.b.living("Case")) == ([], {})


def test_many_comments_go_in_as_many_calls_as_the_limit_needs() -> None:
    w = cases()
    case, _ = shared_case(w)
    for number in range(150):
        comment_on(w, case, body=f"N{number}")
    w.later()
    w.run()
    assert len(bodies(w.b)) == 151
    sent = [call.rows for call in w.b.log if call.kind == "write" and call.object == "CaseComment"]
    assert sent == [75, 75, 1]


@pytest.mark.parametrize("by_parent", [False, True])
def test_a_copy_that_another_connection_brought_goes_no_further(by_parent) -> None:
    w = cases(by_parent=by_parent)
    _, comment = shared_case(w)
    connection = w.a.insert("S2S_Connection__c", Connection__c="acme-initech", Status__c="Accepted")
    w.a.insert(
        "S2S_Share__c",
        Connection__c=connection,
        Object__c="CaseComment",
        Record_Id__c=comment,
        Key__c=str(Key(OrgId(to18("00D000000000CCC")), comment)),
        Direction__c="Received",
        Status__c="Active",
    )
    w.later()
    w.run()
    w.settle()
    assert bodies(w.b) == []
