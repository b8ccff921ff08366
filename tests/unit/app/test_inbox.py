"""Records whose receiver accepts by hand: what waits, what is taken in, what is turned down."""

from dataclasses import replace

import pytest

from s2sctl.connection.objects import CONNECTION, SHARE
from s2sctl.errors import UsageError
from s2sctl.manifest.manifest import Accept, Terms
from s2sctl.model.side import Pair
from s2sctl.sync.link import LinkStatus
from tests.support.fake_org import Killed
from tests.support.world import LEAD, NAME, leads, publish, subscribe, world

MANUAL = Accept.MANUAL


def by_hand(**more):
    a, b = leads(**more)
    taken = tuple(replace(one, accept=MANUAL) for one in b.subscribe)
    return a, replace(b, subscribe=taken)


@pytest.fixture
def shared():
    """A lead that waits in globex."""
    made = world(*by_hand())
    made.lead = made.a.insert("Lead", LastName="Ng", Company="Acme", Email="n@x", Status="Open")
    made.later()
    made.run()
    return made


def inbox(world):
    return {
        id: row.values
        for id, row in world.b.living(SHARE).items()
        if row.values["Direction__c"] == "Received"
    }


def say(world, status, **more):
    (row,) = inbox(world)
    world.later()
    world.b.edit(SHARE, row, Status__c=status, **more)
    world.later()


def sent(world):
    return [row.values for row in world.a.living(SHARE).values()]


def test_nothing_is_created_and_the_row_tells_object_id_and_name_alone(shared):
    assert not shared.b.living("Lead")
    ((row,),) = (inbox(shared).values(),)
    told = {name: value for name, value in row.items() if value is not None}
    assert told.pop("Key__c").endswith(f"{shared.a.org_id}/{shared.lead}")
    assert told.pop("Connection__c")
    assert told == {
        "Object__c": "Lead",
        "Partner_Record_Id__c": shared.lead,
        "Direction__c": "Received",
        "Status__c": "Pending",
        "Label__c": "Ng",
    }


def test_the_run_says_how_many_were_offered():
    made = world(*by_hand())
    for name in ("One", "Two"):
        made.a.insert("Lead", LastName=name, Status="Open")
    made.later()
    assert [flow.offered for flow in made.run(dry_run=True).flows] == [2]
    assert not inbox(made)
    assert [flow.offered for flow in made.run().flows] == [2]
    made.later()
    assert [flow.offered for flow in made.run().flows] == [0]


def test_accepting_by_editing_the_row_makes_the_copy_in_the_next_run(shared):
    say(shared, "Active")
    shared.run()
    ((copy, row),) = shared.b.living("Lead").items()
    assert row.values["LastName"] == "Ng"
    (told,) = inbox(shared).values()
    assert (told["Record_Id__c"], told["Status__c"]) == (copy, "Active")
    shared.settle()
    assert list(shared.b.living("Lead")) == [copy]


def test_an_accepted_record_flows_like_any_other(shared):
    say(shared, "Active")
    shared.run()
    shared.later()
    shared.a.edit("Lead", shared.lead, Company="Other")
    shared.later()
    shared.run()
    (copy,) = shared.b.living("Lead").values()
    assert copy.values["Company"] == "Other"


def test_rejecting_tells_the_origin_why_and_nothing_is_ever_created(shared):
    say(shared, "Inactive", Reason__c="a duplicate")
    shared.run()
    (told,) = sent(shared)
    assert told["Status__c"] == "Inactive"
    assert told["Reason__c"] == "the receiver rejected it: a duplicate"
    shared.later()
    shared.a.edit("Lead", shared.lead, Company="Other")
    shared.settle()
    assert not shared.b.living("Lead")
    assert [row["Status__c"] for row in inbox(shared).values()] == ["Inactive"]


def test_a_rejected_record_that_is_shared_anew_is_offered_again(shared):
    say(shared, "Inactive")
    shared.settle()
    ((id, _),) = shared.a.living(SHARE).items()
    shared.a.edit(SHARE, id, Status__c="Pending")
    shared.later()
    shared.run()
    assert [row["Status__c"] for row in inbox(shared).values()] == ["Pending"]
    say(shared, "Active")
    shared.run()
    assert len(shared.b.living("Lead")) == 1
    shared.settle()
    assert [row["Status__c"] for row in sent(shared)] == ["Active"]


@pytest.mark.parametrize("ending", ["deleted", "left its rule"])
def test_what_is_not_shared_any_more_leaves_the_inbox(shared, ending):
    shared.later()
    if ending == "deleted":
        shared.a.trash("Lead", shared.lead)
    else:
        shared.a.edit("Lead", shared.lead, Status="Draft")
    shared.later()
    shared.run()
    assert not inbox(shared)
    if ending != "deleted":
        shared.later()
        shared.a.edit("Lead", shared.lead, Status="Open")
        shared.later()
        shared.run()
        assert [row["Status__c"] for row in inbox(shared).values()] == ["Pending"]


