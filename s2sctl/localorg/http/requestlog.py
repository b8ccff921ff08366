"""The request log: what was asked of the org, and how many API calls each request was charged."""

import time
from collections import deque
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from hashlib import sha256

from s2sctl.localorg.http.exchange import Answer, Ask
from s2sctl.localorg.http.sessions import bearer

_KEPT = 200_000


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One request. ``sequence`` counts from 1; ``lost`` says that the client got no answer.

    ``begun`` and ``ended`` are when it was there and when its work was done, in seconds since 1970
    by the machine's clock: of requests to several orgs they say which overlap. ``session`` tells
    logins apart and gives no token away; empty where there was none.
    ``sent`` and ``answered`` hold the bodies while capturing is on, else they are empty.
    """

    sequence: int
    method: str
    path: str
    operation: str
    objects: tuple[str, ...]
    rows: int
    calls: int
    status: int
    lost: bool
    begun: float = 0.0
    ended: float = 0.0
    session: str = ""
    sent: str = ""
    answered: str = ""


class RequestLog:
    """All requests since the last reset, the newest 200,000 of them."""

    def __init__(self) -> None:
        self._entries: deque[LogEntry] = deque(maxlen=_KEPT)
        self._sequence = 0
        self.capture = False

    def add(self, ask: Ask, answer: Answer, body: bytes, *, lost: bool) -> None:
        """Remember one request with its answer."""
        self._sequence += 1
        tally = ask.tally
        self._entries.append(
            LogEntry(
                sequence=self._sequence,
                method=ask.method,
                path=ask.path + (f"?{ask.query}" if ask.query else ""),
                operation=tally.operation,
                objects=tuple(tally.objects),
                rows=tally.rows,
                calls=tally.calls,
                status=answer.status,
                lost=lost,
                begun=tally.begun,
                ended=time.time(),
                session=session_mark(_token(ask)),
                sent=ask.body.decode(errors="replace") if self.capture else "",
                answered=body.decode(errors="replace") if self.capture and not lost else "",
            )
        )

    def since(self, sequence: int) -> list[Mapping[str, object]]:
        """The entries after that sequence number, oldest first, as JSON."""
        return [asdict(entry) for entry in self._entries if entry.sequence > sequence]

    def clear(self) -> None:
        """Forget all entries; sequence numbers go on."""
        self._entries.clear()


def session_mark(token: str) -> str:
    """What the log calls the session of an access token."""
    return sha256(token.encode()).hexdigest()[:12] if token else ""


def _token(ask: Ask) -> str:
    return ask.headers.get("x-sfdc-session") or bearer(ask.headers.get("authorization", ""))
