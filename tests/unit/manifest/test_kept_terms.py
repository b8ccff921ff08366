"""``conflicts: {keep_values: …}`` and ``strict`` from the file to the org's text and back."""

import json

import pytest

from s2sctl.errors import UsageError
from s2sctl.manifest.manifest import Terms
from s2sctl.manifest.parse import parse
from s2sctl.manifest.terms_json import sealed, terms_from_json, terms_to_json
from s2sctl.metadata.difference import differences

TEXT = """\
connection: acme-globex
org: globex
partner: {org: acme}
subscribe:
  Lead: {fields: {LastName: LastName}, strict: STRICT}
conflicts: {keep_values: DAYS}
"""


def read(days="30d", strict="false"):
    parsed = parse(TEXT.replace("DAYS", days).replace("STRICT", strict), "globex.yaml")
    return parsed.manifest.terms if parsed.manifest else parsed.findings


@pytest.mark.parametrize(("text", "days"), [("30d", 30), ("0", 0), ("0d", 0), ("3650d", 3650)])
def test_days_are_kept_by_the_org(text, days):
    terms = read(text)
    assert terms.keep_days == days
    assert terms_from_json(*terms_to_json(terms)) == terms


@pytest.mark.parametrize(
    "text", ["30", "-1d", "1.5d", "3651d", "99999999999999999d", "true", "[]", "30 d", "٣d", "null"]
)
def test_anything_else_is_no_number_of_days(text):
    (finding,) = read(text)
    assert finding.code in ("S2S580", "S2S105")
    assert finding.path == "conflicts.keep_values"


def test_what_is_not_said_is_written_as_before_and_read_as_thirty_days():
    for text in terms_to_json(read()):
        assert "keep_days" not in text
        assert "strict" not in text
    assert terms_from_json("", "").keep_days == Terms().keep_days == 30


def test_a_time_that_is_no_number_is_damage():
    with pytest.raises(UsageError, match="Subscribed__c"):
        terms_from_json("", sealed({"objects": [], "keep_days": "long"}))


def test_strict_and_another_time_are_differences():
    told = differences(read(), read("0", "true"))
    assert [(one.path, one.before, one.after) for one in told] == [
        ("subscribe.Lead.strict", "", "true"),
        ("conflicts.keep_values", "30d", "0"),
    ]
    text = json.loads(terms_to_json(read("0", "true"))[1])
    assert (text["keep_days"], text["objects"][0]["strict"]) == (0, True)
