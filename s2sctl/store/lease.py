"""Who may write a connection: one row with a token that only grows, beside a machine lock.

The machine lock finds out at once that a holder on this machine died. The row is the truth
between machines: a holder that does not renew it for :data:`LIFETIME` may be followed by
another, whose token is higher; every commit checks the token inside its own transaction, so
that a holder that slept can remember nothing more.

A holder that lives on this machine is never followed, however long it is silent: a first read
of a large org takes longer than a lease.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, RowMapping, select, update

from s2sctl.errors import LeaseLost, Locked
from s2sctl.model.names import ConnectionName
from s2sctl.ports.store import Holder, Lease
from s2sctl.store import machine_lock
from s2sctl.store.codec import from_micros, to_micros
from s2sctl.store.machine_lock import Seen
from s2sctl.store.schema import LEASES
from s2sctl.store.upsert import put

LIFETIME = timedelta(minutes=10)
"""How long a holder elsewhere may be silent."""

RENEWED_EVERY = timedelta(seconds=15)
"""A lease renewed that recently is not written again: checks come before every write call."""


@dataclass(frozen=True, slots=True)
class Hold:
    """What the row says while somebody holds the lease."""

    holder: Holder
    renewed: datetime
    lock: str


def grant(
    conn: Connection, name: ConnectionName, holder: Holder, lock: str, now: datetime
) -> Lease:
    """Give the lease to ``holder``, who has the machine lock ``lock``; or raise Locked."""
    row = _row(conn, name)
    held = None if row is None else _hold(row)
    # A row that names the very lock we have was left by one who died.
    if held is not None and held.lock != lock and not _over(held, now):
        raise locked(name, held.holder, held.renewed + LIFETIME)
    token = 1 if row is None else row["token"] + 1
    written = {
        "connection": name,
        "token": token,
        "run": holder.run,
        "host": holder.host,
        "pid": holder.pid,
        "since": to_micros(holder.since),
        "renewed": to_micros(now),
        "lock": lock,
    }
    put(conn, LEASES, [written])
    return Lease(name, token, holder)


def fence(conn: Connection, lease: Lease, now: datetime) -> None:
    """Renew the lease within this transaction, or raise LeaseLost.

    The row stays locked until the transaction ends, so nobody can take over in between.
    """
    renewed = conn.execute(update(LEASES).where(*_ours(lease)).values(renewed=to_micros(now)))
    if renewed.rowcount != 1:
        raise lost(lease, holder(conn, lease.connection, now))


def needs_renewal(conn: Connection, lease: Lease, now: datetime) -> bool:
    """Whether the lease is due to be renewed; raises LeaseLost when it is no longer ours."""
    renewed = conn.scalar(select(LEASES.c.renewed).where(*_ours(lease)))
    if renewed is None:
        raise lost(lease, holder(conn, lease.connection, now))
    return not timedelta(0) <= now - from_micros(renewed) < RENEWED_EVERY


def give_back(conn: Connection, lease: Lease) -> None:
    """Nobody holds it any more; does nothing when it is no longer ours."""
    nobody = {"run": None, "host": None, "pid": None, "since": None, "renewed": None, "lock": None}
    conn.execute(update(LEASES).where(*_ours(lease)).values(nobody))


def holder(conn: Connection, name: ConnectionName, now: datetime) -> Holder | None:
    """Who holds it and, as far as can be told, lives."""
    row = conn.execute(select(LEASES).where(LEASES.c.connection == name)).mappings().first()
    held = None if row is None else _hold(row)
    return None if held is None or _over(held, now) else held.holder


def locked(name: ConnectionName, by: Holder | None, until: datetime | None = None) -> Locked:
    """The error for one who comes while another holds the lease."""
    who = "another run that just started" if by is None else told(by)
    after = f" Elsewhere than here it ends by itself at {until:%H:%M:%S} UTC." if until else ""
    return Locked(
        f"{name} is held by {who}.",
        code="S2S750",
        help=f"Wait until it is done; `s2sctl health {name}` shows how it goes.{after}",
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


def _row(conn: Connection, name: ConnectionName) -> RowMapping | None:
    query = select(LEASES).where(LEASES.c.connection == name).with_for_update()
    return conn.execute(query).mappings().first()


def _hold(row: RowMapping) -> Hold | None:
    if row["run"] is None:
        return None
    by = Holder(row["run"], row["host"], row["pid"], from_micros(row["since"]))
    return Hold(by, from_micros(row["renewed"]), row["lock"])


def _over(held: Hold, now: datetime) -> bool:
    seen = machine_lock.look_at(held.lock)
    if seen is Seen.ELSEWHERE:
        return now >= held.renewed + LIFETIME
    return seen is Seen.FREE


def _ours(lease: Lease) -> tuple[ColumnElement[bool], ...]:
    # A token is given once, so it alone names the holder; one given back has no run.
    return (
        LEASES.c.connection == lease.connection,
        LEASES.c.token == lease.token,
        LEASES.c.run.is_not(None),
    )
