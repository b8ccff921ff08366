"""What may be done about every failure an org can answer with: the table, as data.

Source: facts/salesforce-api.md §4 (REST API guide "Status Codes and Error Responses", SOAP API
guide "StatusCode"). A code that is not in the table is final for its request or row.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from s2sctl.errors import (
    AccessDenied,
    LimitReached,
    OrgUnreachable,
    RequestRefused,
    S2sError,
    Temporary,
)
from s2sctl.ports.org import Refusal
from s2sctl.salesforce.redaction import redact
from s2sctl.salesforce.shapes import Json


class Course(Enum):
    """What may be done about a failed request."""

    FINAL = "it would fail again"
    AGAIN = "nothing was done, and the same request may succeed in a moment"
    UNSURE = "it may have been done: only what may be done twice is sent again"


@dataclass(frozen=True, slots=True)
class Rule:
    """How one kind of failure is met, and which error it ends as."""

    course: Course
    error: type[S2sError] = RequestRefused
    code: str = "S2S601"
    help: str = ""


_SCHEMA = "what the connection agreed on may have changed in the org: run `s2sctl diff`"
_LIMIT = (
    "nothing to mend: the next run goes on from here by itself once calls are free again; the "
    "allowance covers 24 rolling hours (Setup, Company Information, API Requests)"
)
_AGAIN = "run the same command again later; it goes on from here"

_LOOK_UP = "Salesforce explains the code in its lists; `s2sctl org test` tells the login's rights"
_REPORT = "a request of s2sctl's is not as Salesforce wants it: please report it with this code"
_RETIRED = "say a version that the org has:  api_version: in configs/orgs.yaml"
_MOVED = "somebody edited the record first; run the same command again: it reads it anew"

REFUSED = Rule(Course.FINAL, help=_LOOK_UP)
DENIED = Rule(Course.FINAL, AccessDenied, "S2S604", "see `s2sctl org test` for what is missing")
ENDED = Rule(Course.FINAL, AccessDenied, "S2S603", "log in again, then `s2sctl org test` the org")
SPENT = Rule(Course.FINAL, LimitReached, "S2S605", _LIMIT)
TOO_LARGE = Rule(Course.FINAL, RequestRefused, "S2S786", "a smaller record, or file, would pass")
THROTTLED = Rule(Course.AGAIN, LimitReached, "S2S606", _AGAIN)
BUSY = Rule(Course.AGAIN, OrgUnreachable, "S2S610", _AGAIN)
FAILED = Rule(Course.UNSURE, OrgUnreachable, "S2S610", _AGAIN)
PAGE = "a page came instead of the org's answer: of a maintenance, or of a proxy on the way"
NO_JSON = f"the answer is not JSON, or cut off; or {PAGE}"
REDIRECT = "a redirect came instead of the org's answer: to a maintenance page, or to a login"
_LOOK = "open the org in a browser; where a proxy answers, mend that. " + _AGAIN
AWAY = Rule(Course.AGAIN, OrgUnreachable, "S2S610", _LOOK)
PAGED = Rule(Course.UNSURE, OrgUnreachable, "S2S610", _LOOK)
DROPPED = Rule(Course.FINAL, Temporary, "S2S607", _AGAIN)
DRIFTED = Rule(Course.FINAL, RequestRefused, "S2S608", _SCHEMA)
SLOW = Rule(Course.FINAL, Temporary, "S2S616", f"{_AGAIN}; a rule with an indexed field is quicker")


def _unfit(help: str) -> Rule:
    return Rule(Course.FINAL, RequestRefused, "S2S617", help)


def _ours(help: str) -> Rule:
    return Rule(Course.FINAL, RequestRefused, "S2S619", help)


def _barred(help: str) -> Rule:
    return Rule(Course.FINAL, AccessDenied, "S2S604", help)


_LOCK = "UNABLE_TO_LOCK_ROW"
_LARGE = "the call holds more than the org takes at once"
_BY_TIME = re.compile(r"\b(24|hours?|hrs?|day|daily)\b", re.IGNORECASE)
"""LIMIT_EXCEEDED is said of a job that is over the day's allowance (Bulk API 2.0 guide, limits),
and of a request that is too large: too many rows, nodes or characters (REST API guide,
Composite). Only a limit over time is one that time cures."""

BY_CODE: Mapping[str, Rule] = {
    "INVALID_SESSION_ID": ENDED,
    "REQUEST_LIMIT_EXCEEDED": SPENT,
    "LIMIT_EXCEEDED": SPENT,
    "API_DISABLED_FOR_ORG": _barred("give the run-as user the permission API Enabled"),
    "API_CURRENTLY_DISABLED": BUSY,
    "TXN_SECURITY_METERING_ERROR": _barred(
        "exempt the run-as user from the org's transaction security policies"
    ),
    "INSUFFICIENT_ACCESS": DENIED,
    "INSUFFICIENT_ACCESS_OR_READONLY": DENIED,
    "QUERY_TIMEOUT": SLOW,
    "QUERY_TOO_COMPLICATED": _unfit("map fewer formula fields of that object, or split its rule"),
    "OPERATION_TOO_LARGE": _unfit("give the run-as user View All for that object"),
    "SERVER_UNAVAILABLE": FAILED,
    "UNKNOWN_EXCEPTION": FAILED,
    "UNABLE_TO_LOCK_ROW": BUSY,
    "REQUEST_RUNNING_TOO_LONG": FAILED,
    "INVALID_QUERY_LOCATOR": DROPPED,
    "MALFORMED_QUERY": DRIFTED,
    "INVALID_FIELD": DRIFTED,
    "INVALID_TYPE": DRIFTED,
}

BY_STATUS: Mapping[int, Rule] = {
    300: _unfit("two records over there hold the same key: clear it on the wrong one"),
    401: ENDED,
    403: DENIED,
    405: _ours(_REPORT),
    406: BUSY,
    409: Rule(Course.AGAIN, RequestRefused, "S2S618", _RETIRED),
    410: Rule(Course.FINAL, RequestRefused, "S2S618", _RETIRED),
    412: _ours(_MOVED),
    414: _unfit("publish fewer fields of that object, or shorten its rule"),
    415: _ours(_REPORT),
    420: BUSY,
    428: _ours(_REPORT),
    429: THROTTLED,
    431: _unfit("publish fewer fields of that object, or shorten its rule"),
    500: FAILED,
    502: FAILED,
    503: FAILED,
    504: FAILED,
}


@dataclass(frozen=True, slots=True)
class Problem:
    """One failure as the org told it; ``message`` is redacted."""

    status: int
    code: str
    message: str
    fields: tuple[str, ...] = ()
    concurrent: bool = False
    """REQUEST_LIMIT_EXCEEDED of calls at once, which passes, not of the day's allowance."""
    large: bool = False
    """LIMIT_EXCEEDED of what one call may hold, not of a day's allowance."""

    @property
    def rule(self) -> Rule:
        """How it is met."""
        if self.concurrent:
            return THROTTLED
        if self.large:
            return TOO_LARGE
        if self.message in (PAGE, REDIRECT):
            return PAGED if self.status >= 500 else AWAY
        if self.status >= 500:
            return BY_STATUS.get(self.status, FAILED)
        return BY_CODE.get(self.code) or BY_STATUS.get(self.status, REFUSED)

    @property
    def refusal(self) -> Refusal:
        """The same as a row's refusal."""
        return Refusal(self.code, self.message, self.fields)


