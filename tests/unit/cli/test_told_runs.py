"""What a run says to people: what waits and what to do about it, and nothing when asked so."""

from dataclasses import replace
from datetime import timedelta

import pytest

from s2sctl.app.sync.work import Options
from s2sctl.cli.views.sync import next_step, report_json, report_text
from s2sctl.connection.objects import CONNECTION
from s2sctl.manifest.manifest import Accept, OnConflict, Terms
from s2sctl.sync.guards import Allowance
from tests.support.world import leads, publish, world


def clashing():
    """Two orgs with one open conflict that the first run has told of already."""
    w = world(*leads(back=("Company",), a_policy=OnConflict.ASK))
    w.a.insert("Lead", LastName="Ann", Company="Acme", Status="New")
    w.settle()
    (a,), (b,) = w.a.living("Lead"), w.b.living("Lead")
    w.a.edit("Lead", a, Company="A")
    w.b.edit("Lead", b, Company="B")
    w.later()
    w.run()
    w.later()
    return w


def pause(org, reason):
    (id,) = org.living(CONNECTION)
    org.edit(CONNECTION, id, Status__c="Paused", Reason__c=reason)


def test_a_conflict_that_is_open_is_told_by_every_later_run() -> None:
    report = clashing().run()
    assert sum(flow.conflicts for flow in report.flows) == 0
    assert "1 conflict waiting for a person" in report_text(report)
    assert next_step(report) == "s2sctl conflicts list acme-globex"
    assert report_json(report)["parked"] == {"conflicts": 1, "failures": 0, "waits": 0}


def test_quiet_says_nothing_when_nothing_was_written_and_nothing_waits() -> None:
    w = world(*leads())
    w.a.insert("Lead", LastName="Ann", Status="New")
    w.later()
    assert "CREATED" in report_text(w.run(), quiet=True)
    assert report_text(w.run(), quiet=True) == ""
    assert "conflict" in report_text(clashing().run(), quiet=True)


def test_a_dry_run_is_followed_by_the_same_run_with_what_lets_it_pass() -> None:
    asked = {"take_over": True, "allowed": Allowance(updates=1200)}
    report = world(*leads()).run(dry_run=True, **asked)
    told = "s2sctl sync acme-globex --take-over --allow-updates 1200"
    assert next_step(report, Options(dry_run=True, **asked)) == told


def test_a_paused_connection_rests_and_says_who_paused_it_and_why() -> None:
    w = world(*leads())
    w.a.insert("Lead", LastName="Ann", Status="New")
    w.later()
    pause(w.b, "weekend")
    report = w.run()
    assert "paused by globex: weekend" in report_text(report)
    assert next_step(report) == "s2sctl resume acme-globex --org globex"
    assert report_text(report, quiet=True) == ""
    assert report_json(report)["paused"] == {"globex": "weekend"}
    assert w.b.living("Lead") == {}
    assert w.store.runs("acme-globex", 1)[0].exit_code == 0


@pytest.mark.parametrize(
    ("a", "b", "says", "next"),
    [
        (Terms(), Terms(), "neither acme nor globex publishes", "publish MANIFEST  (the one of a"),
        (
            Terms((publish("Lead", "LastName"),)),
            Terms(),
            "globex subscribes to nothing of what acme publishes (Lead)",
            "subscribe MANIFEST  (the one of globex)",
        ),
        (
            Terms(),
            Terms((publish("Lead", "Status"),)),
            "acme subscribes to nothing of what globex publishes (Lead)",
            "subscribe MANIFEST  (the one of acme)",
        ),
    ],
)
def test_while_nothing_flows_it_says_whose_move_it_is(a, b, says, next) -> None:
    report = world(a, b).run()
    assert says in report_text(report)
    assert f"s2sctl {next}" in next_step(report)
    assert report_json(report)["missing"][0]["command"] in next


def test_a_sweep_says_what_it_compared_and_what_it_found() -> None:
    w = world(*leads())
    lost, _ = (w.a.insert("Lead", LastName=f"L{n}", Status="New") for n in range(2))
    w.later()
    assert report_json(w.run())["swept"] is None
    w.later(hours=1)
    assert "Swept: 4 shared records compared." in report_text(w.run(sweep=True))
    del w.a.table("Lead")[lost]
    hidden = w.a.insert("Lead", LastName="Hidden", Status="New")
    w.a.table("Lead")[hidden].stamp -= timedelta(days=40)
    w.later()
    report = w.run(sweep=True)
    assert "1 not known before, 1 not found any more" in report_text(report)
    assert report_json(report)["swept"] == {"compared": 4, "strangers": 1, "lost": 1}
    assert next_step(report) == "s2sctl failures list acme-globex"


def test_a_dry_run_says_what_would_be_put_into_the_inbox() -> None:
    a, b = leads()
    taken = tuple(replace(one, accept=Accept.MANUAL) for one in b.subscribe)
    w = world(a, replace(b, subscribe=taken))
    w.a.insert("Lead", LastName="Ann", Status="New")
    w.later()
    dry = report_text(w.run(dry_run=True))
    assert "1 record would be put into the receiver's inbox" in dry
    assert "nothing else would be written" in dry
    assert "1 record put into the receiver's inbox" in report_text(w.run())
