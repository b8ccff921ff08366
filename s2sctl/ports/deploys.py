"""Deploys that were sent and whose end nobody has seen."""

from dataclasses import dataclass, field
from typing import Protocol

from s2sctl.model.ids import OrgId


@dataclass(frozen=True, slots=True)
class EarlierDeploy:
    """A deploy that an earlier command left behind, and that has ended by now."""

    id: str
    succeeded: bool | None
    """None: the org tells nothing of it."""


class DeployMemory(Protocol):
    """Remembers deploys by the org they were sent to."""

    def remember(self, org: OrgId, id: str) -> None:
        """Keep it; durable, where this memory is, before this returns."""
        ...

    def forget(self, org: OrgId, id: str) -> None:
        """Its end is known; nothing happens for one that is not remembered."""
        ...

    def remembered(self, org: OrgId) -> tuple[str, ...]:
        """The ids, in order."""
        ...


@dataclass(slots=True)
class ShortMemory:
    """Remembers as long as the process lives."""

    _kept: set[tuple[OrgId, str]] = field(default_factory=set)

    def remember(self, org: OrgId, id: str) -> None:
        """Keep it."""
        self._kept.add((org, id))

    def forget(self, org: OrgId, id: str) -> None:
        """Let go of it."""
        self._kept.discard((org, id))

    def remembered(self, org: OrgId) -> tuple[str, ...]:
        """The ids, in order."""
        return tuple(sorted(id for one, id in self._kept if one == org))
