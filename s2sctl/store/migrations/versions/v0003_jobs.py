"""Jobs in the orgs are remembered until their end is seen."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Add an empty table."""
    op.create_table(
        "s2sctl_job",
        sa.Column("connection", _TEXT, primary_key=True),
        sa.Column("id", _TEXT, primary_key=True),
        sa.Column("side", _TEXT, nullable=False),
        sa.Column("object", _TEXT, nullable=False),
        sa.Column("rows", sa.Integer, nullable=False),
        sa.Column("since", sa.BigInteger, nullable=False),
    )
