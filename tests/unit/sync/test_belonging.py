"""Fields that say one thing together are one decision: no side ends with what nobody typed."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from s2sctl.agreement.flows import FieldLink, Transform
from s2sctl.manifest.manifest import OnConflict
from s2sctl.model.schema import FieldSchema
from s2sctl.model.side import Pair, Side
from s2sctl.sync.belonging import kin
from s2sctl.sync.decide import Diverge, Hold, Keep
from s2sctl.sync.mapped import Mapped
from s2sctl.sync.merge import fill, merge
from s2sctl.sync.record_plan import Seen, Unfit
from s2sctl.sync.ruling import Ruling
from s2sctl.sync.settled import How
from tests.unit.sync.test_merge import MARKER, carried_out

BOTH = Pair(Transform(), Transform())
AMOUNT, CODE, NAME = "Amount=Amount", "CurrencyIsoCode=CurrencyIsoCode", "Name=Name"


def one(name, type="string", *, policy=OnConflict.NEWEST, into=BOTH, b=None, length=40):
    link = FieldLink(Pair(name, b or name), into, Pair(policy, policy))
    a = FieldSchema(name, type, name, 40, precision=18, scale=2)
    there = FieldSchema(b or name, type, name, length, precision=18, scale=2)
    return Mapped(link, Pair(a, there))


def deal(policy=OnConflict.NEWEST, **more):
    return (
        one("Amount", "currency", policy=policy, **more),
        one("CurrencyIsoCode", "picklist", policy=policy, **more),
        one("Name", policy=policy, **more),
    )


def row(amount, code, name="n"):
    return {"Amount": Decimal(amount), "CurrencyIsoCode": code, "Name": name}


def base_of(values):
    return {
        f"{name}={name}": Pair(*(MARKER.of(side, f"{name}={name}", value) for side in Side))
        for name, value in values.items()
    }


rows = st.builds(
    row, st.sampled_from([1, 2, 3]), st.sampled_from(["USD", "JPY", "EUR"]), st.sampled_from("nop")
)
sides = st.sampled_from(Side)
policies = st.sampled_from(OnConflict)


@given(rows, rows, rows, sides, st.sampled_from([None, *Side]), policies, policies)
def test_what_a_side_ends_with_was_typed_together(agreed, a, b, origin, newer, pa, pb) -> None:
    fields = deal()
    fields = tuple(Mapped(FieldLink(f.link.fields, BOTH, Pair(pa, pb)), f.types) for f in fields)
    both = Pair(a, b)
    plan = merge(fields, Seen(both, origin, newer), base_of(agreed), MARKER, {})
    after = carried_out(both, plan)
    typed = {(row["Amount"], row["CurrencyIsoCode"]) for row in both}
    if a["CurrencyIsoCode"] != b["CurrencyIsoCode"]:
        assert {(row["Amount"], row["CurrencyIsoCode"]) for row in after} <= typed
    again = merge(
        fields,
        Seen(after, origin, newer, diverged=frozenset(
            one.name for one in plan.fields if isinstance(one.decision, Diverge)
        )),
        plan.base_after(base_of(agreed)),
        MARKER,
        {},
    )  # fmt: skip
    assert again.targets == ()


@given(rows, rows, rows, sides, st.sampled_from([None, *Side]))
def test_swapping_the_sides_mirrors_the_outcome(agreed, a, b, origin, newer) -> None:
    base = base_of(agreed)
    plan = merge(deal(), Seen(Pair(a, b), origin, newer), base, MARKER, {})
    far = newer.other if newer else None
    mirror = merge(deal(), Seen(Pair(b, a), origin.other, far), base, MARKER, {})
    assert mirror.writes == plan.writes.swap()


def test_amounts_edited_apart_in_one_currency_are_fields_of_their_own() -> None:
    fields = (*deal(), one("Discount", "currency"))
    agreed = row(1, "USD") | {"Discount": Decimal(1)}
    both = Pair(agreed | {"Amount": Decimal(2)}, agreed | {"Discount": Decimal(5)})
    plan = merge(fields, Seen(both, Side.A, Side.A), base_of(agreed), MARKER, {})
    assert plan.writes == Pair({"Discount": Decimal(5)}, {"Amount": Decimal(2)})


def test_one_that_asks_holds_them_all_and_nothing_else() -> None:
    fields = (*deal(OnConflict.ASK)[:1], *deal()[1:])
    both = Pair(row(300, "USD", "new"), row(300, "JPY"))
    base = base_of(row(100, "USD"))
    plan = merge(fields, Seen(both, Side.A, Side.B), base, MARKER, {})
    amount, code, _ = plan.fields
    assert isinstance(code.decision, Hold)
    assert plan.writes == Pair({}, {"Name": "new"})
    assert amount.decision == Keep()
    later = merge(fields, Seen(both, Side.A, Side.B), plan.base_after(base), MARKER, {})
    assert isinstance(later.fields[1].decision, Hold)


def test_a_word_about_one_of_them_is_a_word_about_all() -> None:
    both, base = Pair(row(300, "USD"), row(15_000, "JPY")), base_of(row(100, "USD"))
    word = {AMOUNT: Ruling(Side.A, Pair("300", "15000"))}
    fields = deal(OnConflict.ASK)
    plan = merge(fields, Seen(both, Side.A, Side.A, rulings=word), base, MARKER, {})
    assert plan.writes == Pair({}, {"Amount": Decimal(300), "CurrencyIsoCode": "USD"})
    assert {one.overridden.how for one in plan.fields if one.overridden} == {How.PERSON}


def test_where_each_side_kept_its_own_the_next_edit_takes_its_currency_along() -> None:
    both, base = Pair(row(300, "USD"), row(15_000, "JPY")), base_of(row(100, "EUR"))
    fields = deal(OnConflict.LOCAL)
    plan = merge(fields, Seen(both, Side.A, Side.A), base, MARKER, {})
    assert plan.targets == ()
    seen = Seen(Pair(row(400, "USD"), both.b), Side.A, Side.A, diverged=frozenset({AMOUNT, CODE}))
    then = merge(fields, seen, plan.base_after(base), MARKER, {})
    assert then.writes == Pair({}, {"Amount": Decimal(400), "CurrencyIsoCode": "USD"})


def test_a_target_that_cannot_take_the_currency_keeps_its_amount() -> None:
    fields = (deal()[0], one("CurrencyIsoCode", length=2), deal()[2])
    both = Pair(row(300, "JPY", "new"), row(100, "US"))
    base = base_of(row(100, "US"))
    plan = merge(fields, Seen(both, Side.A), base, MARKER, {})
    assert isinstance(plan.fields[1].problem, Unfit)
    assert plan.writes == Pair({}, {"Name": "new"})
    assert fill(fields, both.a, Side.A, MARKER, {}).writes == Pair({}, {"Name": "new"})


def test_one_way_the_source_sends_the_currency_of_what_it_sends() -> None:
    into = Pair(None, Transform())
    both = Pair(row(300, "USD"), row(100, "JPY"))
    plan = merge(deal(into=into), Seen(both, Side.A), base_of(row(100, "USD")), MARKER, {})
    assert plan.writes == Pair({}, {"Amount": Decimal(300), "CurrencyIsoCode": "USD"})
    lone = Pair(row(100, "USD"), row(100, "JPY"))
    quiet = merge(deal(into=into), Seen(lone, Side.A), base_of(row(100, "USD")), MARKER, {})
    assert quiet.targets == ()


@pytest.mark.parametrize(
    ("names", "units"),
    [
        (("BillingState", "BillingCountry"), {"BillingCountry"}),
        (("MailingStateCode", "MailingCountryCode"), {"MailingCountryCode"}),
        (("State", "StateCode", "Country", "CountryCode"), {"Country", "CountryCode"}),
        (("Site__StateCode__s", "Site__CountryCode__s"), {"Site__CountryCode__s"}),
        (("Spot__Latitude__s", "Spot__Longitude__s"), {"Spot__Latitude__s", "Spot__Longitude__s"}),
    ],
)
def test_places_belong_together_by_their_names(names, units) -> None:
    (group,) = kin(one(name) for name in names)
    assert group.members == {f"{name}={name}" for name in names}
    assert group.units == {f"{name}={name}" for name in units}


def test_the_names_of_either_org_tell_and_others_stay_apart() -> None:
    fields = (one("BillingState", b="Region__c"), one("BillingCountry", b="Land__c"))
    (group,) = kin((*fields, one("ShippingState"), one("Country_State__c"), one("City")))
    assert group.members == {"BillingState=Region__c", "BillingCountry=Land__c"}
    assert kin([one("Amount", "currency"), one("Name")]) == ()
