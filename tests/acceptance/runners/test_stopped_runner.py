"""A runner that is stopped (SIGSTOP) until its lease has run out, and goes on then."""

import json
import signal

import psycopg
import pytest

from tests.support.fleet import Route
from tests.support.processes import PATIENCE_SECONDS, until

pytestmark = pytest.mark.postgres

ROUTE = Route("one", "acme", "globex")
STALL_SECONDS = 600
RETRY_SECONDS = 6
"""The time there is to stop it in: it is waited out at the end."""


STALLS = {
    "while its write was answered": ("delay", {"seconds": STALL_SECONDS}),
    "between two tries of a write": (
        "answer_status",
        {"status": 503, "retry_after": RETRY_SECONDS},
    ),
}


@pytest.fixture(params=STALLS, ids=str)
def stopped(fleet_of, request):
    """Runner one, stopped at its first write of Leads to Globex; 220 Leads are to be written."""
    fleet = fleet_of(ROUTE)
    rows = [{"LastName": f"Lead {n}", "Company": ROUTE.name} for n in range(220)]
    fleet.plain(ROUTE.giver).create("Lead", rows)
    fleet.later(5)
    globex = fleet.control(ROUTE.taker)
    kind, how = STALLS[request.param]
    number = globex.order_fault(kind, nth=1, operation="write", sobject="Lead", **how)
    with fleet.machine("one").start("sync", ROUTE.name, "-o", "json") as process:
        try:
            until(lambda: globex.happened(number), process)
            process.send_signal(signal.SIGSTOP)
            yield fleet, process
        finally:
            process.kill()


def pass_twelve_minutes(fleet):
    """The lease as it is when its holder was silent for so long."""
    with psycopg.connect(fleet.url) as conn:
        aged = conn.execute(
            b"UPDATE s2sctl_lease SET renewed = renewed - 720000000 WHERE run IS NOT NULL"
        )
        assert aged.rowcount == 1


def remembered(fleet):
    """All that the state holds."""
    with psycopg.connect(fleet.url) as conn:
        named = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
        tables = [name for (name,) in conn.execute(named.encode()).fetchall()]
        return {
            name: sorted(conn.execute(f"SELECT * FROM {name}".encode()).fetchall(), key=repr)
            for name in tables
        }


def writes(fleet, alias):
    return [one["sequence"] for one in fleet.control(alias).log() if one["operation"] == "write"]


def test_a_runner_that_wakes_up_after_its_lease_ran_out_writes_nothing_more(stopped):
    fleet, process = stopped
    second = fleet.machine("two")
    with second.start("sync", ROUTE.name, "-o", "json") as refused:
        out, _ = refused.communicate(timeout=PATIENCE_SECONDS)
    assert refused.returncode == 7
    assert f"on one, pid {process.pid}" in json.loads(out)["errors"][0]["message"]

    pass_twelve_minutes(fleet)
    with second.start("sync", ROUTE.name, "-o", "json") as follower:
        out, err = follower.communicate(timeout=PATIENCE_SECONDS)
    assert follower.returncode == 0, (out, err)
    assert len(fleet.copies(ROUTE)) == 220
    state = remembered(fleet)
    written = {alias: writes(fleet, alias) for alias in fleet.aliases}

    for alias in fleet.aliases:
        fleet.control(alias).clear_faults()
    process.send_signal(signal.SIGCONT)
    out, err = process.communicate(timeout=PATIENCE_SECONDS)
    assert process.returncode == 7, (out, err)
    (error,) = json.loads(out)["errors"]
    assert (error["code"], "Traceback" in err) == ("S2S751", False)
    assert "this run stops before it writes anything more" in error["message"]
    assert {alias: writes(fleet, alias) for alias in fleet.aliases} == written
    now = remembered(fleet)
    # How it ended is all that a run may still tell, and of itself only.
    assert len(changed(state.pop("s2sctl_run"), now.pop("s2sctl_run"))) == 1
    assert now == state


def changed(before, after):
    """The rows that were replaced by others."""
    assert len(before) == len(after)
    return [row for row in after if row not in before]
