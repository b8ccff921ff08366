"""Whether a process has noted the signal that it was sent, as the system tells."""

import re
import signal
import subprocess
from pathlib import Path

import pytest

needs_proc = pytest.mark.skipif(
    not Path("/proc/self/status").is_file(), reason="reads in /proc which signals a process catches"
)


def has_noted_one(run: subprocess.Popen[str]) -> bool:
    """A run that has noted its first INT or TERM catches no further TERM (``wiring.signals``)."""
    status = Path(f"/proc/{run.pid}/status").read_text()
    caught = re.search(r"^SigCgt:\s*([0-9a-f]+)$", status, re.MULTILINE)
    assert caught is not None, status
    return not int(caught[1], 16) >> (signal.SIGTERM - 1) & 1
