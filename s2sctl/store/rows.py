"""All rows of a state, moved from one database to another of the same shape."""

from sqlalchemy import Connection, delete, func, insert, select, text

from s2sctl.store.schema import EVENTS, META, TABLES, VERSIONS

_PAGE = 1000


def copy_rows(source: Connection, target: Connection) -> None:
    """Put every row of ``source`` into the tables of ``target``, which are there and empty; but for
    what each says of its own shape.
    """
    for table in TABLES.sorted_tables:
        if table is VERSIONS:
            continue
        wanted = select(table)
        if table is META:
            wanted = wanted.where(META.c.name != "schema")
        rows = source.execution_options(yield_per=_PAGE).execute(wanted).mappings()
        for some in rows.partitions(_PAGE):
            target.execute(insert(table), [dict(row) for row in some])
    if target.dialect.name == "postgresql":
        _go_on_counting(target)


def empty(conn: Connection) -> None:
    """Take every row away but what the store says of its shape."""
    for table in TABLES.sorted_tables:
        if table is META:
            conn.execute(delete(META).where(META.c.name != "schema"))
        elif table is not VERSIONS:
            conn.execute(delete(table))


def _go_on_counting(conn: Connection) -> None:
    """Ids of events that were put by hand do not move PostgreSQL's own count of them."""
    highest = conn.scalar(select(func.max(EVENTS.c.id)))
    if highest is not None:
        counter = text(f"SELECT setval(pg_get_serial_sequence('{EVENTS.name}', 'id'), :highest)")
        conn.execute(counter, {"highest": highest})
