"""What every answer tells beside its body: the org's clock, what was spent, when to try again."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

from s2sctl.ports.clock import Clock
from s2sctl.ports.org import Usage
from s2sctl.sync.budget import DailyLimit

_USAGE = re.compile(r"(?<![\w-])api-usage=(\d+)/(\d+)")
"""Not anchored: the header may name ``per-app-api-usage`` before or after (REST API guide,
Limit Info Header)."""

_APP_USAGE = re.compile(r"(?<![\w-])per-app-api-usage=(\d+)/(\d+)(?:\s*\(appName=([^)]*)\))?")
"""The limit an org gives to the connected app alone; not there where it gives none."""


class Meter:
    """Read by the transport's every answer; tells usage and the org's time."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._told: tuple[datetime, float] | None = None
        self._calls = 0
        self._writes = 0
        self._used: int | None = None
        self._limit: int | None = None
        self._app: DailyLimit | None = None
        self.retry_after: float | None = None
        """Seconds, as the last answer asked; None where it did not."""

    @property
    def knows_time(self) -> bool:
        """Whether an answer has told the org's time yet."""
        return self._told is not None

    def charge(self, *, write: bool, calls: int = 1) -> None:
        """Count calls that the org charges; a negative number takes them back."""
        self._calls += calls
        self._writes += calls if write else 0

    def hear(self, headers: Mapping[str, str]) -> None:
        """Take over what an answer's headers tell."""
        self.retry_after = _seconds(headers.get("Retry-After"))
        moment = http_date(headers.get("Date"))
        if moment is not None:
            self._told = moment, self._clock.ticks()
        told = headers.get("Sforce-Limit-Info", "")
        found = _USAGE.search(told)
        if found:
            self._used, self._limit = int(found[1]), int(found[2])
        own = _APP_USAGE.search(told)
        if told:
            self._app = DailyLimit(int(own[1]), int(own[2]), own[3] or "") if own else None

    def now(self) -> datetime:
        """The org's time. Never ahead of it: a Date header is cut to the second, and is old by
        its way here; what passed since is not read from a clock that may be set meanwhile."""
        if self._told is None:
            return self._clock.now().replace(microsecond=0)
        moment, then = self._told
        passed = timedelta(seconds=self._clock.ticks() - then)
        return (moment + passed).replace(microsecond=0)

    def usage(self) -> Usage:
        """What was spent so far."""
        return Usage(self._calls, self._writes, self._used, self._limit, self._app)


def http_date(text: str | None) -> datetime | None:
    """A ``Date`` or ``Last-Modified`` header's moment, UTC; None where there is none to read."""
    try:
        moment = parsedate_to_datetime(text or "")
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else None


def _seconds(text: str | None) -> float | None:
    # Retry-After may also be a date (RFC 9110 §10.2.3); Salesforce sends seconds.
    return float(text) if text and text.strip().isdigit() else None
