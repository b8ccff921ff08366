"""Faults ordered over the control endpoint: counted, never random, so every run is alike."""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import unquote_to_bytes

from s2sctl.localorg.faults import RequestError, RowError
from s2sctl.localorg.http.exchange import Answer, Ask

_WRITING_PART = re.compile(rb'"method"\s*:\s*"(?:POST|PATCH|DELETE|PUT)"', re.IGNORECASE)
_WRITING_PATH = re.compile(r"/sobjects|/composite/(?:tree|graph|batch)|/jobs/ingest/.+/batches")
_UPLOAD = re.compile(r"/jobs/ingest/[^/]+/batches")
KINDS = (
    "answer_lost",
    "dropped",
    "row_refused",
    "answer_status",
    "session_expired",
    "delay",
    "late_commit",
    "commit_delay",
)


@dataclass(slots=True)
class Fault:
    """One order. It strikes the ``nth`` thing it matches, or every ``every``-th, at most ``times``.

    ``answer_lost``: the work is done, then the connection drops without an answer.
    ``dropped``: the connection drops, and nothing is done.
    ``session_expired``: the call's session ends just before it: 401, and so are the next ones.
    ``row_refused``: one row of a write is refused with ``code``; the same row only once.
    ``answer_status``: the call is answered with ``status`` and ``code``, and nothing is done.
    ``delay``: the answer comes ``seconds`` late; at once where the faults are taken back meanwhile.
    ``late_commit``: the rows of a write carry stamps that lie ``seconds`` back, as those of a
    long transaction do: they can be seen only now (facts/salesforce-api.md §1.3).
    ``commit_delay``: a write takes ``seconds``: its rows are stamped with its beginning, seen only
    at its end, and held in between.
    Rows are counted for ``row_refused``, requests for all others. ``holds`` is a text that the
    request's body must have: what one row makes of its whole request.
    """

    number: int
    kind: str
    every: int = 0
    nth: int = 0
    times: int = 0
    operation: str = ""
    sobject: str = ""
    method: str = ""
    path: str = ""
    holds: str = ""
    status: int = 503
    code: str = "SERVER_UNAVAILABLE"
    message: str = ""
    fields: tuple[str, ...] = ()
    retry_after: int = 0
    seconds: float = 0.0
    seen: int = 0
    happened: int = 0
    refused: set[str] = field(default_factory=set)

    def strikes(self) -> bool:
        """Count one match, and say whether this is one to strike."""
        if self.times and self.happened >= self.times:
            return False
        self.seen += 1
        hit = self.seen == self.nth or (self.every > 0 and self.seen % self.every == 0)
        self.happened += hit
        return hit

    def matches(self, ask: Ask) -> bool:
        """Whether the request, when it is done, turned out to be one this fault is about."""
        tally = ask.tally
        return (
            self._is_addressed(ask)
            and (not self.operation or self.operation == tally.operation)
            and (not self.sobject or self.sobject in tally.objects)
        )

    def foreseen(self, ask: Ask) -> bool:
        """As ``matches``, before anything is done: judged by the request's text alone."""
        return (
            self._is_addressed(ask)
            and (not self.operation or self.operation == _foreseen_operation(ask))
            and (not self.sobject or _names(ask, self.sobject))
        )

    def _is_addressed(self, ask: Ask) -> bool:
        by_method = not self.method or self.method == ask.method
        by_body = not self.holds or self.holds.encode() in ask.body
        return by_method and by_body and (not self.path or self.path in ask.path)

    def report(self) -> dict[str, object]:
        """What was ordered, and how often it was matched and has happened."""
        return {
            "number": self.number,
            "kind": self.kind,
            "every": self.every,
            "nth": self.nth,
            "times": self.times,
            "seen": self.seen,
            "happened": self.happened,
        }


