"""What a person hears who asks twice."""

import os
import signal
import subprocess
import sys

import pytest

from s2sctl.wiring.signals import stop_on_signals


def test_a_second_interrupt_ends_at_once_with_a_line_of_its_own(
    capfd: pytest.CaptureFixture[str],
) -> None:
    with stop_on_signals() as stop:
        os.kill(os.getpid(), signal.SIGINT)
        assert (stop.number, capfd.readouterr().err) == (signal.SIGINT, "")
        with pytest.raises(KeyboardInterrupt):
            os.kill(os.getpid(), signal.SIGINT)
    assert capfd.readouterr().err.startswith("\nStopped at once")


ASKED_TWICE = """
import os, signal
from s2sctl.wiring.signals import stop_on_signals
with stop_on_signals():
    os.kill(os.getpid(), signal.SIGTERM)
    os.kill(os.getpid(), signal.SIGTERM)
    print("still here")
"""


def test_a_second_term_ends_at_once_with_that_line_and_as_killed_by_it() -> None:
    done = subprocess.run([sys.executable, "-c", ASKED_TWICE], capture_output=True, check=False)
    assert (done.returncode, done.stdout) == (-signal.SIGTERM, b"")
    assert done.stderr.startswith(b"\nStopped at once")
