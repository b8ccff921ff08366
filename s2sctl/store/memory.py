"""The store's promises without a disk: the reference the others are held against."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime

from s2sctl.model.digest import DigestKey
from s2sctl.model.ids import Key, RecordId
from s2sctl.model.names import ConnectionName, ObjectName
from s2sctl.model.records import Record
from s2sctl.model.schema import ObjectSchema
from s2sctl.model.side import Pair, Side
from s2sctl.ports.clock import Clock
from s2sctl.ports.job import Job, JobId
from s2sctl.ports.store import Changes, Event, Holder, KnownConnection, Lease, RunRecord, Stage
from s2sctl.store.lease import LIFETIME, locked, lost
from s2sctl.store.ledger import refuse_values
from s2sctl.sync.link import Cursor, EntryKind, LedgerEntry, Link, LinkStatus
from s2sctl.sync.settled import Contest, SettledConflict, contest_of


@dataclass(slots=True)
class Remembered:
    """What is remembered of one connection."""

    token: int = 0
    holder: Holder | None = None
    renewed: datetime | None = None
    links: dict[Key, Link] = field(default_factory=dict)
    ledger: dict[tuple[Key, Side, str], LedgerEntry] = field(default_factory=dict)
    cursors: dict[tuple[Side, ObjectName], Cursor] = field(default_factory=dict)
    describes: dict[tuple[Side, ObjectName], ObjectSchema] = field(default_factory=dict)
    runs: dict[str, RunRecord] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    jobs: dict[JobId, Job] = field(default_factory=dict)
    settled: dict[Contest, SettledConflict] = field(default_factory=dict)


@dataclass(slots=True)
class Shelf:
    """What several memory stores may share, as runners on several machines share a database."""

    id: str = "memory"
    known: dict[ConnectionName, KnownConnection] = field(default_factory=dict)
    remembered: dict[ConnectionName, Remembered] = field(default_factory=dict)

    def of(self, name: ConnectionName) -> Remembered:
        """What is remembered of that connection."""
        return self.remembered.setdefault(name, Remembered())


class MemoryStore:
    """A :class:`s2sctl.ports.store.StateStore` for tests and dry thoughts; gone with its process.

    Every other holder counts as one elsewhere: a process's death is the death of its memory.
    """

    def __init__(self, clock: Clock, key: DigestKey, shelf: Shelf | None = None) -> None:
        self._clock = clock
        self._key = key
        self._shelf = shelf or Shelf()

    @property
    def id(self) -> str:
        """This store's own name."""
        return self._shelf.id

    @property
    def digest_key(self) -> DigestKey:
        """The project's key for digests."""
        return self._key

    def close(self) -> None:
        """Nothing to give back."""

    def known(self, name: ConnectionName) -> KnownConnection | None:
        """Which orgs this connection joins."""
        return self._shelf.known.get(name)

    def connections(self) -> tuple[KnownConnection, ...]:
        """All connections this store knows, by name."""
        return tuple(known for _, known in sorted(self._shelf.known.items()))

    def know(self, connection: KnownConnection) -> None:
        """Remember, or replace, which orgs a connection joins."""
        self._shelf.known[connection.name] = connection

    def acquire(self, name: ConnectionName, holder: Holder) -> Lease:
        """Take the lease, or raise Locked naming who holds it since when."""
        ours = self._shelf.of(name)
        if (living := self.holder(name)) is not None:
            raise locked(name, living, (ours.renewed or self._clock.now()) + LIFETIME)
        ours.token += 1
        ours.holder, ours.renewed = holder, self._clock.now()
        return Lease(name, ours.token, holder)

    def check(self, lease: Lease) -> None:
        """Renew the lease; raises LeaseLost when another holder has taken over."""
        ours = self._shelf.of(lease.connection)
        if ours.holder is None or ours.token != lease.token:
            raise lost(lease, self.holder(lease.connection))
        ours.renewed = self._clock.now()

    def release(self, lease: Lease) -> None:
        """Give the lease back; does nothing when it is no longer ours."""
        ours = self._shelf.of(lease.connection)
        if ours.token == lease.token:
            ours.holder = None

    def holder(self, name: ConnectionName) -> Holder | None:
        """Who holds the lease now."""
        ours = self._shelf.of(name)
        if ours.renewed is None or self._clock.now() >= ours.renewed + LIFETIME:
            return None
        return ours.holder

    def unlock(self, name: ConnectionName, holder: Holder) -> None:
        """Take the lease from ``holder``; raises Locked where another has it by now."""
        living = self.holder(name)
        if living is not None and living != holder:
            raise locked(name, living)
        self._shelf.of(name).holder = None

    def cursors(self, name: ConnectionName) -> tuple[Cursor, ...]:
        """How far every object of both sides was read."""
        found = self._shelf.of(name).cursors.values()
        return tuple(sorted(found, key=lambda cursor: (cursor.side.value, cursor.object)))

    def schemas(self, name: ConnectionName, side: Side) -> dict[ObjectName, ObjectSchema]:
        """The describes used last."""
        found = self._shelf.of(name).describes
        return {object_: schema for (at, object_), schema in found.items() if at is side}

    def links(
        self, name: ConnectionName, side: Side, object_: ObjectName, ids: Sequence[RecordId]
    ) -> dict[RecordId, Link]:
        """Links by one side's record ids; of two links with one id the later key counts."""
        asked = set(ids)
        return {
            id_: link
            for link in self.scan_links(name)
            if (id_ := link.ids.of(side)) is not None
            and id_ in asked
            and link.objects.of(side) == object_
        }

    def links_by_key(self, name: ConnectionName, keys: Sequence[Key]) -> dict[Key, Link]:
        """Links by key."""
        found = self._shelf.of(name).links
        return {key: found[key] for key in keys if key in found}

    def scan_links(
        self,
        name: ConnectionName,
        *,
        statuses: Sequence[LinkStatus] = (),
        objects: Pair[ObjectName] | None = None,
    ) -> Iterator[Link]:
        """Links of these statuses (none: all) in order of key."""
        for key in sorted(self._shelf.of(name).links, key=str):
            link = self._shelf.of(name).links[key]
            if (not statuses or link.status in statuses) and objects in (None, link.objects):
                yield link

    def count_links(self, name: ConnectionName) -> dict[tuple[Pair[ObjectName], LinkStatus], int]:
        """How many links there are, per pair of objects and status."""
        counts: dict[tuple[Pair[ObjectName], LinkStatus], int] = {}
        for link in self._shelf.of(name).links.values():
            group = (link.objects, link.status)
            counts[group] = counts.get(group, 0) + 1
        return counts

    def ledger(
        self, name: ConnectionName, kinds: Sequence[EntryKind] = ()
    ) -> tuple[LedgerEntry, ...]:
        """What was read and not applied, oldest first."""
        found = self._shelf.of(name).ledger.values()
        return tuple(
            sorted(
                (entry for entry in found if not kinds or entry.kind in kinds),
                key=lambda entry: (entry.since, str(entry.key), entry.target.value, entry.field),
            )
        )

    def jobs(self, name: ConnectionName) -> tuple[Job, ...]:
        """Jobs in the orgs that nobody has seen the end of, oldest first."""
        found = self._shelf.of(name).jobs.values()
        return tuple(sorted(found, key=lambda job: (job.since, job.id)))

    def settled_conflicts(self, name: ConnectionName) -> tuple[SettledConflict, ...]:
        """Conflicts that are over and whose values are still kept, newest first."""
        found = self._shelf.of(name).settled.values()
        by_place = sorted(found, key=lambda one: (str(one.key), one.field, one.mark))
        return tuple(sorted(by_place, key=lambda one: one.at, reverse=True))

    def oldest_settled(self, name: ConnectionName) -> datetime | None:
        """When the oldest of these was settled; None where there is none."""
        return min((one.at for one in self._shelf.of(name).settled.values()), default=None)

    def commit(self, lease: Lease, changes: Changes) -> None:
        """Remember all of ``changes``, or raise LeaseLost and nothing."""
        self.check(lease)
        refuse_values(changes.entries)
        ours = self._shelf.of(lease.connection)
        ours.links.update({link.key: link for link in changes.links})
        for key, target, field_ in changes.settled:
            ours.ledger.pop((key, target, field_), None)
        ours.ledger.update({(one.key, one.target, one.field): one for one in changes.entries})
        ours.cursors.update({(one.side, one.object): one for one in changes.cursors})
        ours.describes.update({(side, one.name): one for side, one in changes.schemas})
        ours.events.extend(changes.events)
        ours.jobs.update({job.id: job for job in changes.jobs})
        for ended in changes.ended_jobs:
            ours.jobs.pop(ended, None)
        for contest in changes.moot:
            ours.settled.pop(contest, None)
        ours.settled.update({contest_of(one): one for one in changes.contests})
        if (since := changes.kept_since) is not None:
            ours.settled = {at: one for at, one in ours.settled.items() if one.at >= since}

    def begin_run(self, name: ConnectionName, run: RunRecord) -> None:
        """Note that a run began."""
        self._shelf.of(name).runs[run.run] = run

    def end_run(self, name: ConnectionName, run: RunRecord) -> None:
        """Note how a run ended."""
        self._shelf.of(name).runs[run.run] = run

    def runs(self, name: ConnectionName, limit: int = 20) -> tuple[RunRecord, ...]:
        """The latest runs, newest first."""
        found = self._shelf.of(name).runs.values()
        newest_first = sorted(found, key=lambda run: (run.started, run.run), reverse=True)
        return tuple(newest_first[:limit])

    def record_event(self, name: ConnectionName, event: Event) -> None:
        """Add one line to the history."""
        self._shelf.of(name).events.append(event)

    def events(self, name: ConnectionName, limit: int = 100) -> tuple[Event, ...]:
        """The connection's history, newest first; of one moment the one added last first."""
        found = reversed(self._shelf.of(name).events)
        return tuple(sorted(found, key=lambda event: event.at, reverse=True)[:limit])

    def stage(self) -> AbstractContextManager[Stage]:
        """A place for one pass's rows."""
        return nullcontext(MemoryStage())


