"""What rests because of drift, and what goes on."""

from dataclasses import replace

from s2sctl.agreement.flows import Agreement, FieldLink, Intake, Pairing, Transform
from s2sctl.agreement.naming import remembered
from s2sctl.manifest.manifest import Accept, Guards, OnConflict, ShareRule, WhenShareEnds
from s2sctl.metadata.drift import Change, Drift
from s2sctl.metadata.resting import Stops, resting
from s2sctl.model.finding import Finding
from s2sctl.model.side import Pair, Side
from tests.unit.metadata.lead_schemas import LEAD, having, text

NEWEST = Pair(OnConflict.NEWEST, OnConflict.NEWEST)
INTAKE = Intake(Accept.AUTO, None, None, WhenShareEnds.KEEP)


def link(name, other=None):
    return FieldLink(Pair(name, other or name), Pair(None, Transform()), NEWEST)


def pairing(name, *links):
    rule = ShareRule(where="IsConverted = false")
    return Pairing(Pair(name, name), links, Pair(rule, None), Pair(None, INTAKE))


AGREEMENT = Agreement(
    "acme-globex",
    (
        pairing("Lead", link("LastName"), link("Email"), link("Rating")),
        pairing("Account", link("Name")),
    ),
    Pair(Guards(), Guards()),
)
SCHEMAS = Pair({"Lead": LEAD}, {"Lead": LEAD})


def part(path, drift, code="S2S301", schemas=SCHEMAS):
    found = Finding(code, path, "gone")
    return resting(AGREEMENT, [found], Pair((), (drift,)), schemas)


def names(agreement):
    return {one.objects.a: [at.name for at in one.fields] for one in agreement.pairings}


def test_a_field_that_is_gone_rests_and_the_others_go_on():
    drift = Drift("Lead", "Email", "gone", Change.GONE)
    found = part("b.subscribe.Lead.fields.Email.to", drift)
    assert names(found.agreement) == {
        "Lead": ["LastName=LastName", "Rating=Rating"],
        "Account": ["Name=Name"],
    }
    assert [(one.side, one.stops) for one in found.rests] == [(Side.B, Stops.FIELD)]
    assert found.refused == ()


def test_a_required_field_stops_its_object_alone():
    drift = Drift("Lead", "LastName", "changed")
    found = part("b.subscribe.Lead.fields.LastName.to", drift, "S2S312")
    assert list(names(found.agreement)) == ["Account"]
    assert found.rests[0].stops is Stops.OBJECT


def test_a_renamed_field_that_is_required_stops_its_object():
    now = having(LEAD, text("Mail__c", nillable=False))
    now = replace(now, renamed={"Email": "Mail__c"})
    drift = Drift("Lead", "Email", "renamed", Change.RENAMED, "Mail__c")
    schemas = Pair({"Lead": LEAD}, {"Lead": now})
    found = part("b.subscribe.Lead.fields.Email.to", drift, schemas=schemas)
    assert list(names(found.agreement)) == ["Account"]


def test_an_object_that_is_gone_stops_itself_alone():
    found = part("b.subscribe.Lead", Drift("Lead", "", "gone", Change.GONE), "S2S300")
    assert list(names(found.agreement)) == ["Account"]
    assert found.rests[0].stops is Stops.OBJECT


def test_a_narrower_field_goes_on_and_only_its_rows_wait():
    found = part("b.subscribe.Lead.fields.Email.to", Drift("Lead", "Email", "x"), "S2S313")
    assert found.agreement == AGREEMENT
    assert found.rests[0].stops is Stops.NOTHING
    assert found.refused == ()


def test_what_no_drift_explains_is_refused():
    drift = Drift("Lead", "Rating", "changed")
    found = part("b.subscribe.Lead.fields.Email.to", drift)
    assert [one.path for one in found.refused] == ["b.subscribe.Lead.fields.Email.to"]


def test_a_link_keeps_the_name_both_sides_agreed_under():
    renamed = remembered(AGREEMENT, Pair({}, {"Lead": {"Email": "Mail__c"}}))
    assert names(renamed)["Lead"] == ["LastName=LastName", "Email=Mail__c", "Rating=Rating"]
    assert remembered(AGREEMENT, Pair({}, {})) is AGREEMENT
