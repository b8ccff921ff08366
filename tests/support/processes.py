"""``s2sctl`` in a process of its own, and waiting for what happens while it runs."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import s2sctl

PATIENCE_SECONDS = 60
"""Far longer than anything that is waited for takes."""

_ROOT = str(Path(s2sctl.__file__).resolve().parent.parent)


def start(
    *arguments: str,
    folder: Path | None = None,
    environment: Mapping[str, str] = os.environ,
    out: IO[str] | None = None,
) -> subprocess.Popen[str]:
    """Start it in ``folder``, or here, as a service or a pipe sees it: what it prints is buffered.
    ``out`` takes what one prints that nobody listens to: a pipe that is full would hold it up."""
    usual = {name: value for name, value in environment.items() if name != "PYTHONUNBUFFERED"}
    return subprocess.Popen(
        [sys.executable, "-m", "s2sctl", *arguments],
        cwd=folder,
        env=usual | {"PYTHONPATH": _ROOT},
        stdin=subprocess.DEVNULL,
        stdout=out or subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )


@contextmanager
def started(*arguments: str) -> Iterator[subprocess.Popen[str]]:
    """Start it here; gone at the end, however that comes."""
    process = start(*arguments)
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def until(happened: Callable[[], object], *processes: subprocess.Popen[str]) -> None:
    """Wait until it has happened; the processes must live that long."""
    end = time.monotonic() + PATIENCE_SECONDS
    while not happened():
        for process in processes:
            assert process.poll() is None, process.communicate()
        assert time.monotonic() < end, "it never came"
        time.sleep(0.02)
