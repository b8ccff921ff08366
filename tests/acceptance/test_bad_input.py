"""What can go wrong from outside: one clear sentence, what to do next, the right exit code."""

import json
import shutil
import signal
import sqlite3
from contextlib import closing

import pytest

from s2sctl.localorg import lifecycle
from tests.acceptance.counting import marks, shared_writes, since, writes
from tests.acceptance.test_ordered_faults import assert_whole
from tests.acceptance.world import MANIFESTS, NAME
from tests.support.processes import PATIENCE_SECONDS, until

ACME = MANIFESTS["acme"]
ORGS = "configs/orgs.yaml"
LOCAL = "orgs:\n  acme: {{local: acme}}\n  globex: {}\n"
STALL_SECONDS = 600


def refused(world, *arguments, code, says=""):
    """The command ends as it should, in text and in JSON; its error, as scripts read it."""
    before = marks(world)
    text = world.play(*arguments)
    assert text.code == code, text
    assert text.out == ""
    assert text.err.startswith("error[S2S"), text.err
    assert "\n  = help: " in text.err
    assert "Traceback" not in text.said
    assert says in text.err
    scripted = world.play(*arguments, "-o", "json")
    assert (scripted.code, scripted.err) == (code, "")
    error = scripted.document["errors"][0]
    assert error["help"]
    assert error["message"] in text.err
    assert error["kind"] == scripted.document["status"]
    for alias, asked in since(world, before).items():
        assert not writes(asked), (alias, asked)
    return error


def edit(world, path, old, new):
    file = world.folder / path
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))


FINDING = {
    "code", "severity", "path", "file", "line", "column", "message", "help", "fix",
}  # fmt: skip


@pytest.mark.parametrize("command", ["validate", "publish", "subscribe", "invite", "diff"])
def test_a_missing_manifest(world, command):
    refused(world, command, "configs/nope.yaml", code=2, says="configs/nope.yaml")


@pytest.mark.parametrize("command", ["publish", "subscribe", "invite"])
def test_a_manifest_that_is_no_yaml(world, command):
    edit(world, ACME, "publish:", "publish: [")
    error = refused(world, command, ACME, code=1, says=f"{ACME}:")
    assert set(error["findings"][0]) == FINDING


def test_validate_tells_every_problem_at_once_each_at_its_place(world):
    edit(world, ACME, "fields: [Status]", "fields: [Status, Status]")
    edit(world, ACME, "on_conflict: newest", "on_conflict: latest")
    ended = world.play("validate", ACME, "-o", "json")
    assert (ended.code, ended.document["status"]) == (1, "findings")
    findings = ended.result["findings"]
    assert len(findings) >= 2
    for one in findings:
        assert set(one) == FINDING
        assert (one["file"], one["line"] > 0, one["column"] > 0) == (ACME, True, True)
    text = world.play("validate", ACME)
    assert (text.code, "Traceback" in text.said) == (1, False)
    for one in findings:
        assert f"{ACME}:{one['line']}:{one['column']}" in text.said


def test_an_unknown_alias(world):
    refused(world, "org", "test", "nobody", code=2, says="nobody")
    edit(world, ACME, "org: acme", "org: nobody")
    refused(world, "publish", ACME, "--yes", code=2, says="nobody")


def test_an_unknown_connection(world):
    refused(world, "sync", "acme-initech", code=2, says="acme-initech")
    refused(world, "health", "acme-initech", code=2, says="acme-initech")


def test_a_local_org_that_is_down(world):
    lifecycle.down(world.project.local, "globex")
    ended = world.play("sync", NAME)
    assert ended.code == 5, ended
    assert "s2sctl local up --orgs globex" in ended.err
    assert "Traceback" not in ended.said


def test_an_org_that_cannot_be_reached(world):
    login = '{url: "https://127.0.0.1:9", token: "${env:GLOBEX_TOKEN}"}'
    (world.folder / ORGS).write_text(LOCAL.format(login))
    ended = world.play("org", "test", "globex", GLOBEX_TOKEN="00D!x")
    assert ended.code == 5, ended
    assert ended.err.startswith("error[S2S")
    assert "globex" in ended.err
    assert "= help: " in ended.err
    assert "00D!x" not in ended.said
    assert "Traceback" not in ended.said


def test_a_refused_login(world):
    secret = world.project.local / "acme" / "credentials.json"
    told = json.loads(secret.read_text())
    before = secret.read_bytes()
    try:
        secret.write_text(json.dumps(told | {"client_secret": "wr0ng-s3cret"}))
        ended = world.play("sync", NAME)
    finally:
        secret.write_bytes(before)
    assert ended.code == 4, ended
    assert "acme" in ended.err
    assert "= help: " in ended.err
    assert "wr0ng-s3cret" not in ended.said


@pytest.mark.parametrize(
    ("arguments", "code"),
    [(("sync", NAME), 4), (("health", NAME), 1), (("publish", ACME, "--yes"), 2)],
)
def test_a_user_who_lacks_the_permission(world, arguments, code):
    world.scene("acme").control.run_as("integration@acme.example")
    ended = world.play(*arguments)
    assert ended.code == code, ended
    assert "Traceback" not in ended.said
    assert "hid" in ended.said
    assert "s2sctl org enable acme" in ended.said


