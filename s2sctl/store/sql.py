"""The state store over SQLAlchemy: one transaction per promise."""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, Engine

from s2sctl.model.digest import DigestKey
from s2sctl.model.ids import Key, RecordId
from s2sctl.model.names import ConnectionName, ObjectName
from s2sctl.model.schema import ObjectSchema
from s2sctl.model.side import Pair, Side
from s2sctl.ports.job import Job
from s2sctl.ports.store import Changes, Event, Holder, KnownConnection, Lease, RunRecord, Stage
from s2sctl.store import connections, cursors, history, jobs, ledger, links, opening, settled
from s2sctl.store.failures import translated
from s2sctl.store.lease import Leases, Now, locked
from s2sctl.store.machine_lock import MachineLock, MachineLocks
from s2sctl.store.schema import WRITES
from s2sctl.store.shape import CURRENT, Shape
from s2sctl.store.stage import open_stage
from s2sctl.sync.link import Cursor, EntryKind, LedgerEntry, Link, LinkStatus
from s2sctl.sync.settled import SettledConflict


class SqlStore:
    """A :class:`s2sctl.ports.store.StateStore` in SQLite or PostgreSQL.

    ``place`` is the store's name for people; ``locks`` are this machine's; ``now``
    times leases; ``may_upgrade`` lets it lead an older PostgreSQL state to ``shape``.
    Raises StateUnusable where the store is not ours or cannot be used, Temporary where the same
    may succeed later (a full disk, a database that does not answer).
    """

    def __init__(
        self,
        engine: Engine,
        *,
        place: str,
        key_file: Path,
        locks: MachineLocks,
        now: Now,
        shape: Shape = CURRENT,
        may_upgrade: bool = False,
    ) -> None:
        self._engine = engine
        self._writer = engine.execution_options(**{WRITES: True})
        self._place = place
        self._shape = shape
        self._locks = locks
        self._leases = Leases(locks, now)
        self._held: dict[tuple[ConnectionName, int], MachineLock] = {}
        try:
            with translated(place):
                self._opened = opening.enter(
                    *(engine, place, key_file, locks, self._leases),
                    shape=shape,
                    may_upgrade=may_upgrade,
                )
        except BaseException:
            engine.dispose()
            raise

    @property
    def id(self) -> str:
        """This store's own name: 16 hexadecimal digits."""
        return self._opened.id

    @property
    def digest_key(self) -> DigestKey:
        """The project's key for digests."""
        return self._opened.key

    def close(self) -> None:
        """Give back connections and machine locks; the store cannot be used any more."""
        for lock in self._held.values():
            lock.free()
        self._held.clear()
        self._engine.dispose()

    def known(self, name: ConnectionName) -> KnownConnection | None:
        """Which orgs this connection joins."""
        with self._reading() as conn:
            return connections.known(conn, name)

    def connections(self) -> tuple[KnownConnection, ...]:
        """All connections this store knows, by name."""
        with self._reading() as conn:
            return connections.all_known(conn)

    def know(self, connection: KnownConnection) -> None:
        """Remember, or replace, which orgs a connection joins."""
        with self._writing() as conn:
            connections.know(conn, connection)

    def acquire(self, name: ConnectionName, holder: Holder) -> Lease:
        """Take the lease, or raise Locked naming who holds it since when."""
        with translated(self._place):
            lock = self._locks.take(f"{self.id}-{name}")
        if lock is None:
            raise locked(name, self.holder(name))
        try:
            with self._writing() as conn:
                opening.refuse_changed(conn, self._place, self._shape)
                granted = self._leases.grant(conn, name, holder, lock.name)
        except BaseException:
            lock.free()
            raise
        self._held[name, granted.token] = lock
        return granted

    def check(self, lease: Lease) -> None:
        """Renew the lease; raises LeaseLost when another holder has taken over."""
        with self._reading() as conn:
            due = self._leases.due(conn, lease)
        if due:
            with self._writing() as conn:
                self._leases.fence(conn, lease)

    def release(self, lease: Lease) -> None:
        """Give the lease back; does nothing when it is no longer ours."""
        try:
            with self._writing() as conn:
                self._leases.give_back(conn, lease)
        finally:
            lock = self._held.pop((lease.connection, lease.token), None)
            if lock is not None:
                lock.free()

    def holder(self, name: ConnectionName) -> Holder | None:
        """Who holds the lease now."""
        with self._reading() as conn:
            return self._leases.holder(conn, name)

    def unlock(self, name: ConnectionName, holder: Holder) -> None:
        """Take the lease from ``holder``; raises Locked where it lives here, or another has it."""
        with self._writing() as conn:
            self._leases.take_away(conn, name, holder)

    def cursors(self, name: ConnectionName) -> tuple[Cursor, ...]:
        """How far every object of both sides was read."""
        with self._reading() as conn:
            return cursors.cursors(conn, name)

    def schemas(self, name: ConnectionName, side: Side) -> dict[ObjectName, ObjectSchema]:
        """The describes used last; one that another version wrote otherwise is absent."""
        with self._reading() as conn:
            return cursors.describes(conn, name, side)

    def links(
        self, name: ConnectionName, side: Side, object_: ObjectName, ids: Sequence[RecordId]
    ) -> dict[RecordId, Link]:
        """Links by one side's record ids."""
        with self._reading() as conn:
            return links.links_by_id(conn, name, side, object_, ids)

    def links_by_key(self, name: ConnectionName, keys: Sequence[Key]) -> dict[Key, Link]:
        """Links by key."""
        with self._reading() as conn:
            return links.links_by_key(conn, name, keys)

    def scan_links(
        self,
        name: ConnectionName,
        *,
        statuses: Sequence[LinkStatus] = (),
        objects: Pair[ObjectName] | None = None,
    ) -> Iterator[Link]:
        """Links in order of key, page by page: what is committed meanwhile may be seen."""
        after = ""
        while True:
            with self._reading() as conn:
                page = links.links_after(conn, name, after, statuses, objects)
            yield from page
            if len(page) < links.PAGE:
                return
            after = str(page[-1].key)

    def count_links(self, name: ConnectionName) -> dict[tuple[Pair[ObjectName], LinkStatus], int]:
        """How many links there are, per pair of objects and status."""
        with self._reading() as conn:
            return links.count_links(conn, name)

    def ledger(
        self, name: ConnectionName, kinds: Sequence[EntryKind] = ()
    ) -> tuple[LedgerEntry, ...]:
        """What was read and not applied, oldest first."""
        with self._reading() as conn:
            return ledger.ledger(conn, name, kinds)

    def jobs(self, name: ConnectionName) -> tuple[Job, ...]:
        """Jobs in the orgs that nobody has seen the end of, oldest first."""
        with self._reading() as conn:
            return jobs.jobs(conn, name)

    def settled_conflicts(self, name: ConnectionName) -> tuple[SettledConflict, ...]:
        """Conflicts that are over and whose values are still kept, newest first."""
        with self._reading() as conn:
            return settled.settled_conflicts(conn, name)

    def oldest_settled(self, name: ConnectionName) -> datetime | None:
        """When the oldest of these was settled; None where there is none."""
        with self._reading() as conn:
            return settled.oldest(conn, name)

    def commit(self, lease: Lease, changes: Changes) -> None:
        """Remember all of ``changes`` in one transaction, or raise LeaseLost and nothing.

        Entries are settled before entries are put. Also renews the lease.
        """
        name = lease.connection
        with self._writing() as conn:
            self._leases.fence(conn, lease)
            links.put_links(conn, name, changes.links)
            ledger.settle(conn, name, changes.settled)
            ledger.put_entries(conn, name, changes.entries)
            cursors.put_cursors(conn, name, lease.token, changes.cursors)
            cursors.put_describes(conn, name, changes.schemas)
            history.put_events(conn, name, changes.events)
            jobs.put_jobs(conn, name, changes.jobs)
            jobs.forget_jobs(conn, name, changes.ended_jobs)
            settled.drop_contests(conn, name, changes.moot)
            settled.put_contests(conn, name, changes.contests)
            settled.erase_before(conn, name, changes.kept_since)

    def begin_run(self, name: ConnectionName, run: RunRecord) -> None:
        """Note that a run began; drops runs beyond the latest ten thousand."""
        with self._writing() as conn:
            history.put_run(conn, name, run)
            history.forget_old_runs(conn, name)

    def end_run(self, name: ConnectionName, run: RunRecord) -> None:
        """Note how a run ended."""
        with self._writing() as conn:
            history.put_run(conn, name, run)

    def runs(self, name: ConnectionName, limit: int = 20) -> tuple[RunRecord, ...]:
        """The latest runs, newest first."""
        with self._reading() as conn:
            return history.runs(conn, name, limit)

    def record_event(self, name: ConnectionName, event: Event) -> None:
        """Add one line to the history."""
        with self._writing() as conn:
            history.put_events(conn, name, (event,))

    def events(self, name: ConnectionName, limit: int = 100) -> tuple[Event, ...]:
        """The connection's history, newest first."""
        with self._reading() as conn:
            return history.events(conn, name, limit)

    def stage(self) -> AbstractContextManager[Stage]:
        """A place for one pass's rows, private to this process, gone when it closes or dies."""
        return open_stage()

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with translated(self._place), self._engine.connect() as conn:
            yield conn

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with translated(self._place), self._writer.begin() as conn:
            yield conn
