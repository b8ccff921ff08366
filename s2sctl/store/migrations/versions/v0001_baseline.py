"""The first shape: links, ledger, cursors, describes, leases, runs, events."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
_SERIAL = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Make every table where there is none."""
    _make_small_tables()
    _make_links()
    _make_ledger()
    _make_history()


def _key(name: str) -> sa.Column[str]:
    return sa.Column(name, _TEXT, primary_key=True)


def _word(name: str) -> sa.Column[str]:
    return sa.Column(name, _TEXT, nullable=False)


def _maybe(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, _TEXT) for name in names]


def _times(*names: str) -> list[sa.Column[int]]:
    return [sa.Column(name, sa.BigInteger) for name in names]


def _time(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger, nullable=False)


def _make_small_tables() -> None:
    op.create_table("s2sctl_meta", _key("name"), _word("value"))
    op.create_table(
        "s2sctl_connection",
        _key("name"),
        *_maybe("org_a", "org_b", "alias_a", "alias_b", "record_a", "record_b"),
    )
    op.create_table(
        "s2sctl_lease",
        _key("connection"),
        _time("token"),
        *_maybe("run", "host"),
        sa.Column("pid", sa.Integer),
        *_times("since", "renewed"),
        *_maybe("lock"),
    )
    op.create_table(
        "s2sctl_cursor",
        *(_key("connection"), _key("side"), _key("object")),
        *(_word("looks"), _word("flow_digest")),
        _time("token"),
    )
    op.create_table(
        "s2sctl_describe", _key("connection"), _key("side"), _key("object"), _word("body")
    )


def _make_links() -> None:
    op.create_table(
        "s2sctl_link",
        *(_key("connection"), _key("key")),
        *(_word("origin"), _word("object_a"), _word("object_b")),
        *_maybe("id_a", "id_b"),
        *(_word("status"), _word("base"), _word("unconfirmed"), _word("unsettled")),
        *_times("foreign_a", "foreign_b", "since", "last_sent"),
        _word("reason"),
    )
    op.create_index("s2sctl_link_id_a", "s2sctl_link", ["connection", "id_a"])
    op.create_index("s2sctl_link_id_b", "s2sctl_link", ["connection", "id_b"])
    op.create_index("s2sctl_link_status", "s2sctl_link", ["connection", "status", "key"])


def _make_ledger() -> None:
    op.create_table(
        "s2sctl_ledger",
        *(_key("connection"), _key("key"), _key("target"), _key("field")),
        *(_word("kind"), _word("object_a"), _word("object_b"), _word("code"), _word("message")),
        _time("since"),
        sa.Column("tries", sa.Integer, nullable=False),
        *_times("next_try"),
        _word("source_digest"),
        *_maybe("conflict"),
    )


def _make_history() -> None:
    op.create_table(
        "s2sctl_run",
        *(_key("connection"), _key("run")),
        _time("started"),
        *_times("ended"),
        sa.Column("exit_code", sa.Integer),
        _word("report"),
    )
    op.create_index("s2sctl_run_started", "s2sctl_run", ["connection", "started"])
    op.create_table(
        "s2sctl_event",
        sa.Column("id", _SERIAL, primary_key=True),
        _word("connection"),
        _time("at"),
        _word("kind"),
        *_maybe("side"),
        *(_word("who"), _word("text")),
    )
    op.create_index("s2sctl_event_at", "s2sctl_event", ["connection", "at", "id"])
