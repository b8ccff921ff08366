"""Two runners over one state: no connection is ever written by two at once, and none starves."""

import itertools
import json
import os
import signal
import tempfile
from collections import Counter
from contextlib import ExitStack, contextmanager
from itertools import pairwise

import psycopg
import pytest

from s2sctl.localorg import lifecycle
from s2sctl.localorg.http.requestlog import session_mark
from tests.support.fleet import Fleet, Route
from tests.support.processes import PATIENCE_SECONDS, until
from tests.support.writers import overlaps, stretches

pytestmark = pytest.mark.postgres

THREE = (
    Route("one", "acme", "globex"),
    Route("two", "globex", "acme"),
    Route("three", "acme", "globex"),
)
ORGS = ("acme", "globex", "initech", "hooli")
TEN = tuple(
    Route(f"{giver}-{taker}", giver, taker) for giver in ORGS for taker in ORGS if giver != taker
)[:10]
SERVICE = ("sync", "--all", "--every", "1s", "--skip-if-locked", "-o", "json")
MOST_TURNS_OF_ANOTHER = 4
"""Between two turns of a connection each of two runners passes every other at most twice."""


def played(fleet: Fleet, rounds: int):
    """Both runners' answers, while users make and rename Leads of every connection and wait for
    all that to arrive, so many times; and the marks of the users' sessions."""
    users = {alias: lifecycle.token(fleet.project.local, alias) for alias in fleet.aliases}
    for alias in fleet.aliases:
        fleet.control(alias).reset_log()
        fleet.control(alias).capture()
        # A run whose writes take their time is one that another can get into.
        fleet.control(alias).order_fault("delay", every=1, operation="write", seconds=0.15)
    with ExitStack() as open_:
        outs = [open_.enter_context(tempfile.TemporaryFile("w+")) for _ in range(2)]
        runners = [
            open_.enter_context(killed(fleet.machine(host).start(*SERVICE, out=out)))
            for host, out in zip(("one", "two"), outs, strict=True)
        ]
        until(lambda: all(map(has_run_one, outs)), *runners)
        edited(fleet, users, rounds, runners)
        for runner in runners:
            runner.send_signal(signal.SIGINT)
        errors = [runner.communicate(timeout=PATIENCE_SECONDS)[1] for runner in runners]
        said = [str(out.seek(0) or out.read()) for out in outs]
    assert [runner.returncode for runner in runners] == [130, 130], errors
    assert "Traceback" not in "".join(errors), errors
    return [list(documents(out)) for out in said], {*map(session_mark, users.values())}


def has_run_one(out):
    """Whether a runner has told of a connection that it synced. Its place in the file is ours too:
    it is not moved."""
    return b'"ok"' in os.pread(out.fileno(), 1_000_000, 0)


@contextmanager
def killed(process):
    """Gone at the end, however that comes."""
    with process:
        try:
            yield process
        finally:
            process.kill()


def edited(fleet, users, rounds, runners):
    latest = {}
    for number in range(rounds):
        wanted = {*(f"Renamed {n}" for n in range(number)), f"Lead {number}"}
        for route in fleet.routes:
            user = fleet.plain(route.giver, users[route.giver])
            if route in latest:
                user.update("Lead", latest[route], {"LastName": f"Renamed {number - 1}"})
            made = user.create("Lead", [{"LastName": f"Lead {number}", "Company": route.name}])
            latest[route] = made[0]
        fleet.later(5)
        for route in fleet.routes:
            until(lambda one=route, all_=wanted: {*fleet.copies(one)} == all_, *runners)


def documents(out):
    decoder, at = json.JSONDecoder(), 0
    while (at := next((i for i in range(at, len(out)) if out[i] == "{"), -1)) >= 0:
        document, at = decoder.raw_decode(out, at)
        if document["result"]:
            yield {one["connection"]: one["status"] for one in document["result"]["connections"]}


def marks(fleet):
    """Which connection the writes of an id belong to: those of copies, of a connection's record
    and of its rows."""
    found = {}
    for route in fleet.routes:
        found |= dict.fromkeys(fleet.copies(route).values(), route.name)
        for alias in (route.giver, route.taker):
            soql = f"SELECT Id FROM S2S_Connection__c WHERE Connection__c = '{route.name}'"
            found |= {row["Id"]: route.name for row in fleet.rows(alias, soql)}
    return found


def assert_one_writer(fleet, users):
    """In every org's log, and in the state's own history."""
    told = marks(fleet)
    for alias in fleet.aliases:
        log = [one for one in fleet.control(alias).log() if one["session"] not in users]
        found = stretches(alias, log, told)
        assert found, f"nothing was written to {alias}"
        for name, ones in found.items():
            assert not overlaps(ones), (alias, name, overlaps(ones))
    for name, ones in itertools.groupby(sorted(runs(fleet)), key=lambda run: run[0]):
        for (_, _, ended, _), (_, started, _, _) in pairwise(ones):
            assert ended <= started, name


def assert_none_starves(fleet, rounds):
    """Each came to its end often enough, and while one waited no other had many turns."""
    done = runs(fleet)
    # The signal that ends a runner may come while it runs one.
    assert {code for *_, code in done} <= {0, 130}
    whole = [(name, began, ended) for name, began, ended, code in done if code == 0]
    over = max(ended for *_, ended in whole)
    for route in fleet.routes:
        turns = [(began, ended) for name, began, ended in whole if name == route.name]
        assert len(turns) >= rounds, (route, whole)
        # Who is having a turn, however slowly, does not wait for one.
        for (_, left), (right, _) in pairwise([*turns, (over, over)]):
            others = Counter(name for name, *turn in whole if left <= turn[0] and turn[1] <= right)
            assert max(others.values(), default=0) <= MOST_TURNS_OF_ANOTHER, (route, whole)


def runs(fleet):
    """Of every run that the state remembers: connection, begin, end, exit code; the oldest
    first."""
    with psycopg.connect(fleet.url) as conn:
        sql = b"SELECT connection, started, ended, exit_code FROM s2sctl_run ORDER BY started"
        return conn.execute(sql).fetchall()


def assert_fair(fleet, rounds):
    answers, users = played(fleet, rounds)
    assert_one_writer(fleet, users)
    assert_none_starves(fleet, rounds)
    seen = [Counter(status for one in rounds_ for status in one.values()) for rounds_ in answers]
    assert all(one["ok"] for one in seen), seen
    assert not any(one.keys() - {"ok", "skipped"} for one in seen), seen
    return sum(seen, Counter())


def test_two_runners_never_write_one_connection_at_once(fleet_of):
    assert_fair(fleet_of(*THREE), 3)


@pytest.mark.stress
def test_two_runners_share_ten_connections_and_none_starves(fleet_of, tally):
    fleet = fleet_of(*TEN)
    seen = assert_fair(fleet, 8)
    assert seen["skipped"], "they met"
    tally("two runners, ten connections", {"runs": seen["ok"], "meetings": seen["skipped"]})
