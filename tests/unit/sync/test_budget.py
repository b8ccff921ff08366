"""API calls: a run's share of a day, the app's own limit, and what is left to others."""

from hypothesis import given
from hypothesis import strategies as st

from s2sctl.manifest.manifest import Guards
from s2sctl.sync.budget import (
    Budget,
    DailyLimit,
    binding,
    check_budget,
    nearly_out,
    overspent,
)

limits = st.lists(
    st.builds(
        DailyLimit,
        used=st.integers(0, 120_000),
        limit=st.integers(0, 100_000),
        app=st.sampled_from([None, "", "s2s"]),
    ),
    max_size=2,
).map(tuple)
budgets = st.builds(
    Budget,
    org=st.just("acme"),
    guards=st.builds(Guards, api_calls=st.floats(0, 100)),
    spent=st.integers(0, 5_000),
    needed=st.integers(0, 50_000),
    limits=limits,
)


def budget(spent=10, needed=10, percent=20, *found):
    return Budget("acme", Guards(api_calls=percent), spent, needed, found)


def codes(*all_budgets):
    return [one.code for one in check_budget(all_budgets, 0)]


def test_a_budget_counts_what_is_spent_and_what_is_needed() -> None:
    fresh = DailyLimit(10, 100)
    assert codes(budget(10, 10, 20, fresh), budget(10, 11, 20, fresh), budget(10, 11)) == ["S2S504"]


@given(budgets)
def test_the_count_the_api_guard_names_lets_the_run_pass_and_go_on_to_its_end(one) -> None:
    for tripped in check_budget([one], 0):
        assert check_budget([one], tripped.count) == ()
        done = Budget(one.org, one.guards, one.total, 0, one.limits)
        assert overspent(done, tripped.count) == ""


@given(budgets)
def test_a_run_that_the_guard_lets_pass_is_not_stopped_by_its_share_on_the_way(one) -> None:
    if not check_budget([one], 0) and not overspent(one, 0):
        done = Budget(one.org, one.guards, one.total, 0, one.limits)
        assert "all that it may" not in overspent(done, 0)


def test_an_app_limit_nearer_its_end_is_the_one_that_counts() -> None:
    org, app = DailyLimit(100, 100_000), DailyLimit(17, 250, "s2s")
    assert binding([org, app]) == app
    assert binding([DailyLimit(99_900, 100_000), app]) == DailyLimit(99_900, 100_000)
    (tripped,) = check_budget([budget(10, 50, 20, org, app)], 0)
    assert tripped.code == "S2S504"
    assert "daily 250 of the app s2s" in tripped.text
    assert codes(budget(10, 40, 20, org, app)) == []


def test_an_app_may_use_its_own_limit_up_but_no_more() -> None:
    org, app = DailyLimit(100, 100_000), DailyLimit(200, 250, "s2s")
    assert codes(budget(0, 50, 100, org, app)) == []
    assert codes(budget(0, 51, 100, org, app)) == ["S2S505"]


def test_the_orgs_other_integrations_keep_a_reserve() -> None:
    daily = DailyLimit(94_990, 100_000)
    assert codes(budget(5, 10, 20, daily)) == []
    (tripped,) = check_budget([budget(5, 11, 20, daily)], 0)
    assert tripped.code == "S2S505"
    assert "acme has used 94,990 of its 100,000 daily API calls" in tripped.text
    assert "5,000 are kept for its other integrations" in tripped.text


def test_a_run_that_needs_nothing_more_is_not_stopped_for_what_others_took() -> None:
    assert codes(budget(5, 0, 20, DailyLimit(110_018, 100_000))) == []


def test_a_run_whose_reading_alone_took_its_share_and_that_writes_nothing_is_not_stopped() -> None:
    """No cursor would move, and the next run would read the same and stop again."""
    assert codes(budget(60, 0, 20, DailyLimit(70, 250))) == []
    assert codes(budget(60, 1, 20, DailyLimit(70, 250))) == ["S2S504"]


def test_a_run_ends_on_its_way_once_its_share_is_taken_or_others_took_the_rest() -> None:
    assert "21 API calls of acme, all that it may (20)" in overspent(
        budget(21, 0, 20, DailyLimit(30, 100)), 0
    )
    assert overspent(budget(20, 0, 20, DailyLimit(30, 100)), 0) == ""
    assert overspent(budget(21, 0, 20, DailyLimit(30, 100)), 21) == ""
    assert "other integrations" in overspent(budget(2, 0, 20, DailyLimit(96, 100)), 0)
    assert overspent(budget(5_000), 0) == ""


def test_an_org_within_its_reserve_is_left_alone_unless_calls_were_allowed() -> None:
    within = budget(2, 0, 20, DailyLimit(9_501, 10_000))
    assert "acme has used 9,501 of its 10,000" in nearly_out(within, 0)
    assert nearly_out(within, 1) != ""
    assert nearly_out(within, 2) == ""
    assert nearly_out(budget(2, 0, 20, DailyLimit(9_500, 10_000)), 0) == ""
    assert nearly_out(budget(0, 0, 20, DailyLimit(9_501, 10_000)), 0) != ""
