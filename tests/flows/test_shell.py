"""The shell: what every command has in common."""

import inspect
import json
from importlib import import_module

import pytest

from s2sctl.cli.main import run
from s2sctl.cli.registry import COMMANDS, GROUPS


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_exists_and_its_help_line_is_its_docstring(name: str) -> None:
    entry = COMMANDS[name]
    function = getattr(import_module(entry.module), entry.function)
    first_line = (inspect.getdoc(function) or "").splitlines()[0]
    assert first_line == entry.help


@pytest.mark.parametrize("name", COMMANDS)
def test_a_commands_help_leads_with_examples(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*name.split(" "), "--help"]) == 0
    shown = capsys.readouterr().out
    assert f"s2sctl {name}" in shown.partition("Options:")[0].partition("\n")[2], shown


@pytest.mark.parametrize("group", ["", *GROUPS])
def test_no_help_line_is_cut_in_a_terminal_of_80_columns(
    group: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    assert run([*group.split(), "--help"]) == 0
    shown = [line.split() for line in capsys.readouterr().out.splitlines()]
    for name, entry in COMMANDS.items():
        of, _, command = name.rpartition(" ")
        assert of != group or [command, *entry.help.split()] in shown, (name, shown)


@pytest.mark.parametrize("name", COMMANDS)
def test_each_example_stands_on_a_line_of_its_own(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([*name.split(" "), "--help"]) == 0
    told = capsys.readouterr().out.partition("\n")[2].partition("Options:")[0]
    for line in told.splitlines():
        assert line.count(f"s2sctl {name} ") <= 1, line


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_speaks_json(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*name.split(" "), "--help"]) == 0
    assert "--output" in capsys.readouterr().out


def test_an_unknown_command_is_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["snyc"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("error[S2S900]: No such command 'snyc'")


def test_an_error_is_one_json_document_when_json_is_asked_for(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(["snyc", "-o", "json"]) == 2
    document = json.loads(capsys.readouterr().out)
    assert set(document) == {"schema", "status", "result", "warnings", "errors"}
    assert document["status"] == "usage"
    assert document["errors"][0]["code"] == "S2S900"


def test_a_group_without_a_command_shows_its_help(capsys: pytest.CaptureFixture[str]) -> None:
    for name in GROUPS:
        assert run([name]) == 2
        assert "Usage:" in capsys.readouterr().err
