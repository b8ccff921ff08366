"""Lookups travel through links; what is not there yet is waited for."""

from contextlib import suppress
from dataclasses import replace

import pytest

from s2sctl.manifest.manifest import Terms, WhenShareEnds
from s2sctl.model.names import FieldName
from s2sctl.store.memory import MemoryStore
from s2sctl.sync.link import EntryKind
from tests.support.fake_org import Killed
from tests.support.world import CONTACT, NAME, lookup, publish, subscribe, world


def crm(*, rule="Name != 'Private'", ends=WhenShareEnds.REMOVE):
    """Contacts come before Accounts in the manifests, children before parents on purpose."""
    a = Terms(
        (
            publish("Contact", "LastName", "AccountId", where="LastName != 'Private'"),
            publish("Account", "Name", "ParentId", where=rule),
        )
    )
    b = Terms(
        (),
        (
            subscribe("Contact", "LastName", "AccountId", ends=ends),
            subscribe("Account", "Name", "ParentId", ends=ends),
        ),
    )
    return a, b


def by_name(org, name, field="Name"):
    return {row.values[field]: id for id, row in org.living(name).items()}


def test_children_point_to_the_copies_of_their_parents() -> None:
    w = world(*crm())
    account = w.a.insert("Account", Name="Acme")
    w.a.insert("Contact", LastName="Ann", AccountId=account)
    w.later()
    report = w.run()
    (contact,) = w.b.living("Contact").values()
    assert contact.values["AccountId"] == by_name(w.b, "Account")["Acme"]
    assert (report.parked, w.store.ledger(NAME)) == (0, ())


def test_a_circle_of_parents_is_closed_in_the_same_run() -> None:
    w = world(*crm())
    one = w.a.insert("Account", Name="One")
    two = w.a.insert("Account", Name="Two", ParentId=one)
    w.a.edit("Account", one, ParentId=two)
    w.later()
    w.run()
    ids = by_name(w.b, "Account")
    assert w.b.value("Account", ids["One"], "ParentId") == ids["Two"]
    assert w.b.value("Account", ids["Two"], "ParentId") == ids["One"]
    assert w.store.ledger(NAME) == ()
    before = w.writes
    w.settle()
    assert w.writes == before


def test_a_child_of_an_unshared_parent_flows_and_its_lookup_waits() -> None:
    w = world(*crm())
    account = w.a.insert("Account", Name="Private")
    contact = w.a.insert("Contact", LastName="Ann", AccountId=account)
    w.later()
    report = w.run()
    (copy,) = w.b.living("Contact")
    assert w.b.value("Contact", copy, "AccountId") is None
    assert [entry.kind for entry in w.store.ledger(NAME)] == [EntryKind.WAIT]
    assert (report.parked, sum(flow.waiting for flow in report.flows)) == (0, 1)
    before = w.writes
    w.settle()
    assert w.writes == before
    w.a.edit("Account", account, Name="Public now")
    w.later()
    w.run()
    assert w.b.value("Contact", copy, "AccountId") == by_name(w.b, "Account")["Public now"]
    assert w.store.ledger(NAME) == ()
    assert w.a.value("Contact", contact, "AccountId") == account


def test_a_lookup_moved_to_an_unshared_parent_becomes_null() -> None:
    w = world(*crm())
    shared = w.a.insert("Account", Name="Acme")
    private = w.a.insert("Account", Name="Private")
    contact = w.a.insert("Contact", LastName="Ann", AccountId=shared)
    w.later()
    w.run()
    w.a.edit("Contact", contact, AccountId=private)
    w.later()
    w.run()
    (copy,) = w.b.living("Contact")
    assert w.b.value("Contact", copy, "AccountId") is None
    w.a.edit("Contact", contact, AccountId=shared)
    w.later()
    w.run()
    assert w.b.value("Contact", copy, "AccountId") == by_name(w.b, "Account")["Acme"]
    assert w.store.ledger(NAME) == ()


