"""A command killed while its deploy waits in the org's queue; the next one goes on from there."""

import os
import signal

import pytest

from s2sctl.cli.main import run
from tests.support.local_project import LocalProject
from tests.support.processes import PATIENCE_SECONDS, started, until

QUEUE_SECONDS = 600


@pytest.fixture
def project(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    made = LocalProject(tmp_path, "acme")
    made.capture = capsys
    yield made
    made.stop()


def kill_while_pending(project, *arguments):
    """SIGKILL the command once its deploy is remembered; the deploy's id."""
    kept = project.project.own / "deploys"
    with started(*arguments) as process:
        until(lambda: list(kept.glob("*/*")), process)
        os.kill(process.pid, signal.SIGKILL)
    assert process.returncode == -signal.SIGKILL
    (found,) = kept.glob("*/*")
    return found.name


def test_killed_while_its_deploy_waits_the_next_command_waits_for_it_and_says_so(project, capsys):
    control = project.control("acme")
    control.deploys(QUEUE_SECONDS)
    id = kill_while_pending(project, "org", "enable", "acme", "--yes")
    control.deploys(0)
    # What would be planned before the deploy has ended: an org that holds nothing of ours.
    looked = len(looks(control, id))
    with started("org", "disable", "acme", "--dry-run") as process:
        until(lambda: len(looks(control, id)) > looked, process)
        control.move_clock(QUEUE_SECONDS)
        out, err = process.communicate(timeout=PATIENCE_SECONDS)
    assert process.returncode == 0, (out, err)
    assert f"Deploy {id}, left in acme by an earlier command, has succeeded." in err
    assert "S2S_Connection__c" in out
    before = len(deploys(control))
    capsys.readouterr()
    assert run(["org", "enable", "acme", "--yes"]) == 0
    shown = capsys.readouterr()
    assert id not in shown.err
    assert len(deploys(control)) == before, "what is there is not deployed again"
    assert project.say("org", "enable", "acme", "--yes")["deployed"] == 0


def looks(control, id):
    return [one for one in control.log() if one["method"] == "GET" and id in one["path"]]


def deploys(control):
    return [
        one for one in control.log() if one["method"] == "POST" and "deployRequest" in one["path"]
    ]
