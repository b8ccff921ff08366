"""Describes as files for git: what is read is what was written, and nothing that was changed."""

import json
from dataclasses import fields, replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from s2sctl.errors import ConfigInvalid
from s2sctl.manifest.parse import parse
from s2sctl.metadata.manifests import alone
from s2sctl.metadata.offline import check_offline
from s2sctl.metadata.pulled import Pulled, pulled_text, read_pulled
from s2sctl.model.schema import FieldSchema, ObjectSchema, PicklistValue, RecordType
from tests.unit.metadata.lead_schemas import LEAD

DAY = date(2026, 11, 23)
ORG_ID = "00D000000000001EAA"
names = st.from_regex(r"[A-Za-z][A-Za-z0-9_]{0,8}", fullmatch=True)
words = st.text(max_size=8)
values = st.builds(PicklistValue, words, words, st.booleans())
described = st.builds(
    FieldSchema,
    name=names,
    type=st.sampled_from(["string", "picklist", "currency", "reference"]),
    label=words,
    length=st.integers(0, 9),
    nillable=st.booleans(),
    calculated=st.booleans(),
    picklist=st.lists(values, max_size=3).map(tuple),
    reference_to=st.lists(names, max_size=2).map(tuple),
    extra_type=st.none() | words,
    compound=st.none() | names,
)
objects = st.builds(
    ObjectSchema,
    name=names,
    label=words,
    key_prefix=words,
    fields=st.lists(described, max_size=4).map(lambda all: {one.name: one for one in all}),
    createable=st.booleans(),
    record_types=st.lists(st.builds(RecordType, words, names, st.booleans()), max_size=2).map(
        tuple
    ),
)


def file_of(schema, day=DAY):
    return pulled_text(Pulled("acme", ORG_ID, day, schema))


def verdict(text):
    try:
        read_pulled(text, "f")
    except ConfigInvalid as refused:
        return refused.code
    return "read"


@given(objects)
def test_a_file_written_again_from_what_was_read_is_the_same(schema):
    text = file_of(schema)
    read = read_pulled(text, "f")
    assert (read.org, read.org_id, read.day) == ("acme", ORG_ID, DAY)
    assert pulled_text(read) == text
    assert list(read.schema.fields) == sorted(schema.fields)
    assert {one.developer_name for one in read.schema.record_types} == {
        one.developer_name for one in schema.record_types
    }


@given(objects)
def test_the_order_of_a_describe_changes_nothing(schema):
    turned = replace(
        schema,
        fields=dict(reversed(schema.fields.items())),
        record_types=schema.record_types[::-1],
    )
    assert file_of(turned) == file_of(schema)


@given(objects, st.data())
def test_no_changed_character_goes_unnoticed(schema, data):
    text = file_of(schema)
    said = json.loads(text)
    at = data.draw(st.integers(0, len(text) - 1))
    changed = text[:at] + data.draw(st.characters(codec="ascii")) + text[at + 1 :]
    # White space between values is no change of what is said.
    assert verdict(changed) in ("S2S250", "S2S251") or json.loads(changed) == said


@pytest.mark.parametrize("text", ["", "null", "[]", "{}", '{"form": 5}', "[" * 100_000, "\ud800"])
def test_what_is_no_describe_is_refused_in_a_sentence(text):
    with pytest.raises(ConfigInvalid, match=r"f (cannot be used|has the form)"):
        read_pulled(text, "f")


def test_every_flag_of_a_field_is_kept_but_those_no_check_reads():
    flags = {one.name for one in fields(FieldSchema)}
    odd = FieldSchema("X", "string")
    for one in fields(FieldSchema):
        value = getattr(odd, one.name)
        if isinstance(value, bool):
            odd = replace(odd, **{one.name: not value})
        elif isinstance(value, int):
            odd = replace(odd, **{one.name: 7})
    schema = ObjectSchema("O", "", "", {"X": odd})
    kept = set(json.loads(file_of(schema))["fields"]["X"])
    unset = {"reference_to", "extra_type", "compound"}
    shown = {"name", "label", "relationship", "picklist", "html_formatted", "formula"}
    assert flags - kept - unset == shown


def test_one_line_a_field_so_that_a_change_is_a_short_diff():
    one = file_of(LEAD).splitlines()
    longer = replace(LEAD.fields["Company"], length=300)
    changed = replace(LEAD, fields={**LEAD.fields, "Company": longer}, _by_lower={})
    other = file_of(changed).splitlines()
    differing = [old for old, new in zip(one, other, strict=True) if old != new]
    assert len(differing) == 2  # the field's and the digest's


MANIFEST = """\
connection: acme-far
org: acme
partner: {org: far}
publish:
  Lead: {fields: [Score__c, Secret__c, Address, Emial], share: {where: Notes__c = 'x'}}
subscribe:
  Lead:
    record_type: Partnr
    fields: {A: Score__c, B: Old__c, Rating: {to: Rating, values: {A: Tepid}}}
"""


def test_offline_finds_what_the_describes_themselves_would_show():
    parsed = [parse(MANIFEST, "f")]
    live = list(alone(parsed, {"acme": {"Lead": LEAD}}))
    pulled = [read_pulled(file_of(LEAD), "f")]
    report = check_offline(parsed, pulled, DAY, max_age=30)
    assert len(live) > 8
    # The file's order of fields is the alphabet's.
    assert sorted(map(repr, report.findings)) == sorted(map(repr, live))


@pytest.mark.parametrize(("age", "told"), [(30, []), (31, ["S2S253"])])
def test_the_day_after_the_greatest_age_is_told_at_the_org(age, told):
    text = MANIFEST.partition("publish")[0] + "publish: {Lead: {fields: [Email]}}\n"
    pulled = [read_pulled(file_of(LEAD), "f")]
    report = check_offline([parse(text, "f")], pulled, DAY.fromordinal(DAY.toordinal() + age), 30)
    assert [one.code for one in report.findings] == told
    assert all((one.place.line, one.place.column) == (2, 6) for one in report.findings)
