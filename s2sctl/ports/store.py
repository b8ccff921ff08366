"""What the use cases ask of the state store. It remembers; the orgs hold what is in force."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from s2sctl.model.digest import DigestKey
from s2sctl.model.ids import Key, OrgId, RecordId
from s2sctl.model.names import ConnectionName, ObjectName, OrgAlias
from s2sctl.model.records import Record
from s2sctl.model.schema import ObjectSchema
from s2sctl.model.side import Pair, Side
from s2sctl.ports.job import Job, JobId
from s2sctl.sync.link import Cursor, EntryKind, LedgerEntry, Link, LinkStatus
from s2sctl.sync.settled import Contest, SettledConflict


@dataclass(frozen=True, slots=True)
class KnownConnection:
    """Which orgs a connection joins, as recorded when it was made; a side not met yet is None."""

    name: ConnectionName
    orgs: Pair[OrgId | None]
    aliases: Pair[OrgAlias | None]
    records: Pair[RecordId | None]
    """Each org's own ``S2S_Connection__c`` row."""


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds a lease: shown to whoever finds it taken."""

    run: str
    host: str
    pid: int
    since: datetime


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to write one connection. ``token`` grows with every lease ever given."""

    connection: ConnectionName
    token: int
    holder: Holder


@dataclass(frozen=True, slots=True)
class Event:
    """One line of a connection's history. ``text`` holds no record value."""

    at: datetime
    kind: str
    side: Side | None
    who: str
    text: str


@dataclass(frozen=True, slots=True)
class RunRecord:
    """What one run did, for ``health`` and the history. ``report`` is the run's JSON result."""

    run: str
    started: datetime
    ended: datetime | None
    exit_code: int | None
    report: str = ""


@dataclass(frozen=True, slots=True)
class Changes:
    """What one transaction remembers; empty parts change nothing."""

    links: tuple[Link, ...] = ()
    """Put: replaced whole by key."""
    entries: tuple[LedgerEntry, ...] = ()
    """Put: replaced by (key, target, field)."""
    settled: tuple[tuple[Key, Side, str], ...] = ()
    """Ledger entries to drop, by (key, target, field)."""
    cursors: tuple[Cursor, ...] = ()
    schemas: tuple[tuple[Side, ObjectSchema], ...] = ()
    events: tuple[Event, ...] = ()
    jobs: tuple[Job, ...] = ()
    """Put: replaced by id."""
    ended_jobs: tuple[JobId, ...] = ()
    """Jobs to forget."""
    contests: tuple[SettledConflict, ...] = ()
    """Put: replaced by (key, field, mark)."""
    moot: tuple[Contest, ...] = ()
    """Settled conflicts to drop: nothing was written over."""
    kept_since: datetime | None = None
    """Settled conflicts of an earlier time are erased, their values with them."""


class Stage(Protocol):
    """Rows read in one pass, kept out of memory and gone when it closes."""

    def put(self, side: Side, records: Iterable[Record]) -> None:
        """Keep rows; a later row of the same object and id replaces an earlier one."""
        ...

    def get(self, side: Side, name: ObjectName, ids: Sequence[RecordId]) -> dict[RecordId, Record]:
        """The rows of these ids that were put."""
        ...

    def scan(self, side: Side, name: ObjectName, size: int) -> Iterator[tuple[Record, ...]]:
        """All rows of an object in order of id, ``size`` at a time."""
        ...

    def count(self, side: Side, name: ObjectName) -> int:
        """How many rows of an object were put."""
        ...


