"""Fingerprints: kept, read again, and compared."""

from dataclasses import replace

from hypothesis import example, given
from hypothesis import strategies as st

from s2sctl.metadata.drift import Change, drifts
from s2sctl.metadata.drifted import all_drifts, losing, renames_of
from s2sctl.metadata.fingerprint import Fingerprint, prints_of
from s2sctl.metadata.fingerprint_json import fingerprint_from_json, fingerprint_to_json
from s2sctl.model.schema import FieldSchema, ObjectSchema, PicklistValue
from tests.unit.metadata.lead_schemas import LEAD, text, without

_NAMES = st.sampled_from(["One__c", "Two__c", "Three__c", "Four__c"])
_VALUES = st.lists(st.sampled_from("abc"), unique=True).map(
    lambda found: tuple(PicklistValue(one, one) for one in found)
)
_FIELD = st.builds(
    FieldSchema,
    name=st.just("X"),
    type=st.sampled_from(["string", "picklist", "double", "reference"]),
    length=st.sampled_from([0, 40, 80]),
    precision=st.sampled_from([0, 18]),
    nillable=st.booleans(),
    createable=st.booleans(),
    updateable=st.booleans(),
    restricted_picklist=st.booleans(),
    picklist=_VALUES,
    reference_to=st.sampled_from([(), ("Account",)]),
)
_SCHEMA = st.builds(
    lambda fields, rights: ObjectSchema(
        "T__c",
        "",
        "a00",
        {name: replace(one, name=name) for name, one in fields.items()},
        createable=rights[0],
        updateable=rights[1],
    ),
    st.dictionaries(_NAMES, _FIELD),
    st.tuples(st.booleans(), st.booleans()),
)
USED = ["One__c", "Two__c"]


NOTHING = Fingerprint()


def kept(schema, ids=None, before=NOTHING, used=None):
    used = USED if used is None else used
    durable = ids or {name: f"id-{name}" for name in schema.fields}
    name = schema.name
    return Fingerprint(prints_of({name: used}, {}, {name: schema}, {name: durable}, before))


@given(_SCHEMA)
def test_what_did_not_change_has_not_drifted_even_after_a_stay_in_an_org(schema):
    told = fingerprint_to_json(kept(schema))
    again = fingerprint_from_json(told)
    assert all_drifts(again, {"T__c": schema}, {}) == ()
    assert fingerprint_to_json(again) == told


@given(_SCHEMA, _SCHEMA)
def test_drift_is_told_of_every_pair_and_swaps(before, after):
    there = drifts({"T__c": before}, {"T__c": after}, {"T__c": USED})
    back = drifts({"T__c": after}, {"T__c": before}, {"T__c": USED})
    assert _fields(there) == _fields(back)
    assert all(one.text for one in there)


def _fields(found):
    return {one.field for one in found if one.field in USED and one.change is not Change.REQUIRED}


@example("[" * 100_000)
@given(st.text())
def test_whatever_a_person_wrote_there_is_read_without_an_error(text):
    assert isinstance(fingerprint_from_json(text), Fingerprint)


def test_a_field_of_the_same_durable_id_was_renamed():
    now = without(LEAD, "Email")
    now = replace(now, fields={**now.fields, "Mail__c": text("Mail__c")})
    before = kept(LEAD, used=["Email", "LastName"])
    ids = {"Lead": {"Mail__c": "id-Email", "LastName": "id-LastName"}}
    assert losing(before, {"Lead": now}) == ("Lead",)
    renamed = renames_of(before, {"Lead": now}, ids)
    assert renamed == {"Lead": {"Email": "Mail__c"}}
    (drift,) = all_drifts(before, {"Lead": now}, renamed)
    assert (drift.change, drift.now) == (Change.RENAMED, "Mail__c")
    assert drift.text == "Lead.Email was renamed to Mail__c"


def test_nothing_is_asked_of_an_org_that_shows_every_field():
    assert losing(kept(LEAD, used=["Email"]), {"Lead": LEAD}) == ()


def test_a_renamed_field_is_remembered_under_its_first_name_through_any_number_of_renames():
    first = kept(LEAD, used=["Email"])
    second = kept(
        replace(LEAD, fields={"B__c": text("B__c")}), {"B__c": "id-Email"}, first, ["B__c"]
    )
    third = kept(
        replace(LEAD, fields={"C__c": text("C__c")}), {"C__c": "id-Email"}, second, ["C__c"]
    )
    assert second.known_as == {"Lead": {"B__c": "Email"}}
    assert third.known_as == {"Lead": {"C__c": "Email"}}


def test_a_new_field_under_an_old_name_is_not_taken_for_the_renamed_one():
    first = kept(LEAD, used=["Email"])
    both = replace(LEAD, fields={one: text(one) for one in ("Email", "B__c")})
    ids = {"B__c": "id-Email", "Email": "id-new"}
    second = kept(both, ids, first, ["B__c", "Email"])
    assert second.known_as == {"Lead": {"B__c": "Email", "Email": "Email~2"}}
    assert kept(both, ids, second, ["B__c", "Email"]).known_as == second.known_as
