"""A user or a Flow shares from inside the org: honoured, or told why not, row by row."""

import pytest

from s2sctl.connection.objects import CONNECTION, SHARE
from s2sctl.model.ids import RecordId, to18
from s2sctl.sync import share_requests
from s2sctl.sync.shares import Reason
from tests.support.fake_org import HUMAN, RUNNER
from tests.support.world import B_ORG, NAME, leads, world

GUEST = RecordId(to18("005000000000GST"))


def by_hand():
    return world(*leads(where=None))


def ask(w, record, by=GUEST, **values):
    (connection,) = w.a.living(CONNECTION)
    said = {
        "Connection__c": connection,
        "Object__c": "Lead",
        "Record_Id__c": record,
        "Status__c": "Pending",
        "Direction__c": "Sent",
    }
    return w.a.insert(SHARE, by=by, **(said | values))


def told(w, row):
    return w.a.value(SHARE, row, "Status__c"), w.a.value(SHARE, row, "Reason__c")


def test_who_may_edit_the_record_may_share_it() -> None:
    w = by_hand()
    lead = w.a.insert("Lead", LastName="L", Status="New")
    row = ask(w, lead)
    w.later()
    w.run()
    assert len(w.b.living("Lead")) == 1
    assert told(w, row) == ("Active", None)


def test_who_may_not_edit_it_is_refused_and_told_and_nothing_crosses() -> None:
    w = by_hand()
    lead = w.a.insert("Lead", LastName="L", Status="New")
    w.a.closed_to = {GUEST: frozenset({lead})}
    row = ask(w, lead)
    w.later()
    w.run()
    w.settle()
    assert w.b.living("Lead") == {}
    assert told(w, row) == ("Refused", share_requests.NOT_YOURS)
    w.a.closed_to = {}
    w.a.edit(SHARE, row, by=GUEST, Status__c="Pending")
    w.later()
    w.run()
    assert len(w.b.living("Lead")) == 1


def test_a_refused_row_ends_no_share_that_flows() -> None:
    w = world(*leads())
    lead = w.a.insert("Lead", LastName="L", Status="New")
    w.later()
    w.run()
    w.a.closed_to = {GUEST: frozenset({lead})}
    ask(w, lead)
    stop = ask(w, lead, Status__c="Inactive")
    w.later()
    w.run()
    w.settle()
    (link,) = w.store.scan_links(NAME)
    assert link.status.value == "active"
    assert told(w, stop)[1] == share_requests.NOT_YOURS_TO_STOP


def test_an_end_that_does_not_count_begins_no_share() -> None:
    w = by_hand()
    secret = w.a.insert("Lead", LastName="S", Status="New")
    w.a.closed_to = {GUEST: frozenset({secret})}
    row = ask(w, secret, Status__c="Inactive")
    w.later()
    w.run()
    w.settle()
    assert w.b.living("Lead") == {}
    assert told(w, row) == ("Refused", share_requests.NOT_YOURS_TO_STOP)


def test_nor_does_one_by_our_row_turned_to_another_record() -> None:
    w = by_hand()
    open_, secret = (w.a.insert("Lead", LastName=name, Status="New") for name in "OS")
    w.a.closed_to = {GUEST: frozenset({secret})}
    row = ask(w, open_, by=RUNNER)
    w.later()
    w.run()
    w.a.edit(SHARE, row, by=GUEST, Record_Id__c=secret, Status__c="Inactive")
    w.later()
    w.run()
    w.settle()
    assert [one.values["LastName"] for one in w.b.living("Lead").values()] == ["O"]


def test_nor_does_one_pin_a_record_that_a_rule_shares() -> None:
    w = world(*leads())
    lead = w.a.insert("Lead", LastName="L", Status="New")
    w.later()
    w.run()
    w.a.closed_to = {GUEST: frozenset({lead})}
    ask(w, lead, Status__c="Inactive")
    w.later()
    w.run()
    w.a.edit("Lead", lead, Status="Draft")
    w.later()
    w.run()
    (link,) = w.store.scan_links(NAME)
    assert link.reason == Reason.LEFT_RULE.value


def test_saying_received_gives_no_more_right_to_stop_a_share() -> None:
    w = world(*leads())
    lead = w.a.insert("Lead", LastName="L", Status="New")
    w.later()
    w.run()
    w.a.closed_to = {GUEST: frozenset({lead})}
    row = ask(w, lead, Status__c="Inactive", Direction__c="Received")
    w.later()
    w.run()
    w.settle()
    (link,) = w.store.scan_links(NAME)
    assert link.status.value == "active"
    assert told(w, row) == ("Active", share_requests.NOT_YOURS_TO_STOP)


