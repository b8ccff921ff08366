"""Nothing but published fields of shared records leaves an org, whatever the partner's rows say."""

from dataclasses import replace

from s2sctl.connection.objects import CONNECTION
from s2sctl.manifest.manifest import Terms, WhenShareEnds
from s2sctl.model.names import FieldName
from s2sctl.ports.org import Refusal
from tests.support.fake_org import FakeOrg
from tests.support.world import (
    A_ORG,
    CONTACT,
    NAME,
    leads,
    lookup,
    publish,
    subscribe,
    world,
)

BACK = ("LastName", "Company", "Email", "Status")


def hear_reads(org: FakeOrg) -> set[str]:
    """The ids of every row whose mapped fields are read from now on."""
    seen: set[str] = set()
    plain = org._record

    def record(name, id, row, fields):
        if fields and not name.startswith("S2S_"):
            seen.add(id)
        return plain(name, id, row, fields)

    org._record = record
    return seen


def forged(w, record):
    (connection,) = w.b.living(CONNECTION)
    return w.b.insert(
        "Lead", LastName="Forged", Company="Bait", S2S_Key__c=f"{A_ORG}/{record}",
        S2S_Connection__c=connection,
    )  # fmt: skip


def test_a_forged_key_opens_no_record_that_is_not_shared() -> None:
    w = world(*leads(back=BACK))
    secret = w.a.insert("Lead", LastName="Secret", Email="canary@acme.example", Status="Draft")
    w.settle()
    read = hear_reads(w.a)
    bait = forged(w, secret)
    w.later()
    w.run()
    w.settle()
    assert (w.b.value("Lead", bait, "Email"), w.b.value("Lead", bait, "LastName")) == (
        None,
        "Forged",
    )
    assert w.a.value("Lead", secret, "LastName") == "Secret"
    assert secret not in read


def test_a_forged_key_opens_no_record_of_a_flow_by_hand() -> None:
    w = world(*leads(where=None, back=BACK))
    secret = w.a.insert("Lead", LastName="Secret", Email="canary@acme.example", Status="New")
    w.later()
    w.run()
    read = hear_reads(w.a)
    bait = forged(w, secret)
    w.later()
    w.run()
    w.settle()
    assert w.b.value("Lead", bait, "Email") is None
    assert w.a.value("Lead", secret, "LastName") == "Secret"
    assert secret not in read


def waiting_contact():
    """A Contact that cannot be in b without its Account, which is not shared yet."""
    a = Terms(
        (
            publish("Contact", "LastName", "AccountId", where="LastName != 'Private'"),
            publish("Account", "Name", where="Name != 'Private'"),
        )
    )
    b = Terms((), (subscribe("Contact", "LastName", "AccountId"), subscribe("Account", "Name")))
    w = world(a, b)
    required = lookup("AccountId", "Account", nillable=False)
    w.b.schemas[CONTACT.name] = replace(
        CONTACT, fields={**CONTACT.fields, FieldName("AccountId"): required}
    )
    account = w.a.insert("Account", Name="Private")
    contact = w.a.insert("Contact", LastName="Ann", AccountId=account)
    w.later()
    w.run()
    w.later(minutes=20)
    return w, account, contact


def test_a_record_that_left_its_rule_while_it_waited_does_not_travel() -> None:
    w, account, contact = waiting_contact()
    w.a.edit("Contact", contact, LastName="Private")
    w.later()
    w.run()
    assert w.store.ledger(NAME) == ()
    w.later(minutes=20)
    w.run()
    read = hear_reads(w.a)
    w.a.edit("Account", account, Name="Public")
    w.later()
    w.run()
    w.settle()
    assert w.b.living("Contact") == {}
    assert contact not in read


def test_a_record_that_left_its_rule_as_its_parent_came_does_not_travel() -> None:
    w, account, contact = waiting_contact()
    read = hear_reads(w.a)
    w.a.edit("Contact", contact, LastName="Private")
    w.a.edit("Account", account, Name="Public")
    w.later()
    w.run()
    w.settle()
    assert w.b.living("Contact") == {}
    assert contact not in read


def test_a_record_deleted_while_it_waited_leaves_the_ledger() -> None:
    w, _, contact = waiting_contact()
    w.a.trash("Contact", contact)
    w.later()
    w.run()
    assert w.store.ledger(NAME) == ()
    w.settle()


def crm(ends=WhenShareEnds.REMOVE):
    a = Terms(
        (
            publish("Account", "Name", where="Name != 'Private'"),
            publish("Contact", "LastName", "AccountId", where="LastName != 'Private'"),
        )
    )
    b = Terms(
        (), (subscribe("Account", "Name"), subscribe("Contact", "LastName", "AccountId", ends=ends))
    )
    return world(a, b)


def test_a_copy_whose_origin_left_its_rule_is_not_written_because_its_parent_came() -> None:
    w = crm()
    account = w.a.insert("Account", Name="Private")
    contact = w.a.insert("Contact", LastName="Ann", AccountId=account)
    w.later()
    w.run()
    assert len(w.b.living("Contact")) == 1
    written = []
    w.b.rewrite = lambda name, values: written.append(values) if name == "Contact" else None
    w.a.edit("Contact", contact, LastName="Private")
    w.a.edit("Account", account, Name="Public")
    w.later()
    w.run()
    assert written == []
    assert w.b.living("Contact") == {}


def test_a_failure_tried_again_by_time_reads_nothing_outside_its_rule() -> None:
    w = world(*leads())
    a = w.a.insert("Lead", LastName="Ann", Status="New")
    w.later()
    w.run()
    w.later(minutes=20)
    w.a.edit("Lead", a, Company="Changed")
    w.later()
    w.b.refuse = lambda name, _: Refusal("UNABLE_TO_LOCK_ROW", "locked") if name == "Lead" else None
    w.run()
    w.b.refuse = lambda _, __: None
    w.later(hours=1)
    read = hear_reads(w.a)
    w.a.edit("Lead", a, Status="Draft", Company="Canary")
    w.run()
    assert a not in read
    assert "Canary" not in repr(w.b.table("Lead"))


def test_the_winner_of_a_merge_is_not_read_while_it_is_not_shared() -> None:
    w = world(*leads())
    a = w.a.insert("Lead", LastName="Ann", Status="New")
    winner = w.a.insert("Lead", LastName="Canary", Status="Draft")
    w.later()
    w.run()
    w.later(minutes=20)
    w.run()
    read = hear_reads(w.a)
    w.a.merge("Lead", winner, a)
    w.later()
    w.run()
    assert winner not in read
    assert "Canary" not in repr(w.b.table("Lead"))


def test_deleted_rows_that_were_never_shared_are_read_by_id_alone() -> None:
    w = world(*leads())
    early = w.a.insert("Lead", LastName="Gone before the first run", Status="New")
    w.a.trash("Lead", early)
    read = hear_reads(w.a)
    w.later()
    w.run()
    late = w.a.insert("Lead", LastName="Gone between two runs", Status="New")
    w.a.trash("Lead", late)
    w.later()
    w.run()
    assert not {early, late} & read
