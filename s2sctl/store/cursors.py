"""Cursors and describes in tables: how far each object was read, and what it looked like."""

from collections.abc import Sequence

from sqlalchemy import Connection, select

from s2sctl.model.names import ConnectionName, ObjectName
from s2sctl.model.schema import ObjectSchema
from s2sctl.model.side import Side
from s2sctl.store.codec import Columns, cursor_from_row, cursor_to_columns
from s2sctl.store.describes import schema_from_json, schema_to_json
from s2sctl.store.schema import CURSORS, DESCRIBES
from s2sctl.store.statements import put
from s2sctl.sync.link import Cursor


def put_cursors(
    conn: Connection, name: ConnectionName, token: int, cursors: Sequence[Cursor]
) -> None:
    """Move cursors; each keeps the token of the lease that moved it."""
    head: Columns = {"connection": name, "token": token}
    put(conn, CURSORS, [head | cursor_to_columns(one) for one in cursors])


def cursors(conn: Connection, name: ConnectionName) -> tuple[Cursor, ...]:
    """All cursors of a connection, by side and object."""
    query = select(CURSORS).where(CURSORS.c.connection == name)
    rows = conn.execute(query.order_by(CURSORS.c.side, CURSORS.c.object)).mappings()
    return tuple(map(cursor_from_row, rows))


def put_describes(
    conn: Connection, name: ConnectionName, described: Sequence[tuple[Side, ObjectSchema]]
) -> None:
    """Keep the describes used last."""
    put(
        conn,
        DESCRIBES,
        [
            {
                "connection": name,
                "side": side.value,
                "object": schema.name,
                "body": schema_to_json(schema),
            }
            for side, schema in described
        ],
    )


def describes(conn: Connection, name: ConnectionName, side: Side) -> dict[ObjectName, ObjectSchema]:
    """The describes used last, by object; one that cannot be read is left out."""
    query = select(DESCRIBES.c.body).where(
        DESCRIBES.c.connection == name, DESCRIBES.c.side == side.value
    )
    read = (schema_from_json(body) for body in conn.scalars(query.order_by(DESCRIBES.c.object)))
    return {schema.name: schema for schema in read if schema is not None}
