"""References of ``configs/orgs.yaml`` to the secrets they stand for. Nothing here is kept."""

import os
import stat
import subprocess
from pathlib import Path

from s2sctl.errors import ConfigInvalid
from s2sctl.manifest.logins import Reference
from s2sctl.wiring.file_text import unread

_PATIENCE = 120
"""Seconds for a command; a password manager may ask for a finger."""


def resolve(wanted: Reference, folder: Path) -> str:
    """The secret. Relative files and commands start in ``folder``.

    Raises ConfigInvalid, naming the reference and never the secret.
    """
    match wanted.kind:
        case "env":
            secret = _variable(wanted.words[0])
        case "file":
            secret = _file(folder / Path(wanted.words[0]).expanduser())
        case _:
            secret = _command(wanted.words, folder)
    if not secret.strip():
        raise _invalid(f"{described(wanted)} is empty", "it must hold the secret")
    return secret.strip()


def described(wanted: Reference) -> str:
    """The reference in words; of a command its program only, as arguments may be private."""
    match wanted.kind:
        case "env":
            return f"the environment variable {wanted.words[0]}"
        case "file":
            return f"the file {wanted.words[0]}"
        case _:
            return f"the command {wanted.words[0]}"


def _variable(name: str) -> str:
    value = os.environ.get(name)
    if value is None:
        text = f"the environment variable {name} is not set"
        raise _invalid(text, f"export {name}=…, in the shell or the cron entry that runs s2sctl")
    return value


def _file(path: Path) -> str:
    try:
        _check_mode(path)
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        text = f"the file {path} cannot be read: {unread(error)}"
        raise _invalid(text, "check its path, its owner and its mode") from error


def _check_mode(path: Path) -> None:
    """Refuse a file that others can change, and one of ours that others can read.

    Mounted secrets (containers) belong to root and are readable; that is their keeper's choice.
    """
    found = path.stat()
    mode = stat.S_IMODE(found.st_mode)
    ours_and_open = found.st_uid == os.getuid() and bool(mode & 0o077)
    if mode & 0o022 or ours_and_open:
        text = f"the file {path} is open to others (mode {mode:04o})"
        raise _invalid(text, f"chmod 600 {path}")


def _command(words: tuple[str, ...], folder: Path) -> str:
    try:
        done = subprocess.run(
            words, cwd=folder, stdout=subprocess.PIPE, text=True, timeout=_PATIENCE, check=True
        )
    except subprocess.CalledProcessError as error:
        text = f"the command {words[0]} failed with exit code {error.returncode}"
        raise _invalid(text, "run it yourself; it must print the secret") from None
    except subprocess.TimeoutExpired:
        text = f"the command {words[0]} did not print a secret in {_PATIENCE} seconds"
        raise _invalid(text, "run it yourself; it must print the secret") from None
    except (OSError, UnicodeDecodeError) as error:
        text = f"the command {words[0]} did not print a secret: {unread(error)}"
        raise _invalid(text, "run it yourself; it must print the secret") from None
    return done.stdout


def _invalid(text: str, help: str) -> ConfigInvalid:
    return ConfigInvalid(text, code="S2S168", help=help)
