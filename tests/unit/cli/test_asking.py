"""What a question makes of every answer, and of none."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ASK = """
import sys
from s2sctl.cli.confirm import confirm
from s2sctl.errors import S2sError
try:
    confirm("Do it?", yes=False, dry_run="--dry-run" in sys.argv)
    print("done")
except S2sError as error:
    print(error.code, error.exit_code, error.help)
"""
PLACE = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])}


def answered(keys: bytes) -> tuple[str, str]:
    """What stands on the screen of whoever presses these keys, and what came of it."""
    terminal, ours = os.openpty()
    with subprocess.Popen(
        [sys.executable, "-c", ASK], stdin=ours, stdout=subprocess.PIPE, stderr=ours, env=PLACE
    ) as running:
        os.write(terminal, keys)
        came = running.stdout.read().decode() if running.stdout else ""
    os.close(ours)
    shown = os.read(terminal, 10_000).decode().replace("\r\n", "\n")
    os.close(terminal)
    return shown, came.strip()


def test_a_question_that_is_left_ends_its_own_line_and_says_that_nothing_was_changed() -> None:
    shown, came = answered(b"\x04")
    assert shown.endswith("[y/N]:\n")
    assert came.startswith("S2S903 130 nothing was changed")


@pytest.mark.parametrize(("keys", "came"), [(b"\n", "S2S902 2"), (b"x\nno\n", "S2S902 2")])
def test_only_a_yes_is_a_yes(keys: bytes, came: str) -> None:
    assert answered(keys)[1].startswith(came)


@pytest.mark.parametrize("flags", [["--dry-run"], []])
def test_without_a_terminal_only_flags_that_the_command_has_are_named(flags: list[str]) -> None:
    program = [sys.executable, "-c", ASK, *flags]
    told = subprocess.run(
        program, stdin=subprocess.DEVNULL, capture_output=True, check=True, env=PLACE
    ).stdout.decode()
    assert told.startswith("S2S901 2 ")
    assert ("--dry-run" in told) is bool(flags)
    assert "--yes" in told
