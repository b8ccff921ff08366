"""The field rule: total, symmetrical, settled after one step."""

from hypothesis import given
from hypothesis import strategies as st

from s2sctl.manifest.manifest import OnConflict
from s2sctl.model.side import Pair, Side
from s2sctl.sync.decide import (
    Adopt,
    Diverge,
    Hold,
    Keep,
    Situation,
    WriteTo,
    decide,
)

flags = st.builds(Pair, st.booleans(), st.booleans())
situations = st.builds(
    Situation,
    changed=flags,
    equal=st.booleans(),
    into=flags,
    claims=st.builds(Pair, st.sampled_from(OnConflict), st.sampled_from(OnConflict)),
    newer=st.sampled_from([None, Side.A, Side.B]),
    origin=st.sampled_from(Side),
)


def mirrored(decision):
    if isinstance(decision, WriteTo):
        return WriteTo(decision.side.other, decision.contested)
    return decision


def after(now, decision):
    """The situation once the decision is carried out: bases are what both sides show now."""
    if isinstance(decision, Adopt | WriteTo | Diverge):
        equal = now.equal or isinstance(decision, WriteTo)
        return Situation(Pair(False, False), equal, now.into, now.claims, None, now.origin)
    return now


@given(situations)
def test_swapping_the_sides_mirrors_the_decision(now) -> None:
    assert decide(now.swap()) == mirrored(decide(now))


@given(situations)
def test_one_step_settles(now) -> None:
    decision = decide(now)
    again = decide(after(now, decision))
    assert again == (Hold() if isinstance(decision, Hold) else Keep())


@given(situations)
def test_a_side_the_field_does_not_flow_into_is_never_written(now) -> None:
    decision = decide(now)
    if isinstance(decision, WriteTo):
        assert now.into.of(decision.side)


@given(situations)
def test_nothing_is_written_that_is_there_already_or_was_not_changed(now) -> None:
    decision = decide(now)
    if isinstance(decision, WriteTo):
        assert not now.equal
        assert now.changed.of(decision.side.other)


@given(situations)
def test_an_uncontested_edit_is_never_overwritten(now) -> None:
    """What only one side changed is never lost; overwriting an edit is always called contested."""
    decision = decide(now)
    if isinstance(decision, WriteTo) and now.into.a and now.into.b:
        assert decision.contested == now.changed.of(decision.side)


def both_changed(a, b, newer=None, origin=Side.A):
    yes = Pair(True, True)
    return decide(Situation(yes, False, yes, Pair(a, b), newer, origin))


def test_policies_decide_who_wins_when_both_changed_apart() -> None:
    newest, partner, local, ask = (
        OnConflict.NEWEST, OnConflict.PARTNER, OnConflict.LOCAL, OnConflict.ASK,
    )  # fmt: skip
    a_wins, b_wins = WriteTo(Side.B, contested=True), WriteTo(Side.A, contested=True)
    assert both_changed(newest, newest, Side.B) == b_wins
    assert both_changed(newest, newest, None, Side.B) == b_wins
    assert both_changed(local, partner, Side.B) == a_wins
    assert both_changed(partner, newest, Side.A) == a_wins
    assert both_changed(partner, partner, Side.B) == b_wins
    assert both_changed(local, newest, Side.A) == a_wins
    assert both_changed(local, newest, Side.B) == Diverge()
    assert both_changed(local, local) == Diverge()
    assert both_changed(ask, local) == both_changed(newest, ask, Side.B) == Hold()