def test_children_of_an_unaccepted_parent_wait_with_it():
    a = Terms((publish("Account", "Name", where="Name != 'X'"), CHILDREN))
    b = Terms(
        (),
        (
            subscribe("Account", "Name", accept=MANUAL),
            subscribe("Contact", "LastName", "AccountId"),
        ),
    )
    made = world(a, b)
    account = made.a.insert("Account", Name="Acme")
    made.a.insert("Contact", LastName="Çelik", AccountId=account)
    made.a.insert("Contact", LastName="Alone")
    made.later()
    made.run()
    assert [row.values["LastName"] for row in made.b.living("Contact").values()] == ["Alone"]
    say(made, "Active")
    made.run()
    ((parent, _),) = made.b.living("Account").items()
    parents = {
        r.values["LastName"]: r.values["AccountId"] for r in made.b.living("Contact").values()
    }
    assert parents == {"Çelik": parent, "Alone": None}
    assert not made.store.ledger(NAME)


CHILDREN = publish("Contact", "LastName", "AccountId", where="LastName != 'X'")


def test_an_idle_run_with_a_full_inbox_asks_nothing_more(shared):
    shared.settle()
    before = {org.alias: len(org.log) for org in (shared.a, shared.b)}
    shared.run()
    for org in (shared.a, shared.b):
        cost = sum(call.cost for call in org.log[before[org.alias] :])
        assert cost <= 2


def test_a_lost_state_offers_nothing_twice_and_undoes_no_word(shared):
    say(shared, "Inactive")
    shared.settle()
    shared.shelf = type(shared.shelf)()
    shared.run(take_over=True)
    shared.settle()
    assert not shared.b.living("Lead")
    assert [row["Status__c"] for row in inbox(shared).values()] == ["Inactive"]


def test_accepting_without_a_word_lets_go_what_waits(shared):
    a, b = leads()
    shared.set_terms(a, b)
    shared.later()
    shared.run()
    assert len(shared.b.living("Lead")) == 1
    assert [row["Status__c"] for row in inbox(shared).values()] == ["Active"]


def test_a_create_that_is_refused_is_tried_again_and_not_offered_again(shared):
    from s2sctl.ports.org import Refusal

    locked = Refusal("UNABLE_TO_LOCK_ROW", "unable to obtain exclusive access")
    shared.b.refuse = lambda name, _: locked if name == LEAD.name else None
    say(shared, "Active")
    shared.run()
    (link,) = shared.store.scan_links(NAME)
    assert link.status is LinkStatus.PENDING
    shared.b.refuse = lambda _, __: None
    shared.settle()
    assert len(shared.b.living("Lead")) == 1
    assert link.objects == Pair(LEAD.name, LEAD.name)


def test_who_thinks_again_before_the_copy_could_be_made_is_heard(shared):
    from s2sctl.ports.org import Refusal

    refusal = Refusal("FIELD_CUSTOM_VALIDATION_EXCEPTION", "no")
    shared.b.refuse = lambda name, _: refusal if name == LEAD.name else None
    say(shared, "Active")
    shared.run()
    say(shared, "Inactive", Reason__c="on second thoughts")
    shared.run()
    shared.b.refuse = lambda _, __: None
    shared.a.edit("Lead", shared.lead, Company="Other")
    shared.settle()
    assert not shared.b.living("Lead")
    assert not shared.store.ledger(NAME)
    assert [row["Status__c"] for row in sent(shared)] == ["Inactive"]


def test_what_waited_when_the_connection_ended_is_offered_again_once_it_is_back(shared):
    shared.settle()
    (connection,) = shared.a.living(CONNECTION)
    shared.a.edit(CONNECTION, connection, Status__c="Inactive")
    shared.later()
    with pytest.raises(UsageError):
        shared.run()
    assert inbox(shared) == {}
    since = shared.moment.at.replace(microsecond=0)
    shared.a.edit(CONNECTION, connection, Status__c="Accepted", Status_Since__c=since)
    shared.later()
    shared.run()
    assert [row["Status__c"] for row in inbox(shared).values()] == ["Pending"]


def test_a_run_killed_once_the_copy_was_made_tells_of_it_the_next_time(shared):
    write = shared.b.write

    def killed(batch):
        write(batch)
        raise Killed

    say(shared, "Active")
    shared.b.write = killed
    with pytest.raises(Killed):
        shared.run()
    shared.b.write = write
    shared.settle()
    ((copy, _),) = shared.b.living("Lead").items()
    assert [row["Record_Id__c"] for row in inbox(shared).values()] == [copy]


def test_what_follows_a_rejected_record_waits_no_more_and_comes_once_it_is_taken():
    a = Terms(
        (
            publish("Account", "Name", where="Name != 'X'"),
            publish("Contact", "LastName", "AccountId", follow="AccountId"),
        )
    )
    taken = subscribe("Contact", "LastName", "AccountId")
    made = world(a, Terms((), (subscribe("Account", "Name", accept=MANUAL), taken)))
    account = made.a.insert("Account", Name="Acme")
    made.a.insert("Contact", LastName="Ann", AccountId=account)
    made.later()
    made.run()
    made.settle()
    say(made, "Inactive")
    made.run()
    made.settle()
    assert not made.store.ledger(NAME)
    ((id, _),) = made.a.living(SHARE).items()
    made.a.edit(SHARE, id, Status__c="Pending")
    made.later()
    made.run()
    say(made, "Active")
    made.run()
    made.settle()
    assert [row.values["LastName"] for row in made.b.living("Contact").values()] == ["Ann"]
