"""A commit that takes the time ordered, for the rows of a job."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from s2sctl.localorg.bulk.disorder import RowRefuser
from s2sctl.model.ids import is_id

if TYPE_CHECKING:
    from s2sctl.localorg.org import LocalOrg


class LateCommit:
    """The transactions of one job, each of which may be ordered to commit late.

    As for a request (``http.trouble``): until the end nobody sees the rows, those named are held,
    and the stamps will be those of the beginning. The org's clock decides.
    """

    def __init__(self, org: "LocalOrg", refuser: RowRefuser) -> None:
        self._org, self._refuser = org, refuser
        self._begun: datetime | None = None
        self._ends: datetime | None = None
        self._held: list[str] = []
        self.seconds = 0
        """How far the stamps of the rows that are saved next lie back."""

    @property
    def pending(self) -> bool:
        """Whether a transaction is open that has not come to its end."""
        return self._begun is not None

    def awaits(self, sobject: str, ids: Sequence[str]) -> bool:
        """Whether the transaction over these rows is still to wait; counts it where it is new."""
        now = self._org.clock.now()
        if self._begun is None or self._ends is None:
            self.seconds = 0
            delay = self._refuser.commit_delay_rows(sobject)
            if not delay:
                return False
            self._begun, self._ends = now, now + timedelta(seconds=delay)
            self._held = [one for one in ids if is_id(one)]
            self._org.locks.hold(self._held)
            return True
        if now < self._ends:
            return True
        self.seconds = int(now.timestamp()) - int(self._begun.timestamp())
        self.give_up()
        return False

    def give_up(self) -> None:
        """Release what the open transaction held."""
        self._org.locks.release(self._held)
        self._begun, self._ends, self._held = None, None, []
