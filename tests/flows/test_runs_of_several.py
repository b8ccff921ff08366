"""``sync`` of several connections and as a service: real processes, real signals."""

import gc
import json
import os
import select
import signal
import threading
from contextlib import contextmanager
from glob import glob
from pathlib import Path

import pytest

from s2sctl.localorg import lifecycle
from tests.flows.test_three_orgs import put, side
from tests.support.local_project import local_project
from tests.support.processes import PATIENCE_SECONDS, started, until
from tests.support.stop_signals import has_noted_it, needs_proc

STALL_SECONDS = 600
LEADS = "SELECT LastName FROM Lead WHERE S2S_Key__c != null ORDER BY LastName"


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """Acme gives Leads to Globex by ``ab``, Initech gives Leads to Hooli by ``cd``."""
    with local_project(
        tmp_path_factory.mktemp("project"), "acme", "globex", "initech", "hooli"
    ) as project:
        yield project


@pytest.fixture
def orgs(kept, capsys):
    for alias in kept.aliases:
        lifecycle.up(kept.project.local, alias)
    return kept.reach(capsys, connect_both)


def connect_both(project):
    for alias in project.aliases:
        project.say("org", "enable", alias, "--yes")
    for name, giver, taker in (("ab", "acme", "globex"), ("cd", "initech", "hooli")):
        project.write(f"{name}-{giver}.yaml", side(name, giver, taker, takes=False))
        project.connect(f"{name}-{giver}.yaml", taker)
        put(project, name, giver, taker)
        project.say("sync", name)


@pytest.fixture
def edited(orgs):
    """A new Lead on each giving side."""
    orgs.create("acme", "Lead", LastName="Ann", Company="A")
    orgs.create("initech", "Lead", LastName="Ina", Company="I")
    orgs.later()
    return orgs


@contextmanager
def stalled(orgs, *arguments):
    """A sync that waits for Globex's answer to its first write of Leads till faults are cleared."""
    globex = orgs.control("globex")
    globex.order_fault("delay", nth=1, operation="write", sobject="Lead", seconds=STALL_SECONDS)
    with started("sync", *arguments) as process:
        until(lambda: globex.faults()[0]["happened"], process)
        yield process
    globex.clear_faults()


@contextmanager
def soon(act):
    """Somebody else does it while this thread is busy with the body."""
    timer = threading.Timer(1, act)
    timer.start()
    try:
        yield
    finally:
        timer.join()


def copies(orgs, alias):
    return [row["LastName"] for row in orgs.rows(alias, LEADS)]


def statuses(result):
    return {one["connection"]: one["status"] for one in result["connections"]}


def test_all_connections_have_their_turn_in_one_command(edited):
    result = edited.say("sync", "--all")
    assert statuses(result) == {"ab": "ok", "cd": "ok"}
    assert (copies(edited, "globex"), copies(edited, "hooli")) == (["Ann"], ["Ina"])
    assert statuses(edited.say("sync", "cd", "ab")) == {"ab": "ok", "cd": "ok"}


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="counts what /proc tells")
def test_a_command_gives_its_lines_to_the_orgs_back(edited):
    def lines():
        names = [os.readlink(one) for one in glob("/proc/self/fd/[0-9]*") if os.path.islink(one)]
        return sum(name.startswith("socket:") for name in names)

    gc.collect()
    gc.disable()
    before = lines()
    try:
        edited.say("sync", "--all")
        assert lines() == before
    finally:
        gc.enable()


def test_which_connections_must_be_said_and_only_once(orgs):
    assert orgs.say("sync", code=2)["code"] == "S2S752"
    assert orgs.say("sync", "ab", "--all", code=2)["code"] == "S2S752"
    assert orgs.say("sync", "ab", "--every", "soon", code=2)["code"] == "S2S418"


def test_what_is_allowed_for_one_run_is_not_allowed_for_more(edited):
    for asked in (("--all",), ("ab", "cd"), ("ab", "--every", "1s")):
        for flag in ("--allow-deletes", "--allow-updates", "--allow-creates", "--allow-api-calls"):
            assert edited.say("sync", *asked, flag, "9", code=2)["code"] == "S2S754"
    assert edited.say("sync", "ab", "--every", "1s", "--take-over", code=2)["code"] == "S2S754"
    assert copies(edited, "globex") == []
    assert edited.say("sync", "ab", "--allow-deletes", "9")["connection"] == "ab"


