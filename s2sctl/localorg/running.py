"""What a client needs to know of one local org."""

from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class RunningOrg:
    """Where a local org is, and with what to log in. Secrets stay out of its ``repr``.

    ``pid`` is None and ``running`` False while it is stopped; ``url`` is then the last one.
    """

    alias: str
    org_id: str
    url: str
    ca_file: Path
    http_url: str | None
    pid: int | None
    running: bool
    client_id: str
    client_secret: str = field(repr=False)
    control_token: str = field(repr=False)
    log_file: Path
