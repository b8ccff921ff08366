"""What orgs do by themselves when a record is saved: rewritten, refused, owned, blocked, locked.

Flows that edit other records in the same transaction, and approval processes, are not among the
things a local org does; their effect on the wire is played: another user's edit in the very
moment of our write, and a row that refuses as a locked one does.
"""

import pytest

from tests.acceptance.counting import shared_writes
from tests.acceptance.people import NAME


def parked(told):
    return told["parked"]


def failures(two):
    return two.say("failures", "list", NAME)["failures"]


def quiet(two):
    """Whether two more runs write no shared record."""
    before = {
        one.alias: max(int(str(entry["sequence"])) for entry in one.control.log())
        for one in (two.home, two.away)
    }
    for _ in range(2):
        two.sync()
    return not any(
        shared_writes(one.control.log(before[one.alias])) for one in (two.home, two.away)
    )


def rewrite(one, field, value, sobject="Lead", name="Rewrite", when=""):
    one.control.put_rule(sobject, "trigger", name, formula=when, field=field, value=value)


def test_what_a_trigger_makes_of_a_written_value_is_not_sent_back(two):
    rewrite(two.away, "Status", '"Working - Contacted"')
    lead = two.lead(Status="Open - Not Contacted")
    two.sync()
    assert two.copies(lead)[0]["Status"] == "Working - Contacted"
    assert quiet(two)
    asked = f"SELECT Status FROM Lead WHERE Id = '{lead}'"
    assert two.home.rows(asked)[0]["Status"] == "Open - Not Contacted"
    two.home.edit("Lead", lead, City="Lund")
    two.sync()
    assert two.copies(lead)[0]["City"] == "Lund"
    assert quiet(two)


def test_a_trigger_that_sets_another_mapped_field_beside_ours_is_settled_in_the_end(two):
    lead = two.lead()
    two.sync()
    rewrite(two.away, "Rating", '"Hot"', when='City = "Lund"')
    two.home.edit("Lead", lead, City="Lund")
    two.sync()
    two.sync()
    asked = f"SELECT Rating FROM Lead WHERE Id = '{lead}'"
    assert two.home.rows(asked)[0]["Rating"] == "Hot"
    assert quiet(two)


def test_triggers_in_both_orgs_that_fight_over_a_field_do_not_make_the_sync_run_for_ever(two):
    rewrite(two.home, "Status", '"Open - Not Contacted"', name="Home")
    rewrite(two.away, "Status", '"Working - Contacted"', name="Away")
    lead = two.lead()
    two.sync()
    two.home.edit("Lead", lead, City="Lund")
    two.sync()
    two.away.edit("Lead", two.copy(lead), Rating="Hot")
    two.sync()
    assert quiet(two)


def test_a_row_that_a_validation_rule_refuses_waits_and_holds_up_no_other(two):
    two.away.control.put_rule(
        "Lead", "validation", "Town", formula='City = "Nowhere"', message="No such town", field=""
    )
    bad, good = two.lead("Bad", City="Nowhere"), two.lead("Good", City="Lund")
    told = two.sync(code=6)
    assert parked(told)["failures"] == 1
    assert (len(two.copies(bad)), len(two.copies(good))) == (0, 1)
    assert failures(two)[0]["code"] == "FIELD_CUSTOM_VALIDATION_EXCEPTION"
    two.home.edit("Lead", bad, City="Malmö")
    told = two.sync()
    assert parked(told)["failures"] == 0
    assert len(two.copies(bad)) == 1


def test_an_update_that_a_validation_rule_refuses_waits_until_its_source_changes(two):
    lead = two.lead()
    two.sync()
    two.away.control.put_rule(
        "Lead", "validation", "Town", formula='City = "Nowhere"', message="No such town", field=""
    )
    two.home.edit("Lead", lead, City="Nowhere")
    two.sync(code=6)
    two.sync(code=6)
    assert two.copies(lead)[0]["City"] is None
    two.home.edit("Lead", lead, City="Lund")
    two.sync()
    assert two.copies(lead)[0]["City"] == "Lund"


