from hypothesis import given
from hypothesis import strategies as st

from s2sctl.agreement.flows import Agreement, FieldLink, Pairing, Transform
from s2sctl.agreement.join import join
from s2sctl.manifest.manifest import (
    FieldMapping,
    OnConflict,
    Publication,
    ShareRule,
    Subscription,
    Terms,
)
from s2sctl.model.finding import Severity
from s2sctl.model.side import Pair, Side


def fields(**mapped):
    return tuple(FieldMapping(source, target) for source, target in mapped.items())


HOT = ShareRule("Rating = 'Hot'")
ACME = Terms(
    publish=(Publication("Lead", ("LastName", "Status", "Fax"), HOT),),
    subscribe=(Subscription("Lead", "Lead", fields(Status="Status"), on_conflict=OnConflict.ASK),),
)
GLOBEX = Terms(
    publish=(Publication("Lead", ("Status",)),),
    subscribe=(Subscription("Lead", "Lead", fields(LastName="LastName", Status="Status")),),
)


def codes(findings):
    return [(found.code, found.path) for found in findings]


def test_a_field_flows_where_one_side_publishes_and_the_other_maps_it():
    agreement, findings = join("acme-globex", Pair(ACME, GLOBEX))
    assert findings == ()
    (lead,) = agreement.pairings
    assert lead.share == Pair(HOT, ShareRule())
    by_name = {link.name: link for link in lead.fields}
    assert set(by_name) == {"LastName=LastName", "Status=Status"}
    assert by_name["LastName=LastName"].into == Pair(None, Transform())
    assert by_name["Status=Status"].two_way
    assert by_name["Status=Status"].claims == Pair(OnConflict.ASK, OnConflict.NEWEST)
    assert [flow.source for flow in lead.flows] == [Side.A, Side.B]


def test_objects_of_different_names_are_one_pairing_both_ways():
    there = Subscription("Lead", "Prospect__c", fields(Email="Mail__c"))
    back = Subscription("Prospect__c", "Lead", fields(Mail__c="Email"))
    a = Terms((Publication("Lead", ("Email",)),), (back,))
    b = Terms((Publication("Prospect__c", ("Mail__c",)),), (there,))
    agreement, findings = join("x", Pair(a, b))
    assert findings == ()
    (pairing,) = agreement.pairings
    assert pairing.objects == Pair("Lead", "Prospect__c")
    assert [(link.fields, link.two_way) for link in pairing.fields] == [
        (Pair("Email", "Mail__c"), True)
    ]


def test_what_is_not_published_does_not_flow_and_is_told():
    taker = Terms(
        subscribe=(
            Subscription("Lead", "Lead", fields(LastNam="LastName")),
            Subscription("Leads", "Lead__c", fields(Email="Email")),
        )
    )
    agreement, findings = join("x", Pair(Terms(publish=ACME.publish), taker))
    assert codes(findings) == [
        ("S2S321", "b.subscribe.Lead.fields.LastNam"),
        ("S2S320", "b.subscribe.Leads"),
    ]
    assert findings[0].help == 'did you mean "LastName"?'
    assert agreement.pairings[0].fields == ()


def test_published_and_not_taken_is_a_warning():
    _, findings = join("x", Pair(Terms((Publication("Case", ("Subject",)),)), Terms()))
    assert codes(findings) == [("S2S323", "a.publish.Case")]
    assert findings[0].severity is Severity.WARNING


def test_an_object_with_two_counterparts_is_refused():
    a = Terms(
        (Publication("Lead", ("Email",)),), (Subscription("Case", "Lead", fields(Email="Email")),)
    )
    b = Terms(
        (Publication("Case", ("Email",)),), (Subscription("Lead", "Lead", fields(Email="Email")),)
    )
    assert "S2S324" in [found.code for found in join("x", Pair(a, b))[1]]


def two_way(into_a, into_b):
    a = Terms((Publication("Lead", ("F",)),), (Subscription("Lead", "Lead", (into_a,)),))
    b = Terms((Publication("Lead", ("F",)),), (Subscription("Lead", "Lead", (into_b,)),))
    return [(found.code, found.severity) for found in join("x", Pair(a, b))[1]]


def test_a_field_cut_on_one_way_must_not_flow_back():
    plain = FieldMapping("F", "F")
    assert two_way(plain, FieldMapping("F", "F", truncate=10)) == [("S2S322", Severity.ERROR)]


def test_value_maps_of_a_two_way_field_must_undo_each_other():
    there = FieldMapping("F", "F", values=(("Hot", "H"), ("Warm", "W")))
    back = FieldMapping("F", "F", values=(("H", "Hot"), ("W", "Warm")))
    assert two_way(there, back) == []
    assert two_way(there, FieldMapping("F", "F")) == [("S2S322", Severity.ERROR)]
    collapsing = FieldMapping("F", "F", values=(("Hot", "H"), ("Warm", "H")))
    assert two_way(collapsing, back) == [("S2S322", Severity.ERROR)]


def test_a_default_on_a_two_way_field_is_a_warning():
    same = (("Hot", "Hot"), ("Warm", "Warm"))
    mapped = FieldMapping("F", "F", values=same, default="Warm")
    assert two_way(FieldMapping("F", "F"), mapped) == [("S2S322", Severity.WARNING)]


names = st.sampled_from(["P", "Q", "R"])
sides = st.builds(
    Terms,
    st.lists(
        st.builds(Publication, names, st.sets(names, min_size=1).map(sorted).map(tuple)),
        max_size=3,
        unique_by=lambda one: one.object,
    ).map(tuple),
    st.lists(
        st.builds(
            Subscription,
            names,
            names,
            st.lists(
                st.builds(FieldMapping, names, names, truncate=st.none() | st.just(9)),
                min_size=1,
                max_size=3,
                unique_by=(lambda one: one.source, lambda one: one.target),
            ).map(tuple),
            on_conflict=st.sampled_from(OnConflict),
        ),
        max_size=3,
        unique_by=(lambda one: one.source, lambda one: one.target),
    ).map(tuple),
)


def swapped(agreement):
    def link(one):
        return FieldLink(one.fields.swap(), one.into.swap(), one.claims.swap())

    def pairing(one):
        fields = frozenset(map(link, one.fields))
        return (one.objects.swap(), fields, one.share.swap(), one.intake.swap())

    return {pairing(one) for one in agreement.pairings}


def plain(agreement: Agreement):
    def pairing(one: Pairing):
        return (one.objects, frozenset(one.fields), one.share, one.intake)

    return {pairing(one) for one in agreement.pairings}


@given(sides, sides)
def test_swapping_the_sides_mirrors_the_agreement(one, other):
    there, found = join("x", Pair(one, other))
    back, mirrored = join("x", Pair(other, one))
    assert plain(there) == swapped(back)
    not_lossy = [f for f in found if f.code != "S2S322"]
    assert len(not_lossy) == len([f for f in mirrored if f.code != "S2S322"])


@given(sides, sides)
def test_nothing_flows_that_is_not_published(one, other):
    terms = Pair(one, other)
    agreement, _ = join("x", terms)
    for pairing in agreement.pairings:
        for flow in pairing.flows:
            offered = terms.of(flow.source).publication(flow.source_object)
            assert offered is not None
            sent = {link.fields.of(flow.source) for link in flow.links}
            assert sent <= set(offered.fields)
