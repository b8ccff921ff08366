"""Children follow their parent: shared while it is, also those that come later."""

from s2sctl.connection.footprint import SHARE_SCHEMA
from s2sctl.connection.share import Direction, ShareStatus
from s2sctl.manifest.manifest import Terms, WhenShareEnds
from s2sctl.model.ids import to18
from s2sctl.model.names import FieldName
from s2sctl.model.schema import FieldSchema
from s2sctl.ports.org import Refusal
from s2sctl.sync.guards import Allowance
from s2sctl.sync.link import LinkStatus
from tests.support.fake_org import Killed
from tests.support.world import (
    CONTACT,
    NAME,
    lookup,
    publish,
    schema,
    subscribe,
    text,
    world,
)

ENDS = WhenShareEnds.REMOVE
TASK = schema(
    "Task", "00T", text("Subject"), lookup("WhatId", "Account", "Lead"), lookup("WhoId", "Lead")
)
GRANDCHILD = schema("Visit__c", "a0V", text("Name"), lookup("Contact__c", "Contact"))


def family(*, rule="Name != 'Private'", back=False):
    """Accounts by rule, contacts with their account, visits with their contact."""
    objects = (
        ("Visit__c", ("Name", "Contact__c"), "Contact__c"),
        ("Contact", ("LastName", "AccountId"), "AccountId"),
    )
    given = [publish(name, *fields, follow=with_) for name, fields, with_ in objects]
    taken = [subscribe(name, *fields, ends=ENDS) for name, fields, _ in objects]
    a = Terms((*given, publish("Account", "Name", where=rule)), tuple(taken) if back else ())
    b = Terms(tuple(given) if back else (), (*taken, subscribe("Account", "Name", ends=ENDS)))
    w = world(a, b)
    for org in (w.a, w.b):
        org.schemas[GRANDCHILD.name] = GRANDCHILD
    return w


def names(org, name, field="LastName"):
    return sorted(row.values[field] for row in org.living(name).values())


def run(w):
    w.later()
    return w.run()


def test_only_children_of_a_shared_parent_travel_and_theirs_with_them() -> None:
    w = family()
    shared, private = w.a.insert("Account", Name="Acme"), w.a.insert("Account", Name="Private")
    ann = w.a.insert("Contact", LastName="Ann", AccountId=shared)
    bob = w.a.insert("Contact", LastName="Bob", AccountId=private)
    w.a.insert("Contact", LastName="Nobody's")
    w.a.insert("Visit__c", Name="to Ann", Contact__c=ann)
    w.a.insert("Visit__c", Name="to Bob", Contact__c=bob)
    assert run(w).parked == 0
    assert names(w.b, "Contact") == ["Ann"]
    assert names(w.b, "Visit__c", "Name") == ["to Ann"]
    (visit,) = w.b.living("Visit__c").values()
    assert visit.values["Contact__c"] in w.b.living("Contact")
    before = w.writes
    w.settle()
    assert w.writes == before


def test_a_child_that_comes_later_follows() -> None:
    w = family()
    account = w.a.insert("Account", Name="Acme")
    run(w)
    w.settle()
    w.a.insert("Contact", LastName="Ann", AccountId=account)
    w.a.insert("Contact", LastName="Nobody's")
    run(w)
    assert names(w.b, "Contact") == ["Ann"]


def test_old_children_of_a_parent_that_is_shared_later_come_with_it() -> None:
    w = family()
    account = w.a.insert("Account", Name="Private")
    ann = w.a.insert("Contact", LastName="Ann", AccountId=account)
    w.a.insert("Visit__c", Name="to Ann", Contact__c=ann)
    run(w)
    w.settle()
    w.a.edit("Account", account, Name="Acme")
    run(w)
    assert names(w.b, "Contact") == ["Ann"]
    assert names(w.b, "Visit__c", "Name") == ["to Ann"]


def test_children_leave_with_their_parent_and_come_back_with_it() -> None:
    w = family()
    account = w.a.insert("Account", Name="Acme")
    ann = w.a.insert("Contact", LastName="Ann", AccountId=account)
    w.a.insert("Visit__c", Name="to Ann", Contact__c=ann)
    run(w)
    w.settle()
    w.a.edit("Account", account, Name="Private")
    w.run(allowed=Allowance(deletes=9))
    run(w)
    assert names(w.b, "Contact") == names(w.b, "Visit__c", "Name") == []
    w.a.edit("Account", account, Name="Acme again")
    run(w)
    assert names(w.b, "Contact") == ["Ann"]
    assert names(w.b, "Visit__c", "Name") == ["to Ann"]


