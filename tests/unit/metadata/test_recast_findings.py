"""Transforms against the types of their fields, and fields that mean something only together."""

from dataclasses import replace
from decimal import Decimal

import pytest

from s2sctl.agreement.join import join
from s2sctl.manifest.manifest import (
    FieldMapping,
    FullCompare,
    Publication,
    ShareRule,
    Subscription,
    Terms,
)
from s2sctl.manifest.recast import Recast
from s2sctl.metadata.check import check_fields, check_side
from s2sctl.model.schema import FieldSchema, RecordType
from s2sctl.model.side import Pair
from tests.unit.metadata.lead_schemas import described, having, picked, text

DAY = FieldSchema("Day", "date")
STAMP = FieldSchema("At", "datetime")
MONEY = FieldSchema("Amount", "currency", precision=18, scale=2)
LONG = FieldSchema("Long", "textarea", length=32000)
RICH = FieldSchema("Rich", "textarea", length=32000, html_formatted=True)
FLAG = FieldSchema("Flag", "boolean")
TYPE = FieldSchema("RecordTypeId", "reference", reference_to=("RecordType",))


def between(source, target, recast=None, schemas=None, back=None, where=None, **more):
    """Codes and ends of paths for one field of acme that goes into one of globex."""
    mapping = FieldMapping(source.name, target.name, recast=recast or Recast(), **more)
    a = Terms((Publication("Lead", (source.name,), ShareRule(where)),))
    b = Terms(subscribe=(Subscription("Lead", "Lead", (mapping,)),))
    if back is not None:
        returned = FieldMapping(target.name, source.name, recast=back)
        a = replace(a, subscribe=(Subscription("Lead", "Lead", (returned,)),))
        b = replace(b, publish=(Publication("Lead", (target.name,)),))
    agreement, _ = join("x", Pair(a, b))
    here = schemas or Pair(described(source), described(target))
    found = check_fields(agreement, here.map(lambda one: {"Lead": one}), Pair("acme", "globex"))
    assert all("acme" in one.message or one.code == "S2S337" for one in found)
    return [(one.code, one.path.rsplit(".", 1)[-1]) for one in found]


@pytest.mark.parametrize(
    ("source", "target", "recast", "expected"),
    [
        (STAMP, DAY, Recast(zone="UTC"), []),
        (DAY, STAMP, Recast(zone="UTC"), []),
        (DAY, DAY, Recast(zone="UTC"), [("S2S333", "zone")]),
        (MONEY, MONEY, Recast(rate=Decimal(2)), []),
        (text("A"), text("B"), Recast(rate=Decimal(2)), [("S2S333", "rate")]),
        (text("A", 70), text("B", 80), Recast(prefix="A-"), []),
        (text("A", 80), text("B", 80), Recast(prefix="A-"), [("S2S313", "to")]),
        (text("A", 82), text("B", 80), Recast(strip_prefix="A-"), []),
        (MONEY, MONEY, Recast(prefix="EUR"), [("S2S333", "prefix")]),
        (FLAG, FLAG, Recast(keep_blank=True), [("S2S333", "null")]),
        (RICH, LONG, Recast(), [("S2S331", "to")]),
        (text("A"), FLAG, Recast(part=(0, 2)), [("S2S312", "Flag"), ("S2S333", "split")]),
    ],
)  # fmt: skip
def test_keys_go_with_types_or_are_told(source, target, recast, expected):
    assert between(source, target, recast) == expected


def test_a_rate_both_ways_needs_room_for_its_decimals():
    half, double = Recast(rate=Decimal("0.5")), Recast(rate=Decimal(2))
    assert between(MONEY, MONEY, half, back=double) == [("S2S334", "rate")]
    cents = FieldSchema("Cents", "double", precision=18, scale=0)
    hundred, hundredth = Recast(rate=Decimal(100)), Recast(rate=Decimal("0.01"))
    assert "S2S334" not in [code for code, _ in between(MONEY, cents, hundred, back=hundredth)]


def with_types(*names):
    types = tuple(RecordType(f"012{name}", name) for name in names)
    return replace(described(TYPE), record_types=types)


@pytest.mark.parametrize(
    ("theirs", "ours", "more", "expected"),
    [
        (["Retail"], ["Retail"], {}, []),
        (["Retail"], ["Shop"], {"values": (("Retail", "Shop"),)}, []),
        (["Retail"], ["Shop"], {}, [("S2S332", "to")]),
        (["Retail"], ["Shop"], {"values": (("Retial", "Shop"),)},
         [("S2S332", "values"), ("S2S332", "to")]),
        (["Retail"], ["Shop"], {"values": (("Retail", "Shopp"),)}, [("S2S332", "values")]),
        (["Retail"], ["Shop"], {"values": (("Any", "Shop"),), "default": "Shp"},
         [("S2S332", "values"), ("S2S332", "default")]),
    ],
)  # fmt: skip
def test_record_types_are_matched_by_developer_name(theirs, ours, more, expected):
    here = Pair(with_types(*theirs), with_types(*ours))
    assert between_types(here, **more) == expected


