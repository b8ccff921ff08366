from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from s2sctl.localorg.clock import OrgClock
from s2sctl.localorg.http import versions
from s2sctl.localorg.http.usage import Usage

_STEPS = st.lists(st.tuples(st.integers(0, 600), st.integers(1, 5)), max_size=60)


@given(steps=_STEPS)
def test_usage_is_what_was_charged_in_the_last_day(steps: list[tuple[int, int]]) -> None:
    clock, charged, now = OrgClock(), [], 0
    usage = Usage(clock)
    for minutes, calls in steps:
        clock.move(timedelta(minutes=minutes))
        now += minutes
        usage.charge(calls)
        charged.append((now, calls))
    sure = sum(calls for at, calls in charged if at > now - 24 * 60 + 1)
    possible = sum(calls for at, calls in charged if at >= now - 24 * 60 - 1)
    assert sure <= usage.used <= possible


def test_versions_are_those_that_were_listed_and_no_others() -> None:
    listed = versions.listing().body
    assert isinstance(listed, list)
    assert [one["label"] for one in listed[:3]] == ["Summer '14", "Winter '15", "Spring '15"]
    assert listed[11]["label"] == "Spring ’18"
    assert all(versions.supported(f"v{one['version']}") for one in listed)
    assert not any(map(versions.supported, ("60.0", "v60", "v60.1", "v30.0", "v99.0", "v", "")))
    assert versions.retired("v20.0")
    assert not versions.retired("v99.0")
