"""Before anything moves: right orgs, Accepted on both sides, one runner, sides that join."""

from dataclasses import replace

import pytest

from s2sctl.connection.objects import CONNECTION
from s2sctl.connection.record import Status
from s2sctl.errors import FindingsPresent, Locked, StateUnusable, UsageError, WrongOrg
from s2sctl.manifest.manifest import Terms
from s2sctl.metadata.fingerprint import Fingerprint, prints_of
from s2sctl.metadata.fingerprint_json import fingerprint_to_json
from s2sctl.model.side import Pair
from s2sctl.ports.store import Holder
from s2sctl.sync.plan import Action
from tests.support.world import NAME, leads, publish, subscribe, world


def record(org):
    ((id, row),) = org.living(CONNECTION).items()
    return id, row


def nothing_moved(w):
    return w.writes == 0 and w.b.living("Lead") == {}


def filled(*terms):
    w = world(*(terms or leads()))
    w.a.insert("Lead", LastName="Ann", Status="New")
    w.later()
    return w


def test_swapped_orgs_are_refused_before_anything_is_read() -> None:
    w = filled()
    w.run()
    w.a.org_id, w.b.org_id = w.b.org_id, w.a.org_id
    w.a.log.clear()
    w.b.log.clear()
    with pytest.raises(WrongOrg):
        w.run()
    assert w.a.log == w.b.log == []


def test_two_logins_to_one_org_are_refused() -> None:
    w = filled()
    w.shelf.known.clear()
    w.b.org_id = w.a.org_id
    with pytest.raises(WrongOrg):
        w.run()


@pytest.mark.parametrize("status", [Status.INACTIVE, Status.REJECTED])
@pytest.mark.parametrize("side", ["a", "b"])
def test_either_sides_word_is_enough_to_stop(side, status) -> None:
    w = filled()
    org = getattr(w, side)
    org.edit(CONNECTION, record(org)[0], Status__c=status.value)
    with pytest.raises(UsageError) as stopped:
        w.run()
    assert (stopped.value.code, status.value in stopped.value.message) == ("S2S703", True)
    assert "s2sctl reconnect MANIFEST" in stopped.value.help
    assert nothing_moved(w)


def test_a_confirmation_that_is_only_missing_on_the_inviters_side_is_given() -> None:
    w = filled()
    w.a.edit(CONNECTION, record(w.a)[0], Status__c="Sent", Partner_Org_Id__c=None)
    w.run()
    assert record(w.a)[1].values["Status__c"] == "Accepted"
    assert record(w.a)[1].values["Partner_Org_Id__c"] == w.b.org_id
    assert len(w.b.living("Lead")) == 1


def test_a_foreign_nonce_is_not_confirmed() -> None:
    w = filled()
    w.a.edit(CONNECTION, record(w.a)[0], Status__c="Sent", Nonce__c="another")
    with pytest.raises(UsageError):
        w.run()
    assert record(w.a)[1].values["Status__c"] == "Sent"


def test_another_state_store_must_be_told_to_take_over() -> None:
    w = filled()
    w.run()
    assert record(w.b)[1].values["Runner__c"] == "memory"
    w.shelf.id = "another"
    with pytest.raises(StateUnusable) as stopped:
        w.run()
    assert "--take-over" in stopped.value.help
    assert "s2sctl state rebuild acme-globex" in stopped.value.help
    w.run(take_over=True)
    assert record(w.b)[1].values["Runner__c"] == "another"


def test_the_partners_list_is_kept_as_a_catalogue() -> None:
    w = filled()
    w.run()
    assert "LastName" in record(w.b)[1].values["Partner_Published__c"]


def test_one_writer_at_a_time() -> None:
    w = filled()
    store = w.store
    lease = store.acquire(NAME, Holder("other", "elsewhere", 1, w.moment.at))
    with pytest.raises(Locked):
        w.run()
    assert nothing_moved(w)
    store.release(lease)
    w.run()
    assert store.holder(NAME) is None


def test_sides_that_do_not_join_move_nothing() -> None:
    a = Terms((publish("Lead", "LastName", where="Status != 'Draft'"),))
    b = Terms((), (subscribe("Lead", "LastName", "Company"),))
    w = filled(a, b)
    with pytest.raises(FindingsPresent):
        w.run()
    assert nothing_moved(w)


