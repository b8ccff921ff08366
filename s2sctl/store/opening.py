"""Making a new store, or making sure that an old one is ours and of a shape we know."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Engine, insert, inspect, select, text

from s2sctl.errors import StateUnusable
from s2sctl.model.digest import DigestKey
from s2sctl.store import digest_key
from s2sctl.store.machine_lock import MachineLocks
from s2sctl.store.schema import META, SCHEMA, TABLES, WRITES
from s2sctl.store.sqlite import use_write_ahead_log

_MOVE = "Move it away: the next run makes a new state and finds the connections in the orgs."


@dataclass(frozen=True, slots=True)
class Opened:
    """A store that may be used: its own id, and the project's digest key."""

    id: str
    key: DigestKey


def enter(engine: Engine, place: str, key_file: Path, locks: MachineLocks) -> Opened:
    """Open the store, made now where there is none; raises StateUnusable where it is not ours.

    A store is made in one transaction: a process killed meanwhile leaves no half of one. A key
    is never made for a store that has one already.
    """
    with engine.connect() as conn:
        meta = _meta(conn)
    if meta is None:
        with _alone(locks):
            meta = _make(engine, place, key_file)
    _check_shape(meta, place)
    key = digest_key.read(key_file)
    if key is None:
        raise StateUnusable(
            f"{place} needs the digest key it was made with, and {key_file} is missing.",
            code="S2S749",
            help=f"Copy that file from where the state was made. If it is lost: {_MOVE.lower()}",
        )
    if digest_key.fingerprint(key) != meta.get("project"):
        raise StateUnusable(
            f"{place} belongs to another project: it was made with another digest key.",
            code="S2S742",
            help=f"Check --state and S2SCTL_STATE, or the project folder. {_MOVE}",
        )
    return Opened(meta["id"], key)


def _meta(conn: Connection) -> dict[str, str] | None:
    if not inspect(conn).has_table(META.name):
        return None
    return dict(conn.execute(select(META)).all())


def _make(engine: Engine, place: str, key_file: Path) -> dict[str, str]:
    if engine.dialect.name == "sqlite":
        use_write_ahead_log(engine)
    with engine.execution_options(**{WRITES: True}).begin() as conn:
        if engine.dialect.name == "postgresql":
            # Runners on two machines may both be the first.
            conn.execute(text("SELECT pg_advisory_xact_lock(hashtext('s2sctl'))"))
        if (meta := _meta(conn)) is not None:
            return meta
        if engine.dialect.name == "sqlite" and inspect(conn).get_table_names():
            raise StateUnusable(
                f"{place} is a SQLite database of something else.",
                code="S2S743",
                help="Name another file with --state.",
            )
        key = digest_key.read_or_make(key_file)
        TABLES.create_all(conn)
        meta = {
            "schema": str(SCHEMA),
            "id": secrets.token_hex(8),
            "project": digest_key.fingerprint(key),
        }
        conn.execute(insert(META), [{"name": n, "value": v} for n, v in meta.items()])
        return meta


def _check_shape(meta: dict[str, str], place: str) -> None:
    told = meta.get("schema", "")
    if told.isdecimal() and int(told) > SCHEMA:
        raise StateUnusable(
            f"{place} was written by a newer s2sctl: its schema is {told}, this version knows "
            f"{SCHEMA}.",
            code="S2S741",
            help="Upgrade s2sctl here (`pip install --upgrade s2sctl`); the state is unchanged.",
        )
    if told != str(SCHEMA) or not meta.get("id"):
        raise StateUnusable(
            f"{place} is damaged: it does not say which schema it has.",
            code="S2S743",
            help=f"Put back a copy made earlier. {_MOVE}",
        )


@contextmanager
def _alone(locks: MachineLocks) -> Iterator[None]:
    lock = locks.take("opening state", wait=True)
    try:
        yield
    finally:
        if lock is not None:
            lock.free()
