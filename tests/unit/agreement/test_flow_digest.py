from dataclasses import replace

from s2sctl.agreement.digest import flow_digest
from s2sctl.agreement.flows import FieldLink, Pairing, Transform
from s2sctl.manifest.manifest import OnConflict, ShareRule
from s2sctl.model.side import Pair, Side

NEWEST = Pair(OnConflict.NEWEST, OnConflict.NEWEST)
LINK = FieldLink(Pair("Email", "Mail__c"), Pair(None, Transform()), NEWEST)
PHONE = FieldLink(Pair("Phone", "Phone"), Pair(None, Transform()), NEWEST)
PAIRING = Pairing(Pair("Lead", "Lead"), (LINK, PHONE), Pair(ShareRule(), None), Pair(None, None))


def changed(pairing):
    return [side for side in Side if flow_digest(pairing, side) != flow_digest(PAIRING, side)]


def test_a_rule_changes_only_its_own_side():
    assert changed(replace(PAIRING, share=Pair(ShareRule("Rating = 'Hot'"), None))) == [Side.A]


def test_another_field_or_transform_changes_the_reading():
    assert changed(replace(PAIRING, fields=(LINK,))) == [Side.A, Side.B]
    cut = replace(LINK, into=Pair(None, Transform(truncate=9)))
    assert changed(replace(PAIRING, fields=(cut, PHONE))) == [Side.A]


def test_policies_and_order_do_not_count():
    asking = replace(LINK, claims=Pair(OnConflict.ASK, OnConflict.LOCAL))
    assert changed(replace(PAIRING, fields=(PHONE, asking))) == []