def test_a_field_that_vanished_stops_the_run() -> None:
    w = filled()
    w.run()
    lead = w.b.schemas["Lead"]
    fields = {name: one for name, one in lead.fields.items() if name != "Company"}
    w.b.schemas["Lead"] = replace(lead, fields=fields)
    with pytest.raises(FindingsPresent):
        w.run()


def test_a_dry_run_tells_every_row_and_field_and_writes_none() -> None:
    w = filled(*leads(back=("Email", "Status")))
    first = w.run(dry_run=True)
    assert nothing_moved(w)
    assert [call.kind for call in w.b.log if call.kind == "write"] == []
    (create,) = first.planned.writes
    assert create.action == "create"
    assert sorted(create.fields) == ["Company", "Email", "LastName", "Status"]
    w.run()
    (a,), (b,) = w.a.living("Lead"), w.b.living("Lead")
    w.later(minutes=2)
    w.a.edit("Lead", a, Company="Acme")
    w.b.edit("Lead", b, Email="b@globex.example")
    w.later()
    planned = w.run(dry_run=True).planned
    assert {(one.org, one.id, one.fields) for one in planned.writes} == {
        ("globex", b, ("Company",)),
        ("acme", a, ("Email",)),
    }
    report = w.run()
    assert sum(flow.updated for flow in report.flows) == planned.count(Action.UPDATE) == 2


def test_a_dry_run_counts_parents_that_the_run_would_make() -> None:
    a = Terms(
        (
            publish("Account", "Name", where="Name != 'X'"),
            publish("Contact", "LastName", "AccountId", where="LastName != 'X'"),
        )
    )
    b = Terms((), (subscribe("Account", "Name"), subscribe("Contact", "LastName", "AccountId")))
    w = world(a, b)
    account = w.a.insert("Account", Name="Acme")
    w.a.insert("Contact", LastName="Ann", AccountId=account)
    w.later()
    planned = w.run(dry_run=True).planned.writes
    assert [(one.object, one.fields) for one in planned] == [
        ("Account", ("Name",)),
        ("Contact", ("LastName", "AccountId")),
    ]


def test_a_run_is_remembered_with_its_exit_code() -> None:
    w = filled()
    w.run()
    w.a.edit(CONNECTION, record(w.a)[0], Status__c="Inactive")
    with pytest.raises(UsageError):
        w.run()
    assert [run.exit_code for run in w.store.runs(NAME)] == [2, 0]


def test_a_pair_of_orgs_is_remembered_when_first_met() -> None:
    w = filled()
    w.run()
    known = w.store.known(NAME)
    assert known.records == Pair(record(w.a)[0], record(w.b)[0])


def test_what_does_not_join_is_told_by_alias_and_says_who_has_to_publish() -> None:
    w = filled(Terms(), Terms((), (subscribe("Lead", "LastName"),)))
    with pytest.raises(FindingsPresent) as stopped:
        w.run()
    (found,) = stopped.value.findings
    assert (found.path, found.message) == (
        "globex.subscribe.Lead",
        "acme does not publish Lead",
    )
    assert stopped.value.help.startswith("acme has not run publish yet")


def test_a_side_that_ended_it_is_named_with_its_reason() -> None:
    w = filled()
    w.a.edit(CONNECTION, record(w.a)[0], Status__c="Sent", Partner_Org_Id__c=None)
    w.b.edit(CONNECTION, record(w.b)[0], Status__c="Rejected", Reason__c="wrong org")
    with pytest.raises(UsageError) as stopped:
        w.run()
    assert "globex says Rejected: wrong org" in stopped.value.message


def test_what_is_published_and_not_subscribed_to_has_not_drifted() -> None:
    a, b = leads()
    w = world(replace(a, publish=(*a.publish, publish("Account", "Name"))), b)
    used = {name: ["Id"] for name in ("Lead", "Account")}
    kept = Fingerprint(prints_of(used, {}, w.a.schemas, {}, Fingerprint()))
    assert set(kept.publish) == set(used)
    w.a.edit(CONNECTION, record(w.a)[0], Fingerprint__c=fingerprint_to_json(kept))
    assert w.run().drifts == ()
    del w.a.schemas["Lead"]
    assert [one.object for one in w.run().drifts] == ["Lead"]
