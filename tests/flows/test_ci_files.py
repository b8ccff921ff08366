"""The hooks, the action and docs/ci.md: parsed, and the commands they name are run."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from s2sctl.cli.main import run
from s2sctl.manifest.ignores import NEVER, UNREADABLE

ROOT = Path(__file__).parents[2]
HOOKS = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
ACTION = yaml.safe_load((ROOT / "action.yml").read_text())
BAD = "connection: acme-globex\norg: acme\npartner: {org: globex}\npublsh: {}\n"
MENDED = BAD.replace("publsh: {}", "publish: {}")


@pytest.fixture
def project(tmp_path, monkeypatch):
    (tmp_path / "configs").mkdir()
    (tmp_path / "configs" / "acme.yaml").write_text(BAD)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("hook", HOOKS, ids=lambda hook: hook["id"])
def test_a_hook_runs_and_fails_on_a_bad_manifest(hook, project, capsys):
    assert {"id", "name", "entry", "language", "files"} <= set(hook)
    assert (hook["language"], hook["pass_filenames"]) == ("python", False)
    assert re.search(hook["files"], "configs/acme-globex/acme.yaml")
    program, *arguments = shlex.split(hook["entry"])
    assert program == "s2sctl"
    mends = "--fix" in arguments
    assert run(arguments) == (0 if mends else 1)
    assert ("publish" if mends else "S2S102") in capsys.readouterr().out
    assert (project / "configs" / "acme.yaml").read_text() == (MENDED if mends else BAD)


def step(name):
    (found,) = [one for one in ACTION["runs"]["steps"] if one.get("name") == name]
    assert found["shell"] == "bash"
    return found


def played(one, inputs, **environment):
    """A step as a runner plays it: inputs put in, then bash."""
    given = {
        key: re.sub(r"\$\{\{ inputs\.([\w-]+) \}\}", lambda found: inputs[found[1]], value)
        for key, value in one.get("env", {}).items()
    }
    assert "${{" not in one["run"], "an input in a script could run as a command"
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", one["run"]],
        env={**os.environ, **given, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def script(path, line):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{line}\n")
    path.chmod(0o755)


def test_the_action_validates_the_project_and_annotates(project, tmp_path_factory):
    temp = tmp_path_factory.mktemp("runner")
    script(temp / "s2sctl" / "bin" / "s2sctl", f'exec {sys.executable} -m s2sctl "$@"')
    defaults = {name: one["default"] for name, one in ACTION["inputs"].items()}
    surroundings = {"RUNNER_TEMP": str(temp), "PYTHONPATH": str(ROOT)}
    done = played(step("Validate"), defaults, **surroundings)
    assert done.returncode == 1, done.stderr
    annotation, told = done.stdout.splitlines()
    assert annotation.startswith("::error title=s2sctl S2S102,file=configs/acme.yaml,line=4,")
    assert told.startswith("1 error in 1 manifest")
    hostile = {**defaults, "arguments": "configs/acme.yaml ; echo $(id)"}
    done = played(step("Validate"), hostile, **surroundings)
    assert "uid=" not in done.stdout + done.stderr
    assert done.returncode == 2


def test_the_action_installs_its_own_checkout_into_a_folder_of_its_own(tmp_path):
    temp, log = tmp_path / "temp", tmp_path / "log"
    script(tmp_path / "bin" / "python", f'echo "$@" >> {log}')
    script(temp / "s2sctl" / "bin" / "python", f'echo "$@" >> {log}')
    done = played(
        step("Install s2sctl"),
        {},
        RUNNER_TEMP=str(temp),
        GITHUB_ACTION_PATH="/checkout of/s2sctl",
        PATH=f"{tmp_path / 'bin'}:{os.environ['PATH']}",
    )
    assert done.returncode == 0, done.stderr
    assert log.read_text().splitlines() == [
        f"-m venv {temp}/s2sctl",
        "-m pip install --quiet --disable-pip-version-check /checkout of/s2sctl",
    ]
    assert "secrets." not in (ROOT / "action.yml").read_text()


def test_the_page_lists_what_cannot_be_ignored_as_the_program_knows_it():
    page = (ROOT / "docs" / "ci.md").read_text()
    rows = dict(re.findall(r"^\| (S2S\d{3}) \| (.+) \|$", page, re.MULTILINE))
    assert rows == {code: why for code, why in NEVER.items() if why != UNREADABLE}


def test_the_examples_of_the_page_are_yaml_and_name_commands_that_exist(project, capsys):
    page = (ROOT / "docs" / "ci.md").read_text()
    for block in re.findall(r"```yaml\n(.*?)```", page, re.DOTALL):
        assert isinstance(yaml.safe_load(block), dict)
    hooks = {hook["id"] for hook in HOOKS}
    assert set(re.findall(r"s2sctl-(?:validate|fix)[\w-]*", page)) <= hooks
    for line in re.findall(r"- (s2sctl .+?)(?: >.*)?$", page, re.MULTILINE):
        assert run(shlex.split(line)[1:]) in (0, 1), line
        capsys.readouterr()