class Disorder:
    """All faults in force."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []
        self._ordered = 0

    def order(self, wanted: Mapping[str, object]) -> Fault:
        """Put a fault in force. Raises ``RequestError`` for an order that makes no sense."""
        fault = _parse(self._ordered + 1, wanted)
        self._ordered += 1
        self._faults.append(fault)
        return fault

    @property
    def in_force(self) -> Sequence[Fault]:
        """The faults; another list once they were taken back."""
        return self._faults

    def clear(self) -> None:
        """Take every fault back."""
        self._faults = []

    def reports(self) -> list[dict[str, object]]:
        """One report a fault, in the order in which they were ordered."""
        return [fault.report() for fault in self._faults]

    def refuse_call(self, ask: Ask) -> Answer | None:
        """The answer that takes the place of doing the work, if a fault strikes this call."""
        for fault in self._of("answer_status"):
            if fault.foreseen(ask) and fault.strikes():
                headers = {"Retry-After": str(fault.retry_after)} if fault.retry_after else {}
                message = fault.message or "Server too busy, please try again later"
                body = [{"message": message, "errorCode": fault.code}]
                return Answer(fault.status, body, headers)
        return None

    @property
    def refuses_rows(self) -> bool:
        """Whether a fault in force may refuse a row."""
        return bool(self._of("row_refused"))

    def refuse_row(self, sobject: str, identity: object) -> RowError | None:
        """The refusal of one row, if a fault strikes it. ``identity`` tells it from others."""
        mark = hashlib.sha256(json.dumps([sobject, identity], default=str).encode()).hexdigest()
        for fault in self._of("row_refused"):
            if fault.sobject not in ("", sobject) or mark in fault.refused:
                continue
            if fault.strikes():
                fault.refused.add(mark)
                message = fault.message or "unable to obtain exclusive access to this record"
                return RowError(fault.code, message, fault.fields)
        return None

    def loses_answer(self, ask: Ask) -> bool:
        """Whether the answer of this request, whose work is done, is to be lost."""
        # Every fault counts every request it matches, also when another one has struck already.
        struck = [f for f in self._of("answer_lost") if f.matches(ask) and f.strikes()]
        return bool(struck)

    def late(self, ask: Ask) -> int:
        """How many whole seconds the stamps of this write's rows lie behind the clock."""
        struck = [f for f in self._of("late_commit") if f.matches(ask) and f.strikes()]
        return ask.tally.late + sum(int(fault.seconds) for fault in struck)

    def commit_delay(self, ask: Ask) -> float:
        """How many seconds the commit of this write is to take."""
        if _UPLOAD.search(ask.path):
            return 0.0  # it commits nothing yet: the job does, see commit_delay_rows
        return sum(fault.seconds for fault in self._struck("commit_delay", ask))

    def drops(self, ask: Ask) -> bool:
        """Whether the connection is to drop before anything is done."""
        return bool(self._struck("dropped", ask))

    def expires_session(self, ask: Ask) -> bool:
        """Whether the session of this call is to end before it."""
        return bool(self._struck("session_expired", ask))

    def _struck(self, kind: str, ask: Ask) -> list[Fault]:
        return [fault for fault in self._of(kind) if fault.foreseen(ask) and fault.strikes()]

    def late_rows(self, sobject: str) -> int:
        """As ``late``, for rows that a Bulk API job writes."""
        return sum(int(fault.seconds) for fault in self._struck_in_job("late_commit", sobject))

    def commit_delay_rows(self, sobject: str) -> float:
        """As ``commit_delay``, for a transaction of a Bulk API job: 200 rows of it."""
        return sum(fault.seconds for fault in self._struck_in_job("commit_delay", sobject))

    def _struck_in_job(self, kind: str, sobject: str) -> list[Fault]:
        return [
            fault
            for fault in self._of(kind)
            if fault.sobject in ("", sobject) and fault.operation in ("", "write")
            if not (fault.method or fault.path) and fault.strikes()
        ]

    def delay(self, ask: Ask) -> float:
        """How many seconds late the answer is to come."""
        late = [f for f in self._of("delay") if f.matches(ask) and f.strikes()]
        return sum(fault.seconds for fault in late)

    def _of(self, kind: str) -> list[Fault]:
        return [fault for fault in self._faults if fault.kind == kind]


def _foreseen_operation(ask: Ask) -> str:
    if "/oauth2/" in ask.path:
        return "login"
    if "/metadata/" in ask.path:
        return "metadata"
    if ask.path.rstrip("/").endswith("/composite"):
        return "write" if _WRITING_PART.search(ask.body) else "read"
    if ask.method in ("POST", "PATCH", "DELETE", "PUT") and _WRITING_PATH.search(ask.path):
        return "write"
    return "describe" if ask.path.endswith(("/describe", "/sobjects")) else "read"


def _names(ask: Ask, sobject: str) -> bool:
    text = unquote_to_bytes(f"{ask.path}?{ask.query}".replace("+", " ")) + b" " + ask.body
    return re.search(rb"\b" + re.escape(sobject.encode()) + rb"\b", text) is not None


def _parse(number: int, wanted: Mapping[str, object]) -> Fault:
    kind = wanted.get("kind")
    if kind not in KINDS:
        raise RequestError(400, "INVALID_INPUT", f"kind must be one of {', '.join(KINDS)}")
    fault = Fault(number, str(kind))
    if kind in ("answer_lost", "commit_delay"):
        fault.operation = "write"
    if kind == "row_refused":
        fault.code = "UNABLE_TO_LOCK_ROW"
    for name, value in wanted.items():
        if name != "kind":
            _set(fault, name, value)
    if not fault.every and not fault.nth:
        fault.every = 1
    return fault


_NUMBERS = ("every", "nth", "times", "status", "retry_after")
_TEXTS = ("operation", "sobject", "method", "path", "holds", "code", "message")


def _set(fault: Fault, name: str, value: object) -> None:
    is_number = name in _NUMBERS and isinstance(value, int) and value >= 0
    if is_number or (name in _TEXTS and isinstance(value, str)):
        setattr(fault, name, value)
    elif name == "seconds" and isinstance(value, int | float):
        fault.seconds = float(value)
    elif name == "fields" and isinstance(value, list):
        fault.fields = tuple(str(one) for one in value)
    else:
        raise RequestError(400, "INVALID_INPUT", f"a fault has no such setting: {name}")
