"""Shares that begin again keep what people wrote meanwhile; one that goes on does not end."""

from s2sctl.connection.objects import CONNECTION, SHARE
from s2sctl.manifest.manifest import OnConflict, WhenShareEnds
from s2sctl.sync.ledger import DIVERGED
from s2sctl.sync.link import LinkStatus
from tests.support.world import NAME, leads, world

BACK = ("LastName", "Company", "Email")


def synced(**how):
    w = world(*leads(back=BACK, **how))
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
