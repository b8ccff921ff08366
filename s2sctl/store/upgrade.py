"""Leading a store of an older version to a shape, alone, and never under a run."""

from itertools import count
from pathlib import Path

from sqlalchemy import Connection, Engine, text

from s2sctl.store.copying import copy_file
from s2sctl.store.lease import Leases
from s2sctl.store.machine_lock import MachineLocks
from s2sctl.store.schema import WRITES
from s2sctl.store.shape import Shape, number_of

KEPT = "backups"
"""The folder beside a SQLite state where backups made by themselves are kept."""


def upgrade(engine: Engine, leases: Leases, locks: MachineLocks, shape: Shape) -> Path | None:
    """Lead the store to ``shape`` in one transaction; a SQLite file is kept as it was first.

    Returns where it is kept. Does nothing where another process was quicker. Raises Locked while
    a run is under way.
    """
    with locks.alone(), engine.execution_options(**{WRITES: True}).begin() as conn:
        if engine.dialect.name == "postgresql":
            conn.execute(text("SELECT pg_advisory_xact_lock(hashtext('s2sctl'))"))
        before = number_of(conn)
        if before >= shape.number:
            return None
        leases.refuse_held(conn, "The state cannot be upgraded")
        kept = None
        if engine.dialect.name == "sqlite":
            # We hold the write lock: what is copied is what is changed next.
            kept = keep(conn, leases, f"schema-{before}")
        shape.lead(conn)
        return kept


def keep(conn: Connection, leases: Leases, why: str) -> Path:
    """Copy the SQLite file behind ``conn`` into the folder of backups; where to."""
    file = Path(str(conn.engine.url.database))
    kept = free_name(file, f"{why}-{leases.now(conn):%Y%m%dT%H%M%SZ}")
    copy_file(file, kept)
    return kept


def free_name(file: Path, why: str) -> Path:
    """A name in the folder of backups of that state that is not taken; the folder is made."""
    folder = file.parent / KEPT
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    names = (f"{file.stem}-{why}{f'-{n}' if n else ''}.db" for n in count())
    return next(folder / name for name in names if not (folder / name).exists())
