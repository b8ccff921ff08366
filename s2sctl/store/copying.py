"""Copies of a SQLite file: whole, private, consistent while others write."""

import contextlib
import os
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from s2sctl.errors import UsageError


def copy_file(source: Path, target: Path) -> None:
    """Copy a SQLite database as of one moment; ``target`` is whole or not there at all.

    Raises UsageError S2S714 where ``target`` exists, sqlite3.Error and OSError.
    """
    with (
        drafted(target) as draft,
        closing(_connect(source, "ro")) as from_,
        closing(_connect(draft, "rw")) as to,
    ):
        from_.backup(to)
        # One file that can be carried away: no log beside it.
        to.execute("PRAGMA journal_mode = DELETE")


@contextmanager
def drafted(target: Path) -> Iterator[Path]:
    """A private, empty file beside ``target`` that takes its name when all went well.

    Raises UsageError S2S714 where ``target`` exists, or came to be meanwhile.
    """
    if target.exists():
        raise _exists(target)
    draft = target.with_name(f".{target.name}.{os.getpid()}.{secrets.token_hex(4)}")
    os.close(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        yield draft
        _sync(draft)
        # A link, unlike a rename, never replaces what is there.
        os.link(draft, target)
        _sync(target.parent)
    except FileExistsError:
        raise _exists(target) from None
    finally:
        for left in (draft, *(Path(f"{draft}{end}") for end in ("-journal", "-wal", "-shm"))):
            with contextlib.suppress(FileNotFoundError):
                left.unlink()


def _connect(path: Path, mode: str) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode={mode}", uri=True, timeout=20)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _exists(target: Path) -> UsageError:
    return UsageError(
        f"{target} exists already.", code="S2S714", help="name a file that is not there yet"
    )
