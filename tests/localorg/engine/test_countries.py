"""State and country picklists, once an admin turned them on."""

import pytest

from s2sctl.localorg.describe import describe_object
from s2sctl.localorg.org import LocalOrg
from s2sctl.localorg.records.countries import keep_states_and_countries
from tests.localorg.engine.shop import change, lead, refusal, row


@pytest.fixture
def placed(org: LocalOrg) -> LocalOrg:
    keep_states_and_countries(org)
    return org


def test_without_them_any_text_goes(org: LocalOrg) -> None:
    assert row(org, "Lead", lead(org, State="Nowhere"))["State"] == "Nowhere"


def test_a_text_brings_its_code_and_a_code_its_text(placed: LocalOrg) -> None:
    made = row(placed, "Lead", lead(placed, State="california", Country="united states"))
    told = (made["State"], made["StateCode"], made["Country"], made["CountryCode"])
    assert told == ("California", "CA", "United States", "US")
    made = row(placed, "Lead", lead(placed, StateCode="ON", CountryCode="CA"))
    assert (made["State"], made["Country"]) == ("Ontario", "Canada")


def test_a_state_needs_its_country(placed: LocalOrg) -> None:
    error = refusal(lead, placed, State="Texas")
    assert error.status_code == "FIELD_INTEGRITY_EXCEPTION"
    assert "A country/territory must be specified" in error.message
    assert "problem with this state" in refusal(lead, placed, State="Texas", Country="CA").message
    assert "problem with this country" in refusal(lead, placed, Country="Nowhere").message


def test_on_create_the_code_wins_and_on_update_both_must_agree(placed: LocalOrg) -> None:
    made = lead(placed, Country="Germany", CountryCode="US")
    assert row(placed, "Lead", made)["Country"] == "United States"
    error = refusal(change, placed, "Lead", made, Country="Germany", CountryCode="US")
    assert error.status_code == "FIELD_INTEGRITY_EXCEPTION"


def test_a_country_does_not_move_away_from_its_state(placed: LocalOrg) -> None:
    made = lead(placed, StateCode="TX", CountryCode="US")
    error = refusal(change, placed, "Lead", made, CountryCode="CA")
    assert (error.status_code, error.fields) == ("FIELD_INTEGRITY_EXCEPTION", ("State",))
    change(placed, "Lead", made, CountryCode="CA", StateCode="ON")
    assert row(placed, "Lead", made)["State"] == "Ontario"


def test_removing_the_country_removes_the_state(placed: LocalOrg) -> None:
    made = lead(placed, StateCode="TX", CountryCode="US")
    change(placed, "Lead", made, Country=None)
    kept = row(placed, "Lead", made)
    assert (kept["State"], kept["StateCode"], kept["CountryCode"]) == (None, None, None)


def test_the_codes_are_described(placed: LocalOrg) -> None:
    answer = describe_object(placed, placed.viewer(placed.admin), "Account", "62.0")
    described = answer["fields"]
    assert isinstance(described, list)
    assert {"BillingStateCode", "ShippingCountryCode"} <= {one["name"] for one in described}
