"""Text files written whole or not at all; and why one could not be read."""

import os
import stat
import tempfile
from pathlib import Path

from s2sctl.errors import UsageError


def replace_text(path: Path, text: str, *, private: bool = False) -> None:
    """Put ``text`` in the place of the file, newlines as they are; its mode, owner and links stay.

    Whoever reads meanwhile sees the old file or the new one. With ``private`` only its owner may
    read it from then on. What is no file (/dev/stdout, a pipe) is written to. Raises UsageError
    S2S245.
    """
    target = path.resolve()
    try:
        old = path.stat() if path.exists() else None
        if old and not stat.S_ISREG(old.st_mode):
            path.write_bytes(text.encode("utf-8"))
            return
        mode = (old.st_mode & 0o777 if old else 0o644) & (0o700 if private else 0o777)
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(text.encode("utf-8"))
                file.flush()
                os.fsync(file.fileno())
            if old and os.geteuid() == 0:
                # What root writes for a service must stay readable to the service.
                os.chown(name, old.st_uid, old.st_gid)
            os.chmod(name, mode)
            os.replace(name, target)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise UsageError(
            f"Cannot write {path}: {error.strerror}.",
            code="S2S245",
            help="check the permissions of the folder; nothing of the file was changed",
        ) from error


def flush_folder(folder: Path) -> None:
    """Bring the names in a folder to the disk: a file's own flush does not. Raises OSError."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def unread(error: OSError | UnicodeDecodeError) -> str:
    """Why a text file could not be read, in words for people."""
    if isinstance(error, OSError):
        return error.strerror or type(error).__name__
    return "it is not UTF-8 text"
