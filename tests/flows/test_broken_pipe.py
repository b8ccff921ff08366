"""A reader that goes away takes no exit code with it."""

import subprocess
import sys

import pytest


@pytest.mark.parametrize(
    ("arguments", "code"), [(["explain"], 0), (["snyc", "-o", "json"], 2), (["explain", "S2S0"], 2)]
)
def test_a_gone_reader_changes_no_exit_code(arguments: list[str], code: int) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "s2sctl", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        said = process.stderr.read().decode()
        assert process.wait() == code
    assert "Traceback" not in said
    assert "BrokenPipe" not in said
