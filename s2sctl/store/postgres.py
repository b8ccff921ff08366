"""A PostgreSQL database as a state, for teams whose runs are on several machines."""

from datetime import datetime

from sqlalchemy import URL, Connection, Engine, create_engine, event, func, select

from s2sctl.store.schema import WAIT_SECONDS, WRITES

CONNECT_SECONDS = 10

_SECRETS = ("password", "sslpassword")


def postgres_engine(url: URL, wait_seconds: float = WAIT_SECONDS) -> Engine:
    """An engine on that database; nothing is connected yet. Raises ImportError without psycopg.

    ``wait_seconds``: how long a transaction waits for another run's.
    """
    engine = create_engine(
        url.set(drivername="postgresql+psycopg"),
        connect_args={
            "connect_timeout": CONNECT_SECONDS,
            "application_name": "s2sctl",
        },
        # A connection that died since its last use is replaced before it is needed.
        pool_pre_ping=True,
        hide_parameters=True,
    )

    @event.listens_for(engine, "begin")
    def wait_at_most(conn: Connection) -> None:
        # Of this transaction only: behind a pooling proxy the session belongs to others too.
        if conn.get_execution_options().get(WRITES, False):
            conn.exec_driver_sql(f"SET LOCAL lock_timeout = {int(wait_seconds * 1000)}")

    return engine


def server_time(conn: Connection) -> datetime:
    """The server's clock: the one that runners on several machines have in common."""
    now: datetime = conn.scalars(select(func.clock_timestamp())).one()
    return now


def printed(url: URL) -> str:
    """The URL without anything secret, for people."""
    shown = url.difference_update_query([name for name in url.query if name in _SECRETS])
    return shown.render_as_string(hide_password=True)
