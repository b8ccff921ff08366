"""Which ways of records are rings."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from s2sctl.agreement.rings import Hop, rings

A, B, C, D = "A", "B", "C", "D"


def hop(source, target, *, onward=True, object="Lead", becomes=None):
    name = "-".join(sorted((source, target)))
    return Hop(name, source, target, object, becomes or object, onward)


def stops(found):
    return ["".join(one.source for one in way) for way in found]


def test_three_hops_home_are_a_ring_also_where_one_is_not_onward():
    way = [hop(A, B), hop(B, C), hop(C, A)]
    assert stops(rings(way, A)) == ["ABC"]
    assert stops(rings([hop(A, B, onward=False), *way[1:]], B)) == ["BCA"]


def test_two_hops_that_are_not_onward_break_it():
    assert not rings([hop(A, B, onward=False), hop(B, C, onward=False), hop(C, A)], A)


def test_the_way_back_over_one_connection_is_no_ring():
    assert not rings([hop(A, B), hop(B, A)], A)


def test_another_object_on_the_way_breaks_it_and_a_renamed_one_does_not():
    assert not rings([hop(A, B), hop(B, C, object="Case"), hop(C, A)], A)
    renamed = [
        hop(A, B, becomes="X__c"),
        hop(B, C, object="X__c", becomes="Lead"),
        hop(C, A),
    ]
    assert stops(rings(renamed, A)) == ["ABC"]


orgs = st.sampled_from([A, B, C, D])
hops = st.lists(
    st.tuples(orgs, orgs, st.booleans())
    .filter(lambda one: one[0] != one[1])
    .map(lambda one: hop(one[0], one[1], onward=one[2])),
    max_size=10,
)


@given(hops, orgs)
def test_a_ring_is_closed_through_the_org_and_visits_no_other_twice(some, at):
    for way in rings(some, at):
        assert (way[0].source, way[-1].target) == (at, at)
        assert all(one.target == after.source for one, after in pairwise(way))
        assert len({one.source for one in way}) == len(way) >= 3
        assert sum(not one.onward for one in way) <= 1
        assert {one.source for one in way} <= {A, B, C, D}


@given(hops)
def test_every_org_of_a_ring_sees_it(some):
    found = {at: {frozenset(way) for way in rings(some, at)} for at in (A, B, C, D)}
    for seen in found.values():
        for ring in seen:
            assert all(ring in found[one.source] for one in ring)
