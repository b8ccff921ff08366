"""All rows of a state, moved from one database to another of the same shape."""

from sqlalchemy import Connection, MetaData, delete, func, insert, select, text

from s2sctl.store.schema import EVENTS, META, VERSIONS

_PAGE = 1000


def copy_rows(source: Connection, target: Connection, tables: MetaData) -> None:
    """Put every row of ``tables`` in ``source`` into those of ``target``, there and empty.

    What each says of its own shape stays.
    """
    for table in tables.sorted_tables:
        if table.name == VERSIONS.name:
            continue
        wanted = select(table)
        if table.name == META.name:
            wanted = wanted.where(table.c.name != "schema")
        rows = source.execution_options(yield_per=_PAGE).execute(wanted).mappings()
        for some in rows.partitions(_PAGE):
            target.execute(insert(table), [dict(row) for row in some])
    if target.dialect.name == "postgresql":
        _go_on_counting(target)


def empty(conn: Connection, tables: MetaData) -> None:
    """Take every row away but what the store says of its shape."""
    for table in tables.sorted_tables:
        if table.name == META.name:
            conn.execute(delete(table).where(table.c.name != "schema"))
        elif table.name != VERSIONS.name:
            conn.execute(delete(table))


def _go_on_counting(conn: Connection) -> None:
    """Ids of events that were put by hand do not move PostgreSQL's own count of them."""
    highest = conn.scalar(select(func.max(EVENTS.c.id)))
    if highest is not None:
        counter = text(f"SELECT setval(pg_get_serial_sequence('{EVENTS.name}', 'id'), :highest)")
        conn.execute(counter, {"highest": highest})
