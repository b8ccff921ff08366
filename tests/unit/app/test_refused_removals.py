"""A copy the org would not let go is a failure: listed, tried again, never told as done."""

import pytest

from s2sctl.app.parked import parked
from s2sctl.cli.views.parked import parked_text
from s2sctl.connection.objects import SHARE
from s2sctl.manifest.manifest import WhenShareEnds
from s2sctl.ports.org import Refusal
from s2sctl.sync.link import EntryKind, LinkStatus
from tests.support.fake_org import RUNNER, FakeOrg
from tests.support.world import NAME, World, leads, world

BACK = ("Status", "Email")


def shared(count: int = 1) -> World:
    w = world(*leads(back=BACK, ends=WhenShareEnds.REMOVE))
    for n in range(count):
        w.a.insert("Lead", LastName=f"L{n}", Status="New")
    w.later()
    w.run()
    w.later(minutes=2)
    return w


def hold(org: FakeOrg, code: str = "DELETE_FAILED") -> None:
    org.refuse_delete = lambda name, _: Refusal(code, "no") if name == "Lead" else None


def let_go(org: FakeOrg) -> None:
    org.refuse_delete = lambda _, __: None


def refused(code: str = "DELETE_FAILED") -> World:
    """One share whose origin is gone and whose copy the receiving org holds on to."""
    w = shared()
    (a,) = w.a.living("Lead")
    hold(w.b, code)
    w.a.trash("Lead", a)
    w.later()
    return w


def test_a_refused_removal_is_a_failure_of_its_record() -> None:
    w = refused()
    report = w.run()
    (b,) = w.b.living("Lead")
    (entry,) = parked(w.store, w.known, (EntryKind.FAILURE,))
    assert (entry.entry.code, entry.entry.field, entry.ids.b) == ("DELETE_FAILED", "", b)
    assert (report.parked, report.flows[0].failed, report.flows[0].ended) == (1, 1, 0)
    assert "removed" not in " ".join(event.text for event in w.store.events(NAME))


def test_the_list_of_failures_says_which_copy_stays_why_and_until_when() -> None:
    w = refused()
    w.run()
    (b,) = w.b.living("Lead")
    text = parked_text(w.known, parked(w.store, w.known, (EntryKind.FAILURE,)), "failures")
    assert "DELETE_FAILED" in text
    assert f"globex: Lead {b}" in text
    assert "tried again from 2026-03-02" in text
    assert "L0" not in text


@pytest.mark.parametrize("code", ["DELETE_FAILED", "INSUFFICIENT_ACCESS_OR_READONLY"])
def test_it_is_tried_again_once_a_day_until_the_org_lets_go(code) -> None:
    w = refused(code)
    w.run()
    deletes = sum(call.kind == "delete" for call in w.b.log)
    w.settle()
    assert sum(call.kind == "delete" for call in w.b.log) == deletes
    w.later(days=1)
    w.run()
    assert sum(call.kind == "delete" for call in w.b.log) == deletes + 2
    (entry,) = w.store.ledger(NAME)
    assert entry.tries == 2
    let_go(w.b)
    w.later(days=1, hours=1)
    report = w.run()
    assert (w.b.living("Lead"), w.store.ledger(NAME)) == ({}, ())
    assert (report.parked, report.flows[0].ended) == (0, 1)
    (link,) = w.store.scan_links(NAME)
    assert (link.status, link.ids.b) == (LinkStatus.DELETED, None)


def test_a_locked_copy_is_tried_again_within_minutes() -> None:
    w = refused("UNABLE_TO_LOCK_ROW")
    w.run()
    let_go(w.b)
    w.later(minutes=5)
    w.run()
    assert (w.b.living("Lead"), w.store.ledger(NAME)) == ({}, ())


def test_the_others_go() -> None:
    w = shared(5)
    (stuck, *_) = w.b.living("Lead")
    w.b.refuse_delete = lambda _, id: Refusal("DELETE_FAILED", "no") if id == stuck else None
    for id in w.a.living("Lead"):
        w.a.trash("Lead", id)
    w.later()
    assert w.run().parked == 1
    assert list(w.b.living("Lead")) == [stuck]


def test_a_copy_that_a_person_removed_meanwhile_is_settled() -> None:
    w = refused()
    w.run()
    (b,) = w.b.living("Lead")
    w.b.trash("Lead", b)
    w.later(days=2)
    assert w.run().parked == 0
    assert w.store.ledger(NAME) == ()


