"""Lengths of time are read as typed and told rounded down."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from s2sctl.model.spans import read_span, told_span


@pytest.mark.parametrize(
    ("text", "hours"), [("30m", 0.5), ("12h", 12), ("14d", 336), ("2w", 336), (" 1 H ", 1)]
)
def test_a_number_and_a_unit_are_a_length_of_time(text, hours):
    assert read_span(text) == timedelta(hours=hours)


@pytest.mark.parametrize("text", ["", "14", "d", "0d", "-1d", "1.5h", "soon", "1y", "1d2h"])
def test_anything_else_is_none(text):
    with pytest.raises(ValueError, match="length"):
        read_span(text)


@given(st.timedeltas(timedelta(0), timedelta(days=3000)))
def test_what_is_told_is_never_more_than_it_was(span):
    number, unit = told_span(span).split(" ")
    sizes = {"s": 1, "min": 60, "h": 3600, "d": 86_400}
    told = int(number) * sizes[unit]
    assert told <= span.total_seconds() < told + sizes[unit]


def test_the_longest_time_can_be_counted_from_today_either_way():
    longest, today = read_span("36525d"), datetime(2026, 11, 23, tzinfo=UTC)
    assert longest == timedelta(days=36_525)
    assert today - longest < today < today + longest


@pytest.mark.parametrize("text", ["36526d", "999999w", "99999w", "0d", "1y", ""])
def test_what_is_longer_or_none_is_refused(text):
    with pytest.raises(ValueError):
        read_span(text)