def test_nor_may_anybody_stop_a_share_over_there() -> None:
    w = world(*leads())
    w.a.insert("Lead", LastName="L", Status="New")
    w.later()
    w.run()
    (copy,) = w.b.living("Lead")
    (connection,) = w.b.living(CONNECTION)
    said = {"Connection__c": connection, "Object__c": "Lead", "Record_Id__c": copy}
    stop = said | {"Status__c": "Inactive", "Direction__c": "Received"}
    w.b.closed_to = {GUEST: frozenset({copy})}
    w.b.insert(SHARE, by=GUEST, **stop)
    w.later()
    w.run()
    w.settle()
    (link,) = w.store.scan_links(NAME)
    assert link.status.value == "active"
    w.b.closed_to = {}
    w.b.insert(SHARE, by=GUEST, **stop)
    w.later()
    w.run()
    (link,) = w.store.scan_links(NAME)
    assert link.status.value == "inactive"


def test_somebody_who_may_not_edit_cannot_turn_our_row_to_another_record() -> None:
    w = by_hand()
    open_, secret = (w.a.insert("Lead", LastName=name, Status="New") for name in "OS")
    w.a.closed_to = {GUEST: frozenset({secret})}
    row = ask(w, open_, by=RUNNER)
    w.later()
    w.run()
    w.a.edit(SHARE, row, by=GUEST, Record_Id__c=secret, Status__c="Pending")
    w.later()
    w.run()
    w.settle()
    assert [one.values["LastName"] for one in w.b.living("Lead").values()] == ["O"]


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"Record_Id__c": "no id"}, share_requests.NO_RECORD_ID),
        ({"Record_Id__c": None}, share_requests.NO_RECORD_ID),
        ({"Status__c": "Maybe"}, share_requests.NO_SUCH_WORD),
        (
            {"Record_Id__c": to18("500000000000001"), "Object__c": "Case"},
            "Case is not published over this connection.",
        ),
        (
            {"Record_Id__c": to18("500000000000001")},
            "The record id is not one of Lead: its first three characters differ.",
        ),
        ({"Object__c": "Account"}, "Object says Account, but the record id is one of Lead."),
    ],
)
def test_each_cause_is_told_by_its_own_name(values, reason) -> None:
    w = by_hand()
    row = ask(w, w.a.insert("Lead", LastName="L", Status="New"), by=HUMAN, **values)
    w.later()
    report = w.run()
    assert told(w, row) == ("Refused", reason)
    assert any("each says why" in note for note in report.notes)
    assert w.b.living("Lead") == {}


def test_a_copy_is_not_sent_back_and_the_row_says_so() -> None:
    w = by_hand()
    lead = w.a.insert("Lead", LastName="L", S2S_Key__c=f"{B_ORG}/{to18('00Q000000000009')}")
    row = ask(w, lead)
    w.later()
    w.run()
    assert told(w, row) == ("Refused", share_requests.THEIRS)


def test_users_are_asked_about_once_each_and_our_own_rows_not_at_all() -> None:
    w = by_hand()
    ids = [w.a.insert("Lead", LastName=str(n), Status="New") for n in range(9)]
    for place, lead in enumerate(ids):
        ask(w, lead, by=(GUEST, HUMAN, RUNNER)[place % 3])
    w.later()
    w.run()
    assert [call.rows for call in w.a.log if call.kind == "may_edit"] == [3, 3]
    assert len(w.b.living("Lead")) == 9


def test_a_dry_run_tells_no_row_anything() -> None:
    w = by_hand()
    row = ask(w, "no id")
    w.later()
    w.run(dry_run=True)
    assert told(w, row) == ("Pending", None)


def test_a_record_deleted_before_its_copy_was_made_ends_its_share() -> None:
    w = by_hand()
    lead = w.a.insert("Lead", LastName="L", Status="New")
    row = ask(w, lead)
    w.a.trash("Lead", lead)
    w.later()
    assert w.run().parked == 0
    assert told(w, row) == ("Inactive (deleted)", Reason.ORIGIN_DELETED.value)
    before = len(w.a.log)
    w.settle()
    assert w.store.ledger(NAME) == ()
    assert w.b.living("Lead") == {}
    assert not [call for call in w.a.log[before:] if call.kind == "write" and call.object == SHARE]


def test_a_hidden_record_that_is_deleted_while_it_is_looked_for_ends_its_share() -> None:
    w = by_hand()
    lead = w.a.insert("Lead", LastName="L", Status="New")
    row = ask(w, lead)
    hidden = w.a.table("Lead").pop(lead)
    w.later()
    assert w.run().parked == 1
    w.settle()
    w.a.table("Lead")[lead] = hidden
    w.a.trash("Lead", lead)
    w.later(days=1)
    assert w.run().parked == 0
    assert told(w, row)[0] == "Inactive (deleted)"
    assert len(w.a.living(SHARE)) == 1
    w.settle()
    assert w.store.ledger(NAME) == ()


def test_a_dry_run_tells_nobody_of_a_record_deleted_before_its_copy_was_made() -> None:
    w = by_hand()
    lead = w.a.insert("Lead", LastName="L", Status="New")
    row = ask(w, lead)
    w.a.trash("Lead", lead)
    w.later()
    w.run(dry_run=True)
    assert told(w, row)[0] == "Pending"
