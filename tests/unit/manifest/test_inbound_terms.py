"""``accept``, ``owner`` and ``onward`` from the file to the org's text and back."""

import json

import pytest

from s2sctl.manifest.manifest import ASSIGNMENT_RULES, Accept, Owner
from s2sctl.manifest.parse import parse
from s2sctl.manifest.terms_json import terms_from_json, terms_to_json
from s2sctl.metadata.difference import differences

TEXT = """\
connection: acme-globex
org: globex
partner: {org: acme}
publish:
  Case: {fields: [Subject], onward: true}
  Lead: {fields: [Status]}
subscribe:
  Lead: {accept: manual, owner: OWNER, fields: {LastName: LastName}}
"""


def read(owner):
    parsed = parse(TEXT.replace("OWNER", owner), "globex.yaml")
    assert parsed.manifest is not None, parsed.findings
    return parsed.manifest.terms


@pytest.mark.parametrize(
    ("text", "owner"),
    [
        ("{assignment_rules: true}", ASSIGNMENT_RULES),
        ("{queue: Leads}", Owner("queue", "Leads")),
        ("{user: ann@x.example}", Owner("user", "ann@x.example")),
    ],
)
def test_what_the_file_says_is_kept_by_the_org(text, owner):
    terms = read(text)
    assert terms.subscribe[0].owner == owner
    assert terms.subscribe[0].accept is Accept.MANUAL
    assert [one.share.onward for one in terms.publish] == [True, False]
    assert terms_from_json(*terms_to_json(terms)) == terms


@pytest.mark.parametrize(
    "owner", ["{assignment_rules: false}", "{assignment_rules: true, queue: Leads}"]
)
def test_an_owner_is_one_of_three(owner):
    parsed = parse(TEXT.replace("OWNER", owner), "globex.yaml")
    assert [one.code for one in parsed.findings] == ["S2S111"]


def test_what_is_not_onward_is_written_as_before():
    published = json.loads(terms_to_json(read("{queue: Leads}"))[0])
    assert [sorted(one["share"]) for one in published["objects"]] == [
        ["on_leave", "onward"],
        ["on_leave"],
    ]


def test_going_onward_is_a_difference():
    terms = read("{queue: Leads}")
    plain = parse(TEXT.replace("OWNER", "{queue: Leads}").replace(", onward: true", ""), "x.yaml")
    (told,) = differences(plain.manifest.terms, terms)
    assert (told.path, told.before, told.after) == ("publish.Case.onward", "", "true")
