"""The ledger in a table: what was read and not applied."""

from collections.abc import Sequence

from sqlalchemy import Connection, select

from s2sctl.errors import Bug
from s2sctl.model.ids import Key
from s2sctl.model.names import ConnectionName
from s2sctl.model.side import Side
from s2sctl.store.codec import Columns, entry_from_row, entry_to_columns
from s2sctl.store.schema import LEDGER
from s2sctl.store.statements import drop, put
from s2sctl.sync.link import EntryKind, LedgerEntry


def put_entries(conn: Connection, name: ConnectionName, entries: Sequence[LedgerEntry]) -> None:
    """Put entries, each replaced by (key, target, field)."""
    refuse_values(entries)
    put(conn, LEDGER, [{"connection": name} | entry_to_columns(entry) for entry in entries])


def settle(
    conn: Connection, name: ConnectionName, settled: Sequence[tuple[Key, Side, str]]
) -> None:
    """Drop entries by (key, target, field), their values with them."""
    rows: list[Columns] = [
        {"connection": name, "key": str(key), "target": target.value, "field": field}
        for key, target, field in settled
    ]
    drop(conn, LEDGER, rows)


def ledger(
    conn: Connection, name: ConnectionName, kinds: Sequence[EntryKind]
) -> tuple[LedgerEntry, ...]:
    """Entries of these kinds (none: all), oldest first, then by key, target and field."""
    query = select(LEDGER).where(LEDGER.c.connection == name)
    if kinds:
        query = query.where(LEDGER.c.kind.in_([kind.value for kind in kinds]))
    order = (LEDGER.c.since, LEDGER.c.key, LEDGER.c.target, LEDGER.c.field)
    rows = conn.execute(query.order_by(*order)).mappings()
    return tuple(map(entry_from_row, rows))


def refuse_values(entries: Sequence[LedgerEntry]) -> None:
    """Raise Bug where an entry brings record values and is no conflict (design §3.7)."""
    for entry in entries:
        if entry.values is not None and entry.kind is not EntryKind.CONFLICT:
            raise Bug(f"A ledger entry of kind {entry.kind.value} brings record values.")
