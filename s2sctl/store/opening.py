"""Making a new store, or making sure that an old one is ours and of a shape we know."""

import secrets
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Engine, insert, inspect, select, text

from s2sctl.errors import StateUnusable
from s2sctl.model.digest import DigestKey
from s2sctl.store import digest_key
from s2sctl.store.lease import Leases
from s2sctl.store.machine_lock import MachineLocks
from s2sctl.store.schema import META, WRITES
from s2sctl.store.shape import CURRENT, Shape, number_of
from s2sctl.store.sqlite import use_write_ahead_log
from s2sctl.store.upgrade import upgrade

_MOVE = "Move it away; `s2sctl state rebuild CONNECTION` then finds its links in the orgs again."


@dataclass(frozen=True, slots=True)
class Opened:
    """A store that may be used: its own id, and the project's digest key."""

    id: str
    key: DigestKey


def enter(
    engine: Engine,
    place: str,
    key_file: Path,
    locks: MachineLocks,
    leases: Leases,
    *,
    shape: Shape = CURRENT,
    may_upgrade: bool = False,
) -> Opened:
    """Open the store, made now where there is none; raises StateUnusable where it is not ours.

    A store is made in one transaction: a process killed meanwhile leaves no half of one. A key
    is never made for a store that has one already.

    An older shape is led to ``shape``. A SQLite file belongs to one machine and is led there by
    whoever opens it, a backup first, as Terraform does with its state: a cron job goes on after an
    upgrade of s2sctl. A PostgreSQL state belongs to several machines, and a newer shape would
    lock out those whose s2sctl is still older: that takes a person's word (``may_upgrade``).
    """
    with engine.connect() as conn:
        meta = meta_of(conn)
    if meta is None:
        with locks.alone():
            meta = _make(engine, place, key_file, shape)
    number = check_shape(meta, place, shape)
    key = own_key(meta, place, key_file)
    if number < shape.number:
        if not may_upgrade and engine.dialect.name != "sqlite":
            raise StateUnusable(
                f"{place} was made by an older s2sctl: its schema is {number}, this version needs "
                f"{shape.number}.",
                code="S2S711",
                help="Once every machine that uses it has this version:  s2sctl state upgrade",
            )
        upgrade(engine, leases, locks, shape)
    return Opened(meta["id"], key)


def meta_of(conn: Connection) -> dict[str, str] | None:
    """What a store says of itself; None where there is none."""
    if not inspect(conn).has_table(META.name):
        return None
    return dict(conn.execute(select(META)).all())


def check_shape(meta: dict[str, str], place: str, shape: Shape = CURRENT) -> int:
    """The number of the store's shape. Raises StateUnusable for a newer one, or none."""
    told = meta.get("schema", "")
    if told.isdecimal() and int(told) > shape.number:
        raise StateUnusable(
            f"{place} was written by a newer s2sctl: its schema is {told}, this version knows "
            f"{shape.number}.",
            code="S2S741",
            help="Upgrade s2sctl here (`pip install --upgrade s2sctl`); the state is unchanged.",
        )
    if not told.isdecimal() or int(told) < 1 or not meta.get("id"):
        raise StateUnusable(
            f"{place} is damaged: it does not say which schema it has.",
            code="S2S743",
            help=f"Put back a copy made earlier. {_MOVE}",
        )
    return int(told)


def own_key(meta: dict[str, str], place: str, key_file: Path) -> DigestKey:
    """The project's digest key, if the store was made with it; else raises StateUnusable."""
    key = digest_key.read(key_file)
    if key is None:
        raise StateUnusable(
            f"{place} needs the digest key it was made with, and {key_file} is missing.",
            code="S2S749",
            help="Copy that file from where the state was made. If it is lost: "
            f"{_MOVE[0].lower()}{_MOVE[1:]}",
        )
    if digest_key.fingerprint(key) != meta.get("project"):
        raise StateUnusable(
            f"{place} belongs to another project: it was made with another digest key.",
            code="S2S742",
            help=f"Check --state and S2SCTL_STATE, or the project folder. {_MOVE}",
        )
    return key


def refuse_changed(conn: Connection, place: str, shape: Shape) -> None:
    """Raise StateUnusable where the shape became a newer one since the store was opened."""
    if number_of(conn) != shape.number:
        raise StateUnusable(
            f"{place} was upgraded by a newer s2sctl while this one ran.",
            code="S2S741",
            help="Start this command again with the new version; nothing is lost.",
        )


def _make(engine: Engine, place: str, key_file: Path, shape: Shape) -> dict[str, str]:
    if engine.dialect.name == "sqlite":
        use_write_ahead_log(engine)
    with engine.execution_options(**{WRITES: True}).begin() as conn:
        if engine.dialect.name == "postgresql":
            # Runners on two machines may both be the first.
            conn.execute(text("SELECT pg_advisory_xact_lock(hashtext('s2sctl'))"))
        if (meta := meta_of(conn)) is not None:
            return meta
        if engine.dialect.name == "sqlite" and inspect(conn).get_table_names():
            raise StateUnusable(
                f"{place} is a SQLite database of something else.",
                code="S2S743",
                help="Name another file with --state.",
            )
        key = digest_key.read_or_make(key_file)
        shape.make(conn)
        meta = {"id": secrets.token_hex(8), "project": digest_key.fingerprint(key)}
        conn.execute(insert(META), [{"name": n, "value": v} for n, v in meta.items()])
        return meta | {"schema": str(shape.number)}