def test_a_record_that_cannot_be_without_its_parent_waits_whole() -> None:
    w = world(*crm())
    required = lookup("AccountId", "Account", nillable=False)
    fields = {**CONTACT.fields, FieldName("AccountId"): required}
    w.b.schemas[CONTACT.name] = replace(CONTACT, fields=fields)
    account = w.a.insert("Account", Name="Private")
    w.a.insert("Contact", LastName="Ann", AccountId=account)
    w.later()
    w.run()
    assert w.b.living("Contact") == {}
    w.a.edit("Account", account, Name="Public")
    w.later()
    w.run()
    assert len(w.b.living("Contact")) == 1
    assert w.store.ledger(NAME) == ()


def test_an_ended_parent_goes_after_its_ended_children() -> None:
    w = world(*crm())
    account = w.a.insert("Account", Name="Acme")
    contact = w.a.insert("Contact", LastName="Ann", AccountId=account)
    w.later()
    w.run()
    w.a.trash("Contact", contact)
    w.a.trash("Account", account)
    w.later()
    w.run()
    assert (w.b.living("Contact"), w.b.living("Account")) == ({}, {})


@pytest.mark.parametrize("child", ["shared", "local"])
def test_a_copy_with_children_is_spared(child) -> None:
    w = world(*crm())
    account = w.a.insert("Account", Name="Acme")
    if child == "shared":
        w.a.insert("Contact", LastName="Ann")
    w.later()
    w.run()
    (copy,) = w.b.living("Account")
    if child == "shared":
        (ann,) = w.b.living("Contact")
        w.b.edit("Contact", ann, AccountId=copy)
    else:
        w.b.insert("Contact", LastName="Local", AccountId=copy)
    w.later()
    w.a.trash("Account", account)
    w.later()
    w.run()
    assert copy in w.b.living("Account")
    assert any("kept" in event.text for event in w.store.events(NAME))


class Asked(MemoryStore):
    """Counts the questions about links."""

    questions = 0

    def links(self, name, side, object_, ids):
        type(self).questions += 1
        return super().links(name, side, object_, ids)


def test_many_waiting_children_are_asked_for_together() -> None:
    asked = []
    for count in (2, 40):
        w = world(*crm())
        for number in range(count):
            account = w.a.insert("Account", Name="Private")
            w.a.insert("Contact", LastName=f"C{number}", AccountId=account)
        w.later()
        w.run()
        w.settle()
        Asked.questions = 0
        w.later()
        w.run(store=Asked(w.moment, w.store.digest_key, w.shelf))
        asked.append(Asked.questions)
    assert asked[0] == asked[1]


def clears_without_a_stamp(org):
    """A delete that clears the lookups to what goes, and moves no stamp by that."""
    plain = org.delete

    def delete(ids):
        outcomes = plain(ids)
        for table in org.tables.values():
            for row in table.values():
                row.values |= {
                    name: None
                    for name in ("ParentId", "AccountId")
                    if row.values.get(name) in set(ids)
                }
        return outcomes

    org.delete = delete


@pytest.mark.parametrize("killed_after", range(0, 14))
@pytest.mark.parametrize("both_ways", [True, False])
def test_a_lookup_cleared_with_its_parents_copy_is_set_when_the_parent_is_shared_anew(
    both_ways, killed_after
) -> None:
    terms = crm()
    if both_ways:
        fields = ("Name", "ParentId")
        offered = publish("Account", *fields, where="Name != 'Private'")
        taken = subscribe("Account", *fields, ends=WhenShareEnds.REMOVE)
        terms = (Terms((offered,), (taken,)), Terms((offered,), (taken,)))
    w = world(*terms)
    parent = w.a.insert("Account", Name="Parent")
    child = w.a.insert("Account", Name="Child", ParentId=parent)
    w.later()
    w.run()
    w.settle()
    clears_without_a_stamp(w.b)
    w.a.edit("Account", parent, Name="Private")
    w.later()
    if killed_after:
        w.b.kill_at = len(w.b.log) + killed_after
    with suppress(Killed):
        w.run()
    w.b.kill_at = None
    w.settle()
    copies = by_name(w.b, "Account")
    assert list(copies) == ["Child"]
    assert w.b.value("Account", copies["Child"], "ParentId") is None
    w.a.edit("Account", parent, Name="Parent")
    w.later()
    w.run()
    w.settle()
    copies = by_name(w.b, "Account")
    assert w.b.value("Account", copies["Child"], "ParentId") == copies["Parent"]
    assert w.a.value("Account", child, "ParentId") == parent