def test_a_child_that_goes_to_an_unshared_parent_leaves() -> None:
    w = family()
    account, private = w.a.insert("Account", Name="Acme"), w.a.insert("Account", Name="Private")
    ann = w.a.insert("Contact", LastName="Ann", AccountId=account)
    for number in range(30):
        w.a.insert("Contact", LastName=f"{number}", AccountId=account)
    run(w)
    w.settle()
    w.a.edit("Contact", ann, AccountId=private, LastName="Secret")
    run(w)
    assert "Ann" not in names(w.b, "Contact")
    assert "Secret" not in names(w.b, "Contact")
    assert len(names(w.b, "Contact")) == 30


def test_a_child_made_under_a_copy_is_new_data_for_the_partner() -> None:
    w = family(back=True)
    account = w.a.insert("Account", Name="Acme")
    w.a.insert("Contact", LastName="Ann", AccountId=account)
    run(w)
    w.settle()
    (copy,) = w.b.living("Account")
    w.b.insert("Contact", LastName="Bo", AccountId=copy)
    run(w)
    assert names(w.a, "Contact") == ["Ann", "Bo"]
    assert all(row.values["AccountId"] == account for row in w.a.living("Contact").values())
    before = w.writes
    w.settle()
    assert w.writes == before


def test_a_parent_shared_by_hand_takes_its_children_along_and_away() -> None:
    w = family(rule=None)
    account = w.a.insert("Account", Name="Acme")
    w.a.insert("Contact", LastName="Ann", AccountId=account)
    run(w)
    assert names(w.b, "Contact") == []
    (connection,) = w.a.living("S2S_Connection__c")
    row = w.a.insert(
        SHARE_SCHEMA.name,
        Connection__c=connection,
        Record_Id__c=account,
        Object__c="Account",
        Direction__c=Direction.SENT.value,
        Status__c=ShareStatus.PENDING.value,
    )
    run(w)
    assert names(w.b, "Contact") == ["Ann"]
    w.settle()
    w.a.edit(SHARE_SCHEMA.name, row, Status__c=ShareStatus.INACTIVE.value)
    w.later()
    w.run(allowed=Allowance(deletes=9))
    assert names(w.b, "Contact") == []


def test_a_run_killed_between_parent_and_children_loses_no_child() -> None:
    for call in range(1, 40):
        w = family()
        account = w.a.insert("Account", Name="Private")
        w.a.insert("Contact", LastName="Ann", AccountId=account)
        run(w)
        w.settle()
        w.a.edit("Account", account, Name="Acme")
        w.later()
        w.b.kill_at = len(w.b.log) + call
        try:
            w.run()
        except Killed:
            w.b.kill_at = None
            w.settle()
            assert names(w.b, "Contact") == ["Ann"], call
            continue
        assert call > 3
        return


def tasks():
    a = Terms(
        (
            publish("Task", "Subject", "WhatId", "WhoId", follow=["WhatId", "WhoId"]),
            publish("Account", "Name", where="Name != 'Private'"),
            publish("Lead", "LastName", where="LastName != 'Private'"),
        )
    )
    b = Terms(
        (),
        (
            subscribe("Task", "Subject", "WhatId", "WhoId", ends=ENDS),
            subscribe("Account", "Name"),
            subscribe("Lead", "LastName"),
        ),
    )
    w = world(a, b)
    for org in (w.a, w.b):
        org.schemas[TASK.name] = TASK
    return w


def test_a_task_follows_whichever_of_its_records_is_shared() -> None:
    w = tasks()
    account, private = w.a.insert("Account", Name="Acme"), w.a.insert("Account", Name="Private")
    lead, hidden = w.a.insert("Lead", LastName="Li"), w.a.insert("Lead", LastName="Private")
    w.a.insert("Task", Subject="both", WhatId=account, WhoId=lead)
    w.a.insert("Task", Subject="what", WhatId=account, WhoId=hidden)
    w.a.insert("Task", Subject="who", WhatId=private, WhoId=lead)
    w.a.insert("Task", Subject="none", WhatId=private, WhoId=hidden)
    w.a.insert("Task", Subject="free")
    run(w)
    assert names(w.b, "Task", "Subject") == ["both", "what", "who"]
    both = next(row for row in w.b.living("Task").values() if row.values["Subject"] == "both")
    assert both.values["WhatId"] in w.b.living("Account")
    assert both.values["WhoId"] in w.b.living("Lead")
    w.settle()
    w.a.edit("Account", account, Name="Private")
    run(w)
    w.later()
    w.run(allowed=Allowance(deletes=9))
    assert names(w.b, "Task", "Subject") == ["both", "who"]


