"""When a sweep is due, when a cursor is too old, what the marks leave alone."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from s2sctl.model.names import ObjectName
from s2sctl.model.side import Pair, Side
from s2sctl.sync.link import Cursor
from s2sctl.sync.marks import (
    BIN,
    SWEEP_EVERY,
    owed,
    owing,
    rebuild_mark,
    rebuilt,
    sweep_due,
    sweep_marks,
    swept,
    too_old,
    unread,
)

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
BOTH = Pair(NOON, NOON)
SPANS = st.timedeltas(timedelta(seconds=0), timedelta(days=60))


def read(ago: timedelta) -> Cursor:
    return Cursor(Side.A, ObjectName("Lead"), (NOON - ago,) * 3, "d")


def test_what_was_never_read_needs_no_sweep() -> None:
    assert not sweep_due((), BOTH)
    assert not sweep_due(sweep_marks(BOTH), BOTH)


def test_what_was_read_and_never_swept_is_due() -> None:
    assert sweep_due((read(timedelta(0)),), BOTH)


@given(SPANS, SPANS)
def test_a_sweep_is_due_a_week_after_the_last_of_either_org(one, other) -> None:
    marks = sweep_marks(Pair(NOON - one, NOON - other))
    assert sweep_due((read(timedelta(0)), *marks), BOTH) is (max(one, other) >= SWEEP_EVERY)


@given(SPANS, st.booleans())
def test_a_cursor_is_too_old_before_the_recycle_bin_forgets(ago, marked) -> None:
    cursors = (read(ago), *(sweep_marks(Pair(NOON - BIN * 3, NOON)) if marked else ()))
    found = too_old(cursors, BOTH, {(Side.A, ObjectName("Lead"))})
    assert too_old(cursors, BOTH, {(Side.B, ObjectName("Lead"))}) is None
    if ago >= BIN:
        assert found == ago
    if ago <= BIN - timedelta(days=1, seconds=1):
        assert found is None


@given(SPANS)
def test_marks_read_back(ago) -> None:
    assert swept(sweep_marks(Pair(NOON, NOON - ago))) == Pair(NOON, NOON - ago)
    assert rebuilt((rebuild_mark(NOON - ago),))
    assert not rebuilt((rebuild_mark(None),))


def test_a_sweep_that_is_owed_is_due_until_one_was_made() -> None:
    lead = read(timedelta(0))
    assert owed((lead, *owing()))
    assert sweep_due((lead, *owing()), BOTH)
    assert swept(owing()) == Pair(None, None)
    assert not owed((lead, *sweep_marks(BOTH)))
    assert not owed(unread(owing()))


def test_what_is_put_back_to_unread_is_read_whole_and_swept_again() -> None:
    again = unread((read(timedelta(0)), *sweep_marks(BOTH)))
    assert all(not one.looks for one in again)
    assert swept(again) == Pair(None, None)
