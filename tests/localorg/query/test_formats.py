"""``FORMAT`` in the locales a user may have, and distances between places."""

from zoneinfo import ZoneInfo

import pytest

from s2sctl.localorg.definitions import FieldDefinition
from s2sctl.localorg.query.formats import formatter
from tests.localorg.engine.shop import change, make, user
from tests.localorg.query.library import Library

BERLIN = ZoneInfo("Europe/Berlin")
MOMENT = 1_767_279_600_000  # 2026-01-01T15:00:00Z


def written(kind: str, value: object, locale: str, scale: int = 0, currency: str = "EUR") -> str:
    field = FieldDefinition("X__c", kind, "X", scale=scale)
    convert = formatter(field, locale, currency, BERLIN)
    assert convert is not None
    return str(convert(value)).replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.parametrize(
    ("locale", "money", "moment", "day"),
    [
        ("en_US", "-€1,234.50", "1/1/2026, 4:00 PM", "3/9/2026"),
        ("en_GB", "-€1,234.50", "01/01/2026, 16:00", "09/03/2026"),
        ("de_DE", "-1.234,50 €", "01.01.2026, 16:00", "09.03.2026"),
        ("fr_FR", "-1 234,50 €", "01/01/2026 16:00", "09/03/2026"),
        ("es_ES", "-1234,50 €", "1/1/2026, 16:00", "9/3/2026"),
        ("ja_JP", "-€1,234.50", "2026/01/01 16:00", "2026/03/09"),
    ],
)
def test_each_locale_has_its_way(locale: str, money: str, moment: str, day: str) -> None:
    assert written("currency", -1234.5, locale) == money
    assert written("datetime", MOMENT, locale) == moment
    assert written("date", "2026-03-09", locale) == day


def test_numbers_have_their_fields_decimals() -> None:
    assert written("double", 1234567.5, "en_US", scale=2) == "1,234,567.50"
    assert written("int", 999, "en_US") == "999"
    assert written("percent", 12.5, "de_DE", scale=1) == "12,5%"
    assert written("time", 3_600_000, "en_US") == "1:00 AM"
    assert written("currency", 5, "en_US", currency="CHF") == "CHF 5.00"


def test_the_users_locale_and_zone_are_followed(library: Library) -> None:
    eve = user(library.org, "eve")
    change(library.org, "User", eve, LocaleSidKey="de_DE")
    soql = "SELECT FORMAT(CreatedDate) FROM Lead WHERE LastName = 'one'"
    (record,) = library.page(soql, library.org.viewer(eve)).records
    assert record["CreatedDate"] == "01.01.2026, 01:00"


def test_distances_are_great_circles_in_miles_or_kilometres(library: Library) -> None:
    make(library.org, "Account", Name="Paris", BillingLatitude=48.8566, BillingLongitude=2.3522)
    place = "DISTANCE(BillingAddress, GEOLOCATION(51.5074, -0.1278), '{}')"
    km, miles = place.format("km"), place.format("mi")
    soql = f"SELECT Name, {km} km, {miles} FROM Account WHERE {km} < 350 ORDER BY {miles}"
    (record,) = library.page(soql).records
    assert record["km"] == pytest.approx(343.6, abs=0.5)
    assert record["expr0"] == pytest.approx(213.5, abs=0.4)
    assert library.page(f"SELECT Id FROM Account WHERE {km} < 300").total_size == 0
