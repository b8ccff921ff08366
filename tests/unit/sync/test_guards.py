"""Guards: small numbers pass, large ones need the exact count."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from s2sctl.manifest.manifest import Guards
from s2sctl.sync.guards import (
    CREATES_FLOOR,
    FLOOR,
    Allowance,
    Count,
    check_counts,
    check_rebuilt,
    flags,
)

counts = st.builds(
    Count,
    org=st.just("globex"),
    object=st.just("Lead"),
    guards=st.just(Guards()),
    shared=st.integers(0, 500),
    updates=st.integers(0, 500),
    deletes=st.integers(0, 500),
    creates=st.integers(0, 2000),
    first=st.booleans(),
)


@given(counts)
def test_the_count_a_guard_names_lets_the_run_pass(count) -> None:
    for tripped in check_counts([count], Allowance()):
        assert tripped.flag == f"--allow-{tripped.allow} {getattr(count, tripped.allow)}"
    assert check_counts([count], Allowance(count.deletes, count.updates, count.creates)) == ()


@given(counts)
def test_one_less_than_the_count_is_not_enough(count) -> None:
    for tripped in check_counts([count], Allowance()):
        exact = Allowance(count.deletes, count.updates, count.creates)
        less = replace(exact, **{tripped.allow: tripped.count - 1})
        assert [one.code for one in check_counts([count], less)] == [tripped.code]


def test_small_numbers_pass_whatever_their_share() -> None:
    small = Count(
        "globex",
        "Lead",
        Guards(),
        shared=FLOOR,
        deletes=FLOOR,
        updates=FLOOR,
        creates=CREATES_FLOOR,
    )
    assert check_counts([small], Allowance()) == ()


def test_counts_of_several_objects_need_one_total() -> None:
    lead = Count("globex", "Lead", Guards(), shared=100, deletes=30)
    case = Count("globex", "Case", Guards(), shared=100, deletes=12)
    (tripped,) = check_counts([lead, case], Allowance())
    assert tripped.flag == "--allow-deletes 42"
    assert "Case" not in tripped.text


def test_each_object_over_its_limit_is_told_apart_and_one_flag_lets_both_pass() -> None:
    lead = Count("globex", "Lead", Guards(), shared=100, deletes=30)
    case = Count("globex", "Case", Guards(), shared=100, deletes=25)
    found = check_counts([lead, case], Allowance())
    assert [(one.object, one.planned, one.shared, one.limit) for one in found] == [
        ("Lead", 30, 100, 5.0),
        ("Case", 25, 100, 5.0),
    ]
    assert flags(found) == "--allow-deletes 55"


def test_of_two_counts_asked_for_by_one_flag_the_greater_lets_both_pass() -> None:
    gone = Count("acme", "Lead", Guards(), shared=90, read_whole=True, rows=0)
    many = Count("globex", "Case", Guards(), shared=100, deletes=30)
    found = check_counts([gone, many], Allowance())
    assert flags(found) == "--allow-deletes 90"
    assert check_counts([gone, many], Allowance(deletes=90)) == ()


def test_a_run_that_more_than_doubles_what_is_shared_stops() -> None:
    count = Count("globex", "Lead", Guards(), shared=600, creates=601)
    (tripped,) = check_counts([count], Allowance())
    assert (tripped.code, tripped.flag) == ("S2S510", "--allow-creates 601")
    assert check_counts([replace(count, creates=600)], Allowance()) == ()
    assert check_counts([replace(count, guards=Guards(creates=200))], Allowance()) == ()


def test_a_flow_that_is_read_for_the_first_time_makes_everything() -> None:
    first = Count("globex", "Lead", Guards(), shared=0, creates=100_000, first=True)
    assert check_counts([first], Allowance()) == ()


def test_a_side_that_suddenly_shows_nothing_stops_the_run() -> None:
    empty = Count("acme", "Lead", Guards(), shared=50, read_whole=True, rows=0)
    (tripped,) = check_counts([empty], Allowance())
    assert (tripped.code, tripped.flag) == ("S2S503", "--allow-deletes 50")
    assert check_counts([empty], Allowance(deletes=50)) == ()


@given(st.integers(0, 5000), st.integers(0, 5000))
def test_creates_after_a_rebuild_pass_with_their_exact_count_and_no_less(planned, allowed) -> None:
    tripped = check_rebuilt(planned, "globex", Allowance(creates=allowed))
    assert bool(tripped) is (planned > allowed)
    assert all(one.flag == f"--allow-creates {planned}" for one in tripped)


def test_one_copy_after_a_rebuild_is_told_of_as_one() -> None:
    (one,) = check_rebuilt(1, "globex", Allowance())
    assert one.text.startswith("it would make 1 copy, the first one since")
