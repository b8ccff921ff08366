"""Windows: no row is skipped, whatever its commit delay, its ties, the gaps between runs."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from s2sctl.sync.windows import IN_PROGRESS, LOOKS, Span, advance, horizon, spans

START = datetime(2026, 3, 1, 12, 0, 0, tzinfo=UTC)
LAST_LOOK = int(LOOKS[-1].total_seconds())

rows = st.lists(
    st.tuples(st.integers(0, 4_000), st.integers(0, LAST_LOOK)), min_size=1, max_size=20
)
gaps = st.lists(st.integers(1, 3_000), min_size=1, max_size=15)


def at(seconds):
    return START + timedelta(seconds=seconds)


@given(rows, gaps)
def test_no_row_is_skipped_for_any_delay_up_to_the_last_look(rows, gaps) -> None:
    """Each row has a stamp and becomes visible that many seconds later; runs come at any time."""
    cursors = ()
    clock, seen = 0, set()
    for gap in [*gaps, 5_000, 5_000]:
        clock += gap
        hi = horizon(at(clock))
        for span in spans(cursors, hi):
            seen |= {row for row in rows if at(row[0]) in span and sum(row) <= clock}
        cursors = advance(cursors, hi)
    assert seen == set(rows)


@given(gaps)
def test_a_row_is_read_three_times_at_most(gaps) -> None:
    cursors, clock, reads = advance((), horizon(START)), 0, 0
    for gap in gaps:
        clock += gap
        hi = horizon(at(clock))
        reads += sum(at(100) in span for span in spans(cursors, hi))
        cursors = advance(cursors, hi)
    assert reads <= len(LOOKS)


@given(gaps)
def test_spans_are_disjoint_in_order_and_never_touch_the_second_in_progress(gaps) -> None:
    cursors, clock = (), 0
    for gap in gaps:
        clock += gap
        hi = horizon(at(clock))
        found = spans(cursors, hi)
        for one, next_one in pairwise(found):
            assert one.hi < next_one.lo
        assert all(span.lo is None or span.lo < span.hi for span in found)
        assert all(span.hi <= at(clock) - IN_PROGRESS for span in found)
        cursors = advance(cursors, hi)


@given(st.lists(st.integers(-500, 500), min_size=1, max_size=10))
def test_cursors_never_go_back_even_when_the_clock_does(steps) -> None:
    cursors, clock = (), 10_000
    for step in steps:
        clock += step
        moved = advance(cursors, horizon(at(clock)))
        assert not cursors or all(new >= old for new, old in zip(moved, cursors, strict=True))
        cursors = moved


def test_the_first_run_reads_from_the_beginning() -> None:
    assert spans((), horizon(START)) == (Span(None, START - IN_PROGRESS),)


def test_a_horizon_is_a_whole_second() -> None:
    assert horizon(START + timedelta(milliseconds=900)) == START - IN_PROGRESS


def test_an_idle_minute_costs_three_small_spans() -> None:
    cursors = advance((), horizon(START))
    found = spans(cursors, horizon(START + timedelta(seconds=10)))
    assert [(span.hi - span.lo).total_seconds() for span in found] == [10, 10, 10]
