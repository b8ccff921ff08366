"""An amount and its currency, edited in both orgs at once, stay together."""

from dataclasses import replace
from decimal import Decimal

import pytest

from s2sctl.app.parked import parked
from s2sctl.app.settling.resolve import resolve
from s2sctl.app.settling.word import Word
from s2sctl.manifest.manifest import OnConflict, Terms
from s2sctl.model.ids import RecordId
from s2sctl.model.names import FieldName
from s2sctl.model.schema import FieldSchema
from s2sctl.model.side import Pair, Side
from s2sctl.ports.store import Holder
from s2sctl.sync.link import EntryKind
from tests.support.fake_org import FakeOrg
from tests.support.world import LEAD, NAME, Quiet, World, publish, subscribe, world

FIELDS = ("LastName", "Amount", "CurrencyIsoCode", "Status")


def deal(policy: OnConflict = OnConflict.NEWEST) -> tuple[World, RecordId, RecordId]:
    """A record of 100 USD, the same in both orgs; every field flows both ways."""
    receives = (subscribe("Lead", *FIELDS, on_conflict=policy),)
    a = Terms((publish("Lead", *FIELDS, where="Status != 'Draft'"),), receives)
    w = world(a, Terms((publish("Lead", *FIELDS),), receives))
    amount, code = FieldName("Amount"), FieldName("CurrencyIsoCode")
    fields = {
        **LEAD.fields,
        amount: FieldSchema(amount, "currency", "Amount", precision=18, scale=2),
        code: FieldSchema(code, "picklist", "Currency", 3),
    }
    for org in (w.a, w.b):
        org.schemas[LEAD.name] = replace(LEAD, fields=fields, _by_lower={})
    id = w.a.insert("Lead", LastName="L", Amount=Decimal(100), CurrencyIsoCode="USD", Status="New")
    w.later()
    w.run()
    w.settle()
    (copy,) = w.b.living("Lead")
    return w, id, copy


def shown(org: FakeOrg, id: RecordId) -> tuple[object, object]:
    return org.value("Lead", id, "Amount"), org.value("Lead", id, "CurrencyIsoCode")


def test_the_newer_edit_brings_its_currency_along() -> None:
    w, a, b = deal()
    w.b.edit("Lead", b, Amount=Decimal(15_000), CurrencyIsoCode="JPY")
    w.later()
    w.a.edit("Lead", a, Amount=Decimal(300))
    w.later()
    w.run()
    w.settle()
    assert shown(w.a, a) == shown(w.b, b) == (Decimal(300), "USD")
    kept = {one.field for one in w.store.settled_conflicts(NAME)}
    assert kept == {"Amount=Amount", "CurrencyIsoCode=CurrencyIsoCode"}


def test_an_edit_of_the_currency_between_reading_and_writing_is_seen() -> None:
    w, a, b = deal()
    w.a.edit("Lead", a, Amount=Decimal(300))
    w.later()
    reads = [n for n, call in enumerate(w.b.log, 1) if call.kind == "fetch"]
    now = len(w.b.log)
    assert reads
    w.b.meanwhile[now + 3] = lambda: w.b.edit("Lead", b, CurrencyIsoCode="JPY")
    w.run()
    w.settle()
    assert shown(w.a, a) == shown(w.b, b)
    assert shown(w.a, a) in {(Decimal(300), "USD"), (Decimal(100), "JPY")}


def test_ask_holds_amount_and_currency_and_lets_the_others_go() -> None:
    w, a, b = deal(OnConflict.ASK)
    w.a.edit("Lead", a, Amount=Decimal(300), LastName="New name")
    w.b.edit("Lead", b, CurrencyIsoCode="JPY")
    w.later()
    w.run()
    w.settle()
    assert shown(w.a, a) == (Decimal(300), "USD")
    assert shown(w.b, b) == (Decimal(100), "JPY")
    assert w.b.value("Lead", b, "LastName") == "New name"
    held = {one.field for one in w.store.ledger(NAME) if one.kind is EntryKind.CONFLICT}
    assert held == {"Amount=Amount", "CurrencyIsoCode=CurrencyIsoCode"}


@pytest.mark.parametrize("side", Side)
@pytest.mark.parametrize("field", ["Amount=Amount", "CurrencyIsoCode=CurrencyIsoCode"])
def test_a_person_who_settles_one_of_them_settles_both(side: Side, field: str) -> None:
    w, a, b = deal(OnConflict.ASK)
    w.a.edit("Lead", a, Amount=Decimal(300))
    w.b.edit("Lead", b, Amount=Decimal(15_000), CurrencyIsoCode="JPY")
    w.later()
    w.run()
    open_ones = parked(w.store, w.known, (EntryKind.CONFLICT,))
    (one,) = [one for one in open_ones if one.entry.field == field]
    holder = Holder("resolve", "here", 1, w.moment.at)
    orgs = Pair(w.a, w.b)
    (said,) = resolve(
        w.known, orgs, w.store, w.moment, Quiet(), holder, [one], Word(take=side)
    )  # fmt: skip
    assert said.why == ""
    w.settle()
    stands = (Decimal(300), "USD") if side is Side.A else (Decimal(15_000), "JPY")
    assert shown(w.a, a) == shown(w.b, b) == stands
    assert w.store.ledger(NAME) == ()