def between_types(schemas, **more):
    mapping = FieldMapping("RecordTypeId", "RecordTypeId", **more)
    a = Terms((Publication("Lead", ("RecordTypeId",)),))
    b = Terms(subscribe=(Subscription("Lead", "Lead", (mapping,)),))
    agreement, _ = join("x", Pair(a, b))
    found = check_fields(agreement, schemas.map(lambda one: {"Lead": one}))
    return [(one.code, one.path.rsplit(".", 1)[-1]) for one in found]


def test_amounts_without_their_currency_are_told_unless_a_rate_or_a_constant_says_it():
    code = picked("CurrencyIsoCode", "EUR", "USD")
    plain, multi = described(MONEY), having(described(MONEY), code)
    told = [("S2S337", "to")]
    assert between(MONEY, MONEY, schemas=Pair(plain, plain)) == []
    assert between(MONEY, MONEY, schemas=Pair(multi, multi)) == told
    assert between(MONEY, MONEY, schemas=Pair(plain, multi)) == told
    assert between(MONEY, MONEY, Recast(rate=Decimal(2)), Pair(multi, plain)) == []


def taking(*mappings, constants=()):
    side = Terms(subscribe=(Subscription("Lead", "Lead", mappings, constants=constants),))
    schema = described(
        text("State", compound="Address"),
        text("StateCode", compound="Address"),
        text("Country", compound="Address"),
        text("CountryCode", compound="Address"),
        text("Secret__c", encrypted=True),
        text("Must__c", nillable=False),
        picked("Source__c", "Partner"),
    )
    return [(one.code, one.path) for one in check_side(side, {"Lead": schema}, "acme")]


MUST = FieldMapping("Must__c", "Must__c")


def test_states_and_countries_come_by_code_and_together():
    code, country = FieldMapping("S", "StateCode"), FieldMapping("C", "CountryCode")
    fields = "subscribe.Lead.fields"
    assert taking(MUST, code, country) == []
    assert taking(MUST, code) == [("S2S336", f"{fields}.S.to")]
    assert taking(MUST, code, country, FieldMapping("T", "State")) == [("S2S335", f"{fields}.T.to")]
    assert taking(MUST, FieldMapping("T", "Country")) == [("S2S336", f"{fields}.T.to")]


def test_an_encrypted_field_takes_nothing():
    found = taking(MUST, FieldMapping("X", "Secret__c"))
    assert found == [("S2S330", "subscribe.Lead.fields.X.to")]


def test_a_constant_fills_a_required_field_and_must_fit():
    assert taking(FieldMapping("S", "CountryCode"), constants=(("Must__c", "x"),)) == []
    wrong = taking(MUST, constants=(("Source__c", "Partnr"), ("Nope__c", "x")))
    assert wrong == [
        ("S2S339", "subscribe.Lead.constants.Source__c"),
        ("S2S301", "subscribe.Lead.constants.Nope__c"),
    ]


def test_a_formula_is_told_unless_the_object_is_read_whole_now_and_then():
    formula = text("Sum__c", calculated=True, createable=False, updateable=False)
    schemas = {"Lead": described(formula)}
    side = Terms((Publication("Lead", ("Sum__c",), ShareRule("Sum__c = 'x'")),))
    assert [one.code for one in check_side(side, schemas)] == ["S2S310", "S2S318"]
    daily = replace(side.publish[0], full_compare=FullCompare.DAILY)
    assert check_side(replace(side, publish=(daily,)), schemas) == ()


def test_person_accounts_and_business_accounts_are_kept_apart_by_the_rule():
    name = text("Name")
    person = FieldSchema("IsPersonAccount", "boolean")
    plain = replace(described(name), name="Account")
    mixed = replace(having(described(name), person), name="Account")

    def found(where):
        a = Terms((Publication("Account", ("Name",), ShareRule(where)),))
        b = Terms(subscribe=(Subscription("Account", "Account", (FieldMapping("Name", "Name"),)),))
        agreement, _ = join("x", Pair(a, b))
        schemas = Pair(mixed, plain).map(lambda one: {"Account": one})
        return [one.code for one in check_fields(agreement, schemas)]

    assert found(None) == ["S2S338"]
    assert found("IsPersonAccount = false") == []


def test_a_prefix_that_makes_a_text_too_long_is_named():
    mapping = FieldMapping("A", "B", recast=Recast(prefix="ACME-"))
    a = Terms((Publication("Lead", ("A",), ShareRule(None)),))
    b = Terms(subscribe=(Subscription("Lead", "Lead", (mapping,)),))
    agreement, _ = join("x", Pair(a, b))
    here = Pair(described(text("A", 40)), described(text("B", 40))).map(lambda one: {"Lead": one})
    found = check_fields(agreement, here, Pair("acme", "globex"))
    (told,) = [one for one in found if one.code == "S2S313"]
    assert "prefix and suffix add 5" in told.message
    # The mapping that is there must not be told to be replaced by one without its prefix.
    assert told.help == "map to a longer field, or add  truncate: 40"
