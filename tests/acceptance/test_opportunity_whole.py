"""An opportunity arrives whole, related as at home; what is added later follows."""

import pytest

from tests.acceptance.deal import Deal


@pytest.fixture
def deal(world):
    return Deal.of(world)


def test_an_opportunity_arrives_with_all_that_belongs_to_it_related_as_at_home(deal):
    deal.share()
    told = deal.sync()
    assert told.result["parked"] == {"conflicts": 0, "failures": 0, "waits": 0}
    assert deal.away() == deal.home()
    assert deal.home()["lines"] == [("Drill", 2.0, 90.0), ("Saw", 1.0, 250.0)]
    assert [task["Subject"] for task in deal.home()["tasks"]] == ["Call the buyer", "Send offer"]


def test_one_command_shares_the_opportunity_whole_and_what_is_added_later_follows(deal):
    deal.share_opportunity()
    told = deal.sync()
    assert told.result["parked"] == {"conflicts": 0, "failures": 0, "waits": 0}
    assert deal.away() == deal.home()
    assert [(title, where) for title, _, where in deal.away()["files"]] == [
        ("Offer", ["Buyer", "Tools"])
    ]
    deal.add_line("Drill", quantity=5, price=80)
    deal.add_file("Terms.txt", b"thirty days", deal.opportunity)
    deal.sync()
    assert ("Drill", 5.0, 80.0) in deal.away()["lines"]
    assert deal.away() == deal.home()


def test_a_line_item_and_a_task_added_later_follow(deal):
    deal.share()
    deal.sync()
    deal.add_line("Drill", quantity=5, price=80)
    deal.add_task("Visit", WhatId=deal.opportunity)
    deal.sync()
    assert deal.away() == deal.home()
    assert ("Drill", 5.0, 80.0) in deal.away()["lines"]
    assert "Visit" in [task["Subject"] for task in deal.away()["tasks"]]


def test_a_line_waits_for_its_price_and_then_comes_by_itself(deal):
    deal.share()
    entry = deal.drop_price("Saw")
    waiting = deal.sync().result["parked"]
    assert waiting["waits"] == 1
    assert deal.away()["lines"] == [("Drill", 2.0, 90.0)]
    told = deal.world.must("failures", "list", deal.name, codes=(0, 6)).said
    assert "active price of product" in told
    deal.restore_price(entry)
    deal.sync()
    assert deal.away() == deal.home()


def test_what_is_not_part_of_the_deal_stays_at_home(deal):
    deal.share()
    deal.sync()
    deal.sync()
    assert {row["Name"] for row in deal.globex.query("SELECT Name FROM Account")} >= {"Buyer"}
    assert not list(deal.globex.query("SELECT Id FROM Account WHERE Name = 'Bystander'"))
    assert not list(deal.globex.query("SELECT Id FROM Contact WHERE LastName = 'Bystander'"))
    assert not list(deal.globex.query("SELECT Id FROM ContentDocument WHERE Title = 'Private'"))
    assert not list(deal.globex.query("SELECT Id FROM Task WHERE Subject = 'Private'"))
