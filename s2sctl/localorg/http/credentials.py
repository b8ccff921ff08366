"""The secrets of one local org: its connected app's client, and the control token."""

import json
import os
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a client logs in with, and what opens the control endpoint."""

    client_id: str
    client_secret: str
    control_token: str

    @classmethod
    def ensure(cls, path: Path) -> "Credentials":
        """Those of the file, which is made with fresh secrets (owner-readable) if missing."""
        if not path.exists():
            made = cls(
                client_id="3MVG9" + secrets.token_hex(40),
                client_secret=secrets.token_hex(32).upper(),
                control_token=secrets.token_urlsafe(32),
            )
            made.write(path)
        return cls.read(path)

    @classmethod
    def read(cls, path: Path) -> "Credentials":
        """Those of the file. Raises ``OSError`` and ``ValueError`` where it cannot be read."""
        loaded = json.loads(path.read_text("utf-8"))
        try:
            return cls(**{name: str(loaded[name]) for name in cls.__slots__})
        except (KeyError, TypeError) as error:
            raise ValueError(f"not a credentials file: {path.name}") from error

    def write(self, path: Path) -> None:
        """Put them into a file that only its owner may read."""
        temporary = path.with_name(path.name + ".new")
        temporary.unlink(missing_ok=True)
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(asdict(self), file)
        temporary.replace(path)
