"""What a pass asks of an org: how often, and for what."""

from math import ceil

import pytest

from s2sctl.errors import GuardTripped
from s2sctl.manifest.manifest import Guards, Terms
from tests.support.world import leads, publish, subscribe, world


def calls(org, start=0):
    return sum(call.cost for call in org.log[start:])


def test_an_idle_pass_costs_two_calls_an_org() -> None:
    a = Terms(
        (
            publish("Lead", "LastName", where="Status != 'Draft'"),
            publish("Account", "Name", where="Name != 'X'"),
            publish("Contact", "LastName", "AccountId", where="LastName != 'X'"),
        ),
        (subscribe("Lead", "Status"),),
    )
    b = Terms(
        (publish("Lead", "Status"),),
        (
            subscribe("Lead", "LastName"),
            subscribe("Account", "Name"),
            subscribe("Contact", "LastName", "AccountId"),
        ),
    )
    w = world(a, b)
    for number in range(5):
        w.a.insert("Lead", LastName=f"L{number}", Status="New")
    w.later()
    w.run()
    w.later(minutes=20)
    w.run()
    before = len(w.a.log), len(w.b.log)
    w.later(seconds=30)
    w.run()
    assert (calls(w.a, before[0]), calls(w.b, before[1])) == (2, 2)


def test_a_first_sync_stays_within_its_budget() -> None:
    rows = 2_500
    w = world(*leads(back=("Status",)))
    for number in range(rows):
        w.a.insert("Lead", LastName=f"L{number}", Status="New")
    w.later()
    report = w.run()
    assert report.flows[0].created == rows
    for org in (w.a, w.b):
        writes = sum(c.cost for c in org.log if c.kind == "write" and c.object == "Lead")
        reads = sum(c.cost for c in org.log if c.kind in ("read", "fetch") and "Lead" in c.object)
        rest = calls(org) - writes - reads
        assert writes <= ceil(rows / 200) + 1
        assert reads <= 2 * ceil(rows / 1000)
        assert rest <= 12


def test_nothing_is_asked_of_rows_that_are_not_shared_but_their_stamps() -> None:
    w = world(*leads(back=("Status",)))
    shared = w.a.insert("Lead", LastName="Shared", Status="New")
    secret = w.a.insert("Lead", LastName="Secret", Status="Draft")
    local = w.b.insert("Lead", LastName="Local", Status="New")
    w.later()
    asked = []
    for org in (w.a, w.b):

        def recording(name, id, row, fields, plain=org._record):
            if fields:
                asked.append((id, tuple(fields)))
            return plain(name, id, row, fields)

        org._record = recording
    w.run()
    for id in (shared, secret):
        w.a.edit("Lead", id, City="Malmö")
    w.b.edit("Lead", local, City="Lund")
    w.settle()
    assert {id for id, _ in asked} & {secret, local} == set()
    assert not any("City" in fields for _, fields in asked)


def test_the_api_guard_stops_a_run_that_would_eat_the_limit() -> None:
    w = world(*leads(guards=Guards(api_calls=10)))
    w.b.batch_size = 2
    w.b.limit = 100
    for number in range(60):
        w.a.insert("Lead", LastName=f"L{number}", Status="New")
    w.later()
    with pytest.raises(GuardTripped) as stopped:
        w.run()
    assert stopped.value.code == "S2S504"
    assert w.b.living("Lead") == {}


def test_figures_are_written_when_they_change_and_every_quarter_of_an_hour() -> None:
    w = world(*leads())
    w.a.insert("Lead", LastName="Ann", Status="New")
    w.later()
    w.run()

    def figures():
        return sum(1 for call in w.b.log if call.kind == "write" and call.object.startswith("S2S_"))

    before = figures()
    w.later(minutes=5)
    w.run()
    assert figures() == before
    w.later(minutes=20)
    w.run()
    assert figures() == before + 1
