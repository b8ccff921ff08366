"""Sides and pairs."""

from hypothesis import given
from hypothesis import strategies as st

from s2sctl.model.side import Pair, Side


@given(st.integers(), st.integers(), st.sampled_from(Side))
def test_a_pair_seen_from_either_end_is_one_pair(near: int, far: int, side: Side) -> None:
    pair = Pair.seen_from(side, near, far)
    assert pair.of(side) == near
    assert pair.of(side.other) == far
    assert pair.swap().of(side) == far
    assert pair.put(side, far) == Pair(far, far)
    assert list(pair.map(abs)) == [abs(one) for one in pair]
