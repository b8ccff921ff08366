"""A SQLite file as a state: private, in write-ahead mode, durable at every commit."""

import contextlib
import os
import sqlite3
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

from s2sctl.store.schema import WAIT_SECONDS, WRITES


def sqlite_engine(path: Path, wait_seconds: float = WAIT_SECONDS) -> Engine:
    """An engine on that file; file and folder are made, private, where they are missing.

    ``wait_seconds``: how long a transaction waits for another process's. Raises OSError where
    file or folder cannot be made.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # SQLite gives its -wal and -shm files the mode of the file itself.
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    for one in files_of(path):
        _make_private(one)
    engine = create_engine(
        URL.create("sqlite+pysqlite", database=str(path)),
        connect_args={"timeout": wait_seconds},
        hide_parameters=True,
    )
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def read_only_engine(path: Path) -> Engine:
    """An engine that can change nothing: neither the file nor its mode."""
    where = f"{path.absolute().as_uri()}?mode=ro"
    return create_engine(
        "sqlite+pysqlite://",
        creator=lambda: sqlite3.connect(where, uri=True, timeout=WAIT_SECONDS),
        hide_parameters=True,
    )


def files_of(path: Path) -> tuple[Path, ...]:
    """The state's file, and those that SQLite keeps beside it while it is in use."""
    every = (path, *(path.with_name(path.name + end) for end in ("-wal", "-shm", "-journal")))
    return tuple(one for one in every if one.exists())


def _make_private(path: Path) -> None:
    """A file that was copied or unpacked may be open to others; another user's stays as it is."""
    with contextlib.suppress(FileNotFoundError, PermissionError):
        if path.stat().st_mode & 0o077:
            path.chmod(0o600)


def _prepare(driver: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    if not isinstance(driver, sqlite3.Connection):
        return
    # We begin transactions ourselves: a write takes its lock at the start, not half-way.
    driver.isolation_level = None
    for pragma in (
        # A commit that returned is on the disk, also after a power cut: an intent or a base
        # that is gone costs an edit, an fsync per acknowledged call costs a millisecond.
        "synchronous = FULL",
        "fullfsync = ON",
        # A settled conflict's values are overwritten, not only forgotten.
        "secure_delete = ON",
    ):
        driver.execute(f"PRAGMA {pragma}")


def _begin(conn: Connection) -> None:
    writes = conn.get_execution_options().get(WRITES, False)
    conn.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def use_write_ahead_log(engine: Engine) -> None:
    """Turn it on for good: readers and the writer do not wait for each other."""
    driver = engine.raw_connection()
    try:
        driver.cursor().execute("PRAGMA journal_mode = WAL")
    finally:
        driver.close()
