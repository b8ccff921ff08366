"""What every step of a pass has at hand."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from s2sctl.agreement.flows import Agreement, Pairing
from s2sctl.app.owner_check import Owners
from s2sctl.connection.objects import KEY
from s2sctl.connection.record import ConnectionRecord
from s2sctl.connection.share import Share
from s2sctl.errors import Interrupted
from s2sctl.metadata.resting import Rest
from s2sctl.model.ids import Key, RecordId
from s2sctl.model.names import ConnectionName, ObjectName, OrgAlias
from s2sctl.model.records import Record
from s2sctl.model.schema import ObjectSchema
from s2sctl.model.side import Pair, Side
from s2sctl.ports.clock import Clock
from s2sctl.ports.job import JobId
from s2sctl.ports.org import Identity, Org, Usage
from s2sctl.ports.reporter import Reporter
from s2sctl.ports.store import Changes, Event, Lease, Stage, StateStore
from s2sctl.sync.budget import DailyLimit
from s2sctl.sync.guards import Allowance, Tripped, flags
from s2sctl.sync.ledger import Book
from s2sctl.sync.link import Link
from s2sctl.sync.linking import Ground
from s2sctl.sync.mapped import Mapped
from s2sctl.sync.plan import Action
from s2sctl.sync.readings import condition
from s2sctl.sync.record_plan import Marker
from s2sctl.sync.report import Swept, Tallies
from s2sctl.sync.ruling import Ruling
from s2sctl.sync.settled import Contest, SettledConflict

CHUNK = 2_000
"""Rows that are decided and acted on at a time; what one fetch call answers."""


@dataclass(frozen=True, slots=True)
class Options:
    """What a person asked for. ``take_over`` lets this state store follow another one;
    ``look_every`` is how many rows are written between two looks at the connection records, and
    ``look_after`` how old the last look may be before a write (a look costs a call to each org).
    ``sweep`` is None where the calendar decides."""

    dry_run: bool = False
    allowed: Allowance = field(default_factory=Allowance)
    take_over: bool = False
    look_every: int = 5_000
    look_after: timedelta = timedelta(minutes=2)
    sweep: bool | None = None

    def again(self, name: ConnectionName, tripped: Iterable[Tripped] = ()) -> str:
        """The command that asks for the same once more, and for what lets ``tripped`` pass."""
        words = ["s2sctl sync", name]
        words += ["--dry-run"] * self.dry_run + ["--take-over"] * self.take_over
        if self.sweep is not None:
            words.append("--sweep" if self.sweep else "--no-sweep")
        return " ".join((*words, flags(tripped, self.allowed))).rstrip()


@dataclass(frozen=True, slots=True)
class Ends:
    """Both ends of a connection: logins and who they are, records, describes, clocks."""

    orgs: Pair[Org]
    identities: Pair[Identity]
    records: Pair[ConnectionRecord]
    schemas: Pair[Mapping[ObjectName, ObjectSchema]]
    horizon: Pair[datetime]
    """Up to which stamp each org is read in this pass."""
    spent: Pair[Usage]
    """What these logins had spent before the pass: several connections may share them."""

    again: Pair[datetime | None] = field(default_factory=lambda: Pair(None, None))
    """From which stamp on an org is read beside the windows, where its clock was set back."""

    def usage(self, side: Side) -> Usage:
        """What this pass has spent in one org."""
        return self.orgs.of(side).usage().since(self.spent.of(side))

    @property
    def aliases(self) -> Pair[OrgAlias]:
        """What people call the two orgs."""
        return self.orgs.map(lambda org: org.alias)

    def record_id(self, side: Side) -> RecordId:
        """The org's own connection record."""
        found = self.records.of(side).id
        if found is None:
            raise ValueError("a connection record that was read has an id")
        return found

    def schema(self, side: Side, name: ObjectName) -> ObjectSchema:
        """That org's describe of an object that takes part."""
        return self.schemas.of(side)[name]


@dataclass(frozen=True, slots=True)
class JobKind:
    """One kind of write of one object in one org, of which this pass has a job's worth."""

    side: Side
    object: ObjectName
    action: Action


@dataclass(slots=True)
class Shared:
    """What people asked for by ``S2S_Share__c`` rows since the last run, by side and record."""

    asked: Pair[set[RecordId]] = field(default_factory=lambda: Pair(set(), set()))
    unshared: Pair[set[RecordId]] = field(default_factory=lambda: Pair(set(), set()))
    gone: Pair[set[RecordId]] = field(default_factory=lambda: Pair(set(), set()))
    """Records that a person says are deleted for good: as good as a tombstone (design §3.4)."""
    rows: dict[tuple[Side, RecordId], Share] = field(default_factory=dict)
    """The rows that asked, so that they can be answered."""
    binned: Pair[dict[RecordId, Pair[ObjectName]]] = field(default_factory=lambda: Pair({}, {}))
    """Records that people asked for and that were deleted before they had a copy."""


