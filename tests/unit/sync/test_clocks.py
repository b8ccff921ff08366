"""Clocks that are set back or run ahead: no row is skipped, no cursor goes back."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import accumulate, pairwise

from hypothesis import assume, given
from hypothesis import strategies as st

from s2sctl.model.names import ObjectName
from s2sctl.model.side import Pair, Side
from s2sctl.sync.clocks import BEGINNING, TOLERANCE, ours_set_back, set_back, told_marks
from s2sctl.sync.link import Cursor
from s2sctl.sync.marks import sweep_due, sweep_marks
from s2sctl.sync.windows import LOOKS, advance, horizon, spans

START = datetime(2026, 3, 1, 12, 0, 0, tzinfo=UTC)
LEAD = ObjectName("Lead")
LAST_LOOK = int(LOOKS[-1].total_seconds())
DAY = 86_400

gaps = st.lists(st.integers(1, 4_000), min_size=2, max_size=12)
rows = st.lists(
    st.tuples(st.integers(0, 20_000), st.integers(0, LAST_LOOK - 120)), min_size=1, max_size=20
)


def at(seconds):
    return START + timedelta(seconds=seconds)


def shift(steps, moment):
    """What the clock shows beside the true time: ``steps`` are (true moment, by how much)."""
    return sum(by for when, by in steps if when <= moment)


def live(gaps, rows, org_steps, our_steps=()):
    """Passes at those gaps: the rows that were read, and the first look's cursor after each."""
    clock, seen, places = 0, set(), []
    cursor, told = Cursor(Side.A, LEAD, (), ""), ()
    for gap in [*gaps, 5_000, DAY * 3, DAY * 3]:
        clock += gap
        hi = horizon(at(clock + shift(org_steps, clock)))
        ours = at(clock + shift(our_steps, clock))
        found = set_back((cursor, *told), Side.A, hi, ours)
        for span in spans(cursor.looks, hi, found.since if found else None):
            seen |= {
                (born, delay)
                for born, delay in rows
                if born + delay <= clock and at(born + shift(org_steps, born)) in span
            }
        cursor = replace(cursor, looks=advance(cursor.looks, hi))
        told = told_marks(Pair(hi, hi), ours)
        places.append(cursor.looks[0])
    return seen, places


back = st.lists(st.tuples(st.integers(0, 20_000), st.integers(-DAY, 0)), max_size=3)
either = st.lists(st.tuples(st.integers(0, 20_000), st.integers(-DAY, DAY)), max_size=4)


@given(gaps, rows, back)
def test_no_row_is_skipped_whenever_the_orgs_clock_is_set_back(gaps, rows, steps) -> None:
    seen, places = live(gaps, rows, steps)
    assert seen == set(rows)
    assert all(one <= two for one, two in pairwise(places))


@given(gaps, rows, either)
def test_no_row_is_skipped_that_is_seen_at_once_wherever_the_orgs_clock_jumps(
    gaps, rows, steps
) -> None:
    """One jump between two passes at most: of there and back again between them no clock tells."""
    passes = list(accumulate([*gaps, 5_000]))
    between = [sum(at_ <= when for at_ in passes) for when, _ in steps]
    assume(len(set(between)) == len(between))
    rows = [(born, 0) for born, _ in rows]
    seen, places = live(gaps, rows, steps)
    assert seen == set(rows)
    assert all(one <= two for one, two in pairwise(places))


@given(gaps, rows, either)
def test_what_the_clock_here_does_costs_no_row(gaps, rows, steps) -> None:
    seen, _ = live(gaps, rows, (), steps)
    assert seen == set(rows)


def test_a_clock_far_ahead_for_one_run_costs_no_row() -> None:
    """The third pass is told tomorrow; what is born after it is stamped today."""
    steps = [(150, DAY), (250, -DAY)]
    born = [(at_, 0) for at_ in range(0, 1_000, 10)]
    seen, places = live([100, 100, 100, 100, 100, 600], born, steps)
    assert seen == set(born)
    assert places[1] == places[2] == places[5] > at(DAY)


def one_pass(hi, ours):
    return (Cursor(Side.A, LEAD, (hi, hi, hi), ""), *told_marks(Pair(hi, hi), ours))


def test_how_far_behind_it_is_is_told() -> None:
    found = set_back(one_pass(at(1_000), at(0)), Side.A, at(700), at(100))
    assert (found.behind, found.proven) == (timedelta(seconds=400), True)
    assert found.since == at(600) - LOOKS[-1]


def test_a_clock_set_back_and_gone_past_the_cursor_again_is_told_by_ours() -> None:
    found = set_back(one_pass(at(1_000), at(0)), Side.A, at(1_200), at(2_000))
    assert (found.behind, found.proven) == (timedelta(seconds=1_800), False)


def test_with_both_set_back_all_is_read() -> None:
    assert set_back(one_pass(at(1_000), at(0)), Side.A, at(0), at(-1_000)).since == BEGINNING


def test_a_minute_is_within_what_clocks_differ_by() -> None:
    assert set_back(one_pass(at(1_000), at(0)), Side.A, at(1_000) - TOLERANCE, at(0)) is None
    assert set_back((), Side.A, at(0), at(0)) is None


def test_the_clock_here_is_told_to_be_behind_only_where_it_went_back() -> None:
    cursors = one_pass(at(1_000), at(500))
    assert ours_set_back(cursors, at(501)) is None
    assert ours_set_back(cursors, at(100)) == timedelta(seconds=400)
    assert ours_set_back((), at(100)) is None


def test_a_sweep_that_was_made_in_the_future_is_due() -> None:
    far, now = Pair(at(40 * DAY), at(40 * DAY)), Pair(at(0), at(0))
    cursors = (*one_pass(at(0), at(0)), *sweep_marks(far))
    assert sweep_due(cursors, now)
    assert not sweep_due((*one_pass(at(0), at(0)), *sweep_marks(now)), now)
