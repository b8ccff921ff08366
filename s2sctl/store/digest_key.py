"""The project's digest key: 32 random bytes in a private file, made once and never half."""

import contextlib
import hashlib
import os
import secrets
from pathlib import Path

from s2sctl.errors import StateUnusable
from s2sctl.model.digest import DigestKey

LENGTH = 32


def read(path: Path) -> DigestKey | None:
    """The key in that file, None where there is no file; StateUnusable where it is no key."""
    try:
        key = path.read_bytes()
    except FileNotFoundError:
        return None
    if len(key) != LENGTH:
        raise StateUnusable(
            f"{path} is no digest key: it holds {len(key)} bytes instead of {LENGTH}.",
            code="S2S749",
            help="Put back the copy made when the project was set up. Without it the state cannot "
            "be used: move both away, and the next sync compares every shared record anew.",
        )
    return DigestKey(key)


def read_or_make(path: Path) -> DigestKey:
    """The key in that file, made now where there is none; of two makers at once one wins."""
    if (key := read(path)) is not None:
        return key
    draft = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    try:
        _write(draft, secrets.token_bytes(LENGTH))
        # A link, unlike a rename, never replaces a key that another process made meanwhile.
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)
    finally:
        draft.unlink(missing_ok=True)
    _sync_folder(path.parent)
    made = read(path)
    if made is None:
        raise StateUnusable(f"{path} was taken away while it was made.", code="S2S749")
    return made


def fingerprint(key: DigestKey) -> str:
    """What a store keeps to know its project again; tells nothing about the key."""
    return hashlib.blake2b(b"s2sctl project", key=key, digest_size=16).hexdigest()


def _write(path: Path, content: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
