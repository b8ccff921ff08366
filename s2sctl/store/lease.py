"""Who may write a connection: one row with a token that only grows, beside a machine lock.

The machine lock finds out at once that a holder on this machine died. The row is the truth
between machines: a holder that does not renew it for :data:`LIFETIME` may be followed by
another, whose token is higher; every commit checks the token inside its own transaction, so
that a holder that slept can remember nothing more.

A holder that lives on this machine is never followed, however long it is silent: a first read
of a large org takes longer than a lease.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeAlias

from sqlalchemy import ColumnElement, Connection, RowMapping, select, update

from s2sctl.errors import LeaseLost, Locked
from s2sctl.model.names import ConnectionName
from s2sctl.ports.store import Holder, Lease
from s2sctl.store.codec import from_micros, to_micros
from s2sctl.store.machine_lock import MachineLocks, Seen
from s2sctl.store.schema import LEASES
from s2sctl.store.statements import add_missing

LIFETIME = timedelta(minutes=12)
"""How long a holder elsewhere may be silent. Longer than any one call may last, and its wait for
an answer: nobody takes over while a write is still on its way."""

RENEWED_EVERY = timedelta(seconds=15)
"""A lease renewed that recently is not written again: checks come before every write call."""

NOBODY = dict.fromkeys(("run", "host", "pid", "since", "renewed", "lock"))
"""What a lease's row says while nobody holds it, beside its token."""

Now: TypeAlias = Callable[[Connection], datetime]
"""The time by which leases run out: one clock for all who share the store."""


@dataclass(frozen=True, slots=True)
class Hold:
    """What the row says while somebody holds the lease."""

    holder: Holder
    renewed: datetime
    lock: str


class Leases:
    """The leases of one store, as this machine sees them."""

    def __init__(self, locks: MachineLocks, now: Now) -> None:
        self._locks = locks
        self.now = now

    def grant(self, conn: Connection, name: ConnectionName, holder: Holder, lock: str) -> Lease:
        """Give the lease to ``holder``, who has the machine lock ``lock``; or raise Locked."""
        # The row is there before it is locked: two firsts must not both be given token 1.
        add_missing(conn, LEASES, {"connection": name, "token": 0})
        mine = LEASES.c.connection == name
        row = conn.execute(select(LEASES).where(mine).with_for_update()).mappings().one()
        held = _hold(row)
        # A row that names the very lock we have was left by one who died.
        if held is not None and held.lock != lock and not self._over(conn, held):
            elsewhere = self._locks.look_at(held.lock) is Seen.ELSEWHERE
            raise locked(name, held.holder, held.renewed + LIFETIME if elsewhere else None)
        token = int(row["token"]) + 1
        taken = {
            "token": token,
            "run": holder.run,
            "host": holder.host,
            "pid": holder.pid,
            "since": to_micros(holder.since),
            "renewed": to_micros(self.now(conn)),
            "lock": lock,
        }
        conn.execute(update(LEASES).where(mine).values(taken))
        return Lease(name, token, holder)

    def fence(self, conn: Connection, lease: Lease) -> None:
        """Renew the lease within this transaction, or raise LeaseLost.

        The row stays locked until the transaction ends, so nobody can take over in between.
        """
        renewed = to_micros(self.now(conn))
        done = conn.execute(update(LEASES).where(*_ours(lease)).values(renewed=renewed))
        if done.rowcount != 1:
            raise lost(lease, self.holder(conn, lease.connection))

    def due(self, conn: Connection, lease: Lease) -> bool:
        """Whether the lease should be renewed; raises LeaseLost when it is no longer ours."""
        renewed = conn.scalar(select(LEASES.c.renewed).where(*_ours(lease)))
        if renewed is None:
            raise lost(lease, self.holder(conn, lease.connection))
        return not timedelta(0) <= self.now(conn) - from_micros(renewed) < RENEWED_EVERY

    def give_back(self, conn: Connection, lease: Lease) -> None:
        """Nobody holds it any more; does nothing when it is no longer ours."""
        conn.execute(update(LEASES).where(*_ours(lease)).values(NOBODY))

    def take_away(self, conn: Connection, name: ConnectionName, holder: Holder) -> None:
        """Nobody holds it any more, unless ``holder`` lives here or is not who holds it."""
        mine = LEASES.c.connection == name
        row = conn.execute(select(LEASES).where(mine).with_for_update()).mappings().first()
        held = None if row is None else _hold(row)
        if held is None or self._over(conn, held):
            return
        if held.holder != holder or self._locks.look_at(held.lock) is Seen.TAKEN:
            raise locked(name, held.holder)
        conn.execute(update(LEASES).where(mine).values(NOBODY))

    def holder(self, conn: Connection, name: ConnectionName) -> Holder | None:
        """Who holds it and, as far as can be told, lives."""
        row = conn.execute(select(LEASES).where(LEASES.c.connection == name)).mappings().first()
        held = None if row is None else _hold(row)
        return None if held is None or self._over(conn, held) else held.holder

    def living(self, conn: Connection) -> dict[ConnectionName, Holder]:
        """Every lease that somebody holds and, as far as can be told, lives."""
        rows = conn.execute(select(LEASES).order_by(LEASES.c.connection)).mappings().all()
        found = {ConnectionName(row["connection"]): _hold(row) for row in rows}
        return {
            name: held.holder
            for name, held in found.items()
            if held is not None and not self._over(conn, held)
        }

    def refuse_held(self, conn: Connection, what: str) -> None:
        """Raise Locked, saying that ``what`` cannot be, where any run is under way."""
        for name, by in self.living(conn).items():
            raise Locked(
                f"{what} while {name} is held by {told(by)}.",
                code="S2S712",
                help=f"Wait until it is done. If that machine is gone:  s2sctl state unlock {name}",
            )

    def _over(self, conn: Connection, held: Hold) -> bool:
        seen = self._locks.look_at(held.lock)
        if seen is Seen.ELSEWHERE:
            return self.now(conn) >= held.renewed + LIFETIME
        return seen is Seen.FREE


