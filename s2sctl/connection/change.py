"""A change of a connection's state as one line of its history, written and read back. Pure."""

import re
from dataclasses import dataclass

from s2sctl.connection.record import Status


@dataclass(frozen=True, slots=True)
class Change:
    """From which state to which, and why; ``before`` is None where there was no record."""

    before: Status | None
    after: Status
    reason: str = ""

    @property
    def text(self) -> str:
        """``Accepted → Inactive: contract ended``."""
        start = self.before.value if self.before else _NOTHING
        return f"{start} → {self.after.value}{f': {self.reason}' if self.reason else ''}"


def read_change(text: str) -> Change | None:
    """The change that a line of the history tells of, None for a line about anything else."""
    found = _CHANGE.match(text)
    if found is None:
        return None
    before = None if found[1] == _NOTHING else Status(found[1])
    return Change(before, Status(found[2]), found[3] or "")


_NOTHING = "nothing"
_WORDS = "|".join(one.value for one in Status)
_CHANGE = re.compile(rf"({_WORDS}|{_NOTHING}) → ({_WORDS})(?:: (.*))?\Z", re.DOTALL)
