"""One statement both databases know: put rows, replacing those with the same primary key."""

from collections.abc import Sequence

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite

from s2sctl.store.codec import Columns


def put(conn: Connection, table: Table, rows: Sequence[Columns]) -> None:
    """Insert ``rows``, each whole; a row with the same primary key is replaced whole.

    All rows name the same columns. Of two rows with one key the later one stays.
    """
    if not rows:
        return
    keys = [column.name for column in table.primary_key]
    rest = [name for name in rows[0] if name not in keys]
    if conn.dialect.name == "postgresql":
        for_postgres = postgresql.insert(table)
        conn.execute(
            for_postgres.on_conflict_do_update(
                index_elements=keys, set_={name: for_postgres.excluded[name] for name in rest}
            ),
            list(rows),
        )
        return
    for_sqlite = sqlite.insert(table)
    conn.execute(
        for_sqlite.on_conflict_do_update(
            index_elements=keys, set_={name: for_sqlite.excluded[name] for name in rest}
        ),
        list(rows),
    )
