"""The org's API request allocation: calls charged in the last 24 hours against a maximum."""

from collections import deque
from datetime import timedelta

from s2sctl.localorg.clock import OrgClock

_WINDOW = timedelta(hours=24)
_DEFAULT_MAXIMUM = 100_000


class Usage:
    """Counts calls over a rolling 24 hours of the org's clock (facts/salesforce-api.md §2.1)."""

    def __init__(self, clock: OrgClock) -> None:
        self._clock = clock
        self._minutes: deque[list[int]] = deque()
        self.maximum = _DEFAULT_MAXIMUM

    def charge(self, calls: int) -> None:
        """Add calls made now."""
        if not calls:
            return
        minute = int(self._clock.now().timestamp()) // 60
        if self._minutes and self._minutes[-1][0] == minute:
            self._minutes[-1][1] += calls
        else:
            self._minutes.append([minute, calls])

    @property
    def used(self) -> int:
        """Calls of the last 24 hours."""
        oldest = int((self._clock.now() - _WINDOW).timestamp()) // 60
        while self._minutes and self._minutes[0][0] < oldest:
            self._minutes.popleft()
        return sum(calls for _, calls in self._minutes)

    @property
    def spent(self) -> bool:
        """Whether nothing is left."""
        return self.used >= self.maximum

    @property
    def header(self) -> str:
        """The value of ``Sforce-Limit-Info``."""
        return f"api-usage={self.used}/{self.maximum}"
