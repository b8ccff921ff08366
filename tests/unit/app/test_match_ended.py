"""Records that look alike are linked; what a person stopped sharing does not flow by that."""

from s2sctl.app.sharing.match import find_matches, link_matches
from s2sctl.connection.objects import CONNECTION, SHARE
from s2sctl.manifest.manifest import Accept, Terms
from s2sctl.model.side import Pair
from s2sctl.ports.store import Holder
from tests.support.fake_org import RUNNER
from tests.support.world import NAME, leads, publish, subscribe, world


def match(w, *on, origin=None):
    store = w.store
    lease = store.acquire(NAME, Holder("match", "here", 1, w.moment.at))
    try:
        orgs = Pair(w.a, w.b)
        found = find_matches(w.known, orgs, store, lease, "Lead", on, origin, w.reporter)
        return found, link_matches(found, store, lease, w.reporter)
    finally:
        store.release(lease)


def say(w, lead, status):
    (connection,) = w.a.living(CONNECTION)
    w.a.insert(
        SHARE, by=RUNNER, Connection__c=connection, Object__c="Lead", Record_Id__c=lead,
        Direction__c="Sent", Status__c=status,
    )  # fmt: skip
    w.later()
    w.run()


def test_a_match_begins_no_share_that_a_person_ended() -> None:
    w = world(*leads())
    lead = w.a.insert("Lead", LastName="L", Status="New", Email="l@x.example")
    say(w, lead, "Inactive")
    w.settle()
    theirs = w.b.insert("Lead", LastName="Theirs", Email="l@x.example")
    _, linked = match(w, "Email")
    assert linked.written == 1
    w.a.edit("Lead", lead, LastName="Secret")
    w.later()
    w.run()
    w.settle()
    assert w.b.value("Lead", theirs, "LastName") == "Theirs"
    say(w, lead, "Pending")
    assert w.b.value("Lead", theirs, "LastName") == "Secret"
    assert len(w.b.living("Lead")) == 1


def test_what_came_over_another_connection_is_matched_with_nothing() -> None:
    w = world(*leads())
    key = "00D000000000CCCEA0/00Q000000000009AAA"
    w.a.insert("Lead", LastName="Else", Status="New", Email="l@x.example", S2S_Key__c=key)
    w.b.insert("Lead", LastName="Theirs", Email="l@x.example")
    found, linked = match(w, "Email")
    assert linked.written == 0
    assert found.matches.unique == ()


def test_a_match_of_what_was_read_long_ago_brings_both_records_into_agreement() -> None:
    fields = ("LastName", "Email")
    offers = Terms((publish("Lead", *fields, where="Status = 'New'"),))
    w = world(offers, Terms((), (subscribe("Lead", *fields, accept=Accept.MANUAL),)))
    w.a.insert("Lead", LastName="Ours", Status="New", Email="l@x.example")
    theirs = w.b.insert("Lead", LastName="Theirs", Email="l@x.example")
    w.settle()
    _, linked = match(w, "Email")
    assert linked.written == 1
    w.settle()
    assert w.b.value("Lead", theirs, "LastName") == "Ours"
    assert [one.values.b for one in w.store.settled_conflicts(NAME)] == ["Theirs"]
