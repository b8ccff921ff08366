"""Guards: small numbers pass, large ones need the exact count."""

from hypothesis import given
from hypothesis import strategies as st

from s2sctl.manifest.manifest import Guards
from s2sctl.sync.guards import (
    FLOOR,
    Allowance,
    Budget,
    Count,
    check_budget,
    check_counts,
    check_rebuilt,
)

counts = st.builds(
    Count,
    org=st.just("globex"),
    object=st.just("Lead"),
    guards=st.just(Guards()),
    shared=st.integers(0, 500),
    updates=st.integers(0, 500),
    deletes=st.integers(0, 500),
)


@given(counts)
def test_the_count_a_guard_names_lets_the_run_pass(count) -> None:
    for tripped in check_counts([count], Allowance()):
        assert str(count.deletes) in tripped.flag or str(count.updates) in tripped.flag
    assert check_counts([count], Allowance(count.deletes, count.updates)) == ()


@given(counts)
def test_one_less_than_the_count_is_not_enough(count) -> None:
    if check_counts([count], Allowance(updates=count.updates)):
        less = Allowance(count.deletes - 1, count.updates)
        assert check_counts([count], less)


def test_small_numbers_pass_whatever_their_share() -> None:
    small = Count("globex", "Lead", Guards(), shared=FLOOR, deletes=FLOOR, updates=FLOOR)
    assert check_counts([small], Allowance()) == ()


def test_counts_of_several_objects_need_one_total() -> None:
    lead = Count("globex", "Lead", Guards(), shared=100, deletes=30)
    case = Count("globex", "Case", Guards(), shared=100, deletes=12)
    (tripped,) = check_counts([lead, case], Allowance())
    assert tripped.flag == "--allow-deletes 42"
    assert "Case" not in tripped.text


def test_a_side_that_suddenly_shows_nothing_stops_the_run() -> None:
    empty = Count("acme", "Lead", Guards(), shared=50, read_whole=True, rows=0)
    (tripped,) = check_counts([empty], Allowance())
    assert (tripped.code, tripped.flag) == ("S2S503", "--allow-deletes 50")
    assert check_counts([empty], Allowance(deletes=50)) == ()


def test_a_budget_counts_what_is_spent_and_what_is_needed() -> None:
    within = Budget("acme", Guards(api_calls=20), spent=10, needed=10, limit=100)
    over = Budget("acme", Guards(api_calls=20), spent=10, needed=11, limit=100)
    unknown = Budget("acme", Guards(api_calls=20), spent=10, needed=11, limit=None)
    assert [one.code for one in check_budget([within, over, unknown])] == ["S2S504"]


@given(st.integers(0, 5000), st.integers(0, 5000))
def test_creates_after_a_rebuild_pass_with_their_exact_count_and_no_less(planned, allowed) -> None:
    tripped = check_rebuilt(planned, Allowance(creates=allowed))
    assert bool(tripped) is (planned > allowed)
    assert all(one.flag == f"--allow-creates {planned}" for one in tripped)
