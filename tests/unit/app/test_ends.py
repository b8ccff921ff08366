"""Shares end by deletion, by a person's word, by leaving their rule; copies are spared or not."""

import pytest

from s2sctl.connection.objects import CONNECTION, SHARE
from s2sctl.errors import GuardTripped
from s2sctl.manifest.manifest import WhenShareEnds
from s2sctl.ports.org import Outcome, Refusal
from s2sctl.sync.guards import Allowance
from s2sctl.sync.link import LinkStatus
from tests.support.fake_org import RUNNER, Killed
from tests.support.world import NAME, leads, world

BACK = ("Status", "Email")


def pairs(count=1, ends=WhenShareEnds.REMOVE, **options):
    w = world(*leads(back=BACK, ends=ends, **options))
    ids = [w.a.insert("Lead", LastName=f"L{n}", Status="New") for n in range(count)]
    w.later()
    w.run()
    w.later(minutes=2)
    return w, ids


def links(w):
    return list(w.store.scan_links(NAME))


def test_a_deleted_origin_takes_its_copy_to_the_bin() -> None:
    w, (a,) = pairs()
    w.a.trash("Lead", a)
    w.later()
    report = w.run()
    assert w.b.living("Lead") == {}
    assert report.flows[0].ended == 1
    assert links(w)[0].status is LinkStatus.DELETED
    w.settle()


def test_the_receiver_may_keep_the_copy() -> None:
    w, (a,) = pairs(ends=WhenShareEnds.KEEP)
    w.a.trash("Lead", a)
    w.later()
    w.run()
    assert len(w.b.living("Lead")) == 1


def test_a_copy_somebody_edited_is_spared() -> None:
    w, (a,) = pairs()
    (b,) = w.b.living("Lead")
    w.b.edit("Lead", b, City="Malmö")
    w.later()
    w.run()
    w.a.trash("Lead", a)
    w.later()
    w.run()
    assert b in w.b.living("Lead")


def test_a_copy_edited_long_ago_and_overwritten_by_us_since_is_spared() -> None:
    w, (a,) = pairs()
    (b,) = w.b.living("Lead")
    w.b.edit("Lead", b, Email="b@globex.example")
    w.later()
    w.run()
    w.a.edit("Lead", a, Company="New owner")
    w.later()
    w.run()
    assert w.b.table("Lead")[b].by == RUNNER
    w.a.trash("Lead", a)
    w.later()
    w.run()
    assert b in w.b.living("Lead")


def test_a_deleted_copy_leaves_its_origin_alone_and_stays_away() -> None:
    w, (a,) = pairs()
    (b,) = w.b.living("Lead")
    w.b.trash("Lead", b)
    w.later()
    w.run()
    w.a.edit("Lead", a, Company="Changed later")
    w.settle()
    assert w.b.living("Lead") == {}
    assert a in w.a.living("Lead")
    (told,) = w.a.living(SHARE).values()
    assert told.values["Status__c"] == "Inactive (deleted)"


def test_leaving_the_rule_ends_the_share_and_coming_back_begins_it_again() -> None:
    w, (a,) = pairs()
    w.a.edit("Lead", a, Status="Draft")
    w.later()
    assert w.run().flows[0].ended == 1
    assert w.b.living("Lead") == {}
    w.a.edit("Lead", a, Status="Working")
    w.later()
    w.run()
    (again,) = w.b.living("Lead").values()
    assert again.values["Status"] == "Working"


def test_a_kept_copy_is_taken_up_again_when_its_origin_comes_back() -> None:
    w, (a,) = pairs(ends=WhenShareEnds.KEEP)
    (b,) = w.b.living("Lead")
    w.a.edit("Lead", a, Status="Draft")
    w.later()
    w.run()
    w.a.edit("Lead", a, Status="Working", Company="Back")
    w.later()
    w.run()
    assert w.b.value("Lead", b, "Company") == "Back"
    assert len(w.b.living("Lead")) == 1


def test_a_converted_lead_rests() -> None:
    w, (a,) = pairs()
    (b,) = w.b.living("Lead")
    w.b.edit("Lead", b, IsConverted=True)
    w.later()
    w.run()
    w.a.edit("Lead", a, Company="After")
    w.later()
    report = w.run()
    assert (w.b.value("Lead", b, "Company"), report.parked) == (None, 0)
    assert links(w)[0].status is LinkStatus.CONVERTED


def share_row(w, record, status):
    (connection,) = w.a.living(CONNECTION)
    return w.a.insert(
        SHARE, Connection__c=connection, Object__c="Lead", Record_Id__c=record, Status__c=status,
        Direction__c="Sent",
    )  # fmt: skip


