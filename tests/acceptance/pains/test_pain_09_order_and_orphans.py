"""S2S: order matters, orphans stay orphans, and a child with two lookups to one parent object
has to be accepted by hand."""

from itertools import permutations

import pytest

from s2sctl.manifest.manifest import Terms
from s2sctl.ports.org import Refusal
from tests.support.world import NAME, lookup, publish, schema, subscribe, text, world

DEAL = schema(
    "Deal__c",
    "a0D",
    text("Name"),
    lookup("Buyer__c", "Account", nillable=False),
    lookup("Seller__c", "Account"),
    lookup("Contact__c", "Contact"),
)
OBJECTS = {
    "Account": ("Name", "ParentId"),
    "Contact": ("LastName", "AccountId"),
    "Deal__c": ("Name", "Buyer__c", "Seller__c", "Contact__c"),
}
RULES = {"Account": {"where": "Name != 'Private'"}, "Contact": {"where": "LastName != 'Private'"}}


def deals(order):
    a = Terms(
        tuple(
            publish(one, *OBJECTS[one], **RULES.get(one, {"follow": "Buyer__c"})) for one in order
        )
    )
    w = world(a, Terms((), tuple(subscribe(one, *OBJECTS[one]) for one in order)))
    for org in (w.a, w.b):
        org.schemas[DEAL.name] = DEAL
    return w


def fill(w):
    buyer = w.a.insert("Account", Name="Buyer")
    seller = w.a.insert("Account", Name="Seller", ParentId=buyer)
    contact = w.a.insert("Contact", LastName="Ann", AccountId=seller)
    w.a.insert("Deal__c", Name="Big", Buyer__c=buyer, Seller__c=seller, Contact__c=contact)
    return buyer


def sync(w):
    w.later(minutes=20)
    return w.run()


def related(org):
    """The deals by the names of what they are related to."""
    names = {
        id: row.values.get("Name") or row.values.get("LastName")
        for table in ("Account", "Contact")
        for id, row in org.living(table).items()
    }
    return [
        tuple(names.get(row.values.get(one)) for one in ("Buyer__c", "Seller__c", "Contact__c"))
        for row in org.living("Deal__c").values()
    ]


@pytest.mark.parametrize("order", list(permutations(OBJECTS)), ids="-".join)
def test_whatever_the_order_in_the_manifest_parents_arrive_first(order) -> None:
    w = deals(order)
    fill(w)
    assert sync(w).parked == 0
    assert related(w.b) == [("Buyer", "Seller", "Ann")]
    assert w.store.ledger(NAME) == ()


def test_an_orphan_waits_for_its_parent_and_arrives_by_itself() -> None:
    w = deals(OBJECTS)
    buyer = fill(w)
    no = Refusal("FIELD_CUSTOM_VALIDATION_EXCEPTION", "not now")
    w.b.refuse = lambda name, values: no if values.get("Name") == "Buyer" else None
    sync(w)
    assert related(w.b) == []
    assert {entry.code for entry in w.store.ledger(NAME)} >= {"PARENT_NOT_SHARED"}
    w.b.refuse = lambda _, __: None
    w.a.edit("Account", buyer, Name="Buyer Inc")
    sync(w)
    assert related(w.b) == [("Buyer Inc", "Seller", "Ann")]
    assert w.store.ledger(NAME) == ()
