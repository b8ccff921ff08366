"""Authorization codes of the web server flow, between login page and token endpoint."""

from dataclasses import dataclass
from datetime import datetime

from s2sctl.model.ids import RecordId


@dataclass(frozen=True, slots=True)
class Code:
    """An authorization code's meaning."""

    client_id: str
    redirect_uri: str
    user_id: RecordId
    scope: str
    challenge: str
    issued: datetime
