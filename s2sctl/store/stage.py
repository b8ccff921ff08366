"""One pass's rows, in a SQLite file that has no name.

SQLite opens the empty name as a private database: a file of mode 0600 that it unlinks as soon
as it is open, in the system's folder for large temporary files (``SQLITE_TMPDIR`` or ``TMPDIR``
say another), written only when the rows outgrow the cache. A killed process leaves nothing.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from itertools import islice
from typing import Any, TypeAlias

from s2sctl.model.ids import Key, RecordId
from s2sctl.model.names import ObjectName
from s2sctl.model.records import Record
from s2sctl.model.side import Side
from s2sctl.store.codec import (
    from_micros,
    maybe_micros,
    maybe_moment,
    to_micros,
    values_from_json,
    values_to_json,
)
from s2sctl.store.failures import translated
from s2sctl.store.links import PAGE, in_parts

_PLACE = "The temporary file for the rows of this pass"
_TABLE = """
CREATE TABLE row (
  side TEXT, object TEXT, id TEXT, modstamp INTEGER, modified_at INTEGER, modified_by TEXT,
  deleted INTEGER, key TEXT, connection_id TEXT, master_id TEXT, converted INTEGER,
  record_values TEXT, PRIMARY KEY (side, object, id)
) WITHOUT ROWID
"""

_Row: TypeAlias = tuple[Any, ...]
"""As sqlite3 gives it: the columns of the table, in their order."""


class SqliteStage:
    """A :class:`s2sctl.ports.store.Stage` over one connection."""

    def __init__(self, conn: sqlite3.Connection) -> None:
        self._conn = conn

    def put(self, side: Side, records: Iterable[Record]) -> None:
        """Keep rows; a later row of the same object and id replaces an earlier one."""
        rows = (_to_row(side, record) for record in records)
        while some := list(islice(rows, PAGE)):
            with translated(_PLACE):
                self._conn.execute("BEGIN")
                self._conn.executemany(
                    f"INSERT OR REPLACE INTO row VALUES ({','.join('?' * 12)})", some
                )
                self._conn.execute("COMMIT")

    def get(self, side: Side, name: ObjectName, ids: Sequence[RecordId]) -> dict[RecordId, Record]:
        """The rows of these ids that were put."""
        found: dict[RecordId, Record] = {}
        for some in in_parts(ids, PAGE):
            marks = ",".join("?" * len(some))
            where = f"side = ? AND object = ? AND id IN ({marks})"
            for record in self._select(where, (side.value, name, *some)):
                found[record.id] = record
        return found

    def scan(self, side: Side, name: ObjectName, size: int) -> Iterator[tuple[Record, ...]]:
        """All rows of an object in order of id, ``size`` at a time; rows may be put meanwhile."""
        where = "side = ? AND object = ? AND id > ? ORDER BY id LIMIT ?"
        last = ""
        while page := self._select(where, (side.value, name, last, size)):
            yield page
            last = page[-1].id

    def count(self, side: Side, name: ObjectName) -> int:
        """How many rows of an object were put."""
        query = "SELECT count(*) FROM row WHERE side = ? AND object = ?"
        with translated(_PLACE):
            return int(self._conn.execute(query, (side.value, name)).fetchone()[0])

    def _select(self, where: str, given: tuple[str | int, ...]) -> tuple[Record, ...]:
        with translated(_PLACE):
            return tuple(
                map(_to_record, self._conn.execute(f"SELECT * FROM row WHERE {where}", given))
            )


@contextmanager
def open_stage() -> Iterator[SqliteStage]:
    """A stage of this process, gone when it closes or dies."""
    with translated(_PLACE):
        conn = sqlite3.connect("", isolation_level=None)
    with closing(conn):
        with translated(_PLACE):
            # Nothing here outlives the process, so nothing needs to survive a crash.
            conn.execute("PRAGMA journal_mode = OFF")
            conn.execute("PRAGMA synchronous = OFF")
            conn.execute(_TABLE)
        yield SqliteStage(conn)


def _to_row(side: Side, record: Record) -> _Row:
    return (
        side.value,
        record.object,
        record.id,
        to_micros(record.modstamp),
        maybe_micros(record.modified_at),
        record.modified_by,
        record.deleted,
        None if record.key is None else str(record.key),
        record.connection_id,
        record.master_id,
        record.converted,
        values_to_json(record.values),
    )


def _to_record(row: _Row) -> Record:
    _, object_, id_, modstamp, modified_at, modified_by, deleted, key, *rest = row
    connection_id, master_id, converted, values = rest
    return Record(
        object=ObjectName(object_),
        id=RecordId(id_),
        modstamp=from_micros(modstamp),
        values=values_from_json(values),
        modified_at=maybe_moment(modified_at),
        modified_by=modified_by,
        deleted=bool(deleted),
        key=Key.parse(key),
        connection_id=connection_id,
        master_id=master_id,
        converted=bool(converted),
    )
