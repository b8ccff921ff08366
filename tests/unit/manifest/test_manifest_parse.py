import json
import re

from hypothesis import given
from hypothesis import strategies as st

from s2sctl.manifest.manifest import (
    Accept,
    FieldMapping,
    Guards,
    Manifest,
    OnConflict,
    OnLeave,
    Owner,
    Partner,
    Publication,
    ShareRule,
    Subscription,
    Terms,
    WhenShareEnds,
)
from s2sctl.manifest.parse import parse
from s2sctl.model.finding import Place

GOOD = """\
# yaml-language-server: $schema=../schema/connection.schema.json
connection: acme-globex
org: globex
partner: {org: acme, account: Acme Manufacturing}
publish:
  Lead:
    fields: [Status, Rating]
  Case:
    fields: [Subject]
    share: {where: "Origin = 'Partner'", on_leave: keep}
subscribe:
  Lead:
    to: Prospect__c
    owner: {queue: Partner_Leads}
    record_type: Partner
    fields:
      LastName: LastName
      Rating: {to: Rating, values: {Hot: Hot, NO: None}, default: Warm, on_conflict: ask}
      Description: {to: Summary__c, truncate: 255}
    on_conflict: partner
    when_share_ends: remove
guards: {deletes: 5%, updates: 12.5, api_calls: 0%, creates: 300%}
"""


def test_a_manifest_becomes_its_values():
    parsed = parse(GOOD, "globex.yaml")
    assert parsed.findings == ()
    assert parsed.manifest == Manifest(
        "acme-globex",
        "globex",
        Partner("acme", "Acme Manufacturing"),
        Terms(
            (
                Publication("Lead", ("Status", "Rating")),
                Publication("Case", ("Subject",), ShareRule("Origin = 'Partner'", OnLeave.KEEP)),
            ),
            (
                Subscription(
                    "Lead",
                    "Prospect__c",
                    (
                        FieldMapping("LastName", "LastName"),
                        FieldMapping(
                            "Rating",
                            "Rating",
                            (("Hot", "Hot"), ("NO", "None")),
                            "Warm",
                            on_conflict=OnConflict.ASK,
                        ),
                        FieldMapping("Description", "Summary__c", truncate=255),
                    ),
                    Accept.AUTO,
                    Owner("queue", "Partner_Leads"),
                    "Partner",
                    OnConflict.PARTNER,
                    WhenShareEnds.REMOVE,
                ),
            ),
            Guards(5.0, 12.5, 0.0, 300.0),
        ),
    )


def test_paths_of_later_checks_find_their_place():
    index = parse(GOOD, "g").index
    assert index.place("publish.Lead.fields.Rating") == Place("g", 7, 22, 6)
    assert index.place("subscribe.Lead.fields.LastName") == Place("g", 17, 7, 8)
    assert index.place("subscribe.Lead.fields.LastName.to") == Place("g", 17, 17, 8)
    assert index.place("subscribe.Lead.fields.Rating.to") == Place("g", 18, 20, 6)
    assert index.place("subscribe.Lead.fields.Rating.values.Hot") == Place("g", 18, 42, 3)
    assert index.place("subscribe.Lead.record_type") == Place("g", 15, 18, 7)


def test_a_path_the_file_lacks_is_its_nearest_ancestor():
    index = parse(GOOD, "g").index
    assert index.place("subscribe.Lead.fields.Phone.to") == index.place("subscribe.Lead.fields")
    assert index.place("publish.Case.share.where") == Place("g", 10, 20, 20)
    assert index.place("nowhere") == Place("g", 1, 1)


def test_a_warning_leaves_a_manifest():
    parsed = parse("connection: a\norg: b\npartner: {org: c}\n", "f")
    assert [found.code for found in parsed.findings] == ["S2S209"]
    assert parsed.manifest is not None


lines = GOOD.splitlines()


@given(st.integers(0, len(lines) - 1), st.text(max_size=8), st.integers(0, 40))
def test_no_edit_of_a_manifest_makes_parsing_raise(number, inserted, at):
    line = lines[number]
    edited = [*lines[:number], line[:at] + inserted + line[at:], *lines[number + 1 :]]
    parsed = parse("\n".join(edited), "f")
    assert parsed.manifest is not None or parsed.findings
    for found in parsed.findings:
        assert re.fullmatch(r"S2S[12]\d\d", found.code)
        assert found.place is not None
        assert 1 <= found.place.line <= len("\n".join(edited).splitlines()) + 1


@given(st.sets(st.integers(1, len(lines) - 1)))
def test_no_removal_of_lines_makes_parsing_raise(gone):
    text = "\n".join(line for number, line in enumerate(lines) if number not in gone)
    parsed = parse(text, "f")
    assert parsed.manifest is not None or parsed.findings


junk = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.sampled_from(["x", "Lead", "5%", "manual"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["fields", "share", "to", "where", "Lead", "owner", "values"]), inner
        )
    ),
    max_leaves=8,
)


@given(
    st.dictionaries(
        st.sampled_from(["connection", "org", "partner", "publish", "subscribe", "guards", "x"]),
        junk,
    )
)
def test_any_shape_is_told_and_not_raised(data):
    parsed = parse(json.dumps(data), "f")
    assert parsed.manifest is not None or parsed.findings
