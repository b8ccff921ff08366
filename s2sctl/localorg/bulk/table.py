"""A query's rows as CSV: which columns, in what order, and how values are written.

Source: Bulk API 2.0 guide, "Get Results for a Query Job" (every value quoted, null an empty cell,
columns in the order of the query), "Understanding Bulk API 2.0 Query" (what it cannot do).
"""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal

from s2sctl.localorg.bulk.csvrows import cell
from s2sctl.localorg.faults import RequestError
from s2sctl.localorg.query.selection import Selection
from s2sctl.localorg.query.shape import CompoundShape, Entry, RecordShape, TypeOfShape
from s2sctl.localorg.query.statement import Row, Statement
from s2sctl.localorg.query.wire import Convert, moment_text
from s2sctl.soql.tree import FieldPath, Query, Selected

_LARGE, _SMALL = Decimal(10) ** 7, Decimal(10) ** -3
"""Outside of these Java writes an exponent."""


@dataclass(frozen=True, slots=True)
class _Column:
    name: str
    index: int
    write: Callable[[object], str]


class Table:
    """The CSV of a query. Made once a job."""

    def __init__(self, query: Query, statement: Statement, delimiter: str, newline: str) -> None:
        shape = _shape(query, statement)
        self._delimiter, self._newline = delimiter, newline
        self._columns = _ordered(query, _flat(shape, ""))

    @property
    def header(self) -> bytes:
        """The header row."""
        return self._line(column.name for column in self._columns)

    def row(self, values: Row) -> bytes:
        """One row of the statement."""
        return self._line(
            "" if values[column.index] is None else column.write(values[column.index])
            for column in self._columns
        )

    def _line(self, texts: Iterable[str]) -> bytes:
        return (self._delimiter.join(map(cell, texts)) + self._newline).encode()


class JsonLines:
    """The records of a query, one JSON object a line, as Bulk API 1.0 has them.

    Moments are epoch milliseconds there (Bulk API guide, "Prepare JSON Files"), and TYPEOF,
    which no CSV can hold, is answered (recorded: wire/bulk1/query-insert-v62).
    """

    header = b""

    def __init__(self, query: Query, statement: Statement) -> None:
        self._shape = _shape(query, statement)
        _require_records(self._shape)

    def row(self, values: Row) -> bytes:
        """One row of the statement."""
        record = _record(self._shape, values)
        return json.dumps(record, ensure_ascii=False).encode() + b"\n"


def _shape(query: Query, statement: Statement) -> RecordShape:
    """The shape of the query's records; refuses what no job can query."""
    if not isinstance(statement, Selection):
        raise _unsupported("Aggregate queries are not supported in Bulk V2 Query")
    if query.offset:
        raise _unsupported("OFFSET is not supported in Bulk V2 Query")
    return statement.shape


def _require_records(shape: RecordShape) -> None:
    for entry in shape.entries:
        match entry.nested:
            case None:
                continue
            case RecordShape():
                _require_records(entry.nested)
            case TypeOfShape():
                for case in entry.nested.cases:
                    _require_records(case)
            case _:
                raise _not_flat(entry)


def _record(shape: RecordShape, values: Row) -> object:
    record = shape.build(values)
    if record is None:
        return None
    for entry in shape.entries:
        if isinstance(entry.nested, RecordShape):
            record[entry.key] = _record(entry.nested, values)
        elif isinstance(entry.nested, TypeOfShape):
            found = (_record(case, values) for case in entry.nested.cases)
            record[entry.key] = next((one for one in found if one is not None), None)
        elif entry.convert is moment_text:
            record[entry.key] = values[entry.index]
    return record


def _flat(shape: RecordShape, trail: str) -> list[_Column]:
    columns: list[_Column] = []
    for entry in shape.entries:
        if entry.nested is None:
            columns.append(_Column(trail + entry.key, entry.index, _writer(entry.convert)))
        elif isinstance(entry.nested, RecordShape):
            columns += _flat(entry.nested, f"{trail}{entry.key}.")
        else:
            raise _not_flat(entry)
    return columns


def _ordered(query: Query, columns: list[_Column]) -> list[_Column]:
    """The columns in the order of the query: shapes keep a parent's fields together."""
    named = {column.name.lower(): column for column in columns}
    own = {query.source.alias.lower(), str(query.source.path).lower()}
    ordered: list[_Column] = []
    for item in query.items:
        if not isinstance(item, Selected) or not isinstance(item.expression, FieldPath):
            return columns
        parts = [part.lower() for part in item.expression.parts]
        name = ".".join(parts[1:] if len(parts) > 1 and parts[0] in own else parts)
        if name not in named:
            return columns
        ordered.append(named[name])
    return ordered


def _not_flat(entry: Entry) -> RequestError:
    if isinstance(entry.nested, CompoundShape):
        return _unsupported("Selecting compound data not supported in Bulk Query")
    if isinstance(entry.nested, TypeOfShape):
        return _unsupported("TYPEOF is not supported in Bulk V2 Query")
    return _unsupported(
        "Aggregate Relationships not supported in Bulk V2 Query with CSV content type"
    )


def _unsupported(text: str) -> RequestError:
    return RequestError(400, "FEATURENOTENABLED", text)


def _writer(convert: Convert | None) -> Callable[[object], str]:
    if convert is moment_text:
        return _moment
    if convert is None:
        return str

    def write(value: object) -> str:
        said = convert(value)
        if isinstance(said, bool):
            return "true" if said else "false"
        return decimal_text(said) if isinstance(said, float) else str(said)

    return write


def _moment(value: object) -> str:
    return moment_text(value).removesuffix("+0000") + "Z"


def decimal_text(number: float) -> str:
    """A number as Salesforce's CSV has it, which is Java's way: ``5.0``, ``1.39E8``."""
    exact = Decimal(repr(number))
    if not number or _SMALL <= abs(exact) < _LARGE:
        return f"{exact:f}"
    sign, digits, _ = exact.normalize().as_tuple()
    first, rest = digits[0], "".join(map(str, digits[1:])) or "0"
    return f"{'-' if sign else ''}{first}.{rest}E{exact.adjusted()}"
