"""Putting a backup back, in one transaction, never under a run."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, select, text, update

from s2sctl.errors import StateUnusable, UsageError
from s2sctl.ports.whole_state import Contents, Restoring
from s2sctl.store.address import Address
from s2sctl.store.backup import export, look_into, refuse_damaged
from s2sctl.store.contents import contents
from s2sctl.store.copying import copy_file
from s2sctl.store.failures import translated
from s2sctl.store.lease import NOBODY
from s2sctl.store.opening import check_shape, meta_of, own_key
from s2sctl.store.rows import copy_rows, empty
from s2sctl.store.schema import LEASES, WRITES
from s2sctl.store.shape import number_of
from s2sctl.store.sqlite import (
    files_of,
    read_only_engine,
    sqlite_engine,
    use_write_ahead_log,
)
from s2sctl.store.statements import add_missing
from s2sctl.store.upgrade import free_name, keep

_PUT_ASIDE = ("S2S742", "S2S743")
"""A state file of another project, and a damaged one, are kept as they are beside the new one."""


def look(address: Address, file: Path) -> Restoring:
    """What a restore would replace, and by what; changes nothing.

    Raises StateUnusable where the backup is none, damaged, newer, or of another project, and
    where the present state is newer, or a database of another project (such a file is put aside);
    Locked while a run is under way.
    """
    backup = look_into(file, address.shape)
    with _opened(file, f"The backup {file}") as conn:
        own_key(meta_of(conn) or {}, f"The backup {file}", address.key_file)
    try:
        return Restoring(_present(address), backup)
    except StateUnusable as error:
        if error.code not in _PUT_ASIDE or address.file is None:
            raise
        return Restoring(None, backup, error.message)


def restore(address: Address, file: Path) -> Path | None:
    """Replace the state by the backup; where the state as it was is kept, if there was one.

    A backup of an older shape is led to today's on the way. Links that were made since come
    again by the keys on the copies. No token of a lease is ever given twice.
    """
    found = look(address, file)
    with tempfile.TemporaryDirectory(dir=address.own, prefix="restore-") as folder:
        draft = Path(folder) / "state.db"
        copy_file(file, draft)
        with _opened(draft, found.backup.place, write=True) as source:
            if number_of(source) < address.shape.number:
                address.shape.lead(source)
        with address.locks.alone():
            aside = _put_aside(address) if found.damaged else None
            with (
                address.engine() as engine,
                _opened(draft, found.backup.place) as source,
            ):
                return _replace(address, engine, source) or aside


def _present(address: Address) -> Contents | None:
    if not address.exists():
        return None
    with address.engine() as engine, engine.connect() as conn:
        if address.file is not None:
            refuse_damaged(address.file, address.said)
        meta = meta_of(conn)
        if meta is None:
            if address.file is not None and address.file.stat().st_size:
                # No StateUnusable: another program's file is not damage, and not put aside.
                raise UsageError(
                    f"{address.said} is a SQLite database of something else.",
                    code="S2S743",
                    help="Name another file with --state.",
                )
            return None
        check_shape(meta, address.said, address.shape)
        # Before the key: a run of another project keeps its file too.
        address.leases.refuse_held(conn, "A backup cannot be put back")
        own_key(meta, address.said, address.key_file)
        return contents(conn, address.said, meta)


def _replace(address: Address, engine: Engine, source: Connection) -> Path | None:
    if engine.dialect.name == "sqlite":
        use_write_ahead_log(engine)
    with engine.execution_options(**{WRITES: True}).begin() as conn:
        if engine.dialect.name == "postgresql":
            conn.execute(text("SELECT pg_advisory_xact_lock(hashtext('s2sctl'))"))
        kept = None
        if meta_of(conn) is None:
            address.shape.make(conn)
        else:
            # Looked at again now that nobody else can write.
            address.leases.refuse_held(conn, "A backup cannot be put back")
            kept = _keep(address, engine, conn)
            if number_of(conn) < address.shape.number:
                address.shape.lead(conn)
        tokens = dict(conn.execute(select(LEASES.c.connection, LEASES.c.token)).all())
        empty(conn, address.shape.tables)
        copy_rows(source, conn, address.shape.tables)
        _nobody_holds(conn, tokens)
        return kept


def _keep(address: Address, engine: Engine, conn: Connection) -> Path:
    if address.file is not None:
        return keep(conn, address.leases, "before-restore")
    moment = f"{address.leases.now(conn):%Y%m%dT%H%M%SZ}"
    kept = free_name(address.own_file, f"before-restore-{moment}")
    export(engine, address, kept)
    return kept


def _nobody_holds(conn: Connection, before: dict[str, int]) -> None:
    """Leases of the backup's day are over, and tokens go on from the higher of both counts."""
    conn.execute(update(LEASES).values(NOBODY))
    for name, token in before.items():
        add_missing(conn, LEASES, {"connection": name, "token": token})
        ours = LEASES.c.connection == name
        conn.execute(update(LEASES).where(ours, LEASES.c.token < token).values(token=token))


def _put_aside(address: Address) -> Path | None:
    """A file that is damaged or of another project is kept as it is, under another name."""
    if address.file is None:
        return None
    aside = free_name(address.file, "put-aside")
    with translated(address.said):
        for one in files_of(address.file):
            one.rename(aside.with_name(one.name.replace(address.file.name, aside.name, 1)))
    return aside


@contextmanager
def _opened(file: Path, place: str, *, write: bool = False) -> Iterator[Connection]:
    with translated(place):
        engine = sqlite_engine(file) if write else read_only_engine(file)
        try:
            with engine.execution_options(**{WRITES: write}).begin() as conn:
                yield conn
        finally:
            engine.dispose()