@dataclass(slots=True)
class Work:
    """One pass in progress. What has a default here changes on the way."""

    name: ConnectionName
    run: str
    store: StateStore
    lease: Lease
    clock: Clock
    reporter: Reporter
    options: Options
    ends: Ends
    agreement: Agreement
    pairings: tuple[Pairing, ...]
    """Parents first."""
    fields: Mapping[Pair[ObjectName], tuple[Mapped, ...]]
    stage: Stage
    book: Book
    tallies: Tallies = field(default_factory=Tallies)
    shared: Shared = field(default_factory=Shared)
    expected: set[tuple[Side, RecordId]] = field(default_factory=set)
    """While surveying: records whose copies this pass is going to make."""
    merged: set[tuple[Side, ObjectName]] = field(default_factory=set)
    """Objects of which a row was read that was merged into another one."""
    held: set[tuple[Side, RecordId]] = field(default_factory=set)
    """Winners of merges whose shares could not follow yet: they begin no share of their own."""
    owners: dict[Side, Owners] = field(default_factory=dict)
    """Owners of received records that were looked up in this run."""
    rebuilt: bool = False
    """The links were rebuilt and no create was allowed since."""
    rulings: dict[Key, dict[str, Ruling]] = field(default_factory=dict)
    """What a person decided about fields in conflict, by share and field link."""
    rests: tuple[Rest, ...] = ()
    """What has drifted, and what of it rests."""
    redescribed: frozenset[tuple[Side, ObjectName]] = frozenset()
    """Objects whose describe is not what it was: what was refused there may fit now."""
    daily: Pair[tuple[DailyLimit, ...]] = field(default_factory=lambda: Pair((), ()))
    """The orgs' daily API calls as they were when the guards looked."""
    halted: dict[tuple[Side, Pair[ObjectName] | None], str] = field(default_factory=dict)
    """Flows that rest until the next run, with the code they were refused with; without objects:
    all creates of that side."""
    notes: list[str] = field(default_factory=list)
    swept: Swept | None = None
    owes_sweep: bool = False
    """The recycle bin may have forgotten deletions, and this pass compared nothing."""
    by_jobs: set[JobKind] = field(default_factory=set)
    """What jobs write in this pass."""
    ended_jobs: list[JobId] = field(default_factory=list)
    """Jobs whose outcomes are at hand; forgotten together with what is remembered next."""
    unwatched: int = 0
    """Rows written since the connection records were read."""
    watched: datetime | None = None
    """When that was, by side a's clock; None: when the pass was opened."""

    def keep(self, side: Side, rows: Iterable[Record]) -> None:
        """Stage rows that were read."""
        rows = tuple(rows)
        self.stage.put(side, rows)
        self.merged.update((side, row.object) for row in rows if row.master_id is not None)

    def now(self, side: Side) -> datetime:
        """That org's clock."""
        return self.ends.orgs.of(side).now()

    def schema(self, pairing: Pairing, side: Side) -> ObjectSchema:
        """The describe of that side's object."""
        return self.ends.schema(side, pairing.objects.of(side))

    def mapped(self, pairing: Pairing) -> tuple[Mapped, ...]:
        """The pairing's field links by type."""
        return self.fields[pairing.objects]

    def marker(self, key: Key) -> Marker:
        """Makes digests for one share."""
        return Marker(self.store.digest_key, key)

    def ground(self, pairing: Pairing, side: Side) -> Ground:
        """What linking needs to know of one side of a pairing."""
        rule = pairing.share.of(side)
        return Ground(
            side=side,
            objects=pairing.objects,
            orgs=self.ends.identities.map(lambda identity: identity.org_id),
            connections=Pair(self.ends.record_id(Side.A), self.ends.record_id(Side.B)),
            prefixes=Pair(*(self.schema(pairing, one).key_prefix for one in Side)),
            originates=rule is not None,
            onward=rule is not None and rule.onward,
        )

    def rule(self, pairing: Pairing, side: Side) -> str | None:
        """The condition by which ``side`` shares its own rows; None where it does by hand."""
        share = pairing.share.of(side)
        return condition(share, keyed=KEY in self.schema(pairing, side).fields) if share else None

    def pairing_of(self, objects: Pair[ObjectName]) -> Pairing | None:
        """The agreement's pairing of two objects, None where it has none any more."""
        return next((one for one in self.pairings if one.objects == objects), None)

    def remember(
        self,
        *links: Link,
        events: tuple[Event, ...] = (),
        contests: tuple[SettledConflict, ...] = (),
        moot: tuple[Contest, ...] = (),
    ) -> None:
        """Commit links together with whatever the ledger's book has noted since."""
        entries, settled = self.book.drain()
        ended, self.ended_jobs = tuple(self.ended_jobs), []
        if links or entries or settled or events or contests or moot or ended:
            changes = Changes(
                links=links,
                entries=entries,
                settled=settled,
                events=events,
                contests=contests,
                moot=moot,
                ended_jobs=ended,
            )
            self.store.commit(self.lease, changes)

    def stop_if_asked(self) -> None:
        """Raise Interrupted when a signal came; called where everything done is remembered."""
        number = self.reporter.stop_asked()
        if number is not None:
            raise Interrupted(
                "Interrupted: what was written is remembered.",
                signal_number=number,
                help=f"{self.options.again(self.name)} goes on from here",
            )
