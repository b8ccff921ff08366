"""When an Event is."""

from datetime import UTC, datetime

import pytest

from s2sctl.localorg.org import LocalOrg
from tests.localorg.engine.shop import change, make, refusal, row

TEN = "2026-01-01T10:00:00Z"
MIDNIGHT = "2026-01-01T00:00:00Z"


def _stamp(text: str) -> int:
    return int(datetime.fromisoformat(text).astimezone(UTC).timestamp() * 1000)


@pytest.mark.parametrize(
    ("said", "missing"),
    [
        ({}, ("DurationInMinutes", "ActivityDateTime")),
        ({"StartDateTime": TEN}, ("DurationInMinutes",)),
        ({"DurationInMinutes": 5}, ("ActivityDateTime",)),
        ({"IsAllDayEvent": True}, ("ActivityDateTime",)),
    ],
)
def test_an_event_without_start_or_duration_is_refused(
    org: LocalOrg, said: dict[str, object], missing: tuple[str, ...]
) -> None:
    error = refusal(make, org, "Event", **said)
    assert (error.status_code, error.fields) == ("REQUIRED_FIELD_MISSING", missing)
    assert error.message == f"Required fields are missing: [{', '.join(missing)}]"


@pytest.mark.parametrize(
    "said", [{"EndDateTime": "2026-01-01T09:59:00Z"}, {"DurationInMinutes": 15 * 1440}]
)
def test_an_event_neither_ends_before_it_starts_nor_lasts_beyond_two_weeks(
    org: LocalOrg, said: dict[str, object]
) -> None:
    error = refusal(make, org, "Event", StartDateTime=TEN, **said)
    assert (error.status_code, error.fields) == (
        "FIELD_INTEGRITY_EXCEPTION",
        ("DurationInMinutes",),
    )


def test_start_end_and_duration_say_the_same(org: LocalOrg) -> None:
    by_end = row(org, "Event", make(org, "Event", StartDateTime=TEN, EndDateTime=TEN))
    assert (by_end["DurationInMinutes"], by_end["ActivityDate"]) == (0, "2026-01-01")
    made = row(org, "Event", make(org, "Event", ActivityDateTime=TEN, DurationInMinutes=90))
    told = (made["StartDateTime"], made["EndDateTime"], made["EndDate"])
    assert told == (_stamp(TEN), _stamp("2026-01-01T11:30:00Z"), "2026-01-01")


def test_moving_the_start_keeps_the_duration(org: LocalOrg) -> None:
    made = make(org, "Event", StartDateTime=TEN, DurationInMinutes=60)
    change(org, "Event", made, StartDateTime="2026-01-02T10:00:00Z")
    kept = row(org, "Event", made)
    told = (kept["DurationInMinutes"], kept["EndDateTime"], kept["ActivityDate"])
    assert told == (60, _stamp("2026-01-02T11:00:00Z"), "2026-01-02")


def test_an_all_day_event_lasts_whole_days(org: LocalOrg) -> None:
    one = row(org, "Event", make(org, "Event", IsAllDayEvent=True, ActivityDate="2026-01-01"))
    told = (one["StartDateTime"], one["EndDateTime"], one["DurationInMinutes"])
    assert told == (_stamp(MIDNIGHT), _stamp(MIDNIGHT), 1440)
    assert one["ActivityDateTime"] is None
    two = make(
        org, "Event", IsAllDayEvent=True, StartDateTime=TEN, EndDateTime="2026-01-02T00:00:00Z"
    )
    assert row(org, "Event", two)["DurationInMinutes"] == 2 * 1440


def test_an_update_of_something_else_leaves_the_times(org: LocalOrg) -> None:
    made = make(org, "Event", StartDateTime=TEN, DurationInMinutes=60)
    change(org, "Event", made, Subject="Lunch")
    assert row(org, "Event", made)["DurationInMinutes"] == 60
