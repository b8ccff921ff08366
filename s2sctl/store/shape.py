"""What the tables are in one version: a number, the tables, the steps that lead there."""

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, MetaData, insert, inspect, select, update

from s2sctl.errors import StateUnusable
from s2sctl.store.schema import META, SCHEMA, TABLES, VERSIONS


@dataclass(frozen=True, slots=True)
class Shape:
    """``number`` grows with every change of ``tables``; ``steps`` is an Alembic script folder
    whose revisions are the numbers in four digits."""

    number: int
    tables: MetaData
    steps: Path

    def make(self, conn: Connection) -> None:
        """All tables, where there are none, and what they say of their shape; no other row."""
        self.tables.create_all(conn)
        conn.execute(insert(META).values(name="schema", value=str(self.number)))
        conn.execute(insert(VERSIONS).values(version_num=revision(self.number)))

    def lead(self, conn: Connection) -> None:
        """Lead an older store here, within ``conn``'s transaction: all of it or nothing.

        Rows stay. Raises StateUnusable where the store does not agree with itself about its
        shape.
        """
        # Alembic takes a tenth of a second to import, and is needed once per version.
        from alembic import command
        from alembic.config import Config

        config = Config()
        # The text is interpolated as in an INI file.
        config.set_main_option("script_location", str(self.steps).replace("%", "%%"))
        config.attributes["connection"] = conn
        before = number_of(conn)
        if not inspect(conn).has_table(VERSIONS.name):
            command.stamp(config, revision(before))
        elif (taken := conn.scalars(select(VERSIONS.c.version_num)).all()) != [revision(before)]:
            raise StateUnusable(
                f"The state is damaged: it says schema {before}, and that the steps "
                f"{', '.join(map(str, taken)) or 'none'} were taken.",
                code="S2S743",
                help="Put back a copy made earlier:  s2sctl state restore FILE",
            )
        command.upgrade(config, revision(self.number))
        conn.execute(update(META).where(META.c.name == "schema").values(value=str(self.number)))


def revision(number: int) -> str:
    """Alembic's name for a shape."""
    return f"{number:04d}"


def number_of(conn: Connection) -> int:
    """The number of a store's shape. Raises StateUnusable where it does not say."""
    told = conn.scalar(select(META.c.value).where(META.c.name == "schema"))
    if told is None or not told.isdecimal() or int(told) < 1:
        raise StateUnusable(
            "The state is damaged: it does not say which schema it has.",
            code="S2S743",
            help="Put back a copy made earlier:  s2sctl state restore FILE",
        )
    return int(told)


CURRENT = Shape(SCHEMA, TABLES, Path(__file__).parent / "migrations")
"""The shape that this version reads and writes."""
