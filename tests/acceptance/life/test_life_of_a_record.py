"""The life of a shared record over two real orgs: each line of what may become of it."""

import pytest

from tests.acceptance.life.two import trash
from tests.acceptance.people import NAME


def ended(told):
    return sum(flow["ended"] for flow in told["flows"])


def changed(told):
    return [flow for flow in told["flows"] if flow["created"] or flow["updated"] or flow["ended"]]


def test_a_deleted_origin_takes_its_copy_to_the_bin_and_an_undelete_brings_one_copy_back(two):
    lead = two.lead()
    two.sync()
    trash(two.home, "Lead", lead)
    assert ended(two.sync()) == 1
    assert two.copies() == []
    two.later(5)
    two.home.control.undelete(lead)
    two.home.edit("Lead", lead, City="Lund")
    two.sync()
    (copy,) = two.copies(lead)
    assert copy["City"] == "Lund"
    assert changed(two.sync()) == []


def test_a_record_shared_by_hand_comes_back_from_the_bin_too(two):
    lead = two.lead(LeadSource="Web")
    two.say("share", NAME, "Lead", lead, "--org", "acme")
    two.sync()
    trash(two.home, "Lead", lead)
    two.sync()
    assert two.copies() == []
    two.later(5)
    two.home.control.undelete(lead)
    two.sync()
    assert len(two.copies(lead)) == 1


def test_a_copy_that_its_receiver_deleted_stays_away_also_when_undeleted_until_shared_anew(two):
    lead = two.lead()
    two.sync()
    copy = two.copy(lead)
    trash(two.away, "Lead", copy)
    assert ended(two.sync()) == 1
    two.home.edit("Lead", lead, City="Lund")
    two.sync()
    assert two.copies() == []
    two.away.control.undelete(copy)
    two.sync()
    assert two.copies(lead)[0]["City"] is None
    two.say("share", NAME, "Lead", lead, "--org", "acme")
    two.sync()
    (again,) = two.copies(lead)
    assert (again["Id"], again["City"]) == (copy, "Lund")


def test_a_merge_of_origins_moves_the_share_to_a_winner_that_had_none(two):
    loser = two.lead()
    two.sync()
    copy = two.copy(loser)
    winner = two.lead("Winner", City="Malmö")
    two.later(1)
    two.home.control.merge(winner, loser)
    two.sync()
    assert two.copy(winner) == copy
    assert two.copies(loser) == []
    assert two.copies(winner)[0]["City"] == "Malmö"
    assert changed(two.sync()) == []


def test_a_merge_into_a_winner_that_is_shared_itself_ends_the_losers_share(two):
    winner, loser = two.lead("Winner"), two.lead("Loser")
    two.sync()
    two.home.control.merge(winner, loser)
    two.sync()
    assert two.copies(loser) == []
    assert len(two.copies(winner)) == 1
    assert changed(two.sync()) == []


def test_a_merge_into_a_winner_outside_the_rule_ends_the_share(two):
    winner, loser = two.lead("Winner", LeadSource="Web", City="Private"), two.lead("Loser")
    two.sync()
    two.home.control.merge(winner, loser)
    two.sync()
    two.sync()
    assert two.copies() == []
    two.home.edit("Lead", winner, LeadSource="Partner")
    two.sync()
    assert two.copies(winner)[0]["City"] == "Private"


def test_a_merge_of_copies_gives_the_winner_the_key(two):
    lead = two.lead()
    two.sync()
    copy = two.copy(lead)
    own = two.away.create("Lead", LastName="Own", Company="Globex")
    two.away.control.merge(own, copy)
    two.sync()
    assert two.copy(lead) == own
    two.home.edit("Lead", lead, City="Lund")
    two.sync()
    assert two.copies(lead)[0]["City"] == "Lund"


def test_a_merge_of_two_copies_ends_one_share_and_no_origin(two):
    first, second = two.lead("First"), two.lead("Second")
    two.sync()
    two.away.control.merge(two.copy(first), two.copy(second))
    two.sync()
    assert len(two.copies()) == 1
    assert len(two.home.rows("SELECT Id FROM Lead WHERE LeadSource = 'Partner'")) == 2
    two.home.edit("Lead", second, City="Lund")
    two.sync()
    assert len(two.copies()) == 1


