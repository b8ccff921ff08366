"""``state …`` as it is typed, on the state of a connection between two embedded orgs."""

import json
import os
import shutil
import socket
import sqlite3
from pathlib import Path

import pytest

from s2sctl.cli.main import run
from s2sctl.localorg import lifecycle
from s2sctl.localorg.control import Control
from tests.flows.plain_rows import create, read

ACME = """\
connection: acme-globex
org: acme
partner: {org: globex}
publish:
  Lead:
    fields: [LastName, Company]
    share: {where: "Company != 'Private'"}
"""
GLOBEX = """\
connection: acme-globex
org: globex
partner: {org: acme}
subscribe:
  Lead:
    fields: {LastName: LastName, Company: Company}
"""
LEADS = "SELECT LastName, Company FROM Lead ORDER BY LastName"


@pytest.fixture(scope="module")
def project(started):
    """Two enabled orgs, and the working folder in their project."""
    (started.folder / "acme.yaml").write_text(ACME)
    (started.folder / "globex.yaml").write_text(GLOBEX)
    with pytest.MonkeyPatch.context() as patched:
        patched.chdir(started.folder)
        for alias in ("acme", "globex"):
            assert run(["org", "enable", alias, "--yes", "-o", "json"]) == 0
        yield started


@pytest.fixture(scope="module")
def connected(project):
    """Connected once; each test adds leads of its own."""
    return []


@pytest.fixture
def synced(project, said, connected):
    if not connected:
        said("accept", said("invite", "acme.yaml")["token"], "--org", "globex")
        said("publish", "acme.yaml", "--yes")
        said("subscribe", "globex.yaml", "--yes")
        connected.append(True)
    create(project, "acme", "Lead", LastName="Ng", Company="Acme")
    sync(project, said)
    return project


def sync(project, said, *more, code=0):
    for alias in ("acme", "globex"):
        Control(lifecycle.status(project.local, alias)).move_clock(1200)
    return said("sync", "acme-globex", *more, code=code)


def moved(result):
    """How many rows of records a run wrote; figures in the connection records do not count."""
    return sum(flow["created"] + flow["updated"] for flow in result["flows"])


def names(project, alias):
    return [one["LastName"] for one in read(project, alias, LEADS)]


def assert_agreed(project):
    assert names(project, "globex") == names(project, "acme")


def test_a_backup_put_back_brings_no_second_copy(synced, said, tmp_path):
    file = tmp_path / "backup.db"
    told = said("state", "backup", str(file))
    assert told["contents"]["connections"] == ["acme-globex"]
    before = len(read(synced, "globex", LEADS))
    create(synced, "acme", "Lead", LastName="Çelik", Company="Acme")
    sync(synced, said)
    dry = said("state", "restore", str(file), "--dry-run")
    assert dry["present"]["links"] == dry["backup"]["links"] + 1
    refused = said("state", "restore", str(file), code=2)
    assert (refused["code"], "--yes" in refused["help"]) == ("S2S901", True)
    kept = said("state", "restore", str(file), "--yes")["kept"]
    assert Path(kept).is_file()
    result = sync(synced, said)
    assert len(read(synced, "globex", LEADS)) == before + 1
    assert_agreed(synced)
    assert moved(sync(synced, said)) == 0
    assert moved(result) == 0, "the copy was found by its key"


def test_a_lost_state_is_put_back_and_goes_on(synced, said, tmp_path):
    file = tmp_path / "backup.db"
    said("state", "backup", str(file))
    for end in ("", "-wal", "-shm"):
        (synced.own / f"state.db{end}").unlink(missing_ok=True)
    assert said("state", "check", code=2)["code"] == "S2S713"
    assert said("state", "restore", str(file), "--yes")["present"] is None
    assert moved(sync(synced, said)) == 0
    assert said("state", "check")["sound"]


def test_a_damaged_state_stops_a_run_and_a_backup_cures_it(synced, said, tmp_path):
    file = tmp_path / "backup.db"
    said("state", "backup", str(file))
    (synced.own / "state.db-wal").unlink(missing_ok=True)
    state = synced.own / "state.db"
    size = state.stat().st_size
    with state.open("r+b") as opened:
        opened.seek(4096)
        opened.write(os.urandom(size - 4096))
    stopped = sync(synced, said, code=2)
    assert (stopped["code"], "s2sctl state" in stopped["help"]) == ("S2S743", True)
    found = said("state", "check", code=1)
    assert found["checks"][-1]["id"] == "readable"
    restored = said("state", "restore", str(file), "--yes")
    assert restored["damaged"]
    create(synced, "acme", "Lead", LastName="Øst", Company="Acme")
    assert moved(sync(synced, said)) == 1
    assert_agreed(synced)