def test_a_record_shared_by_hand_flows_until_it_is_unshared() -> None:
    w = world(*leads(where=None, back=BACK, ends=WhenShareEnds.REMOVE))
    a = w.a.insert("Lead", LastName="By hand", Status="New")
    w.a.insert("Lead", LastName="Not shared", Status="New")
    w.later()
    w.run()
    assert w.b.living("Lead") == {}
    row = share_row(w, a, "Pending")
    w.later()
    w.run()
    (b,) = w.b.living("Lead")
    assert w.a.value(SHARE, row, "Status__c") == "Active"
    assert w.a.value(SHARE, row, "Partner_Record_Id__c") == b
    w.a.edit("Lead", a, Company="Edited")
    w.later()
    w.run()
    assert w.b.value("Lead", b, "Company") == "Edited"
    w.a.edit(SHARE, row, Status__c="Inactive")
    w.later()
    w.run()
    assert w.b.living("Lead") == {}
    w.settle()


def test_a_word_said_in_the_second_of_the_last_run_counts_in_the_next() -> None:
    w = world(*leads(where=None, back=BACK, ends=WhenShareEnds.REMOVE))
    a = w.a.insert("Lead", LastName="By hand", Status="New")
    row = share_row(w, a, "Pending")
    w.later()
    w.run()
    assert len(w.b.living("Lead")) == 1
    w.run()
    w.a.edit(SHARE, row, Status__c="Inactive")
    w.run()
    assert w.b.living("Lead") == {}


def test_an_unshared_record_is_not_brought_back_by_its_rule() -> None:
    w, (a,) = pairs()
    share_row(w, a, "Inactive")
    w.later()
    w.run()
    w.a.edit("Lead", a, Company="Still in the rule")
    w.settle()
    assert w.b.living("Lead") == {}


def test_a_merge_of_origins_moves_the_share_to_the_winner() -> None:
    w, (a,) = pairs()
    (b,) = w.b.living("Lead")
    winner = w.a.insert("Lead", LastName="Winner", Status="Draft")
    w.later()
    w.run()
    w.a.edit("Lead", winner, Status="New")
    w.a.merge("Lead", winner, a)
    w.later()
    w.run()
    assert list(w.b.living("Lead")) == [b]
    assert w.b.value("Lead", b, "S2S_Key__c").endswith(winner)
    assert w.b.value("Lead", b, "LastName") == "Winner"


def test_a_merge_of_copies_gives_the_winner_the_key() -> None:
    w, (a,) = pairs()
    (b,) = w.b.living("Lead")
    winner = w.b.insert("Lead", LastName="Local", Status="New")
    w.later()
    w.b.merge("Lead", winner, b)
    w.later()
    w.run()
    assert w.b.value("Lead", winner, "S2S_Key__c").endswith(a)
    assert len(w.b.living("Lead")) == 1


def test_many_deletes_stop_the_run_until_they_are_allowed_by_count() -> None:
    w, ids = pairs(40)
    for id in ids[:30]:
        w.a.trash("Lead", id)
    w.later()
    with pytest.raises(GuardTripped) as stopped:
        w.run()
    assert "--allow-deletes 30" in stopped.value.help
    assert sum(id in stopped.value.message for id in ids[:30]) == 3
    assert not any(id in stopped.value.message for id in ids[30:])
    assert len(w.b.living("Lead")) == 40
    with pytest.raises(GuardTripped):
        w.run(allowed=Allowance(deletes=29))
    w.run(allowed=Allowance(deletes=30))
    assert len(w.b.living("Lead")) == 10


def test_many_updates_stop_the_run_until_they_are_allowed_by_count() -> None:
    w, ids = pairs(40)
    for id in ids[:30]:
        w.a.edit("Lead", id, Company="Mass edit")
    w.later()
    with pytest.raises(GuardTripped) as stopped:
        w.run()
    assert "--allow-updates 30" in stopped.value.help
    w.run(allowed=Allowance(updates=30))
    assert {row.values["Company"] for row in w.b.living("Lead").values()} == {None, "Mass edit"}


def test_a_few_deletes_need_no_permission() -> None:
    w, ids = pairs(20)
    for id in ids:
        w.a.trash("Lead", id)
    w.later()
    w.run()
    assert w.b.living("Lead") == {}


def test_a_removal_refused_once_for_a_lock_is_asked_for_again() -> None:
    w, (a,) = pairs()
    plain, asked = w.b.delete, []

    def delete(ids):
        asked.append(ids)
        if len(asked) == 1:
            return tuple(Outcome(id, refusal=Refusal("UNABLE_TO_LOCK_ROW", "")) for id in ids)
        return plain(ids)

    w.b.delete = delete
    w.a.trash("Lead", a)
    w.later()
    w.run()
    assert w.b.living("Lead") == {}