def test_a_copy_that_a_person_edited_meanwhile_is_spared_and_settled() -> None:
    w = refused()
    w.run()
    (b,) = w.b.living("Lead")
    w.b.edit("Lead", b, City="Malmö")
    let_go(w.b)
    w.later(days=2)
    assert w.run().parked == 0
    assert (list(w.b.living("Lead")), w.store.ledger(NAME)) == ([b], ())


def test_a_receiver_who_keeps_copies_now_is_asked_for_no_removal() -> None:
    w = refused()
    w.run()
    let_go(w.b)
    w.set_terms(*leads(back=BACK, ends=WhenShareEnds.KEEP))
    w.later(days=2)
    assert w.run().parked == 0
    assert len(w.b.living("Lead")) == 1


def test_a_record_that_comes_back_to_its_rule_needs_no_removal_any_more() -> None:
    w = shared()
    (a,) = w.a.living("Lead")
    hold(w.b)
    w.a.edit("Lead", a, Status="Draft")
    w.later()
    assert w.run().parked == 1
    w.a.edit("Lead", a, Status="New")
    w.later()
    assert w.run().parked == 0
    let_go(w.b)
    w.later(days=2)
    w.run()
    assert len(w.b.living("Lead")) == 1
    (link,) = w.store.scan_links(NAME)
    assert link.status is LinkStatus.ACTIVE


def test_a_record_outside_its_rule_does_not_flow_because_its_removal_is_tried_again() -> None:
    w = shared()
    (a,) = w.a.living("Lead")
    hold(w.b, "UNABLE_TO_LOCK_ROW")
    w.a.edit("Lead", a, Status="Draft", Company="Private")
    w.later()
    w.run()
    w.later(hours=1)
    w.run()
    (copy,) = w.b.living("Lead").values()
    assert copy.values.get("Company") is None
    (link,) = w.store.scan_links(NAME)
    assert link.status is LinkStatus.INACTIVE


def test_a_copy_that_cannot_be_seen_is_not_told_as_removed() -> None:
    w = shared()
    (a,), ((b, hidden),) = w.a.living("Lead"), w.b.living("Lead").items()
    hidden.visible = w.moment.at.replace(year=2999)
    w.a.trash("Lead", a)
    w.later()
    report = w.run()
    (entry,) = w.store.ledger(NAME)
    assert (entry.code, report.parked) == ("NOT_VISIBLE", 1)
    hidden.visible = w.moment.at
    w.later(hours=7)
    assert w.run().parked == 0
    assert b not in w.b.living("Lead")


def test_a_copy_deleted_in_the_same_minute_as_its_origin_is_gone() -> None:
    w = shared()
    (a,), (b,) = w.a.living("Lead"), w.b.living("Lead")
    w.a.trash("Lead", a)
    w.b.trash("Lead", b)
    w.later()
    assert w.run().parked == 0
    assert w.store.ledger(NAME) == ()


def test_a_dry_run_tells_of_a_removal_that_is_due_and_tries_none() -> None:
    w = refused()
    w.run()
    let_go(w.b)
    w.later(days=2)
    planned = w.run(dry_run=True).planned.writes
    assert [(one.action, one.id) for one in planned] == [("delete", *w.b.living("Lead"))]
    assert w.store.ledger(NAME) != ()


def test_a_dry_run_plans_no_removal_of_a_copy_whose_history_was_lost() -> None:
    w = shared()
    w.shelf.remembered.clear()
    w.shelf.known.clear()
    w.settle()
    (a,), (hidden,) = w.a.living("Lead"), w.b.living("Lead").values()
    hidden.visible = w.moment.at.replace(year=2999)
    w.a.trash("Lead", a)
    w.later()
    assert w.run().parked == 1
    hidden.visible = w.moment.at
    w.later(days=2)
    assert w.run(dry_run=True).planned.writes == ()
    assert w.run().parked == 0
    assert not hidden.deleted


def test_an_unshared_record_whose_copy_is_stuck_is_still_told_as_ended_to_its_org() -> None:
    w = shared()
    (a,) = w.a.living("Lead")
    (connection,) = w.a.living("S2S_Connection__c")
    w.a.insert(
        SHARE,
        Connection__c=connection,
        Object__c="Lead",
        Record_Id__c=a,
        Status__c="Inactive",
        Direction__c="Sent",
    )
    hold(w.b)
    w.later()
    assert w.run().parked == 1
    w.a.edit("Lead", a, Company="Still in the rule")
    w.later(days=2)
    let_go(w.b)
    assert w.run().parked == 0
    assert w.b.living("Lead") == {}


def test_the_runner_is_who_removes() -> None:
    w = refused()
    let_go(w.b)
    w.run()
    (row,) = w.b.table("Lead").values()
    assert (row.deleted, row.by) == (True, RUNNER)
