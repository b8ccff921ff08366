"""Rows refused together are parted until the guilty stand alone and the innocent have arrived."""

from hypothesis import given
from hypothesis import strategies as st

from s2sctl.sync.parting import Parting


def played(count, guilty):
    """The rows that arrive, and the calls it takes, where a guilty row fails its whole call."""
    arrived, calls = set(), 0
    parting = Parting.of(range(count))
    while (part := parting.next()) is not None:
        calls += 1
        failed = bool(guilty & set(part))
        arrived |= set() if failed else set(part)
        parting.heard(part, part if failed else ())
    return arrived, calls, parting


@given(st.integers(2, 200), st.data())
def test_the_neighbours_of_one_guilty_row_all_arrive_in_few_calls(count, data) -> None:
    guilty = {data.draw(st.integers(0, count - 1))}
    arrived, calls, _ = played(count, guilty)
    assert arrived == set(range(count)) - guilty
    assert calls <= 2 * count.bit_length()


@given(st.integers(2, 200), st.sets(st.integers(0, 199), max_size=3))
def test_the_neighbours_of_a_few_guilty_rows_arrive(count, guilty) -> None:
    arrived, _, _ = played(count, guilty)
    assert arrived == set(range(count)) - guilty


@given(st.integers(2, 200), st.sets(st.integers(0, 199)))
def test_a_guilty_row_never_arrives_and_no_row_is_sent_for_ever(count, guilty) -> None:
    arrived, calls, _ = played(count, guilty)
    assert not arrived & guilty
    assert calls <= 2 * count


def test_where_nothing_gets_through_that_is_found_out_soon() -> None:
    arrived, calls, parting = played(200, set(range(200)))
    assert (arrived, parting.given_up) == (set(), True)
    assert calls <= 13


@given(st.integers(2, 200), st.integers(1, 200))
def test_a_call_that_is_too_heavy_is_sent_in_smaller_ones(count, most) -> None:
    arrived: set[int] = set()
    parting = Parting.of(range(count))
    while (part := parting.next()) is not None:
        heavy = len(part) > most
        arrived |= set() if heavy else set(part)
        parting.heard(part, part if heavy else ())
    assert arrived == set(range(count))


def test_a_single_refused_row_is_left_as_it_is() -> None:
    assert Parting.of([3]).next() is None
