"""CSV of Bulk API jobs: what goes in comes out, cell for cell and byte for byte."""

import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from s2sctl.localorg.bulk.csvrows import cell, read_rows
from s2sctl.localorg.bulk.envelopes import as_csv
from s2sctl.localorg.bulk.job import DELIMITERS, LINE_ENDINGS
from s2sctl.localorg.bulk.refusal import BatchRefused
from s2sctl.localorg.bulk.table import decimal_text
from s2sctl.localorg.http.bulk_jobs import locator, read_locator

texts = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=12)
cells = st.one_of(texts, st.sampled_from(["", '"', "a,b", "one\ntwo", "x|y;z^`\t"]))
tables = st.integers(1, 4).flatmap(
    lambda width: st.lists(st.lists(cells, min_size=width, max_size=width), min_size=1, max_size=6)
)


@given(tables, st.sampled_from(sorted(DELIMITERS)), st.sampled_from(sorted(LINE_ENDINGS)))
def test_rows_come_back_cell_for_cell_and_byte_for_byte(table, delimiter, ending):
    newline = LINE_ENDINGS[ending]
    written = io.StringIO()
    csv.writer(
        written,
        delimiter=DELIMITERS[delimiter],
        lineterminator=newline.decode(),
        quoting=csv.QUOTE_ALL,
    ).writerows(table)
    content = written.getvalue().encode()
    read = list(read_rows(io.BytesIO(content), DELIMITERS[delimiter], newline))
    assert [row for row, _ in read] == table
    assert b"".join(raw for _, raw in read) == content


@given(cells)
def test_a_quoted_cell_reads_as_its_text(text):
    content = f"{cell(text)}\n".encode()
    assert [row for row, _ in read_rows(io.BytesIO(content), ",", b"\n")] == [[text]]


@pytest.mark.parametrize("row", [b'a"b,c\n', b'"a"b,c\n', b'a, "b"\n', b'"a" ,b\n', b"\xff\n"])
def test_a_row_that_is_no_csv_is_refused(row):
    with pytest.raises(BatchRefused):
        list(read_rows(io.BytesIO(row), ",", b"\n"))


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_reads_back_as_itself(number):
    assert float(decimal_text(number)) == number


@pytest.mark.parametrize(
    ("number", "text"),
    [(5.0, "5.0"), (0.001, "0.001"), (1e7, "1.0E7"), (-1.39e8, "-1.39E8"), (1e-4, "1.0E-4")],
)
def test_numbers_are_written_as_java_does(number, text):
    assert decimal_text(number) == text


@given(st.integers(0, 10**12))
def test_a_locator_leads_back_to_its_row(number):
    assert read_locator(locator(number)) == number


@given(st.lists(st.dictionaries(st.sampled_from("ABC"), cells, min_size=1), min_size=1))
def test_json_rows_become_cells_with_gaps_for_what_was_not_said(rows):
    content = as_csv(json.dumps(rows).encode(), "JSON")
    (names, _), *read = read_rows(io.BytesIO(content), ",", b"\n")
    assert len(read) == len(rows)
    for said, (got, _) in zip(rows, read, strict=True):
        told = dict(zip(names, got, strict=True))
        for name in names:
            assert told[name] == ("" if name not in said else said[name] or "#N/A")


def test_parents_in_json_become_headers():
    rows = [{"A": None, "Owner": {"attributes": {"type": "User"}, "Username": "x"}, "B": True}]
    content = as_csv(json.dumps(rows).encode(), "JSON").decode()
    assert content == '"A","User:Owner.Username","B"\n"#N/A","x","true"\n'


@pytest.mark.parametrize("content", [b"{", b"{}", b"[1]"])
def test_json_that_holds_no_rows_is_refused(content):
    with pytest.raises(BatchRefused):
        as_csv(content, "JSON")


def test_xml_that_defines_entities_is_refused():
    with pytest.raises(BatchRefused):
        as_csv(b'<!DOCTYPE a [<!ENTITY b "c">]><sObjects/>', "XML")
