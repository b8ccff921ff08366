"""A command killed while its deploy waits in the org's queue; the next one goes on from there."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import s2sctl
from s2sctl.cli.main import run
from tests.support.local_project import LocalProject

QUEUE_SECONDS = 2
PATIENCE_SECONDS = 30


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
    process = subprocess.Popen(
        [sys.executable, "-m", "s2sctl", *arguments],
        env=os.environ | {"PYTHONPATH": str(Path(s2sctl.__file__).parent.parent)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    try:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not (found := list(kept.glob("*/*"))):
            assert process.poll() is None, process.communicate()
            assert time.monotonic() < deadline, "the moment never came"
            time.sleep(0.02)
        os.kill(process.pid, signal.SIGKILL)
    finally:
        process.kill()
        process.communicate()
    assert process.returncode == -signal.SIGKILL
    return found[0].name


def test_killed_while_its_deploy_waits_the_next_command_waits_for_it_and_says_so(project, capsys):
    control = project.control("acme")
    control.deploys(QUEUE_SECONDS)
    id = kill_while_pending(project, "org", "enable", "acme", "--yes")
    control.deploys(0)
    capsys.readouterr()
    # What would be planned before the deploy has ended: an org that holds nothing of ours.
    assert run(["org", "disable", "acme", "--dry-run"]) == 0
    shown = capsys.readouterr()
    assert f"Deploy {id}, left in acme by an earlier command, has succeeded." in shown.err
    assert "S2S_Connection__c" in shown.out
    before = len(deploys(control))
    assert run(["org", "enable", "acme", "--yes"]) == 0
    shown = capsys.readouterr()
    assert id not in shown.err
    assert len(deploys(control)) == before, "what is there is not deployed again"
    assert project.say("org", "enable", "acme", "--yes")["deployed"] == 0


def deploys(control):
    return [
        one for one in control.log() if one["method"] == "POST" and "deployRequest" in one["path"]
    ]
