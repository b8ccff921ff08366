"""What an OR of time windows implies holds wherever the OR does."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from s2sctl.localorg.query.windows import around
from s2sctl.soql import parse_condition
from s2sctl.soql.render import render
from s2sctl.soql.tree import Or

START = datetime(2026, 1, 1, tzinfo=UTC)


def implied(condition: str) -> list[str]:
    parsed = parse_condition(condition)
    assert isinstance(parsed, Or)
    return [render(one) for one in around(parsed.parts)]


def test_two_windows_lie_in_one() -> None:
    assert implied(
        "(SystemModstamp >= 2026-01-02T00:00:00Z AND SystemModstamp < 2026-01-03T00:00:00Z) OR "
        "(systemmodstamp > 2026-01-01T00:00:00Z AND SystemModstamp = 2026-01-01T12:00:00Z)"
    ) == [
        "SystemModstamp >= 2026-01-01T00:00:00Z",
        "SystemModstamp <= 2026-01-03T00:00:00Z",
    ]


def test_nothing_follows_where_a_part_is_open_or_about_something_else() -> None:
    assert implied("SystemModstamp > 2026-01-01T00:00:00Z OR Name = 'x'") == []
    assert implied("CreatedDate > 2026-01-01T00:00:00Z OR CreatedDate < 2025-01-01T00:00:00Z") == []
    assert (
        implied("CreatedDate != 2026-01-01T00:00:00Z OR CreatedDate = 2025-01-01T00:00:00Z") == []
    )
    assert implied("CreatedDate > 2026-01-02T00:00:00Z OR CreatedDate > 2026-01-01T00:00:00Z") == [
        "CreatedDate >= 2026-01-01T00:00:00Z"
    ]


@given(
    st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), min_size=2, max_size=4),
    st.integers(-5, 60),
)
def test_what_is_implied_holds_wherever_a_window_does(
    windows: list[tuple[int, int]], second: int
) -> None:
    def at(seconds: int) -> str:
        return f"{START + timedelta(seconds=seconds):%Y-%m-%dT%H:%M:%SZ}"

    text = " OR ".join(
        f"(CreatedDate >= {at(low)} AND CreatedDate < {at(high)})" for low, high in windows
    )
    low, high = implied(text)
    inside = any(one <= second < other for one, other in windows)
    holds = low[-20:] <= at(second) <= high[-20:]
    assert holds or not inside
