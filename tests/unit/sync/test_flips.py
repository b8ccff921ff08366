"""Counting writes that no person asked for."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from s2sctl.model.digest import Digest
from s2sctl.model.side import Side
from s2sctl.sync.flips import MOST, flipped, oscillates

writes = st.lists(st.tuples(st.sampled_from(Side), st.sampled_from("xyz").map(Digest)), max_size=12)


def counted(written):
    known = None
    for to, sent in written:
        known = flipped(known, to, sent)
    return known


@given(writes)
def test_only_writes_that_answer_each_other_with_the_same_values_add_up(written) -> None:
    known = counted(written)
    if known is not None and known.times > 1:
        last = written[-known.times :]
        assert all(one[0] is not next_[0] for one, next_ in pairwise(last))
        assert len(set(last)) <= 2


@given(writes, st.sampled_from(Side), st.sampled_from("xyz").map(Digest))
def test_a_write_one_way_after_another_is_never_held(written, to, sent) -> None:
    assert not oscillates(counted([*written, (to, sent)]), to, Digest("other"))


def test_the_fourth_turn_of_the_same_two_values_is_held() -> None:
    turns = [(Side.B, Digest("x")), (Side.A, Digest("y"))] * 3
    held = [n for n, turn in enumerate(turns) if oscillates(counted(turns[:n]), *turn)]
    assert held[0] == MOST
