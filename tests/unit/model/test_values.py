"""Canonical values: equal means equal, whatever the wire said."""

import unicodedata
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from s2sctl.model.digest import DigestKey, digest
from s2sctl.model.names import FieldName
from s2sctl.model.schema import FieldSchema
from s2sctl.model.values import NUMBERS, TEXTS, canonical, datetime_text, parse_datetime


def field(kind: str, scale: int = 0) -> FieldSchema:
    return FieldSchema(FieldName("F__c"), kind, scale=scale)


@pytest.mark.parametrize(
    ("kind", "raw", "expected"),
    [
        ("string", "", None),
        ("string", "a\r\nb\rc", "a\nb\nc"),
        ("boolean", None, False),
        ("boolean", "TRUE", True),
        ("currency", "10.00", Decimal(10)),
        ("currency", "-0.00", Decimal(0)),
        ("multipicklist", "b; a;;b", "a;b"),
        ("multipicklist", ";", None),
        ("datetime", "2026-01-01T01:00:00.900+0100", "2026-01-01T00:00:00Z"),
        ("date", "2026-01-01", "2026-01-01"),
        ("date", "2026-01-01T00:00:00.000Z", "2026-01-01"),
        ("time", "10:05:00.000Z", "10:05:00.000"),
        ("time", "10:05", "10:05:00.000"),
        ("currency", "1E+3", Decimal(1000)),
        ("int", "7.0", Decimal(7)),
        ("percent", 12.50, Decimal("12.5")),
        ("textarea", "<p>a</p>\r\n", "<p>a</p>\n"),
        ("string", "Cafe\u0301", "Cafe\u0301"),
        ("reference", "00Q5g00000AbCdE", "00Q5g00000AbCdEEAV"),
    ],
)
def test_what_the_wire_says_has_one_form(kind: str, raw: object, expected: object) -> None:
    assert canonical(field(kind), raw) == expected


def test_cents_survive_in_a_field_that_shows_none() -> None:
    # Account.AnnualRevenue has scale 0, and the API keeps what was written to it all the same.
    assert canonical(field("currency", scale=0), "1234.56") == Decimal("1234.56")


@pytest.mark.parametrize(
    ("kind", "raw"),
    [
        ("boolean", "perhaps"),
        ("currency", "NaN"),
        ("currency", "a lot"),
        ("datetime", "2026-01-01"),
        ("date", "31.12.2026"),
        ("date", "2026-02-30"),
        ("time", "25:00"),
        ("int", "1" * 40),
    ],
)
def test_what_is_no_value_of_its_type_is_refused(kind: str, raw: object) -> None:
    with pytest.raises(ValueError):
        canonical(field(kind), raw)


NUMBER_KINDS = sorted(NUMBERS - {"int", "long"})
OTHERS = ("boolean", "datetime", "date", "time", "base64", "id", "reference", "multipicklist")
KINDS = st.sampled_from(sorted({*TEXTS, *NUMBERS, *OTHERS}))


@given(kind=KINDS, text=st.text(max_size=40), number=st.decimals(allow_nan=False), data=st.data())
def test_the_canonical_form_is_its_own(
    kind: str, text: str, number: Decimal, data: st.DataObject
) -> None:
    raw: object = text
    if kind in NUMBER_KINDS:
        raw = number if number.is_finite() else Decimal(1)
    if kind in ("int", "long"):
        raw = data.draw(st.integers(-(10**18), 10**18))
    if kind == "date":
        raw = data.draw(st.dates()).isoformat()
    if kind == "time":
        raw = data.draw(st.times()).isoformat()
    if kind == "boolean":
        raw = data.draw(st.booleans())
    if kind == "datetime":
        raw = data.draw(st.datetimes(timezones=st.just(UTC))).isoformat()
    once = canonical(field(kind), raw)
    assert canonical(field(kind), once) == once


@given(st.datetimes(min_value=datetime(1700, 1, 1), timezones=st.just(UTC)))
def test_a_moment_survives_its_text(moment: datetime) -> None:
    assert parse_datetime(datetime_text(moment)) == moment.replace(microsecond=0)


@given(text=st.text(max_size=20), name=st.text(max_size=5))
def test_the_forms_of_a_unicode_text_have_one_digest(text: str, name: str) -> None:
    key = DigestKey(b"k" * 32)
    forms = {digest(key, name, unicodedata.normalize(form, text)) for form in ("NFC", "NFD")}
    assert forms == {digest(key, name, unicodedata.normalize("NFC", text))}


def test_what_differs_in_more_than_its_form_has_another_digest() -> None:
    key = DigestKey(b"k" * 32)
    assert digest(key, "F", "Caf\u00e9") == digest(key, "F", "Cafe\u0301")
    assert len({digest(key, "F", one) for one in ("Café", "Cafe", "café", None, True)}) == 5
