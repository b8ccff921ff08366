"""A SQLite file as a state: private, in write-ahead mode, durable at every commit."""

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
    engine = create_engine(
        URL.create("sqlite+pysqlite", database=str(path)),
        connect_args={"timeout": wait_seconds},
        hide_parameters=True,
    )
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


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
