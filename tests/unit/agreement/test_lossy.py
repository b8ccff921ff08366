"""Both sides' mappings of a field that flows both ways must undo each other."""

from decimal import Decimal

import pytest

from s2sctl.agreement.join import join
from s2sctl.manifest.manifest import FieldMapping, Publication, Subscription, Terms
from s2sctl.manifest.recast import Recast
from s2sctl.model.side import Pair


def findings(a, b, fields=("F", "G")):
    """What is found where a's and b's Lead publish ``fields`` and take these mappings."""
    sides = (
        Terms((Publication("Lead", fields),), (Subscription("Lead", "Lead", tuple(mappings)),))
        for mappings in (a, b)
    )
    return [(one.code, one.message) for one in join("c", Pair(*sides))[1]]


def both(a, b):
    return findings([FieldMapping("F", "F", recast=a)], [FieldMapping("F", "F", recast=b)])


@pytest.mark.parametrize(
    ("a", "b"),
    [
        (Recast(prefix="A-"), Recast(strip_prefix="A-")),
        (Recast(prefix="A-", suffix="/1"), Recast(strip_prefix="A-", strip_suffix="/1")),
        (Recast(strip_prefix="X"), Recast(prefix="X")),
        (Recast(rate=Decimal("0.5")), Recast(rate=Decimal(2))),
        (Recast(keep_blank=True), Recast()),
    ],
)
def test_mappings_that_mirror_each_other_flow_both_ways(a, b):
    assert both(a, b) == []
    assert both(b, a) == []


@pytest.mark.parametrize(
    ("a", "b"),
    [
        (Recast(prefix="A-"), Recast()),
        (Recast(prefix="A-"), Recast(strip_prefix="B-")),
        (Recast(prefix="A-"), Recast(prefix="A-")),
        (Recast(rate=Decimal("0.92")), Recast(rate=Decimal("1.087"))),
        (Recast(rate=Decimal(2)), Recast()),
        (Recast(zone="UTC"), Recast(zone="UTC")),
        (Recast(join=("G",), separator=" "), Recast(part=(0, 2), separator=" ")),
        (Recast(rate=Decimal(2), scale=0), Recast(rate=Decimal("0.5"))),
    ],
)
def test_mappings_that_do_not_undo_each_other_are_refused_either_way_round(a, b):
    assert {code for code, _ in both(a, b)} == {"S2S322"}
    assert {code for code, _ in both(b, a)} == {"S2S322"}


def test_the_refusal_says_both_mappings():
    ((_, message),) = both(Recast(prefix="A-"), Recast(strip_prefix="B-"))
    assert 'prefix: "A-"' in message
    assert 'strip_prefix: "B-"' in message


def test_a_joined_text_may_not_flow_back_into_what_it_is_made_of():
    joined = FieldMapping("F", "F", recast=Recast(join=("G",), separator=" "))
    back = FieldMapping("F", "G")
    assert "S2S322" in {code for code, _ in findings([back], [joined])}


def test_every_joined_field_must_be_published():
    joined = FieldMapping("F", "F", recast=Recast(join=("G",), separator=" "))
    found = findings([], [joined], fields=("F",))
    assert ("S2S321", "the partner does not publish Lead.G") in found
