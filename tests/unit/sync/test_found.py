"""Of a share found again, nothing that anybody may have written is written over."""

from hypothesis import given
from hypothesis import strategies as st

from s2sctl.manifest.manifest import OnConflict
from s2sctl.model.side import Pair, Side
from s2sctl.sync.decide import Diverge, Situation, WriteTo, decide
from s2sctl.sync.found import in_doubt

flags = st.builds(Pair, st.booleans(), st.booleans())
policies = st.sampled_from(list(OnConflict))
situations = st.builds(
    Situation,
    changed=flags,
    equal=st.booleans(),
    into=flags,
    claims=st.builds(Pair, policies, policies),
    newer=st.sampled_from([None, *Side]),
    origin=st.sampled_from(list(Side)),
)


@given(situations)
def test_no_write_between_unlike_values_is_beyond_doubt(now) -> None:
    if isinstance(decide(now), WriteTo) and not now.equal:
        assert in_doubt(now) is not None


@given(situations)
def test_equal_values_and_divergences_are_in_no_doubt(now) -> None:
    if now.equal or isinstance(decide(now), Diverge):
        assert in_doubt(now) is None


@given(situations)
def test_seen_from_the_far_end_the_same_is_in_doubt(now) -> None:
    assert (in_doubt(now) is None) == (in_doubt(now.swap()) is None)


@given(situations)
def test_a_doubted_write_goes_where_the_field_flows(now) -> None:
    doubt = in_doubt(now)
    assert doubt is None or now.into.of(doubt.side)


def one_way(origin, *, source):
    """A field from b to a; ``source`` says whether b shows anything."""
    changed, into = Pair(True, source), Pair(True, False)
    claims = Pair(OnConflict.NEWEST, OnConflict.NEWEST)
    return Situation(changed, False, into, claims, None, origin)


def test_a_blank_source_is_how_a_field_began_that_flows_only_back() -> None:
    assert in_doubt(one_way(Side.A, source=False)) is None
    assert in_doubt(one_way(Side.B, source=False)) is not None
    assert in_doubt(one_way(Side.A, source=True)) is not None
