"""A shape that comes after today's, as the next version of s2sctl would bring it."""

import shutil
from pathlib import Path

from sqlalchemy import Column, MetaData, Text

from s2sctl.store.schema import TABLES
from s2sctl.store.shape import CURRENT, Shape, revision

STEP = '''"""Links get a colour."""
import sqlalchemy as sa
from alembic import op

revision = "{after}"
down_revision = "{before}"


def upgrade():
    op.add_column("s2sctl_link", sa.Column("colour", sa.Text, server_default="red"))
    op.execute("UPDATE s2sctl_link SET reason = 'led'")
    {more}
'''


def next_shape(folder: Path, more: str = "pass") -> Shape:
    """``more``: what else the step does, after its changes."""
    steps, number = folder / "steps%", CURRENT.number + 1
    shutil.copytree(CURRENT.steps, steps, ignore=shutil.ignore_patterns("__pycache__"))
    words = {"after": revision(number), "before": revision(CURRENT.number), "more": more}
    (steps / "versions" / f"v{revision(number)}_colour.py").write_text(STEP.format(**words))
    tables = MetaData()
    for table in TABLES.sorted_tables:
        table.to_metadata(tables)
    tables.tables["s2sctl_link"].append_column(Column("colour", Text, server_default="red"))
    return Shape(number, tables, steps)
