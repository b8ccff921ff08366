"""Refresh tokens where a reference keeps them, and the next ones in their place."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from s2sctl.errors import ConfigInvalid, UsageError
from s2sctl.manifest.logins import Reference
from s2sctl.wiring.file_text import flush_folder, replace_text
from s2sctl.wiring.secrets import described, resolve


class ReferredToken:
    """The refresh token of one reference. Only a file can take the one that replaces it."""

    def __init__(self, alias: str, wanted: Reference, folder: Path) -> None:
        self._alias = alias
        self._wanted = wanted
        self._folder = folder

    def current(self) -> str:
        """The token now. Raises ConfigInvalid S2S168."""
        return resolve(self._wanted, self._folder)

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for other processes that use the same file; nothing to wait for elsewhere.

        The lock stands beside the file, because the file itself is replaced. A folder that is
        closed to us (a mounted secret) can hold no token of ours either: no turns are needed.
        """
        path = self._path
        descriptor = _opened(path.with_name(f".{path.name}.lock")) if path else None
        if descriptor is None:
            yield
            return
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)

    def keep(self, token: str) -> None:
        """Replace the file whole, durably, readable by its owner only.

        Raises ConfigInvalid S2S260 where the reference is no file, or it cannot be written.
        """
        path = self._path
        if path is None:
            raise _unkept(self._alias, described(self._wanted), "only a file can take it")
        try:
            replace_text(path, f"{token}\n", private=True)
        except UsageError as error:
            raise _unkept(self._alias, described(self._wanted), error.message) from None
        flush_folder(path.parent)

    @property
    def _path(self) -> Path | None:
        """The file itself, past links: all who come by another name take the same turns."""
        if self._wanted.kind != "file":
            return None
        return (self._folder / Path(self._wanted.words[0]).expanduser()).resolve()


def _opened(path: Path) -> int | None:
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError:
        return None


def _unkept(alias: str, where: str, why: str) -> ConfigInvalid:
    return ConfigInvalid(
        f"{alias}: the org replaced the refresh token, and {where} cannot keep the new one: {why}",
        code="S2S260",
        help="log in anew, put the token in a file of yours (chmod 600), and refer to it: "
        "refresh_token: ${file:…}; or turn refresh token rotation off for the app",
    )
