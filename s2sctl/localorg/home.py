"""The folder of one local org: ``.s2sctl/local/ALIAS/`` and what lies in it."""

import fcntl
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from s2sctl.errors import UsageError
from s2sctl.model.names import LABEL

OTHER_VERSION = "made by another version of s2sctl"
"""What a server prints last that cannot open its org's file."""


@dataclass(frozen=True, slots=True)
class Notice:
    """What a server tells about itself: where it listens, and who it is. Ports 0: none."""

    org_id: str
    port: int
    http_port: int
    pid: int
    instance: str


@dataclass(frozen=True, slots=True)
class Home:
    """Paths of one org's files, and the notice its server leaves there."""

    path: Path

    @classmethod
    def of(cls, folder: Path, alias: str) -> "Home":
        """The home of that alias. Raises ``UsageError`` for an alias that is no plain name."""
        if not LABEL.match(alias):
            raise UsageError(
                f"'{alias}' cannot be the alias of a local org",
                code="S2S811",
                help="use lower-case letters, digits, - and _, starting with a letter or digit",
            )
        return cls(folder.resolve() / alias)

    @property
    def authority(self) -> Path:
        """The certificate that clients trust."""
        return self.path / "ca.pem"

    @property
    def certificate(self) -> Path:
        """The server's certificate and key."""
        return self.path / "server.pem"

    @property
    def credentials(self) -> Path:
        """The client's and the control endpoint's secrets."""
        return self.path / "credentials.json"

    @property
    def log(self) -> Path:
        """What the server printed."""
        return self.path / "server.log"

    @property
    def notice(self) -> Path:
        """The file of the ``Notice``."""
        return self.path / "server.json"

    def read_notice(self) -> Notice | None:
        """The notice, or None where no server ever ran here or the file is damaged."""
        try:
            return Notice(**json.loads(self.notice.read_text("utf-8")))
        except (OSError, ValueError, TypeError):
            return None

    def write_notice(self, notice: Notice) -> None:
        """Leave a notice; readers see the old one or the new one, never half of it."""
        temporary = self.notice.with_name("server.json.new")
        temporary.write_text(json.dumps(asdict(notice)), "utf-8")
        temporary.replace(self.notice)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Keep other processes from starting or stopping this org meanwhile."""
        self.path.mkdir(parents=True, exist_ok=True, mode=0o700)
        with (self.path / "lifecycle.lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield
