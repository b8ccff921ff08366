"""S2S: children and tasks that are added later are not shared by themselves."""

import pytest

from tests.acceptance.deal import Deal, opportunity


@pytest.fixture
def deal(world):
    return Deal.of(world)


def test_a_later_opportunity_line_contact_and_task_follow_without_a_hand(deal):
    deal.share()
    deal.sync()
    (deal.opportunity,) = deal.acme.create("Opportunity", [opportunity("Later", deal.account)])
    deal.acme.create("Contact", [{"LastName": "Newcomer", "AccountId": deal.account}])
    deal.add_line("Saw", quantity=3, price=240)
    deal.add_task("Later", WhatId=deal.opportunity)
    deal.sync()
    globex = deal.globex
    line = next(
        globex.query(
            "SELECT Opportunity.Name, Opportunity.Account.Name, Quantity FROM OpportunityLineItem "
            "WHERE Quantity = 3"
        )
    )
    assert line["Opportunity"]["Name"] == "Later"
    assert line["Opportunity"]["Account"]["Name"] == "Buyer"
    assert ("Newcomer", None) in deal.away()["contacts"]
    task = next(globex.query("SELECT What.Name FROM Task WHERE Subject = 'Later'"))
    assert task["What"]["Name"] == "Later"
