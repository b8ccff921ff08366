"""Transforms there and back, and the limits of the field a value goes into."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from s2sctl.agreement.flows import Transform
from s2sctl.agreement.recasting import joined
from s2sctl.agreement.transform import Untransformable, apply
from s2sctl.manifest.recast import Recast
from s2sctl.model.schema import FieldSchema
from s2sctl.model.values import canonical

TEXT = FieldSchema("T", "string", length=255)
SHORT = FieldSchema("S", "string", length=10)
DATE = FieldSchema("D", "date")
MOMENT = FieldSchema("M", "datetime")
MONEY = FieldSchema("C", "currency", precision=18, scale=2)
EMAIL = FieldSchema("E", "email", length=80)
WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\r"), min_size=1, max_size=20)


def through(recast, source, target, value, **more):
    return apply(Transform(recast=recast, **more), source, target, value)


@given(WORDS, WORDS, WORDS)
def test_a_prefix_and_suffix_come_off_again(prefix, suffix, value):
    there = through(Recast(prefix=prefix, suffix=suffix), TEXT, TEXT, value)
    back = through(Recast(strip_prefix=prefix, strip_suffix=suffix), TEXT, TEXT, there)
    assert back == value


@given(WORDS, st.dictionaries(WORDS, WORDS))
def test_a_map_between_prefixes_comes_back(prefix, table):
    there = {value: f"<{number}>" for number, value in enumerate(table)}
    back = {went: value for value, went in there.items()}
    for value in table:
        went = through(Recast(prefix=prefix), TEXT, TEXT, value, values=tuple(there.items()))
        came = through(Recast(strip_prefix=prefix), TEXT, TEXT, went, values=tuple(back.items()))
        assert came == value


@given(st.lists(st.text(st.characters(codec="ascii", categories=["L"]), min_size=1), min_size=2))
def test_a_joined_text_splits_into_what_it_was_made_of(texts):
    whole = joined(texts, " ")
    pieces = [
        through(Recast(part=(place, len(texts)), separator=" "), FieldSchema("L", "textarea"),
                FieldSchema("L", "textarea"), whole)
        for place in range(len(texts))
    ]  # fmt: skip
    assert pieces == texts


def test_blanks_leave_no_separator_and_too_few_pieces_leave_blanks():
    assert joined(["Ann", None, ""], " ") == "Ann"
    assert joined([None, ""], " ") is None
    split = Recast(part=(1, 2), separator=" ")
    assert through(split, TEXT, TEXT, "Ann") is None
    assert through(Recast(part=(1, 2), separator=", "), TEXT, TEXT, "Ng, Ann, Dr") == "Ann, Dr"


ZONES = st.sampled_from(
    ["UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Apia"]
)


@given(st.dates(date(1971, 1, 1), date(2100, 1, 1)), ZONES)
def test_a_day_begins_on_that_day_in_its_zone(day, zone):
    moment = through(Recast(zone=zone), DATE, MOMENT, day.isoformat())
    back = through(Recast(zone=zone), MOMENT, DATE, moment)
    # Samoa had no 30 December 2011 at all.
    assert back == day.isoformat() or (zone == "Pacific/Apia" and day == date(2011, 12, 30))


def test_late_in_the_evening_it_is_tomorrow_further_east():
    evening = "2026-03-31T22:30:00Z"
    assert through(Recast(zone="Europe/Berlin"), MOMENT, DATE, evening) == "2026-04-01"
    assert through(Recast(zone="UTC"), MOMENT, DATE, evening) == "2026-03-31"


@given(st.decimals(-(10**12), 10**12, places=2), st.sampled_from(["4", "0.25", "10", "0.5"]))
def test_a_rate_that_does_not_round_comes_back(amount, rate):
    target = FieldSchema("C", "currency", precision=18, scale=4)
    there = through(Recast(rate=Decimal(rate)), MONEY, target, amount.normalize())
    assert through(Recast(rate=1 / Decimal(rate)), target, MONEY, there) == amount


def test_a_rate_rounds_half_up_to_what_the_target_keeps_or_to_scale():
    assert through(Recast(rate=Decimal("1.087")), MONEY, MONEY, Decimal("10.55")) == Decimal(
        "11.47"
    )
    assert through(Recast(rate=Decimal("0.5"), scale=0), MONEY, MONEY, Decimal(3)) == Decimal(2)


@given(
    st.one_of(WORDS, st.just("2026-01-31"), st.just("2026-01-31T10:00:00Z"), st.just("12.5")),
    st.builds(
        Recast,
        strip_prefix=st.sampled_from(["", "a"]),
        prefix=st.sampled_from(["", "A-"]),
        suffix=st.sampled_from(["", "-Z"]),
        part=st.sampled_from([None, (0, 2), (1, 2)]),
        separator=st.just("-"),
        zone=st.sampled_from([None, "UTC"]),
        rate=st.sampled_from([None, Decimal("0.92")]),
    ),
    st.sampled_from([TEXT, SHORT, DATE, MOMENT, MONEY, EMAIL]),
    st.sampled_from([None, 5]),
)
def test_nothing_arrives_that_the_target_refuses_and_nothing_breaks(value, recast, target, cut):
    try:
        arrived = apply(Transform(truncate=cut, recast=recast), TEXT, target, value)
    except Untransformable:
        return
    assert arrived == canonical(target, arrived)
    if isinstance(arrived, str) and target.length:
        assert len(arrived) <= target.length
    if target is EMAIL and arrived is not None:
        assert "@" in arrived


def test_a_text_that_lacks_what_is_to_be_stripped_is_refused_without_being_told():
    with pytest.raises(Untransformable) as refused:
        through(Recast(strip_prefix="ACME-"), TEXT, TEXT, "secret")
    assert "strip_prefix" in refused.value.reason
    assert "secret" not in refused.value.reason