class MemoryStage:
    """A :class:`s2sctl.ports.store.Stage` in a dictionary."""

    def __init__(self) -> None:
        self._rows: dict[tuple[Side, ObjectName], dict[RecordId, Record]] = {}

    def put(self, side: Side, records: Iterable[Record]) -> None:
        """Keep rows; a later row of the same object and id replaces an earlier one."""
        for record in records:
            self._rows.setdefault((side, record.object), {})[record.id] = record

    def get(self, side: Side, name: ObjectName, ids: Sequence[RecordId]) -> dict[RecordId, Record]:
        """The rows of these ids that were put."""
        rows = self._rows.get((side, name), {})
        return {id_: rows[id_] for id_ in ids if id_ in rows}

    def scan(self, side: Side, name: ObjectName, size: int) -> Iterator[tuple[Record, ...]]:
        """All rows of an object in order of id, ``size`` at a time."""
        last = RecordId("")
        while page := self._after(side, name, last, size):
            yield page
            last = page[-1].id

    def count(self, side: Side, name: ObjectName) -> int:
        """How many rows of an object were put."""
        return len(self._rows.get((side, name), {}))

    def _after(self, side: Side, name: ObjectName, last: RecordId, size: int) -> tuple[Record, ...]:
        rows = self._rows.get((side, name), {})
        return tuple(rows[id_] for id_ in sorted(id_ for id_ in rows if id_ > last)[:size])
