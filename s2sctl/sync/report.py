"""What one run did. ``s2sctl sync -o json`` shows exactly these figures. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum

from s2sctl.agreement.flows import Pairing
from s2sctl.agreement.missing import Missing
from s2sctl.model.names import ConnectionName, ObjectName, OrgAlias
from s2sctl.model.side import Pair, Side
from s2sctl.sync.guards import Tripped
from s2sctl.sync.ledger import DIVERGED
from s2sctl.sync.link import EntryKind, LedgerEntry
from s2sctl.sync.plan import SyncPlan


class Tally(Enum):
    """What is counted, per flow."""

    CREATED = "created"
    UPDATED = "updated"
    ENDED = "ended"
    OFFERED = "offered"
    CONFLICTS = "conflicts"
    FAILED = "failed"
    WAITING = "waiting"


@dataclass(frozen=True, slots=True)
class FlowReport:
    """One object travelling one way, and what became of its records in this run.

    ``created``, ``updated``: rows written in the receiving org. ``ended``: shares that ended.
    ``offered``: records that were put into the receiver's inbox.
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
    offered: int = 0

    @property
    def busy(self) -> bool:
        """Whether anything was done, held, refused or waits."""
        figures = (self.created, self.updated, self.ended, self.offered, self.conflicts)
        return any(figures) or self.failed > 0 or self.waiting > 0


@dataclass(frozen=True, slots=True)
class DriftReport:
    """Something used in ``org`` that is not what it was when its side was put in force.

    ``stops`` is what rests until that is mended: ``field``, ``object``, or "" where nothing does.
    ``change`` is renamed, gone, changed or required; ``now`` a renamed field's present name.
    """

    org: OrgAlias
    object: ObjectName
    field: str
    change: str
    now: str
    stops: str
    text: str


@dataclass(frozen=True, slots=True)
class Held:
    """What the whole ledger holds after a run: fields both sides changed apart and nobody has
    settled, rows and fields refused, and lookups that wait for their parent."""

    conflicts: int = 0
    failures: int = 0
    waits: int = 0

    @classmethod
    def of(cls, entries: Iterable[LedgerEntry]) -> "Held":
        """The counts of these entries; a divergence by policy is no open conflict."""
        kinds = Counter(entry.kind for entry in entries if entry.code != DIVERGED)
        return cls(
            kinds[EntryKind.CONFLICT],
            kinds[EntryKind.FAILURE],
            kinds[EntryKind.WAIT],
        )


@dataclass(frozen=True, slots=True)
class Swept:
    """What a sweep did: linked rows ``compared``, shared rows no link knew (``strangers``), and
    rows that were found nowhere (``lost``)."""

    compared: int = 0
    strangers: int = 0
    lost: int = 0

    def __add__(self, other: "Swept") -> "Swept":
        return Swept(
            self.compared + other.compared,
            self.strangers + other.strangers,
            self.lost + other.lost,
        )


@dataclass(frozen=True, slots=True)
class RunReport:
    """One run. ``planned`` is filled by a dry run only; ``ledger`` is told as it is after it.

    ``missing`` says what has to be put in force while nothing flows; ``paused`` which sides rest,
    each with its reason; ``swept`` is None where the run did not sweep.
    """

    connection: ConnectionName
    run: str
    flows: tuple[FlowReport, ...]
    api_calls: dict[OrgAlias, int]
    writes: dict[OrgAlias, int]
    seconds: float
    ledger: Held = Held()
    dry_run: bool = False
    planned: SyncPlan = field(default_factory=SyncPlan)
    notes: tuple[str, ...] = ()
    missing: tuple[Missing, ...] = ()
    paused: Mapping[str, str] = field(default_factory=dict)
    swept: Swept | None = None
    owes_sweep: bool = False
    """Deletions may have been forgotten by a recycle bin, and nothing was compared."""
    drifts: tuple[DriftReport, ...] = ()
    guards: tuple[Tripped, ...] = ()
    """What would stop the run; filled by a dry run only, as any other ends there."""

    @property
    def exit_code(self) -> int:
        """6 where records or fields rest, or a compare is owed; of a dry run 8 where a guard would
        stop it."""
        if self.dry_run:
            return 8 if self.guards else 0
        return 6 if self.parked or self.stopped or self.owes_sweep else 0

    @property
    def parked(self) -> int:
        """How many open conflicts and failures wait for a person: any makes the exit code 6."""
        return self.ledger.conflicts + self.ledger.failures

    @property
    def stopped(self) -> int:
        """How many fields and objects rest because of drift: any makes the exit code 6 too."""
        return sum(1 for one in self.drifts if one.stops)

    @property
    def changed(self) -> bool:
        """Whether a record was written or a share ended; a dry run: would be."""
        return any(
            flow.created or flow.updated or flow.ended or flow.offered for flow in self.flows
        )


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
