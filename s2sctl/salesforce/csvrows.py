"""Rows as the CSV of a job (Bulk API 2.0 guide, "Prepare CSV Files")."""

import csv
import io
from collections.abc import Sequence
from decimal import Decimal
from typing import BinaryIO

from s2sctl.errors import Bug
from s2sctl.model.names import FieldName
from s2sctl.model.schema import ObjectSchema
from s2sctl.ports.org import RowWrite, WriteBatch
from s2sctl.salesforce.rows import wire_values

NULL = "#N/A"
"""What clears a field; an empty cell leaves it alone ("Valid CSV Record Rows")."""

MOST_BYTES = 100_000_000
"""150 MB after base64 encoding is the most that a job takes ("Upload Job Data")."""

MOST_IN_FIELD, MOST_IN_ROW = 32_000, 400_000
"""Characters ("Limits")."""

ID = FieldName("Id")


def key_column(batch: WriteBatch) -> FieldName:
    """The column that tells the rows apart; the first one."""
    return batch.upsert_on or ID


def keys(batch: WriteBatch) -> list[str]:
    """Each row's cell in that column. Raises Bug where one has none, or two share one."""
    key = batch.upsert_on
    found = [str((row.id if key is None else row.values.get(key)) or "") for row in batch.rows]
    if not all(found) or len(set(found)) < len(found):
        raise Bug("a job with two rows of one key, or with a row that has none")
    return found


def write_rows(file: BinaryIO, batch: WriteBatch, most: int = MOST_BYTES) -> int:
    """Write the header and every row that a job can carry; returns how many those are.

    Left out are a row with a text that would be read as a null, or with one that is too long, and
    what would make more than ``most`` bytes.
    """
    head = key_column(batch)
    names = [head, *dict.fromkeys(n for row in batch.rows for n in row.values if n != head)]
    size, written = file.write(_line(names)), 0
    for key, row in zip(keys(batch), batch.rows, strict=True):
        cells = _cells(batch.schema, row, names[1:])
        if cells is None:
            continue
        line = _line([key, *cells])
        if size + len(line) <= most:
            size += file.write(line)
            written += 1
    return written


def _cells(schema: ObjectSchema, row: RowWrite, names: Sequence[FieldName]) -> list[str] | None:
    """The row's cells in the order of the columns; None where a job cannot carry it."""
    sent = wire_values(schema, {name: row.values[name] for name in names if name in row.values})
    if NULL in sent.values():
        return None
    # The wire names fields as the schema does; the columns are named by the batch.
    by_name = {name.lower(): _cell(value) for name, value in sent.items()}
    cells = [by_name.get(name.lower(), "") for name in names]
    lengths = list(map(len, cells))
    fits = max(lengths, default=0) <= MOST_IN_FIELD and sum(lengths) <= MOST_IN_ROW
    return cells if fits else None


def _cell(value: object) -> str:
    match value:
        case None:
            return NULL
        case bool():
            return "true" if value else "false"
        case Decimal():
            return format(value, "f")
        case _:
            return str(value)


def _line(cells: Sequence[str]) -> bytes:
    """One row, every cell quoted: blanks at a text's ends are its own."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_ALL).writerow(cells)
    return out.getvalue().encode()