class StateStore(Protocol):
    """What we remember, for any number of connections. Never a record value but the two of a
    conflict, open or settled; never a secret.

    Every method may raise StateUnusable. What :meth:`commit` returned from survives a kill.
    """

    @property
    def id(self) -> str:
        """This store's own name, made when the store was; goes into ``Runner__c``."""
        ...

    @property
    def digest_key(self) -> DigestKey:
        """The project's key for digests."""
        ...

    def close(self) -> None:
        """Give back files, connections and locks; the store cannot be used any more."""
        ...

    def known(self, name: ConnectionName) -> KnownConnection | None:
        """Which orgs this connection joins."""
        ...

    def connections(self) -> tuple[KnownConnection, ...]:
        """All connections this store knows, by name."""
        ...

    def know(self, connection: KnownConnection) -> None:
        """Remember, or replace, which orgs a connection joins."""
        ...

    def acquire(self, name: ConnectionName, holder: Holder) -> Lease:
        """Take the lease, or raise Locked naming who holds it since when.

        A holder that died on this machine is found out at once; one elsewhere after its lease
        ran out (twelve minutes without :meth:`check`).
        """
        ...

    def check(self, lease: Lease) -> None:
        """Renew the lease; raises LeaseLost when another holder has taken over."""
        ...

    def release(self, lease: Lease) -> None:
        """Give the lease back; does nothing when it is no longer ours."""
        ...

    def holder(self, name: ConnectionName) -> Holder | None:
        """Who holds the lease now."""
        ...

    def unlock(self, name: ConnectionName, holder: Holder) -> None:
        """Take the lease from ``holder``, who can remember nothing more from then on.

        For a machine that is gone. Raises Locked where that run lives on this machine, or where
        another one than ``holder`` has the lease; does nothing where nobody has it.
        """
        ...

    def cursors(self, name: ConnectionName) -> tuple[Cursor, ...]:
        """How far every object of both sides was read."""
        ...

    def schemas(self, name: ConnectionName, side: Side) -> dict[ObjectName, ObjectSchema]:
        """The describes used last, each with its Last-Modified."""
        ...

    def links(
        self, name: ConnectionName, side: Side, object_: ObjectName, ids: Sequence[RecordId]
    ) -> dict[RecordId, Link]:
        """Links by one side's record ids."""
        ...

    def links_by_key(self, name: ConnectionName, keys: Sequence[Key]) -> dict[Key, Link]:
        """Links by key."""
        ...

    def scan_links(
        self,
        name: ConnectionName,
        *,
        statuses: Sequence[LinkStatus] = (),
        objects: Pair[ObjectName] | None = None,
    ) -> Iterator[Link]:
        """Links of these statuses (none: all) in order of key, streamed."""
        ...

    def count_links(self, name: ConnectionName) -> dict[tuple[Pair[ObjectName], LinkStatus], int]:
        """How many links there are, per pair of objects and status."""
        ...

    def ledger(
        self, name: ConnectionName, kinds: Sequence[EntryKind] = ()
    ) -> tuple[LedgerEntry, ...]:
        """What was read and not applied, oldest first."""
        ...

    def jobs(self, name: ConnectionName) -> tuple[Job, ...]:
        """Jobs in the orgs that nobody has seen the end of, oldest first."""
        ...

    def settled_conflicts(self, name: ConnectionName) -> tuple[SettledConflict, ...]:
        """Conflicts that are over and whose values are still kept, newest first."""
        ...

    def oldest_settled(self, name: ConnectionName) -> datetime | None:
        """When the oldest of these was settled; None where there is none."""
        ...

    def commit(self, lease: Lease, changes: Changes) -> None:
        """Remember all of ``changes`` in one transaction, or raise LeaseLost and nothing."""
        ...

    def begin_run(self, name: ConnectionName, run: RunRecord) -> None:
        """Note that a run began."""
        ...

    def end_run(self, name: ConnectionName, run: RunRecord) -> None:
        """Note how a run ended."""
        ...

    def runs(self, name: ConnectionName, limit: int = 20) -> tuple[RunRecord, ...]:
        """The latest runs, newest first."""
        ...

    def record_event(self, name: ConnectionName, event: Event) -> None:
        """Add one line to the history."""
        ...

    def events(self, name: ConnectionName, limit: int = 100) -> tuple[Event, ...]:
        """The connection's history, newest first."""
        ...

    def stage(self) -> AbstractContextManager[Stage]:
        """A place for one pass's rows, private to this process, gone when it closes or dies."""
        ...