def test_an_assignment_rule_does_not_take_our_copies_unless_the_manifest_asks(two):
    (user,) = two.away.rows("SELECT Id FROM User WHERE Username = 'integration@globex.example'")
    two.away.control.put_rule("Lead", "assignment", "All", formula="", owner=user["Id"])
    by_hand = two.away.create("Lead", LastName="By hand", Company="Globex")
    lead = two.lead()
    two.sync()
    asked = "SELECT Id, OwnerId FROM Lead"
    owners = {row["Id"]: row["OwnerId"] for row in two.away.rows(asked)}
    assert owners[by_hand] == user["Id"]
    assert owners[two.copy(lead)] != user["Id"]
    two.home.edit("Lead", lead, City="Lund")
    two.sync()
    owners = {row["Id"]: row["OwnerId"] for row in two.away.rows(asked)}
    assert owners[two.copy(lead)] != user["Id"]


@pytest.mark.parametrize(("action", "code", "copies"), [("Allow", 0, 1), ("Block", 6, 0)])
def test_a_duplicate_rule_that_alerts_lets_the_copy_in_and_one_that_blocks_parks_it(
    two, action, code, copies
):
    two.away.create("Lead", LastName="Twin", Company="Globex", Email="ada@lovelace.example")
    two.away.control.put_rule(
        "Lead", "duplicate", "Mail", fields="Email", insert=action, update=action
    )
    lead = two.lead(Email="ada@lovelace.example")
    told = two.sync(code=code)
    assert len(two.copies(lead)) == copies
    assert parked(told)["failures"] == 1 - copies
    if not copies:
        assert failures(two)[0]["code"] == "DUPLICATES_DETECTED"
        two.home.edit("Lead", lead, Email="countess@lovelace.example")
        two.sync()
        assert len(two.copies(lead)) == 1


def test_a_row_locked_by_an_approval_is_tried_again_when_the_lock_is_gone(two):
    lead, other = two.lead(), two.lead("Other")
    two.sync()
    # A fault refuses the same row only once, and a refused row is sent twice in a run.
    faults = [
        two.away.control.order_fault("row_refused", sobject="Lead", code="ENTITY_IS_LOCKED")
        for _ in range(2)
    ]
    two.home.edit("Lead", lead, City="Lund")
    told = two.sync(code=6)
    assert [two.away.control.happened(fault) for fault in faults] == [1, 1]
    assert parked(told)["failures"] == 1
    two.away.control.clear_faults()
    two.home.edit("Lead", other, City="Malmö")
    two.sync(code=6)
    assert two.copies(other)[0]["City"] == "Malmö"
    two.sync(minutes=25 * 60)
    assert two.copies(lead)[0]["City"] == "Lund"
    assert failures(two) == []


def test_a_row_held_by_another_transaction_is_taken_by_a_later_run(two):
    lead = two.lead()
    two.sync()
    copy = two.copy(lead)
    two.away.control.hold_rows([copy], wait_seconds=0.05)
    two.home.edit("Lead", lead, City="Lund")
    two.sync(code=6)
    assert failures(two)[0]["code"] == "UNABLE_TO_LOCK_ROW"
    two.away.control.release_rows()
    two.sync()
    assert two.copies(lead)[0]["City"] == "Lund"
    assert failures(two) == []


def test_records_edited_in_the_same_transaction_as_ours_flow_like_anybodys_edits(two):
    """The partner's flow sets a field of the contact's account whenever a contact is saved: what
    a sync sees of that is an account with a new stamp, modified by the sync's own user."""
    account = two.home.create("Account", Name="Ada Ltd", Type="Customer")
    contact = two.home.create("Contact", LastName="Ada", AccountId=account)
    two.sync()
    two.home.edit("Contact", contact, LastName="Lovelace")
    two.sync()
    two.away.edit("Account", two.copy(account, "Account"), Description="touched by a flow")
    assert quiet(two)
    two.home.edit("Account", account, Phone="+46 1")
    two.sync()
    assert two.copies(account, "Account")[0]["Phone"] == "+46 1"
