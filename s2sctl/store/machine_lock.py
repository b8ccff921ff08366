"""Locks of this machine's system: free at once when their holder dies, however it dies."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum
from pathlib import Path
from urllib.parse import quote

from s2sctl.errors import StateUnusable

# Who looks whether a lock is free has it for some microseconds; that must not look like a run.
_TRIES, _PAUSE = 3, 0.01


class Seen(Enum):
    """What can be said of a lock by its name."""

    FREE = "free"
    """Proven: its very file is here and nobody has it."""
    TAKEN = "taken"
    """Proven: its very file is here and a living process has it."""
    ELSEWHERE = "elsewhere"
    """Nothing can be proven: another machine's or container's file, or one we may not open."""


class MachineLock:
    """An exclusive ``flock`` on a file that is never removed (a removed one could be two)."""

    def __init__(self, descriptor: int, name: str) -> None:
        self._descriptor = descriptor
        self.name = name
        """Machine, path, device and inode: tells whether two speak of the same file. The same
        path in another container is another file, and so is one on a machine of the same name."""

    def free(self) -> None:
        """Give it back; twice does no harm."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1


class MachineLocks:
    """The locks in one folder, as the machine of that name sees them."""

    def __init__(self, folder: Path, machine: str) -> None:
        self._folder = folder
        self._machine = machine

    def take(self, what: str, *, wait: bool = False) -> MachineLock | None:
        """The lock on ``what``, or None while another process (or another store) has it.

        Raises OSError where the folder cannot be used, StateUnusable where it cannot be locked.
        """
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = self._folder / f"{quote(what, safe='')}.lock"
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            for _ in range(_TRIES):
                if _lock(descriptor, wait=wait):
                    return MachineLock(descriptor, self._name(path, descriptor))
                time.sleep(_PAUSE)
        except OSError as error:
            os.close(descriptor)
            raise StateUnusable(
                f"{path} cannot be locked: {error.strerror}.",
                code="S2S744",
                help="Keep the state on a local disk, or use a PostgreSQL state.",
            ) from error
        os.close(descriptor)
        return None

    @contextmanager
    def alone(self) -> Iterator[None]:
        """For as long as it lasts no other process here makes, upgrades or replaces the state."""
        lock = self.take("opening state", wait=True)
        try:
            yield
        finally:
            if lock is not None:
                lock.free()

    def look_at(self, name: str) -> Seen:
        """Whether the holder of the lock of that name lives, as far as this machine can tell."""
        machine, _, rest = name.partition(":")
        path = Path(rest.rpartition("#")[0])
        if machine != quote(self._machine):
            return Seen.ELSEWHERE
        try:
            descriptor = os.open(path, os.O_RDWR | os.O_CLOEXEC)
        except OSError:
            return Seen.ELSEWHERE
        try:
            if self._name(path, descriptor) != name:
                return Seen.ELSEWHERE
            return Seen.FREE if _lock(descriptor, wait=False) else Seen.TAKEN
        except OSError:
            return Seen.ELSEWHERE
        finally:
            os.close(descriptor)

    def _name(self, path: Path, descriptor: int) -> str:
        told = os.fstat(descriptor)
        return f"{quote(self._machine)}:{path.resolve()}#{told.st_dev}:{told.st_ino}"


def _lock(descriptor: int, *, wait: bool) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except BlockingIOError:
        return False
    return True