def test_a_state_copied_from_another_project_is_refused_by_name(
    synced, said, tmp_path, monkeypatch
):
    """Its links and digests mean nothing here: nothing is read with them, nothing written."""
    foreign = tmp_path / "foreign"
    (foreign / "configs").mkdir(parents=True)
    shutil.copy(synced.orgs_file, foreign / "configs")
    monkeypatch.setenv("S2SCTL_PROJECT", str(foreign))
    assert run(["health", "-o", "json"]) == 2
    said_before = read(synced, "globex", LEADS)
    monkeypatch.delenv("S2SCTL_PROJECT")
    theirs = foreign / ".s2sctl" / "state.db"
    for command in (
        ("sync", "acme-globex"),
        ("health", "acme-globex"),
        ("state", "backup", str(tmp_path / "b.db")),
    ):
        refused = said(*command, "--state", str(theirs), code=2)
        assert refused["code"] == "S2S742"
        assert str(theirs) in refused["message"]
    refused = said("state", "restore", str(theirs), "--yes", code=2)
    assert refused["code"] == "S2S742"
    assert read(synced, "globex", LEADS) == said_before


def test_another_store_is_adopted_by_name_and_the_first_is_refused_then(synced, said, tmp_path):
    other = ("--state", str(tmp_path / "other.db"))
    first = said("state", "adopt", "acme-globex", "--dry-run")["state"]
    refused = said("sync", "acme-globex", *other, code=2)
    assert (refused["code"], "state adopt" in refused["help"]) == ("S2S702", True)
    dry = said("state", "adopt", "acme-globex", *other, "--dry-run")
    assert dry["runners"] == {"acme": first, "globex": first}
    assert dry["adopted"] == ["acme", "globex"]
    assert said("state", "adopt", "acme-globex", *other, code=2)["code"] == "S2S901"
    said("sync", "acme-globex")
    said("state", "adopt", "acme-globex", *other, "--yes")
    assert said("sync", "acme-globex", code=2)["code"] == "S2S702"
    assert moved(sync(synced, said, *other)) == 0
    events = said("history", "acme-globex", *other)
    assert f"after {first}" in json.dumps(events)
    said("state", "adopt", "acme-globex", "--yes")
    assert moved(sync(synced, said)) == 0
    assert said("state", "adopt", "acme-globex", "--yes")["adopted"] == []


def hold(project, host):
    """Somebody holds the lease, as far as the state can tell."""
    with sqlite3.connect(project.own / "state.db") as conn:
        lock = f"{host}:/gone/x.lock#1:1"
        conn.execute(
            "UPDATE s2sctl_lease SET run = 'run-77', host = ?, pid = 4711, since = 0, lock = ?,"
            " renewed = CAST(strftime('%s', 'now') AS INTEGER) * 1000000",
            (host, lock),
        )
    conn.close()


def test_a_run_on_a_machine_that_is_gone_is_unlocked_by_hand(synced, said):
    assert said("state", "unlock", "acme-globex")["holder"] is None
    hold(synced, "vanished")
    locked = said("sync", "acme-globex", code=7)
    assert "s2sctl state unlock acme-globex" in locked["help"]
    assert "--lock-timeout" in locked["help"]
    assert "--skip-if-locked" in locked["help"]
    dry = said("state", "unlock", "acme-globex", "--dry-run")
    assert (dry["holder"]["run"], dry["holder"]["host"]) == ("run-77", "vanished")
    assert said("state", "unlock", "acme-globex", code=2)["code"] == "S2S901"
    said("state", "unlock", "acme-globex", "--yes")
    assert moved(sync(synced, said)) == 0


def test_a_run_that_lives_here_is_not_unlocked(synced, said, capsys):
    from s2sctl.wiring.clock import SystemClock
    from s2sctl.wiring.runs import new_holder
    from s2sctl.wiring.stores import open_store

    store = open_store(None, synced.folder, SystemClock())
    lease = store.acquire("acme-globex", new_holder(SystemClock().now()))
    refused = said("state", "unlock", "acme-globex", "--yes", code=7)
    assert (str(os.getpid()) in refused["message"], socket.gethostname() in refused["message"]) == (
        True,
        True,
    )
    assert run(["state", "unlock", "acme-globex", "--dry-run"]) == 0
    told = capsys.readouterr()
    assert ("is not unlocked" in told.out, f"kill {os.getpid()}" in told.err) == (True, True)
    store.check(lease)
    store.release(lease)
    store.close()


def test_a_state_of_today_needs_no_upgrade(synced, said):
    told = said("state", "upgrade")
    assert told["schema_before"] == told["schema_after"]


def test_the_text_says_what_is_there_and_what_comes_next(synced, capsys, tmp_path):
    file = tmp_path / "backup.db"
    assert run(["state", "backup", str(file)]) == 0
    shown = capsys.readouterr()
    assert "1 connection" in shown.out
    assert "digest.key" in shown.err
    assert run(["state", "check"]) == 0
    assert "ok" in capsys.readouterr().out
    assert run(["state", "restore", str(file), "--dry-run"]) == 0
    assert str(file) in capsys.readouterr().out
