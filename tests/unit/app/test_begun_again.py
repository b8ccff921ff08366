"""Shares that begin again keep what people wrote meanwhile; one that goes on does not end."""

import pytest

from s2sctl.connection.objects import CONNECTION, SHARE
from s2sctl.manifest.manifest import OnConflict, WhenShareEnds
from s2sctl.sync.ledger import DIVERGED
from s2sctl.sync.link import LinkStatus
from tests.support.world import NAME, leads, world

BACK = ("LastName", "Company", "Email")


def synced(back=BACK, **how):
    w = world(*leads(back=back, **how))
    a = w.a.insert("Lead", LastName="Ann", Company="Acme", Email=None, Status="New")
    w.later()
    w.run()
    w.settle()
    (b,) = w.b.living("Lead")
    return w, a, b


def say(w, a, status):
    (connection,) = w.a.living(CONNECTION)
    w.a.insert(
        SHARE,
        Connection__c=connection,
        Object__c="Lead",
        Record_Id__c=a,
        Direction__c="Sent",
        Status__c=status,
    )
    w.later()


def status(w):
    (link,) = w.store.scan_links(NAME)
    return link.status


def shared_anew_both_show_beta(w, a, b):
    say(w, a, "Pending")
    w.run()
    w.settle()
    assert status(w) is LinkStatus.ACTIVE
    assert [w.a.value("Lead", a, "Company"), w.b.value("Lead", b, "Company")] == ["Beta"] * 2


def test_shared_anew_a_kept_copy_of_a_deleted_origin_keeps_what_was_written_into_it() -> None:
    w, a, b = synced()
    w.a.trash("Lead", a)
    w.later()
    w.run()
    w.a.undelete("Lead", a)
    say(w, a, "Inactive")
    w.run()
    w.b.edit("Lead", b, Company="Beta")
    shared_anew_both_show_beta(w, a, b)


def test_shared_anew_a_copy_its_receiver_undeleted_keeps_what_was_written_into_it() -> None:
    w, a, b = synced()
    w.b.trash("Lead", b)
    w.later()
    w.run()
    w.b.undelete("Lead", b)
    w.b.edit("Lead", b, Company="Beta")
    w.settle()
    shared_anew_both_show_beta(w, a, b)


def test_a_lead_converted_while_its_share_rested_does_not_begin_again() -> None:
    w, a, b = synced()
    w.a.trash("Lead", a)
    w.b.edit("Lead", b, IsConverted=True)
    w.later()
    w.run()
    w.settle()
    w.a.undelete("Lead", a)
    w.later()
    w.run()
    assert status(w) is LinkStatus.CONVERTED


def test_what_stood_apart_when_a_share_ended_is_told_again_when_it_goes_on() -> None:
    w, a, b = synced(a_policy=OnConflict.LOCAL, b_policy=OnConflict.LOCAL)
    w.a.edit("Lead", a, Company="Alpha")
    w.b.edit("Lead", b, Company="Beta")
    w.later()
    w.run()
    w.a.trash("Lead", a)
    w.later()
    w.run()
    assert w.store.ledger(NAME) == ()
    w.a.undelete("Lead", a)
    w.later()
    w.run()
    w.settle()
    (entry,) = w.store.ledger(NAME)
    assert (entry.code, entry.field) == (DIVERGED, "Company=Company")


def test_a_record_edited_between_the_two_questions_of_a_reading_has_not_left_its_rule() -> None:
    for call in range(1, 9):
        w, a, b = synced(ends=WhenShareEnds.REMOVE)
        w.a.edit("Lead", a, Company="first")
        w.later()
        w.a.meanwhile[len(w.a.log) + call] = lambda w=w, a=a: w.a.edit("Lead", a, Company="second")
        w.run()
        assert b in w.b.living("Lead"), call
        w.settle()
        assert w.b.value("Lead", b, "Company") == "second"


def test_the_winner_of_a_merge_whose_losers_copy_was_deleted_is_shared_by_itself() -> None:
    w, a, b = synced()
    winner = w.a.insert("Lead", LastName="Bo", Company="Bo", Email=None, Status="New")
    w.a.merge("Lead", winner=winner, loser=a)
    w.b.trash("Lead", b)
    w.later()
    w.run()
    w.settle()
    assert w.store.ledger(NAME) == ()
    (copy,) = w.b.living("Lead")
    assert w.b.value("Lead", copy, "S2S_Key__c").endswith(winner)


def with_an_older_copy_in_the_bin(**how):
    """A lead whose first copy its receiver deleted, and that was shared anew and edited since."""
    w, a, first = synced(**how)
    w.b.trash("Lead", first)
    w.later()
    w.run()
    w.later(seconds=30)
    say(w, a, "Pending")
    w.run()
    w.settle()
    w.a.edit("Lead", a, Company="Later")
    w.settle()
    (second,) = w.b.living("Lead")
    assert second != first
    return w, a, first, second


def kept(w):
    return {value for one in w.store.settled_conflicts(NAME) for value in one.values}


def test_an_older_copy_that_came_back_while_the_share_rested_is_no_newer_value() -> None:
    w, a, first, _ = with_an_older_copy_in_the_bin(ends=WhenShareEnds.REMOVE)
    say(w, a, "Inactive")
    w.run()
    assert not w.b.living("Lead")
    w.later()
    w.b.undelete("Lead", first)
    w.later()
    w.run()
    w.later(seconds=30)
    say(w, a, "Pending")
    w.run()
    w.settle()
    assert (status(w), list(w.b.living("Lead"))) == (LinkStatus.ACTIVE, [first])
    assert w.a.value("Lead", a, "Company") == w.b.value("Lead", first, "Company")
    assert {"Later", "Acme"} <= {w.a.value("Lead", a, "Company")} | kept(w)


def test_an_older_copy_that_comes_back_in_place_of_the_newer_one_is_no_newer_value() -> None:
    w, a, first, second = with_an_older_copy_in_the_bin()
    w.b.trash("Lead", second)
    w.b.undelete("Lead", first)
    w.later()
    w.run()
    w.settle()
    assert (status(w), list(w.b.living("Lead"))) == (LinkStatus.ACTIVE, [first])
    assert w.a.value("Lead", a, "Company") == w.b.value("Lead", first, "Company")
    assert {"Later", "Acme"} <= {w.a.value("Lead", a, "Company")} | kept(w)


def test_an_older_copy_that_comes_back_where_nothing_flows_back_gets_what_it_missed() -> None:
    w, _, first, second = with_an_older_copy_in_the_bin(back=())
    w.b.trash("Lead", second)
    w.b.undelete("Lead", first)
    w.later()
    w.run()
    w.settle()
    assert (status(w), list(w.b.living("Lead"))) == (LinkStatus.ACTIVE, [first])
    assert w.b.value("Lead", first, "Company") == "Later"


@pytest.mark.parametrize("back", [BACK, ()])
def test_a_field_cleared_meanwhile_does_not_silently_get_an_older_copys_value(back) -> None:
    w, a, first, second = with_an_older_copy_in_the_bin(back=back, b_policy=OnConflict.PARTNER)
    w.a.edit("Lead", a, Company=None)
    w.settle()
    w.b.trash("Lead", second)
    w.b.undelete("Lead", first)
    w.later()
    w.run()
    w.settle()
    values = w.a.value("Lead", a, "Company"), w.b.value("Lead", first, "Company")
    assert values[0] == values[1]
    assert "Acme" in {*values} | kept(w)
    assert values == (None, None) or None in kept(w)
