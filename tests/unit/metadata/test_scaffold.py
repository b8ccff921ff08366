"""A first manifest: always sound, and mapped only where every value fits."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from s2sctl.manifest.catalogue import Catalogue
from s2sctl.manifest.manifest import Publication
from s2sctl.manifest.parse import parse
from s2sctl.metadata.automap import automap
from s2sctl.metadata.scaffold import Scaffold, publishable, scaffold_text
from s2sctl.metadata.types import Fit, fit
from s2sctl.model.finding import errors_in
from s2sctl.model.schema import FieldSchema, ObjectSchema

TYPES = st.sampled_from(
    ["string", "textarea", "double", "picklist", "reference", "address", "boolean", "email", "date"]
)
NAMES = st.sampled_from(["Name", "LastName", "Company", "Id", "OwnerId", "No", "On__c", "X1__c"])
LABELS = st.sampled_from(["", "Name", "Last # Name", "a: b", "line\nbreak", "Ünï", "{x", "-"])
FIELDS = st.builds(
    FieldSchema,
    NAMES,
    TYPES,
    LABELS,
    length=st.integers(0, 300),
    nillable=st.booleans(),
    createable=st.booleans(),
    updateable=st.booleans(),
    calculated=st.booleans(),
    restricted_picklist=st.booleans(),
)
SCHEMAS = st.builds(
    lambda name, label, some: ObjectSchema(name, label, "00Q", {one.name: one for one in some}),
    st.sampled_from(["Lead", "Case", "Deal__c"]),
    LABELS,
    st.lists(FIELDS, max_size=8),
)


def text(name, length=80, **more):
    return FieldSchema(name, "string", more.pop("label", name), length, **more)


def lead(*fields):
    return ObjectSchema("Lead", "Lead", "00Q", {one.name: one for one in fields})


def mapped(offered, types, ours):
    rows = automap(Publication("Lead", offered), {one.name: one for one in types}, ours)
    return {one.source: one.target for one in rows}


@given(
    st.lists(SCHEMAS, unique_by=lambda one: one.name),
    st.lists(SCHEMAS, unique_by=lambda one: one.name),
)
def test_every_scaffold_is_a_sound_manifest(ours, theirs):
    publish = tuple(Publication(one.name, tuple(one.fields)) for one in theirs if one.fields)
    offered = Catalogue(publish, {one.name: one.fields for one in theirs})
    known = {one.name: one for one in ours}
    written = scaffold_text(Scaffold("acme-globex", "acme", "globex", ours, offered, known))
    assert errors_in(parse(written, "acme.yaml").findings) == ()


@given(SCHEMAS, st.lists(FIELDS, min_size=1, unique_by=lambda one: one.name))
def test_nothing_is_mapped_where_the_types_do_not_fit_and_nothing_twice(ours, theirs):
    types = {one.name: one for one in theirs}
    rows = automap(Publication(ours.name, tuple(types)), types, ours)
    targets = [one.target for one in rows if one.target is not None]
    assert len(targets) == len(set(targets))
    for one in rows:
        if one.target is not None:
            found = fit(types[one.source], ours.fields[one.target])
            assert found in (Fit.YES, Fit.LENGTH, Fit.DIGITS, Fit.VALUES)
        assert one.why


def test_api_names_go_before_labels():
    ours = lead(text("Phone"), text("Tel__c", label="Phone"))
    theirs = (text("Fax", label="Phone"), text("Phone"))
    assert mapped(("Fax", "Phone"), theirs, ours) == {"Fax": "Tel__c", "Phone": "Phone"}


def test_a_field_too_long_for_ours_is_left_to_a_person():
    assert mapped(("City",), (text("City", 120),), lead(text("City", 40))) == {"City": None}
    assert mapped(("City",), (text("City", 40),), lead(text("City", 40))) == {"City": "City"}


def test_the_always_published_ones_come_first_and_formulas_not_at_all():
    schema = lead(
        text("Alpha"), text("Company"), replace(text("Sum"), calculated=True), text("LastName")
    )
    assert publishable(schema) == ("LastName", "Company", "Alpha")
