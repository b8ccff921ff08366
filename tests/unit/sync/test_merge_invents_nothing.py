"""A merge writes only what one of the two sides shows, and disjoint edits commute."""

from hypothesis import given
from hypothesis import strategies as st

from s2sctl.model.side import Side
from s2sctl.sync.merge import merge
from s2sctl.sync.record_plan import Seen
from tests.unit.sync.test_merge import FIELDS, MARKER, base_of, carried_out, pair, sides


@given(sides, sides, sides, st.sampled_from(Side), st.sampled_from([None, *Side]))
def test_every_value_written_is_the_other_sides(agreed, a, b, origin, newer) -> None:
    both = pair(a, b)
    plan = merge(FIELDS, Seen(both, origin, newer), base_of(agreed), MARKER, {})
    for side in Side:
        for field, value in plan.writes.of(side).items():
            there = f"{field[0]}{side.other.value.upper()}"
            assert value == both.of(side.other)[there]


@given(sides, st.permutations("XYZ"), st.integers(0, 3))
def test_edits_of_different_fields_end_the_same_in_any_order(agreed, order, cut) -> None:
    """One side edits some fields, the other the rest: carried out one by one or at once."""
    a = agreed | {name: f"a{name}" for name in order[:cut]}
    b = agreed | {name: f"b{name}" for name in order[cut:]}
    at_once = pair(a, b)
    base = base_of(agreed)
    ended = carried_out(at_once, merge(FIELDS, Seen(at_once, Side.A), base, MARKER, {}))
    one_by_one = pair(agreed, agreed)
    for name in order:
        edited = (a, Side.A) if name in order[:cut] else (b, Side.B)
        field = f"{name}{edited[1].value.upper()}"
        one_by_one.of(edited[1])[field] = edited[0][name]
        plan = merge(FIELDS, Seen(one_by_one, Side.A), base, MARKER, {})
        one_by_one, base = carried_out(one_by_one, plan), plan.base_after(base)
    assert one_by_one == ended