def test_removals_that_were_allowed_and_refused_need_no_second_word_when_they_are_due() -> None:
    w, ids = pairs(70)
    plain = w.b.delete
    w.b.delete = lambda ids: tuple(Outcome(id, refusal=Refusal("DELETE_FAILED", "")) for id in ids)
    for id in ids[:30]:
        w.a.trash("Lead", id)
    w.later()
    w.run(allowed=Allowance(deletes=30))
    w.b.delete = plain
    w.later(days=2)
    for id in ids[30:60]:
        w.a.trash("Lead", id)
    w.later()
    with pytest.raises(GuardTripped) as stopped:
        w.run()
    assert "--allow-deletes 30" in stopped.value.help
    w.run(allowed=Allowance(deletes=30))
    assert len(w.b.living("Lead")) == 10


def killed_at(w, kind, number):
    """Let globex's process die at its ``number``-th write or delete."""
    plain, calls = getattr(w.b, kind), []

    def dies(asked):
        calls.append(asked)
        if len(calls) == number:
            raise Killed
        return plain(asked)

    setattr(w.b, kind, dies)
    with pytest.raises(Killed):
        w.run(allowed=Allowance(deletes=60))
    setattr(w.b, kind, plain)
    w.later(minutes=30)


@pytest.mark.parametrize(("kind", "number"), [("write", 1), ("delete", 1), ("delete", 3)])
def test_allowed_removals_need_no_second_word_wherever_the_run_was_killed(kind, number) -> None:
    w, ids = pairs(70)
    w.b.batch_size = 10
    for id in ids[:60]:
        w.a.trash("Lead", id)
    w.a.edit("Lead", ids[69], Company="Edited")
    w.later()
    killed_at(w, kind, number)
    w.run()
    assert len(w.b.living("Lead")) == 10
    assert w.run().parked == 0
    w.settle()


def test_a_removal_that_was_allowed_and_is_not_due_any_more_is_not_made() -> None:
    w, ids = pairs(70)
    w.b.batch_size = 10
    for id in ids[:60]:
        w.a.trash("Lead", id)
    w.later()
    killed_at(w, "delete", 1)
    back = ids[59]
    row = w.a.table("Lead")[back]
    row.deleted = False
    w.a.edit("Lead", back, Company="Back")
    w.later()
    w.run()
    assert {one.values["LastName"] for one in w.b.living("Lead").values()} >= {"L59"}
    assert len(w.b.living("Lead")) == 11
    w.settle()
    assert w.store.ledger(NAME) == ()


def test_removals_beyond_those_that_were_allowed_are_counted() -> None:
    w, ids = pairs(100)
    w.b.batch_size = 10
    for id in ids[:60]:
        w.a.trash("Lead", id)
    w.later()
    killed_at(w, "delete", 1)
    for id in ids[60:90]:
        w.a.trash("Lead", id)
    w.later()
    with pytest.raises(GuardTripped) as stopped:
        w.run()
    assert "--allow-deletes 30" in stopped.value.help


def test_history_does_not_claim_a_removal_of_what_could_not_be_read() -> None:
    w, (a,) = pairs()
    (b,) = w.b.living("Lead")
    plain = w.b.fetch
    w.b.fetch = lambda *_: {}
    w.a.trash("Lead", a)
    w.later()
    assert w.run().parked == 1
    assert [entry.code for entry in w.store.ledger(NAME)] == ["NOT_VISIBLE"]
    assert links(w)[0].ids.b == b
    assert len(w.b.living("Lead")) == 1
    assert not any("was removed" in event.text for event in w.store.events(NAME))
    w.b.fetch = plain
    w.later(days=1)
    assert w.run().parked == 0
    assert w.b.living("Lead") == {}
    assert any("was removed" in event.text for event in w.store.events(NAME))


def test_a_kept_copy_is_taken_up_again_when_its_origin_is_undeleted() -> None:
    w, (a,) = pairs(ends=WhenShareEnds.KEEP)
    (b,) = w.b.living("Lead")
    w.a.trash("Lead", a)
    w.later()
    w.run()
    w.b.edit("Lead", b, Email="kept@globex.example")
    w.later()
    row = w.a.table("Lead")[a]
    row.deleted, row.stamp = False, w.moment.at
    w.later()
    w.run()
    assert list(w.b.living("Lead")) == [b]
    assert w.a.value("Lead", a, "Email") == "kept@globex.example"
    assert links(w)[0].status is LinkStatus.ACTIVE
    w.settle()


def test_a_removed_copy_is_made_again_when_its_origin_is_undeleted() -> None:
    w, (a,) = pairs()
    w.a.trash("Lead", a)
    w.later()
    w.run()
    assert w.b.living("Lead") == {}
    row = w.a.table("Lead")[a]
    row.deleted, row.stamp = False, w.moment.at
    w.later()
    w.run()
    assert len(w.b.living("Lead")) == 1
