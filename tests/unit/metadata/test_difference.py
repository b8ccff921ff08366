from hypothesis import given
from hypothesis import strategies as st

from s2sctl.manifest.manifest import (
    FieldMapping,
    Guards,
    OnConflict,
    Publication,
    ShareRule,
    Subscription,
    Terms,
)
from s2sctl.metadata.difference import (
    Difference,
    Kind,
    differences,
    publish_differences,
    subscribe_differences,
)

LEAD = Publication("Lead", ("LastName", "Email"), ShareRule("Rating = 'Hot'"))
CASE = Subscription("Case", "Case", (FieldMapping("Subject", "Subject"),))


def test_the_same_sides_do_not_differ():
    side = Terms((LEAD,), (CASE,))
    assert differences(side, side) == ()


def test_an_object_that_comes_or_goes_is_one_difference():
    assert differences(Terms(), Terms((LEAD,))) == (
        Difference(Kind.ADDED, "publish.Lead", after="LastName, Email where Rating = 'Hot'"),
    )
    assert differences(Terms((), (CASE,)), Terms()) == (
        Difference(Kind.REMOVED, "subscribe.Case", before="Subject"),
    )


def test_a_new_subscription_says_where_each_field_goes_and_how():
    mappings = (
        FieldMapping("Subject", "Subject"),
        FieldMapping("Reason", "Cause__c"),
        FieldMapping("Description", "Site", truncate=80),
        FieldMapping("Priority", "Priority", (("High", "Urgent"),), default="Low"),
    )
    (one,) = differences(Terms(), Terms((), (Subscription("Case", "Ticket__c", mappings),)))
    assert one.after == (
        "-> Ticket__c: Subject, Reason -> Cause__c, Description -> {to: Site, truncate: 80}, "
        "Priority -> {to: Priority, values: {High: Urgent}, default: Low}"
    )


def test_changes_are_told_part_by_part():
    cut = FieldMapping("Subject", "Subject", truncate=80)
    wanted = Terms(
        (Publication("Lead", ("LastName", "Phone")),),
        (Subscription("Case", "Case", (cut,), on_conflict=OnConflict.ASK),),
        Guards(deletes=1),
    )
    told = differences(Terms((LEAD,), (CASE,)), wanted)
    assert [(one.kind.value, one.path) for one in told] == [
        ("removed", "publish.Lead.fields.Email"),
        ("added", "publish.Lead.fields.Phone"),
        ("changed", "publish.Lead.share"),
        ("removed", "publish.Lead.share.on_leave"),
        ("changed", "subscribe.Case.fields.Subject"),
        ("changed", "subscribe.Case.on_conflict"),
        ("changed", "guards.deletes"),
    ]
    assert told[2].before == "Rating = 'Hot'"
    assert told[4].after == "{to: Subject, truncate: 80}"
    assert publish_differences(Terms((LEAD,), (CASE,)), wanted) == told[:4]
    assert subscribe_differences(Terms((LEAD,), (CASE,)), wanted) == told[4:]


names = st.sampled_from(["P", "Q"])
sides = st.builds(
    Terms,
    st.lists(
        st.builds(Publication, names, st.sets(names, min_size=1).map(sorted).map(tuple)),
        max_size=2,
        unique_by=lambda one: one.object,
    ).map(tuple),
    st.lists(
        st.builds(Subscription, names, names, st.just((FieldMapping("A", "B"),))),
        max_size=2,
        unique_by=lambda one: one.source,
    ).map(tuple),
)
OPPOSITE = {Kind.ADDED: Kind.REMOVED, Kind.REMOVED: Kind.ADDED, Kind.CHANGED: Kind.CHANGED}


@given(sides, sides)
def test_the_way_back_is_the_opposite(one, other):
    back = {(OPPOSITE[d.kind], d.path, d.after, d.before) for d in differences(other, one)}
    assert {(d.kind, d.path, d.before, d.after) for d in differences(one, other)} == back


def _unordered(side):
    return (set(side.publish), set(side.subscribe))


@given(sides, sides)
def test_none_means_the_same(one, other):
    assert (differences(one, other) == ()) == (_unordered(one) == _unordered(other))