def test_merges_that_cross_between_the_orgs_leave_one_share_of_the_survivors(two):
    first, second = two.lead("First"), two.lead("Second")
    two.sync()
    kept, lost = two.copy(first), two.copy(second)
    two.home.control.merge(second, first)
    two.away.control.merge(kept, lost)
    two.sync()
    assert two.copy(second) == kept
    two.home.edit("Lead", second, City="Lund")
    two.sync()
    assert [row["City"] for row in two.copies()] == ["Lund"]


def test_a_share_follows_two_merges_of_which_no_run_saw_the_first(two):
    loser = two.lead("Loser")
    two.sync()
    copy = two.copy(loser)
    middle, last = two.lead("Middle"), two.lead("Last")
    two.home.control.merge(middle, loser)
    two.home.control.merge(last, middle)
    two.sync()
    assert two.copy(last) == copy
    assert len(two.copies()) == 1


@pytest.mark.parametrize("where", ["home", "away"])
def test_a_converted_lead_rests_on_both_sides(two, where):
    lead = two.lead()
    two.sync()
    copy = two.copy(lead)
    one, id = (two.home, lead) if where == "home" else (two.away, copy)
    one.control.convert(id, opportunity=True)
    two.sync()
    other, far = (two.away, copy) if where == "home" else (two.home, lead)
    other.edit("Lead", far, City="Lund", Rating="Hot")
    told = two.sync()
    assert changed(told) == []
    assert told["parked"] == {"conflicts": 0, "failures": 0, "waits": 0}
    assert other.rows(f"SELECT Id FROM Lead WHERE Id = '{far}'")


def test_an_origin_leaves_its_rule_and_comes_back(two):
    lead = two.lead()
    two.sync()
    two.home.edit("Lead", lead, LeadSource="Web")
    assert ended(two.sync()) == 1
    assert two.copies() == []
    two.home.edit("Lead", lead, LeadSource="Partner", City="Lund")
    two.sync()
    (copy,) = two.copies(lead)
    assert copy["City"] == "Lund"


def test_an_unshared_record_stays_away_from_its_rule_until_it_is_shared_anew(two):
    lead = two.lead()
    two.sync()
    two.say("unshare", NAME, "Lead", lead, "--org", "acme")
    two.sync()
    assert two.copies() == []
    two.home.edit("Lead", lead, City="Lund")
    two.sync()
    assert two.copies() == []
    two.say("share", NAME, "Lead", lead, "--org", "acme")
    two.sync()
    assert len(two.copies(lead)) == 1


def test_a_new_field_and_a_wider_rule_are_read_whole(two):
    lead = two.lead(Phone="+46 40 1")
    outside = two.lead("Outside", LeadSource="Web")
    two.sync()
    two.later(60)
    home, away = (two.home.folder / "acme.yaml", two.away.folder / "globex.yaml")
    before = home.read_text(), away.read_text()
    home.write_text(
        before[0]
        .replace("Email, Status", "Email, Phone, Status")
        .replace("LeadSource = 'Partner'", "LeadSource != null")
    )
    away.write_text(before[1].replace("Email: Email,", "Email: Email, Phone: Phone,"))
    try:
        two.people.agree()
        two.sync()
    finally:
        home.write_text(before[0])
        away.write_text(before[1])
    asked = f"SELECT Phone FROM Lead WHERE Id = '{two.copy(lead)}'"
    assert two.away.rows(asked)[0]["Phone"] == "+46 40 1"
    assert len(two.copies(outside)) == 1


def test_a_parent_shared_after_its_children_brings_them_along(two):
    account = two.home.create("Account", Name="Later")
    contact = two.home.create("Contact", LastName="Waiting", AccountId=account)
    two.sync()
    two.later(60)
    assert two.copies(contact, "Contact") == []
    two.home.edit("Account", account, Type="Customer")
    two.sync()
    (copy,) = two.copies(contact, "Contact")
    assert copy["AccountId"] == two.copy(account, "Account")


def test_a_commit_later_than_its_stamp_is_seen_by_a_later_look(two):
    two.sync()
    two.later(1)
    two.home.control.order_fault("late_commit", nth=1, seconds=600, sobject="Lead")
    two.sync(minutes=0.2)
    lead = two.lead()
    two.home.control.clear_faults()
    two.sync(minutes=0.2)
    assert two.copies() == []
    two.sync(minutes=16)
    assert len(two.copies(lead)) == 1