def problem_of(status: int, body: Json) -> Problem:
    """The failure that an error body tells, whatever it is: a list, an object, a proxy's page.

    ``body`` is parsed JSON, or text. Rows name their code ``statusCode``, requests
    ``errorCode``, the token endpoint ``error`` (wire/errors, wire/oauth).
    """
    first: Json = body[0] if isinstance(body, list) and body else body
    if first in ("Bad_OAuth_Token", b"Bad_OAuth_Token"):
        # How the user info endpoint says what every other one says with 401.
        return Problem(status, "INVALID_SESSION_ID", redact("INVALID_SESSION_ID", ""))
    if not isinstance(first, dict):
        return Problem(status, f"HTTP_{status}", _wordless(status, first))
    code = str(first.get("errorCode") or first.get("statusCode") or first.get("error") or "")
    message = str(first.get("message") or first.get("error_description") or "")
    if _LOCK in message:
        # A trigger or flow that met a lock tells it in its own failure's words.
        code = _LOCK
    fields = first.get("fields")
    large = code == "LIMIT_EXCEEDED" and not _BY_TIME.search(message)
    return Problem(
        status,
        code or f"HTTP_{status}",
        _LARGE if large else redact(code, message),
        tuple(str(name) for name in fields) if isinstance(fields, list) else (),
        code == "REQUEST_LIMIT_EXCEEDED" and "concurrent" in message.lower(),
        large,
    )


def _wordless(status: int, body: Json) -> str:
    """What an answer is that Salesforce's REST API did not write. A 401 stands for an ended login
    and a 404 for a wrong address, whatever comes with it."""
    if status == 300 and isinstance(body, str) and body.startswith("/services/"):
        return "several records hold this key"
    if 300 <= status < 400:
        return REDIRECT
    text = body.decode("latin-1") if isinstance(body, bytes) else body
    if status not in (401, 404) and isinstance(text, str) and text.lstrip().startswith("<"):
        return PAGE
    return f"HTTP status {status} without Salesforce's words"


class Failure(Exception):
    """A request that failed, inside this room; :mod:`retry` ends it or turns it into an error."""

    def __init__(self, rule: Rule, problem: Problem, retry_after: float | None = None) -> None:
        super().__init__(f"{problem.code}: {problem.message}")
        self.rule = rule
        self.problem = problem
        self.retry_after = retry_after

    @classmethod
    def told(cls, problem: Problem, retry_after: float | None = None) -> "Failure":
        """The failure of an answer, met as the table says."""
        return cls(problem.rule, problem, retry_after)

    @classmethod
    def unheard(cls, what: str, rule: Rule = FAILED) -> "Failure":
        """The failure of a request without an answer of Salesforce's."""
        return cls(rule, Problem(0, "NO_ANSWER", what))

    def error(self, alias: str) -> S2sError:
        """The error that a user sees."""
        sentence = f"{alias}: {self.problem.message} [{self.problem.code}]"
        if self.problem.fields:
            sentence += f" ({', '.join(self.problem.fields)})"
        if self.rule.error is RequestRefused:
            return RequestRefused(
                sentence,
                status=self.problem.status,
                error_code=self.problem.code,
                code=self.rule.code,
                help=self.rule.help,
            )
        return self.rule.error(sentence, code=self.rule.code, help=self.rule.help)