def locked(name: ConnectionName, by: Holder | None, until: datetime | None = None) -> Locked:
    """The error for one who comes while ``by`` holds the lease; ``until``: when it runs out."""
    who = "another run that just started" if by is None else told(by)
    after = (
        f" If that machine is gone, it is free at {until:%H:%M:%S} UTC, or at once by "
        f"`s2sctl state unlock {name}`."
        if until
        else ""
    )
    return Locked(
        f"{name} is held by {who}.",
        code="S2S750",
        help=f"`--lock-timeout 5m` of sync waits until it is done, `--skip-if-locked` leaves it to "
        f"that run; `s2sctl health {name}` shows how it goes.{after}",
    )


def lost(lease: Lease, by: Holder | None) -> LeaseLost:
    """The error for one who slept while another took over."""
    who = "was given back or taken by another run" if by is None else f"is now held by {told(by)}"
    return LeaseLost(
        f"{lease.connection} {who}; this run stops before it writes anything more.",
        code="S2S751",
        help="Nothing is lost: the other run goes on from what was remembered.",
    )


def told(by: Holder) -> str:
    """A holder in words."""
    return f"run {by.run} on {by.host}, pid {by.pid}, since {by.since:%Y-%m-%d %H:%M:%S} UTC"


def _hold(row: RowMapping) -> Hold | None:
    if row["run"] is None:
        return None
    by = Holder(row["run"], row["host"], row["pid"], from_micros(row["since"]))
    return Hold(by, from_micros(row["renewed"]), row["lock"])


def _ours(lease: Lease) -> tuple[ColumnElement[bool], ...]:
    # A token is given once, until a backup that knows less tokens is put back: so the run's name
    # counts too, which is never given again. A lease given back has no run.
    return (
        LEASES.c.connection == lease.connection,
        LEASES.c.token == lease.token,
        LEASES.c.run == lease.holder.run,
    )
