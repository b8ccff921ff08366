"""Server processes: started apart from us, known again for sure, ended only when surely ours."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import s2sctl

_PACKAGE_ROOT = str(Path(s2sctl.__file__).resolve().parent.parent)
_POLL_SECONDS = 0.02


def spawn(module: str, arguments: Sequence[str], log: Path) -> int:
    """Start ``python -m module`` that outlives us, with its output in ``log``; its process id.

    The module is to leave our session by ``os.setsid`` itself: not every system can do that here.
    """
    old = os.environ.get("PYTHONPATH")
    path = _PACKAGE_ROOT if not old else f"{_PACKAGE_ROOT}{os.pathsep}{old}"
    log_flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
    return os.posix_spawn(
        sys.executable,
        [sys.executable, "-m", module, *arguments],
        os.environ | {"PYTHONPATH": path},
        file_actions=[
            (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
            (os.POSIX_SPAWN_OPEN, 1, str(log), log_flags, 0o600),
            (os.POSIX_SPAWN_DUP2, 1, 2),
        ],
    )


def has_ended(pid: int) -> bool:
    """Whether a process that we spawned has ended.

    Better than the command line just after the start: that is empty for a moment of ``exec``.
    """
    try:
        return os.waitpid(pid, os.WNOHANG)[0] == pid
    except ChildProcessError:
        return True


def is_ours(pid: int, instance: str) -> bool:
    """Whether that process runs and is the one started with this instance mark.

    A process id alone proves nothing: ids are used again. The mark stands in the command line.
    """
    _reap(pid)
    return instance in _command_line(pid)


def end(pid: int, instance: str, patience: float = 10.0) -> bool:
    """End our process, gently first; False where it was not (or no longer) ours.

    ``patience`` is how many seconds it gets before it is killed.
    """
    if not _signal_if_ours(pid, instance, signal.SIGTERM):
        return False
    if not _gone(pid, instance, patience):
        _signal_if_ours(pid, instance, signal.SIGKILL)
        _gone(pid, instance, patience)
    return True


def _gone(pid: int, instance: str, patience: float) -> bool:
    deadline = time.monotonic() + patience
    while is_ours(pid, instance):
        if time.monotonic() > deadline:
            return False
        time.sleep(_POLL_SECONDS)
    return True


def _signal_if_ours(pid: int, instance: str, number: signal.Signals) -> bool:
    if not hasattr(os, "pidfd_open"):
        ours = is_ours(pid, instance)
        if ours:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)
        return ours
    # The descriptor holds the process itself: nobody else can take its id under our hands.
    try:
        descriptor = os.pidfd_open(pid)
    except OSError:
        return False
    try:
        ours = is_ours(pid, instance)
        if ours:
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(descriptor, number)
        return ours
    finally:
        os.close(descriptor)


def _reap(pid: int) -> None:
    with contextlib.suppress(ChildProcessError):
        os.waitpid(pid, os.WNOHANG)


def _command_line(pid: int) -> str:
    if Path("/proc/self/cmdline").exists():
        try:
            return Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace")
        except OSError:
            return ""
    listed = subprocess.run(
        ["ps", "-ww", "-o", "command=", "-p", str(pid)],
        capture_output=True,
        text=True,
        check=False,
    )
    return listed.stdout