def test_a_child_waits_for_a_parent_that_is_refused_and_then_arrives() -> None:
    w = family()
    no = Refusal("FIELD_CUSTOM_VALIDATION_EXCEPTION", "no")
    w.b.refuse = lambda name, _: no if name == "Account" else None
    account = w.a.insert("Account", Name="Acme")
    w.a.insert("Contact", LastName="Ann", AccountId=account)
    assert run(w).parked == 1
    assert names(w.b, "Contact") == []
    w.settle()
    w.b.refuse = lambda _, __: None
    w.a.edit("Account", account, Name="Acme Inc")
    run(w)
    assert names(w.b, "Contact") == ["Ann"]
    assert w.store.ledger(NAME) == ()


def test_nothing_of_an_unshared_parents_child_is_read() -> None:
    w = family()
    account, private = w.a.insert("Account", Name="Acme"), w.a.insert("Account", Name="Private")
    w.a.insert("Contact", LastName="Ann", AccountId=account)
    run(w)
    seen = spy(w.a)
    bob = w.a.insert("Contact", LastName="Bob", AccountId=private)
    run(w)
    w.settle()
    assert [row for row in seen if row.id == bob and row.values] == []
    assert [row for row in seen if row.id == bob] != []


def test_nothing_is_read_of_a_child_that_came_over_another_connection() -> None:
    w = family()
    acme = w.a.insert("Account", Name="Acme")
    run(w)
    w.settle()
    seen = spy(w.a)
    key = f"{to18('00D000000000CCC')}/{to18('003000000000009')}"
    child = w.a.insert("Contact", LastName="Else", AccountId=acme, S2S_Key__c=key)
    run(w)
    w.a.edit("Account", acme, Name="Acme Ltd")
    run(w)
    w.settle()
    assert names(w.b, "Contact") == []
    assert [row for row in seen if row.id == child and row.values] == []


def spy(org):
    """Every contact that the runner is given from now on."""
    seen = []
    shown = org._record

    def record(name, id, row, fields):
        made = shown(name, id, row, fields)
        if name == "Contact":
            seen.append(made)
        return made

    org._record = record
    return seen


def test_an_object_that_follows_itself_comes_with_all_below() -> None:
    a = Terms((publish("Account", "Name", "ParentId", follow="ParentId"),))
    w = world(a, Terms((), (subscribe("Account", "Name", "ParentId", ends=ENDS),)))
    top = w.a.insert("Account", Name="top")
    below = w.a.insert("Account", Name="below", ParentId=top)
    w.a.insert("Account", Name="bottom", ParentId=below)
    w.a.insert("Account", Name="other")
    run(w)
    assert names(w.b, "Account", "Name") == []
    (connection,) = w.a.living("S2S_Connection__c")
    w.a.insert(
        SHARE_SCHEMA.name,
        Connection__c=connection,
        Record_Id__c=top,
        Direction__c=Direction.SENT.value,
        Status__c=ShareStatus.PENDING.value,
    )
    run(w)
    assert names(w.b, "Account", "Name") == ["below", "bottom", "top"]
    ids = {row.values["Name"]: id for id, row in w.b.living("Account").items()}
    assert w.b.value("Account", ids["bottom"], "ParentId") == ids["below"]
    w.settle()
    w.a.edit("Account", below, ParentId=None)
    w.later()
    w.run(allowed=Allowance(deletes=9))
    assert names(w.b, "Account", "Name") == ["top"]


def test_a_lost_state_is_found_again() -> None:
    w = family()
    account = w.a.insert("Account", Name="Acme")
    w.a.insert("Contact", LastName="Ann", AccountId=account)
    run(w)
    w.settle()
    w.shelf = type(w.shelf)()
    w.later()
    w.run(take_over=True)
    assert names(w.b, "Contact") == ["Ann"]
    assert {link.status for link in w.store.scan_links(NAME)} == {LinkStatus.ACTIVE}


def test_the_contact_of_a_person_account_is_not_shared_a_second_time() -> None:
    flag = FieldSchema(FieldName("IsPersonAccount"), "boolean", createable=False)
    for rule in ({"follow": "AccountId"}, {"where": "LastName != 'Private'"}):
        a = Terms(
            (
                publish("Account", "Name", where="Name != 'Private'"),
                publish("Contact", "LastName", "AccountId", **rule),
            )
        )
        taken = (subscribe("Account", "Name"), subscribe("Contact", "LastName", "AccountId"))
        w = world(a, Terms((), taken))
        w.a.schemas[CONTACT.name] = schema(
            "Contact", "003", text("LastName", 80), lookup("AccountId", "Account"), flag
        )
        account = w.a.insert("Account", Name="Ann Person")
        w.a.insert("Contact", LastName="Person", AccountId=account, IsPersonAccount=True)
        w.a.insert("Contact", LastName="Ann", AccountId=account, IsPersonAccount=False)
        run(w)
        w.settle()
        assert names(w.b, "Contact") == ["Ann"]
