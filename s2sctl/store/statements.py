"""Statements both databases know: put rows, add one where it is missing, drop some."""

from collections.abc import Sequence

from sqlalchemy import Connection, Table, bindparam, delete
from sqlalchemy.dialects import postgresql, sqlite

from s2sctl.store.codec import Columns


def put(conn: Connection, table: Table, rows: Sequence[Columns]) -> None:
    """Insert ``rows``, each whole; a row with the same primary key is replaced whole.

    All rows name the same columns. Of two rows with one key the later one stays.
    """
    if not rows:
        return
    statement = _insert(conn, table)
    keys = [column.name for column in table.primary_key]
    rest = {name: statement.excluded[name] for name in rows[0] if name not in keys}
    conn.execute(statement.on_conflict_do_update(index_elements=keys, set_=rest), list(rows))


def add_missing(conn: Connection, table: Table, row: Columns) -> None:
    """Insert ``row`` unless there is one with its primary key."""
    conn.execute(_insert(conn, table).on_conflict_do_nothing(), row)


def drop(conn: Connection, table: Table, rows: Sequence[Columns]) -> None:
    """Delete the rows that these columns name, all of ``rows`` the same ones."""
    if not rows:
        return
    named = (table.c[name] == bindparam(name) for name in rows[0])
    conn.execute(delete(table).where(*named), list(rows))


def _insert(conn: Connection, table: Table) -> sqlite.Insert | postgresql.Insert:
    return postgresql.insert(table) if conn.dialect.name == "postgresql" else sqlite.insert(table)
