"""A long run notices what happens to the connection while it goes on, and loses nothing."""

import pytest

from s2sctl.cli.views.sync import report_text
from s2sctl.connection.objects import CONNECTION
from s2sctl.errors import Temporary, UsageError
from s2sctl.manifest.manifest import Terms
from tests.support.keyless_world import cases
from tests.support.world import NAME, publish, subscribe, world

ALL = "LastName != 'Nobody'"


def terms(*more):
    """Accounts, then Contacts: two write calls."""
    accounts = publish("Account", "Name", *more, where="Name != 'X'")
    a = Terms((accounts, publish("Contact", "LastName", where=ALL)))
    b = Terms((), (subscribe("Account", "Name", *more), subscribe("Contact", "LastName")))
    return a, b


def filled():
    w = world(*terms())
    for number in range(5):
        w.a.insert("Account", Name=f"A{number}")
        w.a.insert("Contact", LastName=f"C{number}")
    w.later()
    return w


def just_after_the_accounts(w, act):
    """Have someone act once the run has written its first rows."""
    write = w.b.write

    def and_then(batch):
        outcomes = write(batch)
        if batch.schema.name == "Account":
            act()
        return outcomes

    w.b.write = and_then


def set_state(org, **fields):
    (id,) = org.living(CONNECTION)
    org.edit(CONNECTION, id, **fields)


def counts(w):
    return len(w.b.living("Account")), len(w.b.living("Contact"))


@pytest.mark.parametrize("side", ["a", "b"])
def test_a_side_that_deactivates_mid_run_stops_it_and_nothing_is_lost(side) -> None:
    w = filled()
    org = getattr(w, side)
    end = {"Status__c": "Inactive", "Reason__c": "contract ended"}
    just_after_the_accounts(w, lambda: set_state(org, **end))
    with pytest.raises(UsageError) as stopped:
        w.run(look_every=5)
    assert (stopped.value.code, "contract ended" in stopped.value.message) == ("S2S703", True)
    assert counts(w) == (5, 0)
    assert any("Accepted → Inactive: contract ended" in one.text for one in w.store.events(NAME))
    del w.b.write
    set_state(org, Status__c="Accepted", Reason__c=None)
    w.run()
    assert counts(w) == (5, 5)


def test_a_pause_mid_run_lets_the_rest_wait() -> None:
    w = filled()
    just_after_the_accounts(w, lambda: set_state(w.a, Status__c="Paused", Reason__c="weekend"))
    report = w.run(look_every=5)
    assert (report.paused, report.exit_code, counts(w)) == ({"acme": "weekend"}, 0, (5, 0))
    assert sum(flow.created for flow in report.flows) == 5
    told = report_text(report, quiet=True)
    assert "paused by acme: weekend. The run stopped there" in told
    assert "CREATED" in told
    assert "Nothing" not in told
    del w.b.write
    set_state(w.a, Status__c="Accepted", Reason__c=None)
    w.run()
    assert counts(w) == (5, 5)


def test_terms_that_change_mid_run_stop_it_before_its_next_write() -> None:
    w = filled()
    just_after_the_accounts(w, lambda: w.set_terms(*terms("Phone")))
    with pytest.raises(Temporary) as stopped:
        w.run(look_every=5)
    assert (stopped.value.code, counts(w)) == ("S2S560", (5, 0))
    del w.b.write
    w.run()
    assert counts(w) == (5, 5)


def test_a_short_run_does_not_look_again() -> None:
    w = filled()
    just_after_the_accounts(w, lambda: set_state(w.a, Status__c="Paused"))
    assert not w.run().paused
    assert counts(w) == (5, 5)


def test_a_pause_lets_copies_wait_that_can_hold_no_key() -> None:
    w = cases()
    case = w.a.insert("Case", Subject="S", Status="New")
    w.a.insert("CaseComment", ParentId=case, CommentBody="secret", IsPublished=True)
    w.later()
    write = w.b.write

    def and_then(batch):
        outcomes = write(batch)
        if batch.schema.name == "Case":
            set_state(w.a, Status__c="Paused", Reason__c="weekend")
        return outcomes

    w.b.write = and_then
    assert w.run(look_every=1).paused == {"acme": "weekend"}
    assert (len(w.b.living("Case")), len(w.b.living("CaseComment"))) == (1, 0)
    del w.b.write
    set_state(w.a, Status__c="Accepted", Reason__c=None)
    w.run()
    assert len(w.b.living("CaseComment")) == 1
