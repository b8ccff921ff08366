"""One SQLite database per org: the connection, its collation, its transactions.

Encodings: ids and text TEXT, boolean 0/1, int INTEGER, other numbers REAL, date TEXT
``YYYY-MM-DD``, dateTime INTEGER epoch milliseconds, time INTEGER milliseconds of the day.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TypeAlias

from s2sctl.localorg import sqlfunctions

Stored: TypeAlias = str | int | float | None
"""A value as SQLite holds it."""

_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=NORMAL",
    "PRAGMA temp_store=FILE",
    "PRAGMA cache_size=-65536",
)


def quoted(name: str) -> str:
    """An API name as an SQL identifier (``Case`` and ``Group`` are SQL words)."""
    return f'"{name}"'


def text_sql(value: str) -> str:
    """A text as an SQL literal."""
    return "'" + value.replace("'", "''") + "'"


class Database:
    """A database file. One writer at a time; readers may hold a snapshot beside it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._connection = self._connect()
        for pragma in _PRAGMAS:
            self._connection.execute(pragma)
        self._depth = 0

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            self.path, isolation_level=None, check_same_thread=False, cached_statements=1024
        )
        sqlfunctions.register(connection)
        return connection

    def execute(self, sql: str, parameters: Sequence[Stored] = ()) -> sqlite3.Cursor:
        """Run one statement."""
        return self._connection.execute(sql, parameters)

    def execute_many(self, sql: str, rows: Iterable[Sequence[Stored]]) -> None:
        """Run one statement for each row of parameters."""
        self._connection.executemany(sql, rows)

    def one(self, sql: str, parameters: Sequence[Stored] = ()) -> tuple[Stored, ...] | None:
        """The first row, or None."""
        row: tuple[Stored, ...] | None = self._connection.execute(sql, parameters).fetchone()
        return row

    def all(self, sql: str, parameters: Sequence[Stored] = ()) -> list[tuple[Stored, ...]]:
        """All rows; for small answers only."""
        return self._connection.execute(sql, parameters).fetchall()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing. Nests: an inner failure undoes the inner part only."""
        name = f"s{self._depth}"
        self._connection.execute(f"SAVEPOINT {name}" if self._depth else "BEGIN IMMEDIATE")
        self._depth += 1
        try:
            yield
        except BaseException:
            self._depth -= 1
            self._connection.execute(f"ROLLBACK TO {name}" if self._depth else "ROLLBACK")
            if self._depth:
                self._connection.execute(f"RELEASE {name}")
            raise
        self._depth -= 1
        self._connection.execute(f"RELEASE {name}" if self._depth else "COMMIT")

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction is open: other connections do not see its writes yet."""
        return self._depth > 0

    def reader(self) -> sqlite3.Connection:
        """A connection of its own, for a query cursor that keeps its snapshot. Close it."""
        connection = self._connect()
        connection.execute("PRAGMA query_only=ON")
        return connection

    def copy_to(self, path: Path) -> None:
        """Write a whole, consistent copy of the database to ``path``."""
        target = sqlite3.connect(path)
        try:
            self._connection.backup(target)
        finally:
            target.close()

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()
