"""Deployments that the org has taken and not yet worked off (Metadata API guide, "deploy()")."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from s2sctl.localorg.metadata.deployment import Deployment, deploy
from s2sctl.model.ids import RecordId

if TYPE_CHECKING:
    from s2sctl.localorg.org import LocalOrg


@dataclass(frozen=True, slots=True)
class Request:
    """A package as it was sent, and whose."""

    id: str
    user_id: RecordId
    content: bytes
    check_only: bool
    at_top: bool


class DeployQueue:
    """Works off one deployment after the other, each ``seconds`` of the org's clock after it came;
    0: at once."""

    def __init__(self, org: "LocalOrg") -> None:
        self.seconds = 0.0
        self._org = org
        self._waiting: dict[str, tuple[datetime, Request]] = {}
        self._done: dict[str, Deployment] = {}

    @property
    def taken(self) -> int:
        """How many deployments ever came."""
        return len(self._waiting) + len(self._done)

    def take(self, request: Request) -> None:
        """Queue it; nothing of it is in the org before its time has come."""
        due = self._org.clock.now() + timedelta(seconds=self.seconds)
        self._waiting[request.id] = (due, request)
        self.advance()

    def waiting(self, id: str) -> Request | None:
        """The deployment of that id, if it has not been worked off."""
        found = self._waiting.get(id)
        return found[1] if found is not None else None

    def done(self, id: str) -> Deployment | None:
        """The deployment of that id, if it has been worked off."""
        return self._done.get(id)

    def advance(self) -> None:
        """Work off what is due, in the order it came. Called before every request: nobody can
        see what would have been done between two of them."""
        for due, one in list(self._waiting.values()):
            if due > self._org.clock.now():
                return
            # Out of the queue first: a bug of the local org must not stop what is behind it.
            del self._waiting[one.id]
            self._done[one.id] = deploy(
                self._org,
                one.user_id,
                one.content,
                one.id,
                check_only=one.check_only,
                at_top=one.at_top,
            )
