"""What a state holds, counted."""

from sqlalchemy import Connection, func, select

from s2sctl.model.names import ConnectionName
from s2sctl.ports.whole_state import Contents
from s2sctl.store.codec import maybe_moment
from s2sctl.store.schema import CONNECTIONS, LEDGER, LINKS, RUNS


def contents(conn: Connection, place: str, meta: dict[str, str]) -> Contents:
    """Counts of what is behind ``conn``; ``meta`` is what it says of itself."""
    names = conn.scalars(select(CONNECTIONS.c.name).order_by(CONNECTIONS.c.name))
    return Contents(
        place,
        meta["id"],
        int(meta["schema"]),
        tuple(map(ConnectionName, names)),
        links=conn.scalar(select(func.count()).select_from(LINKS)) or 0,
        entries=conn.scalar(select(func.count()).select_from(LEDGER)) or 0,
        last_run=maybe_moment(conn.scalar(select(func.max(RUNS.c.started)))),
    )