def test_an_org_that_is_away_holds_up_no_other_connection(edited):
    lifecycle.down(edited.project.local, "globex")
    with started("sync", "--all", "-o", "json") as process:
        out, err = process.communicate(timeout=PATIENCE_SECONDS)
    assert process.returncode != 0, (out, err)
    found = {one["connection"]: one for one in json.loads(out)["result"]["connections"]}
    assert (found["cd"]["status"], found["cd"]["exit_code"]) == ("ok", 0)
    assert found["ab"]["exit_code"] == process.returncode
    assert "globex" in found["ab"]["error"]["message"]
    assert copies(edited, "hooli") == ["Ina"]


def test_a_held_connection_is_told_skipped_or_waited_for_and_the_other_runs(edited):
    with stalled(edited, "ab") as process:
        held = edited.say("sync", "ab", code=7)
        assert f"pid {process.pid}, since " in held["message"]
        assert "Skipped" in skipped_text("ab")
        assert statuses(edited.say("sync", "--all", "--skip-if-locked")) == {
            "ab": "skipped",
            "cd": "ok",
        }
        assert copies(edited, "hooli") == ["Ina"]
        with soon(edited.control("globex").clear_faults):
            assert edited.say("sync", "ab", "--lock-timeout", "60s")["connection"] == "ab"
        process.communicate(timeout=PATIENCE_SECONDS)
        assert process.returncode == 0
    assert copies(edited, "globex") == ["Ann"]


def skipped_text(name):
    with started("sync", name, "--skip-if-locked") as process:
        out, err = process.communicate(timeout=PATIENCE_SECONDS)
    assert process.returncode == 0, (out, err)
    return out


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_service_goes_on_after_a_failed_round_until_a_signal(edited, number, code):
    lifecycle.down(edited.project.local, "globex")
    with started("sync", "--all", "--every", "1s") as process:
        until(lambda: copies(edited, "hooli") == ["Ina"], process)
        lifecycle.up(edited.project.local, "globex")
        until(lambda: copies(edited, "globex") == ["Ann"], process)
        edited.create("acme", "Lead", LastName="Bob", Company="A")
        edited.later()
        until(lambda: copies(edited, "globex") == ["Ann", "Bob"], process)
        process.send_signal(number)
        out, err = process.communicate(timeout=PATIENCE_SECONDS)
    assert process.returncode == code, (out, err)
    assert "Traceback" not in out + err


def next_round(process):
    """The document of the service's next round, as soon as it is there."""
    assert select.select([process.stdout], [], [], PATIENCE_SECONDS)[0], "nothing was told"
    return json.loads(process.stdout.readline())


def test_a_service_tells_every_round_as_it_ends_and_an_error_as_one(edited):
    with started("sync", "ab", "--every", "1s", "-o", "json") as process:
        assert next_round(process)["result"]["connection"] == "ab"
        globex = edited.control("globex")
        globex.order_fault("answer_status", status=503, retry_after=400, every=1)
        while (told := next_round(process))["status"] == "ok":
            pass
        globex.clear_faults()
    assert (told["schema"], told["status"]) == ("s2sctl/error/v1", "temporary")
    assert "globex" in told["errors"][0]["message"]


def test_a_service_goes_on_though_nobody_listens_any_more(edited):
    with started("sync", "ab", "--every", "1s") as process:
        process.stdout.close()
        until(lambda: copies(edited, "globex") == ["Ann"], process)
        edited.create("acme", "Lead", LastName="Bob", Company="A")
        edited.later()
        until(lambda: copies(edited, "globex") == ["Ann", "Bob"], process)
        process.stdout = None


@needs_proc
def test_a_second_signal_ends_a_run_at_once_and_the_next_goes_on(edited):
    with stalled(edited, "ab") as process:
        process.send_signal(signal.SIGTERM)
        until(lambda: has_noted_it(process), process)
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=PATIENCE_SECONDS)
    edited.say("sync", "ab")
    assert copies(edited, "globex") == ["Ann"]


def test_a_signal_ends_the_wait_of_a_rebuild_too(orgs):
    globex = orgs.control("globex")
    globex.order_fault("answer_status", status=503, retry_after=PATIENCE_SECONDS, every=1)
    with started("state", "rebuild", "ab") as process:
        until(lambda: globex.faults()[0]["happened"], process)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=PATIENCE_SECONDS)
    assert process.returncode == 130, (out, err)


def test_a_service_ends_where_only_a_person_can_go_on(orgs):
    logins = orgs.project.folder / "configs" / "orgs.yaml"
    kept = logins.read_text()
    try:
        logins.write_text("orgs: [broken\n")
        with started("sync", "--all", "--every", "1s") as process:
            out, err = process.communicate(timeout=PATIENCE_SECONDS)
    finally:
        logins.write_text(kept)
    assert process.returncode == 2, (out, err)
    assert err.startswith("error[S2S")
