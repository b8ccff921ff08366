"""Whether a process has noted the signal that it was sent, as the system tells."""

import re
import signal
import subprocess
from pathlib import Path

import pytest

needs_proc = pytest.mark.skipif(
    not Path("/proc/self/status").is_file(), reason="reads in /proc which signals are pending"
)
_TERM_OR_INT = 1 << (signal.SIGTERM - 1) | 1 << (signal.SIGINT - 1)


def has_noted_it(run: subprocess.Popen[str]) -> bool:
    """Whether a run that waits for an answer has taken the signal and waits again: of two that
    come before it looks, it would hear one only."""
    status = Path(f"/proc/{run.pid}/status").read_text()
    pending = re.findall(r"^(?:SigPnd|ShdPnd):\s*([0-9a-f]+)$", status, re.MULTILINE)
    assert len(pending) == 2, status
    waits = re.search(r"^State:\s*S", status, re.MULTILINE) is not None
    return waits and not any(int(one, 16) & _TERM_OR_INT for one in pending)
