"""What a person hears who asks twice."""

import os
import signal

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
