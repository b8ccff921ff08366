"""Settled conflicts: what lost a contest is kept for a while, beside what stands."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Make the table; nothing was kept before."""
    op.create_table(
        "s2sctl_settled",
        *(sa.Column(name, _TEXT, primary_key=True) for name in ("connection", "key", "field")),
        sa.Column("mark", _TEXT, primary_key=True),
        *(sa.Column(name, _TEXT, nullable=False) for name in ("object_a", "object_b")),
        *(sa.Column(name, _TEXT) for name in ("id_a", "id_b")),
        sa.Column("how", _TEXT, nullable=False),
        sa.Column("winner", _TEXT),
        sa.Column("conflict", _TEXT, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        *(sa.Column(name, _TEXT) for name in ("by_a", "by_b")),
        *(sa.Column(name, sa.BigInteger) for name in ("edited_a", "edited_b", "agreed")),
        *(sa.Column(name, _TEXT) for name in ("policy_a", "policy_b")),
    )
    op.create_index("s2sctl_settled_at", "s2sctl_settled", ["connection", "at"])
