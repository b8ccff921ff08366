from dataclasses import replace

import pytest

from s2sctl.agreement.join import join
from s2sctl.manifest.manifest import FieldMapping, Publication, ShareRule, Subscription, Terms
from s2sctl.metadata.check import check_side
from s2sctl.model.side import Pair
from tests.support.keyless_world import ATTACHMENT, DOCUMENT

FIELDS = ("ParentId", "Name", "Body")


def taking(*, truncate=None, schema=ATTACHMENT):
    mappings = [FieldMapping(name, name) for name in FIELDS]
    mappings[-1] = replace(mappings[-1], truncate=truncate)
    terms = Terms(subscribe=(Subscription("Attachment", "Attachment", tuple(mappings)),))
    return [one.code for one in check_side(terms, {"Attachment": schema}, "acme")]


def test_an_object_that_can_hold_no_key_needs_none_and_its_parent_is_set_once():
    assert taking() == []


def test_another_field_that_cannot_be_edited_is_still_a_finding():
    name = replace(ATTACHMENT.fields["Name"], updateable=False)
    assert taking(schema=replace(ATTACHMENT, fields=ATTACHMENT.fields | {"Name": name})) == [
        "S2S303"
    ]


def test_a_content_cannot_be_cut_on_its_way():
    assert taking(truncate=10) == ["S2S360"]


@pytest.mark.parametrize(
    ("name", "opened"),
    [
        ("Attachment", " AND IsPrivate = FALSE"),
        ("CaseComment", " AND IsPublished = TRUE"),
        ("Lead", None),
    ],
)
def test_a_rule_takes_only_what_is_not_marked_as_private(name, opened):
    rule = ShareRule("Name != 'x'")
    a = Terms(publish=(Publication(name, ("Name",), rule),))
    b = Terms(subscribe=(Subscription(name, name, (FieldMapping("Name", "Name"),)),))
    agreement, _ = join("acme-globex", Pair(a, b))
    (pairing,) = agreement.pairings
    assert pairing.share.a.where == (f"({rule.where}){opened}" if opened else rule.where)


def test_a_record_shared_by_hand_may_be_private():
    a = Terms(publish=(Publication("Attachment", ("Name",), ShareRule()),))
    b = Terms(
        subscribe=(Subscription("Attachment", "Attachment", (FieldMapping("Name", "Name"),)),)
    )
    agreement, _ = join("acme-globex", Pair(a, b))
    assert agreement.pairings[0].share.a == ShareRule()


@pytest.mark.parametrize("name", ["LinkedEntityId", "VersionData"])
def test_no_condition_on_a_document_names_the_rows_beside_it(name):
    rule = ShareRule(f"{name} != NULL")
    terms = Terms(publish=(Publication("ContentDocument", ("Title",), rule),))
    found = check_side(terms, {"ContentDocument": DOCUMENT}, "acme")
    assert [one.code for one in found] == ["S2S318"]
