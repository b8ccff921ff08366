"""Backups: one SQLite file, whatever database the state is in, as of one moment.

So a backup of either can be put back into either. It is private like the state, and like it
tells nothing about record values without the project's digest key, which is not in it; but for
the two values of each open conflict.
"""

import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import Engine

from s2sctl.errors import StateUnusable
from s2sctl.ports.whole_state import Contents
from s2sctl.store.address import Address
from s2sctl.store.contents import contents
from s2sctl.store.copying import copy_file, drafted
from s2sctl.store.failures import translated
from s2sctl.store.opening import check_shape, meta_of, own_key, refuse_changed
from s2sctl.store.rows import copy_rows
from s2sctl.store.shape import CURRENT, Shape
from s2sctl.store.sqlite import read_only_engine, sqlite_engine

_MAGIC = b"SQLite format 3\0"
"""How every SQLite file that holds anything begins (sqlite.org/fileformat2, section 1.3)."""
_OURS = "name a file that s2sctl state backup wrote"


def look_at(address: Address) -> Contents:
    """What a state holds, of whatever shape; nothing is changed.

    Raises UsageError S2S713 where there is none, StateUnusable where it is not ours or newer.
    """
    if not address.exists():
        raise address.nothing()
    with address.engine() as engine, engine.connect() as conn:
        meta = address.need(engine)
        check_shape(meta, address.said, address.shape)
        own_key(meta, address.said, address.key_file)
        return contents(conn, address.said, meta)


def back_up(address: Address, target: Path) -> Contents:
    """Write a backup while runs go on; what is told is what is in it.

    Raises UsageError where ``target`` exists or there is no state, StateUnusable where the state
    is not ours, is damaged, or (in PostgreSQL) waits for its upgrade.
    """
    number = look_at(address).schema
    with address.engine() as engine:
        if address.file is not None:
            with translated(f"The backup {target}"):
                copy_file(address.file, target)
        else:
            _refuse_older(address, number)
            export(engine, address, target)
    return look_into(target, address.shape)


def export(engine: Engine, address: Address, target: Path) -> None:
    """Write a PostgreSQL state of today's shape into a new SQLite file, as of one moment."""
    one_moment = engine.execution_options(isolation_level="REPEATABLE READ")
    with translated(f"The backup {target}"), drafted(target) as draft:
        local = sqlite_engine(draft)
        with translated(address.said), one_moment.connect() as source, local.begin() as conn:
            address.shape.make(conn)
            refuse_changed(source, address.said, address.shape)
            copy_rows(source, conn, address.shape.tables)
        local.dispose()


def look_into(file: Path, shape: Shape = CURRENT) -> Contents:
    """What a backup holds. Raises StateUnusable where it is damaged, newer, or no backup."""
    place = f"The backup {file}"
    with translated(place):
        if not file.is_file():
            raise StateUnusable(f"{place} is not there.", code="S2S715", help="check the path")
        _refuse_other(file, place)
        refuse_damaged(file, place)
        engine = read_only_engine(file)
        try:
            with engine.connect() as conn:
                meta = meta_of(conn)
                if meta is None:
                    raise StateUnusable(
                        f"{place} is no backup of a state.",
                        code="S2S715",
                        help=_OURS,
                    )
                check_shape(meta, place, shape)
                return contents(conn, place, meta)
        finally:
            engine.dispose()


def _refuse_other(file: Path, place: str) -> None:
    """Raise StateUnusable where the file does not begin as every SQLite file does."""
    with file.open("rb") as opened:
        if opened.read(len(_MAGIC)) != _MAGIC:
            raise StateUnusable(f"{place} is no backup of a state.", code="S2S715", help=_OURS)


def refuse_damaged(file: Path, place: str) -> None:
    """Raise StateUnusable where the file's own structure is broken; nothing is written."""
    with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as conn:
        if conn.execute("PRAGMA integrity_check(1)").fetchone() != ("ok",):
            raise StateUnusable(
                f"{place} is damaged.", code="S2S743", help="use another backup, or none"
            )


def _refuse_older(address: Address, number: int) -> None:
    if number < address.shape.number:
        raise StateUnusable(
            f"{address.said} has the older schema {number}: this version cannot copy it.",
            code="S2S711",
            help="use pg_dump, or first:  s2sctl state upgrade",
        )
