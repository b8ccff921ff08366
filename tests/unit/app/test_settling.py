"""What is in the ledger comes out of it once its cause is gone."""

from dataclasses import replace

from s2sctl.connection.objects import CONNECTION, SHARE
from s2sctl.manifest.manifest import OnConflict, Terms, WhenShareEnds
from s2sctl.model.names import FieldName
from s2sctl.ports.org import Refusal
from s2sctl.sync.link import EntryKind, LinkStatus
from tests.support.fake_org import RUNNER
from tests.support.world import CONTACT, NAME, leads, lookup, publish, subscribe, world

BACK = ("LastName", "Company", "Email", "Status")


def synced(**options):
    w = world(*leads(back=BACK, **options))
    a = w.a.insert("Lead", LastName="Ann", Company="Acme", Status="New")
    w.later()
    w.run()
    w.settle()
    (b,) = w.b.living("Lead")
    return w, a, b


def refusing(*, code="FIELD_CUSTOM_VALIDATION_EXCEPTION", when=lambda values: True):
    return lambda name, values: Refusal(code, "no") if name == "Lead" and when(values) else None


def test_a_refused_update_that_its_source_took_back_is_settled() -> None:
    w, a, _ = synced()
    w.b.refuse = refusing()
    w.a.edit("Lead", a, Company="Refused GmbH")
    w.later()
    assert w.run().parked == 1
    w.a.edit("Lead", a, Company="Acme")
    w.later()
    assert w.run().parked == 0
    assert w.store.ledger(NAME) == ()


def test_a_refused_update_that_the_receiver_typed_himself_is_settled() -> None:
    w, a, b = synced()
    w.b.refuse = refusing()
    w.a.edit("Lead", a, Company="Refused GmbH")
    w.later()
    assert w.run().parked == 1
    w.b.edit("Lead", b, Company="Refused GmbH")
    w.later()
    assert w.run().parked == 0


def test_a_refused_update_whose_source_cannot_be_read_stays_in_the_ledger() -> None:
    w, a, b = synced()
    w.b.refuse = refusing()
    w.a.edit("Lead", a, Company="Refused GmbH")
    w.later()
    assert w.run().parked == 1
    w.later(minutes=30)
    w.run()
    w.a.table("Lead")[a].visible = w.moment.at.replace(year=2999)
    w.b.edit("Lead", b, City="Malmö")
    w.later()
    assert w.run().parked == 1


def test_what_a_removed_mapping_left_in_the_ledger_is_dropped() -> None:
    w, a, _ = synced()
    w.a.edit("Lead", a, Email="x" * 81)
    w.later()
    assert w.run().parked == 1
    ours, theirs = leads(back=("LastName", "Company", "Status"))
    without = replace(
        theirs.subscribe[0],
        fields=tuple(one for one in theirs.subscribe[0].fields if one.source != "Email"),
    )
    w.set_terms(ours, replace(theirs, subscribe=(without,)))
    w.later()
    assert w.run().parked == 0
    assert w.store.ledger(NAME) == ()


def test_a_held_conflict_ends_when_the_policy_no_longer_asks() -> None:
    w, a, b = synced(a_policy=OnConflict.ASK)
    w.b.edit("Lead", b, Company="B")
    w.later(seconds=10)
    w.a.edit("Lead", a, Company="A")
    w.later()
    assert w.run().parked == 1
    w.settle()
    w.set_terms(*leads(back=BACK))
    w.later()
    assert w.run().parked == 0
    assert (w.a.value("Lead", a, "Company"), w.b.value("Lead", b, "Company")) == ("A", "A")


def test_a_merge_of_an_origin_that_has_no_copy_yet_ends_its_share() -> None:
    w = world(*leads())
    w.b.refuse = refusing()
    a = w.a.insert("Lead", LastName="Ann", Status="New")
    winner = w.a.insert("Lead", LastName="Winner", Status="Draft")
    w.later()
    assert w.run().parked == 1
    w.a.merge("Lead", winner, a)
    w.later()
    assert w.run().parked == 0
    assert w.store.ledger(NAME) == ()


def test_a_merge_whose_key_cannot_be_written_is_tried_again() -> None:
    w, a, b = synced()
    winner = w.a.insert("Lead", LastName="Winner", Status="Draft")
    w.later()
    w.run()
    w.a.edit("Lead", winner, Status="New")
    w.a.merge("Lead", winner, a)
    w.b.refuse = refusing(code="UNABLE_TO_LOCK_ROW", when=lambda values: "S2S_Key__c" in values)
    w.later()
    w.run()
    assert [entry.kind for entry in w.store.ledger(NAME)] != []
    w.b.refuse = lambda _, __: None
    w.settle()
    assert w.store.ledger(NAME) == ()
    assert w.b.value("Lead", b, "S2S_Key__c").endswith(winner)


