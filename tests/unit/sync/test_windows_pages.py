"""Windows with pages and ties: a run that stops between two pages skips nothing later."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from s2sctl.sync.windows import LOOKS, advance, horizon, spans

START = datetime(2026, 3, 1, 12, 0, 0, tzinfo=UTC)
LAST_LOOK = int(LOOKS[-1].total_seconds())
rows = st.lists(st.tuples(st.integers(0, 60), st.integers(0, LAST_LOOK)), min_size=1, max_size=30)
runs = st.lists(
    st.tuples(st.integers(1, 2_000), st.integers(1, 4), st.none() | st.integers(0, 5)), max_size=12
)
"""Each run: after how long, how many rows a page has, and after which page its read fails."""


def at(seconds):
    return START + timedelta(seconds=seconds)


@given(rows, runs)
def test_no_row_is_skipped_by_ties_pages_gaps_and_reads_that_fail(rows, runs) -> None:
    """A cursor moves only when all pages came; ties of one second may lie on several pages."""
    cursors, clock, seen = (), 0, set()
    numbered = list(enumerate(rows))
    for gap, size, fails in [*runs, (5_000, 3, None), (5_000, 3, None)]:
        clock += gap
        hi = horizon(at(clock))
        found = [
            one
            for span in spans(cursors, hi)
            for one in numbered
            if at(one[1][0]) in span and sum(one[1]) <= clock
        ]
        pages = [found[start : start + size] for start in range(0, len(found), size)]
        kept = pages if fails is None else pages[:fails]
        if len(kept) == len(pages):
            seen |= {one for page in kept for one in page}
            cursors = advance(cursors, hi)
    assert seen == set(numbered)
