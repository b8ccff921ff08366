"""A lock of this machine's system: free at once when its holder dies, however it dies."""

import fcntl
import os
import time
from enum import Enum
from pathlib import Path
from urllib.parse import quote

from s2sctl.errors import StateUnusable

# Who looks whether a lock is free has it for some microseconds; that must not look like a run.
_TRIES, _PAUSE = 3, 0.01


class MachineLock:
    """An exclusive ``flock`` on a file that is never removed (a removed one could be two)."""

    def __init__(self, descriptor: int, name: str) -> None:
        self._descriptor = descriptor
        self.name = name
        """Names the file so that another process can tell whether it means the same one."""

    def free(self) -> None:
        """Give it back; twice does no harm."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1


def take(folder: Path, what: str, *, wait: bool = False) -> MachineLock | None:
    """The lock on ``what``, or None while another process (or another store) has it.

    Raises OSError where the folder cannot be used, StateUnusable where it cannot be locked.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / f"{quote(what, safe='')}.lock"
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    for _ in range(_TRIES):
        if _lock(descriptor, path, wait=wait):
            return MachineLock(descriptor, _name(path, descriptor))
        time.sleep(_PAUSE)
    os.close(descriptor)
    return None


class Seen(Enum):
    """What can be said of a lock by its name."""

    FREE = "free"
    """Proven: its very file is here and nobody has it."""
    TAKEN = "taken"
    """Proven: its very file is here and a living process has it."""
    ELSEWHERE = "elsewhere"
    """Nothing can be proven: another machine's or container's file, or one we may not open."""


def look_at(name: str) -> Seen:
    """Whether the holder of the lock of that name lives, as far as this machine can tell."""
    path = Path(name.rpartition("#")[0])
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CLOEXEC)
    except OSError:
        return Seen.ELSEWHERE
    try:
        if _name(path, descriptor) != name:
            return Seen.ELSEWHERE
        return Seen.FREE if _lock(descriptor, path, wait=False) else Seen.TAKEN
    finally:
        os.close(descriptor)


def _lock(descriptor: int, path: Path, *, wait: bool) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except BlockingIOError:
        return False
    except OSError as error:
        raise StateUnusable(
            f"{path} cannot be locked: {error.strerror}.",
            code="S2S744",
            help="Keep the state on a local disk, or use a PostgreSQL state.",
        ) from error
    return True


def _name(path: Path, descriptor: int) -> str:
    # Device and inode: the same path in another container is another file.
    told = os.fstat(descriptor)
    return f"{path.resolve()}#{told.st_dev}:{told.st_ino}"
