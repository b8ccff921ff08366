"""Which orgs each connection joins, in a table."""

from sqlalchemy import Connection, RowMapping, select

from s2sctl.model.ids import OrgId, RecordId
from s2sctl.model.names import ConnectionName, OrgAlias
from s2sctl.model.side import Pair
from s2sctl.ports.store import KnownConnection
from s2sctl.store.codec import Columns
from s2sctl.store.schema import CONNECTIONS
from s2sctl.store.statements import put


def known(conn: Connection, name: ConnectionName) -> KnownConnection | None:
    """What is known of one connection."""
    query = select(CONNECTIONS).where(CONNECTIONS.c.name == name)
    row = conn.execute(query).mappings().first()
    return None if row is None else _known(row)


def all_known(conn: Connection) -> tuple[KnownConnection, ...]:
    """All connections by name."""
    rows = conn.execute(select(CONNECTIONS).order_by(CONNECTIONS.c.name)).mappings()
    return tuple(map(_known, rows))


def know(conn: Connection, connection: KnownConnection) -> None:
    """Remember, or replace, which orgs a connection joins."""
    row: Columns = {
        "name": connection.name,
        "org_a": connection.orgs.a,
        "org_b": connection.orgs.b,
        "alias_a": connection.aliases.a,
        "alias_b": connection.aliases.b,
        "record_a": connection.records.a,
        "record_b": connection.records.b,
    }
    put(conn, CONNECTIONS, [row])


def _known(row: RowMapping) -> KnownConnection:
    def both(column: str) -> Pair[str | None]:
        return Pair(row[f"{column}_a"], row[f"{column}_b"])

    return KnownConnection(
        name=ConnectionName(row["name"]),
        orgs=both("org").map(lambda text: None if text is None else OrgId(text)),
        aliases=both("alias").map(lambda text: None if text is None else OrgAlias(text)),
        records=both("record").map(lambda text: None if text is None else RecordId(text)),
    )