def crm_required():
    a = Terms(
        (
            publish("Account", "Name", where="Name != 'Private'"),
            publish("Contact", "LastName", "AccountId", where="LastName != 'Private'"),
        )
    )
    b = Terms((), (subscribe("Account", "Name"), subscribe("Contact", "LastName", "AccountId")))
    w = world(a, b)
    required = lookup("AccountId", "Account", nillable=False)
    w.b.schemas[CONTACT.name] = replace(
        CONTACT, fields={**CONTACT.fields, FieldName("AccountId"): required}
    )
    return w


def test_a_required_lookup_moved_to_an_unshared_parent_holds_up_no_other_field() -> None:
    w = crm_required()
    shared = w.a.insert("Account", Name="Acme")
    private = w.a.insert("Account", Name="Private")
    contact = w.a.insert("Contact", LastName="Ann", AccountId=shared)
    w.later()
    w.run()
    (copy,) = w.b.living("Contact")
    there = w.b.value("Contact", copy, "AccountId")
    missing = Refusal("REQUIRED_FIELD_MISSING", "AccountId")
    w.b.refuse = lambda _, values: missing if values.get("AccountId", 1) is None else None
    w.a.edit("Contact", contact, AccountId=private, LastName="Married")
    w.later()
    w.run()
    assert w.b.value("Contact", copy, "LastName") == "Married"
    assert w.b.value("Contact", copy, "AccountId") == there
    assert [entry.kind for entry in w.store.ledger(NAME)] == [EntryKind.WAIT]
    w.a.edit("Account", private, Name="Public")
    w.later()
    w.run()
    assert w.b.value("Contact", copy, "AccountId") not in (there, None)
    assert w.store.ledger(NAME) == ()


def share_row(w, record, status):
    (connection,) = w.a.living(CONNECTION)
    return w.a.insert(
        SHARE, Connection__c=connection, Object__c="Lead", Record_Id__c=record, Status__c=status,
        Direction__c="Sent",
    )  # fmt: skip


def test_a_record_shared_anew_after_its_copy_was_deleted_flows_on() -> None:
    w, a, b = synced()
    w.b.trash("Lead", b)
    w.later()
    w.run()
    assert w.b.living("Lead") == {}
    w.later(seconds=30)
    share_row(w, a, "Pending")
    w.later()
    w.run()
    assert len(w.b.living("Lead")) == 1
    w.settle()
    assert len(w.b.living("Lead")) == 1
    assert [one.status for one in w.store.scan_links(NAME)] == [LinkStatus.ACTIVE]


def test_the_newest_word_about_a_share_counts() -> None:
    w = world(*leads(where=None, ends=WhenShareEnds.REMOVE))
    a = w.a.insert("Lead", LastName="Ann", Status="New")
    w.b.refuse = refusing()
    share_row(w, a, "Pending")
    w.later()
    w.run()
    w.later(seconds=20)
    share_row(w, a, "Inactive")
    w.later(seconds=20)
    w.run()
    w.b.refuse = lambda _, __: None
    w.settle()
    assert w.b.living("Lead") == {}


def test_a_shared_record_that_cannot_be_seen_is_told_and_tried_again() -> None:
    w = world(*leads(where=None))
    w.run()
    a = w.a.insert("Lead", LastName="Hidden", Status="New", delay=600)
    share_row(w, a, "Pending")
    w.later()
    assert w.run().parked == 1
    w.settle()
    assert len(w.b.living("Lead")) == 1
    assert w.store.ledger(NAME) == ()


def forget(w):
    w.shelf.remembered.clear()
    w.shelf.known.clear()


def test_a_copy_deleted_while_the_state_was_lost_is_not_made_again() -> None:
    w, a, b = synced()
    w.b.trash("Lead", b)
    forget(w)
    w.later()
    w.run()
    w.a.edit("Lead", a, Company="Later")
    w.settle()
    assert w.b.living("Lead") == {}


def test_a_copy_of_an_unknown_history_is_spared() -> None:
    w, a, b = synced(ends=WhenShareEnds.REMOVE)
    w.b.edit("Lead", b, City="Malmö")
    w.later()
    w.run()
    w.a.edit("Lead", a, Company="Changed")
    w.later()
    w.run()
    assert w.b.table("Lead")[b].by == RUNNER
    forget(w)
    w.settle()
    w.a.trash("Lead", a)
    w.settle()
    assert b in w.b.living("Lead")


def test_a_copy_whose_mark_was_cleared_is_linked_not_overwritten_after_a_lost_state() -> None:
    w, a, b = synced()
    w.b.edit("Lead", b, Email="b@globex.example", S2S_Connection__c=None)
    forget(w)
    w.settle()
    assert w.b.value("Lead", b, "Email") == "b@globex.example"
    assert [one.code for one in w.store.ledger(NAME)] == ["NEVER_AGREED"]
    w.a.edit("Lead", a, Email="a@acme.example")
    w.settle()
    assert w.b.value("Lead", b, "Email") == "a@acme.example"
