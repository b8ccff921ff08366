"""Canonical values: equal means equal, whatever the wire said."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from s2sctl.model.names import FieldName
from s2sctl.model.schema import FieldSchema
from s2sctl.model.values import canonical, datetime_text, parse_datetime


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
    ],
)
def test_what_is_no_value_of_its_type_is_refused(kind: str, raw: object) -> None:
    with pytest.raises(ValueError):
        canonical(field(kind), raw)


KINDS = st.sampled_from(["string", "textarea", "multipicklist", "currency", "boolean", "datetime"])


@given(kind=KINDS, text=st.text(max_size=40), number=st.decimals(allow_nan=False), data=st.data())
def test_the_canonical_form_is_its_own(
    kind: str, text: str, number: Decimal, data: st.DataObject
) -> None:
    raw: object = text
    if kind == "currency":
        raw = number if number.is_finite() else Decimal(1)
    if kind == "boolean":
        raw = data.draw(st.booleans())
    if kind == "datetime":
        raw = data.draw(st.datetimes(timezones=st.just(UTC))).isoformat()
    once = canonical(field(kind), raw)
    assert canonical(field(kind), once) == once


@given(st.datetimes(min_value=datetime(1700, 1, 1), timezones=st.just(UTC)))
def test_a_moment_survives_its_text(moment: datetime) -> None:
    assert parse_datetime(datetime_text(moment)) == moment.replace(microsecond=0)
