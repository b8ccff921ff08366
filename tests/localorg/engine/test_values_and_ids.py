"""Rules that hold for any value: ids, texts, numbers, times."""

from datetime import UTC, datetime
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from s2sctl.localorg.definitions import FieldDefinition
from s2sctl.localorg.ids import DIGITS, base62, pod_of
from s2sctl.localorg.org import LocalOrg
from s2sctl.localorg.records.autonumber import formatted
from s2sctl.localorg.records.values import stored_value
from s2sctl.localorg.sqlfunctions import compare_text
from s2sctl.model.ids import is_id
from tests.localorg.engine.shop import definition, lead, make

TEXT = FieldDefinition("X__c", "string", "X", length=10_000)
AMOUNT = FieldDefinition("A__c", "currency", "A", precision=18, scale=2)
MOMENT = FieldDefinition("M__c", "datetime", "M")


def test_ids_are_well_formed_rise_and_carry_the_objects_prefix(org: LocalOrg) -> None:
    ids = [lead(org) for _ in range(70)]
    assert all(is_id(one) and one.startswith("00Q") and len(one) == 18 for one in ids)
    assert ids == sorted(ids)
    assert len({one[:15].lower() for one in ids}) < len(ids)


def test_ids_go_on_after_the_org_was_closed(org: LocalOrg) -> None:
    last = lead(org)
    org.close()
    again = LocalOrg.open(org.folder)
    assert lead(again) > last
    again.close()


def test_every_prefix_is_one_objects(org: LocalOrg) -> None:
    prefixes = [one.key_prefix for one in org.definitions]
    assert len(prefixes) == len(set(prefixes))
    assert make(org, "Account", Name="x")[:3] == definition(org, "Account").key_prefix


@given(st.integers(0, 62**9 - 1))
def test_base62_reads_back(number: int) -> None:
    total = 0
    for char in base62(number, 9):
        total = total * 62 + DIGITS.index(char)
    assert total == number


@given(st.text())
def test_a_pod_is_two_of_salesforces_digits(seed: str) -> None:
    assert len(pod_of(seed)) == 2
    assert set(pod_of(seed)) <= set(DIGITS)


@given(st.text(max_size=200))
def test_stored_text_has_no_margins_and_storing_it_again_changes_nothing(text: str) -> None:
    once = stored_value(TEXT, text)
    assert once == (text.strip() or None)
    assert stored_value(TEXT, once) == once


@given(st.decimals(-(10**12), 10**12, places=5))
def test_amounts_are_kept_as_they_came(amount: Decimal) -> None:
    assert stored_value(AMOUNT, str(amount)) == float(amount)


@given(st.datetimes(datetime(1700, 1, 2), datetime(3999, 12, 30)))
def test_moments_are_kept_in_whole_seconds(moment: datetime) -> None:
    aware = moment.replace(tzinfo=UTC)
    stored = stored_value(MOMENT, aware.strftime("%Y-%m-%dT%H:%M:%S.") + "999Z")
    assert stored == int(aware.replace(microsecond=0).timestamp()) * 1000


@given(st.text(), st.text())
def test_texts_compare_without_case_and_consistently(left: str, right: str) -> None:
    assert compare_text(left, left.upper().lower()) == 0 or left.casefold() != left.upper().lower()
    assert compare_text(left, right) == -compare_text(right, left)


@given(st.integers(1, 10**6))
def test_auto_numbers_fill_their_digits(number: int) -> None:
    assert formatted("A-{0000}", number, datetime(2026, 1, 2, tzinfo=UTC)) == f"A-{number:04d}"
