"""Pure parts: JSON text, SOQL literals, packing, redaction, zips, recorded describes."""

import json
import string
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from s2sctl.salesforce.codes import CODES
from s2sctl.salesforce.composite import MOST_PARTS, MOST_QUERIES, Part, pack
from s2sctl.salesforce.deploy import pack_zip
from s2sctl.salesforce.describe import schema_of
from s2sctl.salesforce.faults import BY_CODE, BY_STATUS, problem_of
from s2sctl.salesforce.jsontext import encode
from s2sctl.salesforce.redaction import SENTENCES, redact, redact_problem
from s2sctl.soql.literals import quote

WIRE = Path(__file__).parents[3].parent / "shared" / "wire"
SECRET = st.text(string.ascii_letters, min_size=24, max_size=40).map("Zq".__add__)
values = st.recursive(
    st.none()
    | st.booleans()
    | st.text()
    | st.integers()
    | st.decimals(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@given(values)
def test_json_text_reads_back_to_the_same_values(value):
    assert json.loads(encode(value), parse_float=Decimal, parse_int=Decimal) == value


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_a_literal_holds_its_text_and_nothing_gets_out(text):
    controls = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f"}
    quoted = quote(text)
    body = quoted[1:-1]
    unescaped, rest = "", body
    while rest:
        if rest[0] == "\\":
            unescaped += controls.get(rest[1], rest[1])
            rest = rest[2:]
        else:
            assert rest[0] != "'"
            unescaped, rest = unescaped + rest[0], rest[1:]
    assert unescaped == text


@given(st.lists(st.booleans()))
def test_packing_keeps_every_part_within_the_limits(kinds):
    parts = [Part(str(number), query=kind) for number, kind in enumerate(kinds)]
    calls = pack(parts)
    assert sorted(place for call in calls for place in call) == list(range(len(parts)))
    for call in calls:
        assert len(call) <= MOST_PARTS
        assert sum(parts[place].query for place in call) <= MOST_QUERIES
    fewest = max(-(-len(parts) // MOST_PARTS), -(-sum(kinds) // MOST_QUERIES))
    assert len(calls) <= fewest + 1


@given(
    st.sampled_from([*SENTENCES, "SOMETHING_NEW"]),
    SECRET,
    st.sampled_from(
        ["{}", "duplicate value found: {} duplicates", "bad value: {}", "'{}' is \"{}\" at {}:1"]
    ),
)
def test_no_value_in_a_message_survives(code, secret, template):
    shown = redact(code, template.replace("{}", f"<{secret} {secret}>"))
    assert secret not in shown


def test_every_recorded_error_has_a_rule_and_a_sentence_without_its_values():
    if not WIRE.exists():
        pytest.skip("recorded wire data is not here")
    entries = json.loads((WIRE / "errors" / "errors.json").read_text())
    entries = entries if isinstance(entries, list) else entries["errors"]
    seen = 0
    for entry in entries:
        body = entry.get("body")
        if isinstance(body, str):
            try:
                body = json.loads(body)
            except ValueError:
                continue
        problem = problem_of(entry.get("status") or 400, body)
        assert problem.message
        assert problem.rule
        seen += 1
    assert seen > 30


def test_every_rule_names_a_code_that_is_explained():
    for rule in (*BY_CODE.values(), *BY_STATUS.values()):
        assert rule.code in CODES


def test_the_same_files_make_the_same_zip():
    files = {"package.xml": b"<a/>", "objects/Lead.object": b"<b/>"}
    assert pack_zip(files) == pack_zip(dict(reversed(files.items())))


def test_recorded_describes_are_read():
    if not WIRE.exists():
        pytest.skip("recorded wire data is not here")
    lead = json.loads((WIRE / "describe" / "Lead.v48.cumulusci.json").read_text())
    body = lead.get("body", lead) if isinstance(lead, dict) else lead
    schema = schema_of(body)
    assert schema.name == "Lead"
    assert schema.find("lastname").required_on_create
    assert schema.find("Company").type == "string"
    assert schema.find("Status").picklist
    assert schema.find("OwnerId").reference_to == ("Group", "User")


@pytest.mark.parametrize(
    "said",
    [
        "Field Nope__c does not exist. Check spelling.",
        "In field: field - no CustomField named 'Lead.X__c' found",
        "Cannot make 'S2S_Key__c' unique",
    ],
)
def test_a_deploys_problem_keeps_what_is_about_metadata(said):
    assert redact_problem(said) == said


@given(SECRET)
def test_a_deploys_problem_loses_what_may_be_a_records_value(secret):
    for said in (
        f"duplicate value found: {secret} on record",
        f"The picklist holds '{secret}' in 3 records",
        f'Value "{secret} & sons" is in use',
        f"user {secret}@acme.example is inactive",
    ):
        assert secret not in redact_problem(said)
