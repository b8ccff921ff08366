"""The tables, the same in SQLite and PostgreSQL.

Times are whole microseconds since 1970 UTC. Text sorts by code point in both databases
(PostgreSQL would else sort by the server's language), so that both page alike.
"""

from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
)
from sqlalchemy.types import TypeEngine

SCHEMA = 3
"""The number of these tables' shape. A store with a higher one was written by a newer version; one
with a lower one is led here by the steps in ``migrations``, whose README says how to add one."""

WRITES = "s2sctl_writes"
"""Execution option of a connection whose transactions will write."""

WAIT_SECONDS = 20.0
"""How long to wait for another run's transaction; ours take milliseconds."""

TABLES = MetaData()


def _text() -> TypeEngine[str]:
    return Text().with_variant(Text(collation="C"), "postgresql")


def _key(name: str) -> Column[str]:
    return Column(name, _text(), primary_key=True)


def _word(name: str) -> Column[str]:
    return Column(name, _text(), nullable=False)


def _maybe(name: str) -> Column[str]:
    return Column(name, _text())


def _time(name: str, *, nullable: bool = True) -> Column[int]:
    return Column(name, BigInteger, nullable=nullable)


META = Table("s2sctl_meta", TABLES, _key("name"), _word("value"))
"""``schema``, ``id``, and ``project``: the digest key's fingerprint. ``schema`` is what
every version reads, also those older than the steps; :data:`VERSIONS` is Alembic's own."""

VERSIONS = Table(
    "s2sctl_alembic_version",
    TABLES,
    Column("version_num", String(32), nullable=False),
    PrimaryKeyConstraint("version_num", name="s2sctl_alembic_version_pkc"),
)
"""The last step taken, as Alembic writes it. A state made before there were steps has none."""

CONNECTIONS = Table(
    "s2sctl_connection",
    TABLES,
    _key("name"),
    _maybe("org_a"),
    _maybe("org_b"),
    _maybe("alias_a"),
    _maybe("alias_b"),
    _maybe("record_a"),
    _maybe("record_b"),
)

LEASES = Table(
    "s2sctl_lease",
    TABLES,
    _key("connection"),
    Column("token", BigInteger, nullable=False),
    _maybe("run"),
    _maybe("host"),
    Column("pid", Integer),
    _time("since"),
    _time("renewed"),
    _maybe("lock"),
)
"""One row per connection for ever: the token only grows. ``run`` is null while nobody holds it."""

LINKS = Table(
    "s2sctl_link",
    TABLES,
    _key("connection"),
    _key("key"),
    _word("origin"),
    _word("object_a"),
    _word("object_b"),
    _maybe("id_a"),
    _maybe("id_b"),
    _word("status"),
    _word("base"),
    _word("unconfirmed"),
    _word("unsettled"),
    _time("foreign_a"),
    _time("foreign_b"),
    _time("since"),
    _time("last_sent"),
    _word("reason"),
)
Index("s2sctl_link_id_a", LINKS.c.connection, LINKS.c.id_a)
Index("s2sctl_link_id_b", LINKS.c.connection, LINKS.c.id_b)
Index("s2sctl_link_status", LINKS.c.connection, LINKS.c.status, LINKS.c.key)

LEDGER = Table(
    "s2sctl_ledger",
    TABLES,
    _key("connection"),
    _key("key"),
    _key("target"),
    _key("field"),
    _word("kind"),
    _word("object_a"),
    _word("object_b"),
    _word("code"),
    _word("message"),
    _time("since", nullable=False),
    Column("tries", Integer, nullable=False),
    _time("next_try"),
    _word("source_digest"),
    _maybe("conflict"),
)
"""``conflict``: both values of an open conflict, and when the records last agreed. These values
and those of :data:`SETTLED` are the only ones of records that a store ever holds."""

SETTLED = Table(
    "s2sctl_settled",
    TABLES,
    _key("connection"),
    _key("key"),
    _key("field"),
    _key("mark"),
    _word("object_a"),
    _word("object_b"),
    _maybe("id_a"),
    _maybe("id_b"),
    _word("how"),
    _maybe("winner"),
    _word("conflict"),
    _time("at", nullable=False),
    _maybe("by_a"),
    _maybe("by_b"),
    _time("edited_a"),
    _time("edited_b"),
    _time("agreed"),
    _maybe("policy_a"),
    _maybe("policy_b"),
)
"""Conflicts that are over, ``conflict`` with both values, until the time they are kept is past."""
Index("s2sctl_settled_at", SETTLED.c.connection, SETTLED.c.at)

CURSORS = Table(
    "s2sctl_cursor",
    TABLES,
    _key("connection"),
    _key("side"),
    _key("object"),
    _word("looks"),
    _word("flow_digest"),
    Column("token", BigInteger, nullable=False),
)
"""``token``: the lease under which the cursor was moved."""

JOBS = Table(
    "s2sctl_job",
    TABLES,
    _key("connection"),
    _key("id"),
    _word("side"),
    _word("object"),
    Column("rows", Integer, nullable=False),
    _time("since", nullable=False),
)
"""Bulk API jobs that nobody has seen the end of."""

DESCRIBES = Table(
    "s2sctl_describe", TABLES, _key("connection"), _key("side"), _key("object"), _word("body")
)

RUNS = Table(
    "s2sctl_run",
    TABLES,
    _key("connection"),
    _key("run"),
    _time("started", nullable=False),
    _time("ended"),
    Column("exit_code", Integer),
    _word("report"),
)
Index("s2sctl_run_started", RUNS.c.connection, RUNS.c.started)

EVENTS = Table(
    "s2sctl_event",
    TABLES,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    _word("connection"),
    _time("at", nullable=False),
    _word("kind"),
    _maybe("side"),
    _word("who"),
    _word("text"),
)
Index("s2sctl_event_at", EVENTS.c.connection, EVENTS.c.at, EVENTS.c.id)
