"""The records of a query asked inside an open transaction, written down whole.

No snapshot can hold what such a query sees: the transaction may still be undone. SQLite's nameless
database keeps the records on disk, not in memory, until the cursor is given up.
"""

import json
import sqlite3

from s2sctl.localorg.query.reading import Reader
from s2sctl.localorg.query.statement import Row, Statement
from s2sctl.localorg.query.wire import JsonRecord

_AT_A_TIME = 200


class SpooledPages:
    """Pages that were read at once."""

    def __init__(self, statement: Statement, reader: Reader, page_rows: int) -> None:
        self._page_rows = page_rows
        self._records = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        self._records.execute("CREATE TABLE record (place INTEGER PRIMARY KEY, text TEXT NOT NULL)")
        rows: list[Row] = []
        for row in reader.each(statement.sql):
            rows.append(row)
            if len(rows) == _AT_A_TIME:
                self._write(statement, reader, rows)
                rows = []
        self._write(statement, reader, rows)

    def page(self, offset: int) -> list[JsonRecord]:
        """The records from ``offset`` on."""
        found = self._records.execute(
            "SELECT text FROM record WHERE place > ? ORDER BY place LIMIT ?",
            (offset, self._page_rows),
        )
        return [json.loads(text) for (text,) in found]

    def close(self) -> None:
        """Forget the records."""
        self._records.close()

    def _write(self, statement: Statement, reader: Reader, rows: list[Row]) -> None:
        texts = ((json.dumps(record),) for record in statement.records(rows, reader))
        self._records.executemany("INSERT INTO record (text) VALUES (?)", texts)
