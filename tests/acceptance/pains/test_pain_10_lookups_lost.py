"""S2S: lookups are lost, and people relink copies with Apex."""

import pytest

from tests.acceptance.deal import Deal


@pytest.fixture
def deal(world):
    return Deal.of(world)


def test_every_lookup_points_to_the_copy_of_what_it_pointed_to_at_home(deal):
    deal.share()
    deal.sync()
    away = deal.away()
    assert away == deal.home()
    assert away["contacts"] == [("Boss", None), ("Clerk", "Boss")]
    assert {"Subject": "Send offer", "Status": "Not Started", "what": "Tools", "who": "Clerk"} in (
        away["tasks"]
    )
    deal.acme.update("Contact", deal.contact, {"ReportsToId": None})
    deal.sync()
    assert deal.away()["contacts"] == [("Boss", None), ("Clerk", None)]
