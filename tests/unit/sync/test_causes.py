"""Likely causes: who and when, and what else changed."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from s2sctl.model.records import Record
from s2sctl.model.schema import FieldSchema, ObjectSchema, PicklistValue
from s2sctl.sync.causes import Edits, edited_by, hidden, joined, newly_ruled, redescribed

NINE = datetime(2026, 11, 24, 9, 0, 3, tzinfo=UTC)


def row(by="005Ann", at=NINE, **values):
    return Record("Lead", "00Q1", at, values, modified_at=at, modified_by=by)


def edits(*rows):
    found = Edits()
    for one in rows:
        found.add(one)
    return found


def test_who_changed_most_of_them_is_told_with_the_span() -> None:
    later = NINE + timedelta(seconds=38)
    found = edits(*[row()] * 3, row(at=later), row("005Bob"), None)
    assert edited_by(found, "acme", {}) == (
        "4 of 6 were last changed by 005Ann in acme between 2026-11-24 09:00:03 and 09:00:41 UTC"
    )
    assert "by Ann Ax (005Ann) in" in edited_by(found, "acme", {"005Ann": "Ann Ax"})


def test_a_span_over_midnight_names_both_days() -> None:
    found = edits(row(), row(at=NINE + timedelta(days=1)))
    assert "between 2026-11-24 09:00:03 and 2026-11-25 09:00:03 UTC" in edited_by(found, "a", {})
    assert edited_by(edits(row()), "a", {}).endswith("at 2026-11-24 09:00:03 UTC")
    assert edited_by(edits(None), "a", {}) == ""


@given(st.lists(st.tuples(st.sampled_from("ABC"), st.integers(0, 9_999), st.text(min_size=9))))
def test_no_value_is_told_and_no_row_is_lost_from_the_count(rows) -> None:
    found = edits(*(row(by, NINE + timedelta(seconds=s), LastName=v) for by, s, v in rows))
    text = edited_by(found, "acme", {})
    assert found.total == len(rows)
    assert sum(span.count for span in found.by.values()) == len(rows)
    assert all(span.first <= span.last for span in found.by.values())
    assert not any(value in text for _, _, value in rows)


RATING = FieldSchema("Rating", "picklist", "Rating", picklist=(PicklistValue("Hot", "Hot"),))
LEAD = ObjectSchema("Lead", "Lead", "00Q", {"Rating": RATING, "Notes__c": FieldSchema("N", "text")})


def with_field(name, field):
    return replace(LEAD, fields={**LEAD.fields, name: field}, _by_lower={})


def test_a_changed_describe_names_the_fields_in_use_and_what_of_them_changed() -> None:
    other = with_field("Rating", replace(RATING, type="string", picklist=(), length=9))
    assert redescribed("acme", LEAD, other, ["Rating", "LastName"]) == (
        "the describe of Lead in acme changed since the last run: "
        "Rating (length, picklist values, type)"
    )
    assert redescribed("acme", LEAD, other, ["Notes__c"]) == ""


def test_a_label_is_no_cause_and_an_object_never_seen_before_is_none_either() -> None:
    labelled = with_field("Rating", replace(RATING, label="Score"))
    assert redescribed("acme", LEAD, labelled, ["Rating"]) == ""
    assert redescribed("acme", None, LEAD, ["Rating"]) == ""


def test_another_formula_is_told_and_one_that_was_never_noted_is_not() -> None:
    first = FieldSchema("Score__c", "double", calculated=True, formula="abc")
    before = with_field("Score__c", first)
    after = with_field("Score__c", replace(first, formula="def"))
    assert "Score__c (formula)" in redescribed("acme", before, after, ["Score__c"])
    unknown = with_field("Score__c", replace(first, formula=""))
    assert redescribed("acme", unknown, after, ["Score__c"]) == ""


def test_fields_that_came_or_went_are_told_and_many_are_counted() -> None:
    came = with_field("New__c", RATING)
    assert "New__c (new)" in redescribed("acme", LEAD, came, ["New__c"])
    assert "New__c (gone)" in redescribed("acme", came, LEAD, ["New__c"])
    many = replace(LEAD, fields={f"F{n}__c": RATING for n in range(8)}, _by_lower={})
    assert redescribed("acme", LEAD, many, list(many.fields)).endswith("F4__c (new) and 3 more")


def test_causes_are_joined_and_those_that_say_nothing_left_out() -> None:
    both = joined(["", newly_ruled("acme", "Lead"), hidden("acme", "Lead", "runner@acme")])
    assert both.count("; ") == 1
    assert "View All on Lead" in both
    assert "runner@acme" in both
