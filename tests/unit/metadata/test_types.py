import pytest
from hypothesis import given
from hypothesis import strategies as st

from s2sctl.agreement.flows import Transform
from s2sctl.agreement.transform import Untransformable, apply
from s2sctl.metadata.types import TABLE, Fit, Kind, describe_type, fit, kind_of
from s2sctl.model.schema import FieldSchema
from s2sctl.model.values import canonical

FIELDS = {
    Kind.TEXT: FieldSchema("T", "string", length=255),
    Kind.LONG: FieldSchema("L", "textarea", length=32000),
    Kind.NUMBER: FieldSchema("N", "double", precision=10, scale=2),
    Kind.DATE: FieldSchema("D", "date"),
    Kind.DATETIME: FieldSchema("S", "datetime"),
    Kind.TIME: FieldSchema("I", "time"),
    Kind.CHECKBOX: FieldSchema("C", "boolean"),
    Kind.PICKLIST: FieldSchema("P", "picklist"),
    Kind.MULTI: FieldSchema("M", "multipicklist"),
    Kind.EMAIL: FieldSchema("E", "email", length=80),
    Kind.PHONE: FieldSchema("F", "phone", length=40),
    Kind.URL: FieldSchema("U", "url", length=255),
    Kind.RICH: FieldSchema("H", "textarea", length=32000, html_formatted=True),
    Kind.ENCRYPTED: FieldSchema("X", "encryptedstring", length=40, encrypted=True),
    Kind.LOOKUP: FieldSchema("R", "reference"),
    Kind.FILE: FieldSchema("B", "base64"),
}
SAMPLES = {
    Kind.TEXT: "abc",
    Kind.LONG: "abc\ndef",
    Kind.NUMBER: "12.5",
    Kind.DATE: "2026-01-31",
    Kind.DATETIME: "2026-01-31T10:00:00Z",
    Kind.TIME: "10:00:00.000",
    Kind.CHECKBOX: "true",
    Kind.PICKLIST: "Hot",
    Kind.MULTI: "A;B",
    Kind.EMAIL: "a@b.example",
    Kind.PHONE: "+46 40 111",
    Kind.URL: "https://a.example",
    Kind.RICH: "<p>abc</p>",
    Kind.ENCRYPTED: "abc",
    Kind.LOOKUP: "001000000000001AAA",
    Kind.FILE: "sha256:ab:2",
}


def test_every_kind_has_a_field():
    assert {kind_of(field) for field in FIELDS.values()} == set(FIELDS) == set(Kind) - {Kind.NONE}


@pytest.mark.parametrize("source", FIELDS)
@pytest.mark.parametrize("target", FIELDS)
def test_what_the_table_calls_lossless_arrives(source, target):
    if fit(FIELDS[source], FIELDS[target]) is not Fit.YES:
        return
    value = canonical(FIELDS[source], SAMPLES[source])
    arrived = apply(Transform(), FIELDS[source], FIELDS[target], value)
    assert arrived is not None
    back = canonical(FIELDS[source], arrived)
    assert source in (Kind.MULTI,) or back == value


@given(st.sampled_from(sorted(FIELDS, key=str)), st.sampled_from(sorted(FIELDS, key=str)))
def test_no_pair_of_types_breaks_the_transform(source, target):
    value = canonical(FIELDS[source], SAMPLES[source])
    try:
        apply(Transform(), FIELDS[source], FIELDS[target], value)
    except Untransformable:
        assert fit(FIELDS[source], FIELDS[target]) is not Fit.YES


def test_a_kind_always_fits_itself():
    lossy = {Fit.MAP, Fit.CUT, Fit.NO}
    assert all(TABLE[kind][kind] not in lossy for kind in FIELDS if kind is not Kind.ENCRYPTED)


def test_types_are_told_as_in_setup():
    assert describe_type(FieldSchema("X", "currency", precision=18, scale=2)) == "Currency(16, 2)"
    assert describe_type(FieldSchema("X", "textarea", length=255)) == "Text Area(255)"
    assert describe_type(FieldSchema("X", "reference", reference_to=("Account",))) == (
        "Lookup(Account)"
    )
    assert describe_type(FieldSchema("X", "boolean")) == "Checkbox"
