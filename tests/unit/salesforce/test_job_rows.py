"""The CSV of a job says exactly what was meant, row by row; its results find their rows again."""

import csv
import io
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from s2sctl.errors import Bug
from s2sctl.localorg.bulk.csvrows import read_rows
from s2sctl.model.ids import checksum
from s2sctl.model.schema import FieldSchema
from s2sctl.ports.org import RowWrite, WriteBatch
from s2sctl.salesforce.csvrows import MOST_IN_FIELD, MOST_IN_ROW, write_rows
from s2sctl.salesforce.job_results import Results, refusal_of
from s2sctl.salesforce.shapes import Malformed
from tests.support.world import LEAD, schema, text

KEY = "S2S_Key__c"
TEXTS = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\x00"), min_size=1)


def batch(*values, of=LEAD):
    rows = tuple(RowWrite({KEY: f"k{n}", **one}) for n, one in enumerate(values))
    return WriteBatch(of, rows, upsert_on=KEY)


def sent(batch, **how):
    """What the local org reads of the file: each row's cells by their column."""
    file = io.BytesIO()
    written = write_rows(file, batch, **how)
    file.seek(0)
    head, *rows = [cells for cells, _ in read_rows(file, ",", b"\n")]
    assert len(rows) == written
    return [dict(zip(head, row, strict=True)) for row in rows]


@given(st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=5))
def test_any_text_arrives_as_it_was(pairs):
    found = sent(batch(*({"LastName": a, "Company": b} for a, b in pairs)))
    assert [(one["LastName"], one["Company"]) for one in found] == [
        pair for pair in pairs if "#N/A" not in pair
    ]


@pytest.mark.parametrize("text", ['"', '""', "a\nb", "a\r\nb", " a ", "a,b", "=1+1", "#n/a", "é😀"])
def test_signs_that_mean_something_in_csv_are_text(text):
    assert sent(batch({"LastName": text}))[0]["LastName"] == text


KINDS = {
    "datetime": ("2026-11-24T01:02:03.000Z", "2026-11-24T01:02:03.000Z"),
    "date": ("2026-11-24", "2026-11-24"),
    "time": ("01:02:03.000", "01:02:03.000Z"),
    "boolean": (False, "false"),
    "double": (Decimal("1E+3"), "1000"),
    "currency": (Decimal("0.10"), "0.10"),
    "int": (Decimal("7"), "7"),
    "multipicklist": ("a;b", "a;b"),
}


@pytest.mark.parametrize("kind", KINDS)
def test_each_type_is_written_as_the_guide_says(kind):
    value, cell = KINDS[kind]
    held = schema("Thing__c", "a00", FieldSchema("Held__c", kind))
    assert sent(batch({"Held__c": value}, {"Held__c": None}, of=held)) == [
        {KEY: "k0", "Held__c": cell},
        {KEY: "k1", "Held__c": "#N/A"},
    ]


def test_what_is_cleared_and_what_is_left_alone_are_told_apart():
    found = sent(batch({"LastName": "A", "Company": None}, {"LastName": "B"}))
    assert [one["Company"] for one in found] == ["#N/A", ""]


def test_a_text_that_reads_as_a_null_is_left_to_calls():
    assert [one[KEY] for one in sent(batch({"LastName": "#N/A"}, {"LastName": "B"}))] == ["k1"]


def test_a_row_that_is_too_long_is_left_to_calls():
    longest = "x" * MOST_IN_FIELD
    assert len(sent(batch({"LastName": longest}, {"LastName": longest + "x"}))) == 1
    many = MOST_IN_ROW // MOST_IN_FIELD + 1
    wide = {f"F{n}__c": longest for n in range(many)}
    held = schema("Thing__c", "a00", text("Name"), *map(text, wide))
    assert sent(batch({"Name": "A", **wide}, {"Name": "B"}, of=held)) == [
        {KEY: "k1", "Name": "B", **dict.fromkeys(wide, "")}
    ]


@given(st.integers(0, 400))
def test_no_file_is_larger_than_it_may_be(most):
    rows = batch(*({"LastName": "x" * (n % 7)} for n in range(20)))
    file = io.BytesIO()
    written = write_rows(file, rows, most)
    head = len(file.getvalue().splitlines()[0]) + 1
    assert len(file.getvalue()) <= max(most, head)
    assert written == len(file.getvalue().splitlines()) - 1


def test_a_row_without_a_key_or_two_of_one_key_are_a_bug():
    for keys in (["", "b"], ["a", "a"]):
        rows = tuple(RowWrite({KEY: key}) for key in keys)
        with pytest.raises(Bug):
            write_rows(io.BytesIO(), WriteBatch(LEAD, rows, upsert_on=KEY))


def listed(*rows):
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return io.BytesIO(out.getvalue().encode())


def id_of(number):
    fifteen = f"00Q{number:012}"
    return fifteen + checksum(fifteen)


@given(st.permutations(range(6)), st.integers(0, 6))
def test_results_in_any_order_find_their_rows(order, succeeded):
    results = Results(batch(*({"LastName": str(n)} for n in range(6))))
    good = [[id_of(n), "true", f"k{n}"] for n in order[:succeeded]]
    bad = [["", "REQUIRED_FIELD_MISSING:gone:Company --", f"k{n}"] for n in order[succeeded:5]]
    results.read_succeeded(listed(["sf__Id", "sf__Created", KEY], *good))
    results.read_failed(listed(["sf__Id", "sf__Error", KEY], *bad))
    found = results.outcomes(at_least=len(good) + len(bad))
    for place, n in enumerate(order):
        if place < succeeded:
            assert (found[n].id, found[n].created) == (id_of(n), True)
        elif place < 5:
            assert found[n].refusal.fields == ("Company",)
        else:
            assert found[n] is None


def test_lists_that_cannot_be_of_this_job_are_no_answers():
    head = ["sf__Id", "sf__Created", KEY]
    for rows in (
        [head, [id_of(1), "true", "other"]],
        [head, ["nothing", "true", "k0"]],
        [["sf__Id"], [id_of(1)]],
    ):
        with pytest.raises(Malformed):
            Results(batch({"LastName": "A"})).read_succeeded(listed(*rows))
    with pytest.raises(Malformed):
        Results(batch({"LastName": "A"})).read_failed(io.BytesIO(b'a,b\n"x"y,z\n'))
    with pytest.raises(Malformed):
        Results(batch({"LastName": "A"})).outcomes(at_least=1)


def test_a_refusal_tells_its_code_and_fields_and_no_value():
    found = refusal_of("FIELD_CUSTOM_VALIDATION_EXCEPTION:s3cret says: no:Company,Rating --")
    assert (found.code, found.fields) == (
        "FIELD_CUSTOM_VALIDATION_EXCEPTION",
        ("Company", "Rating"),
    )
    assert refusal_of("s3cret").code == "UNKNOWN_EXCEPTION"
    assert "s3cret" not in refusal_of("s3cret").message


def test_a_refusal_of_a_job_names_no_field_where_the_org_names_none():
    """What follows the last colon of a trigger's words may be a record's value."""
    found = refusal_of("FIELD_CUSTOM_VALIDATION_EXCEPTION:there is one: Frau Geheimrat")
    assert found.fields == ()
    assert "Geheimrat" not in found.message


def test_a_lock_in_a_triggers_words_is_a_lock_in_a_job_too():
    said = "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY:T: UNABLE_TO_LOCK_ROW, unable to obtain:--"
    assert refusal_of(said).code == "UNABLE_TO_LOCK_ROW"