def test_a_user_who_may_not_edit_the_shared_object_stops_the_run_before_any_write(world):
    globex = world.scene("globex")
    before = marks(world)
    globex.control.run_as("integration@globex.example")
    ended = world.play("sync", NAME)
    assert ended.code == 4, ended
    for asked in since(world, before).values():
        assert not shared_writes(asked)


def test_a_manifest_for_the_wrong_org(world):
    edit(world, ACME, "org: acme", "org: globex")
    refused(world, "publish", ACME, "--yes", code=1)


def test_swapped_logins_are_noticed_before_anything_is_written(world):
    world.sync()
    world.move_clocks(60)
    (world.folder / ORGS).write_text("orgs:\n  acme: {local: globex}\n  globex: {local: acme}\n")
    error = refused(world, "sync", NAME, code=2)
    assert error["code"] == "S2S704"


def test_a_login_pinned_to_another_org(world):
    other = world.scene("globex").running.org_id
    (world.folder / ORGS).write_text(
        f"orgs:\n  acme: {{local: acme, org_id: {other}}}\n  globex: {{local: globex}}\n"
    )
    refused(world, "sync", NAME, code=2, says=other)


def test_a_state_of_a_newer_version_is_left_as_it_is(synced):
    with closing(sqlite3.connect(synced.state)) as state:
        state.execute("UPDATE s2sctl_meta SET value = '99' WHERE name = 'schema'")
        state.commit()
    before = rows(synced.state)
    error = refused(synced, "sync", NAME, code=2, says="newer")
    assert error["code"] == "S2S741"
    assert rows(synced.state) == before


def rows(state):
    with closing(sqlite3.connect(state)) as opened:
        return sorted(opened.iterdump())


def test_a_state_of_another_project(synced, tmp_path):
    stranger = tmp_path / "state.db"
    shutil.copyfile(synced.state, stranger)
    key = synced.state.parent / "digest.key"
    key.unlink()
    assert synced.play("connections", "--state", str(tmp_path / "fresh.db")).code == 0
    synced.play("sync", NAME, "--state", str(tmp_path / "fresh.db"))
    error = refused(synced, "sync", NAME, "--state", str(stranger), code=2)
    assert error["code"] == "S2S742"


def test_a_state_that_is_no_state(world, tmp_path):
    broken = tmp_path / "state.db"
    broken.write_bytes(b"this is no database " * 400)
    refused(world, "sync", NAME, "--state", str(broken), code=2)
    assert broken.read_bytes() == b"this is no database " * 400


def test_another_store_must_take_over_first(synced, tmp_path):
    other = str(tmp_path / "other.db")
    error = refused(synced, "sync", NAME, "--state", other, code=2)
    assert "--take-over" in error["help"]


def stalled(world, nth=2):
    """A sync that waits for the answer to its nth write of Leads in globex, till faults are
    cleared."""
    globex = world.scene("globex")
    globex.control.order_fault(
        "delay", operation="write", sobject="Lead", nth=nth, seconds=STALL_SECONDS
    )
    process = world.start("sync", NAME, "-o", "json")
    until(lambda: globex.control.faults()[0]["happened"], process)
    return process


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_interrupted_in_the_middle_the_next_run_goes_on(world, number, code):
    process = stalled(world)
    try:
        process.send_signal(number)
        world.scene("globex").control.clear_faults()
        out, err = process.communicate(timeout=PATIENCE_SECONDS)
    finally:
        process.kill()
    assert process.returncode == code, (out, err)
    document = json.loads(out)
    assert (document["status"], document["errors"][0]["kind"]) == ("interrupted", "interrupted")
    assert NAME in document["errors"][0]["help"]
    assert "Traceback" not in err
    world.sync()
    assert_whole(world)


def test_a_second_run_meanwhile_is_told_who_holds_the_connection(world):
    process = stalled(world)
    try:
        ended = world.play("sync", NAME)
        assert ended.code == 7, ended
        assert str(process.pid) in ended.err
        assert "= help: " in ended.err
    finally:
        process.kill()
        process.communicate()
    world.scene("globex").control.clear_faults()
    world.sync()
    assert_whole(world)


def test_a_guard_stops_before_the_first_write_and_names_the_flag_with_the_count(synced):
    acme = synced.scene("acme")
    synced.move_clocks(60)
    query = "SELECT Id FROM Lead WHERE LeadSource = 'Partner' ORDER BY Id LIMIT 60"
    for row in list(acme.plain.query(query)):
        acme.plain.delete("Lead", row["Id"])
    synced.move_clocks(10)
    before = marks(synced)
    ended = synced.play("sync", NAME, "-o", "json")
    assert (ended.code, ended.document["status"]) == (8, "guarded")
    for asked in since(synced, before).values():
        assert not shared_writes(asked)
    assert "--allow-deletes 60" in ended.document["errors"][0]["help"]
    done = synced.sync("--allow-deletes", "60").result
    assert sum(flow["ended"] for flow in done["flows"]) == 60
    assert_whole(synced)


def test_a_lost_state_is_found_again_in_the_orgs_once_it_may_take_over(synced):
    for path in synced.state.parent.glob("state.db*"):
        path.unlink()
    refused(synced, "sync", NAME, code=2, says="--take-over")
    done = synced.sync("--take-over").result
    assert [flow["created"] for flow in done["flows"]] == [0] * len(done["flows"])
    assert_whole(synced)
    synced.sync()
    assert synced.judge().agreed
