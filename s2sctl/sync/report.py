"""What one run did. ``s2sctl sync -o json`` shows exactly these figures. Pure."""

from dataclasses import dataclass, field
from enum import Enum

from s2sctl.agreement.flows import Pairing
from s2sctl.model.names import ConnectionName, ObjectName, OrgAlias
from s2sctl.model.side import Pair, Side
from s2sctl.sync.plan import SyncPlan


class Tally(Enum):
    """What is counted, per flow."""

    CREATED = "created"
    UPDATED = "updated"
    ENDED = "ended"
    CONFLICTS = "conflicts"
    FAILED = "failed"
    WAITING = "waiting"


@dataclass(frozen=True, slots=True)
class FlowReport:
    """One object travelling one way, and what became of its records in this run.

    ``created``, ``updated``: rows written in the receiving org. ``ended``: shares that ended.
    ``conflicts``: fields both sides changed apart, settled by policy or not. ``failed`` and
    ``waiting``: rows refused and lookups waiting, as the ledger holds them after the run.
    """

    object: ObjectName
    source: OrgAlias
    target: OrgAlias
    created: int = 0
    updated: int = 0
    ended: int = 0
    conflicts: int = 0
    failed: int = 0
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class RunReport:
    """One run. ``planned`` is filled by a dry run only; ``parked`` counts open failures and
    conflicts of the whole ledger: they make the exit code 6."""

    connection: ConnectionName
    run: str
    flows: tuple[FlowReport, ...]
    api_calls: dict[OrgAlias, int]
    writes: dict[OrgAlias, int]
    seconds: float
    parked: int = 0
    dry_run: bool = False
    planned: SyncPlan = field(default_factory=SyncPlan)
    notes: tuple[str, ...] = ()


@dataclass(slots=True)
class Tallies:
    """Counts while a run goes on, per pairing and receiving side."""

    _counts: dict[tuple[Pair[ObjectName], Side, Tally], int] = field(default_factory=dict)

    def add(self, objects: Pair[ObjectName], target: Side, what: Tally, count: int = 1) -> None:
        """Count."""
        at = (objects, target, what)
        self._counts[at] = self._counts.get(at, 0) + count

    def of(self, objects: Pair[ObjectName], target: Side, what: Tally) -> int:
        """What was counted so far."""
        return self._counts.get((objects, target, what), 0)

    def flow(self, pairing: Pairing, target: Side, aliases: Pair[OrgAlias]) -> FlowReport:
        """The figures of one flow."""
        counts = {what.value: self.of(pairing.objects, target, what) for what in Tally}
        return FlowReport(
            object=pairing.objects.of(target.other),
            source=aliases.of(target.other),
            target=aliases.of(target),
            **counts,
        )
