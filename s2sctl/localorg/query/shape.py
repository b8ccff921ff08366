"""From a row of SQL to a record of JSON: what goes where. Built once a query, used once a row."""

from dataclasses import dataclass, field
from typing import Protocol

from s2sctl.localorg.query.statement import Row
from s2sctl.localorg.query.wire import Convert, Json, JsonRecord


class Nested(Protocol):
    """A part of a record that is made of more than one column."""

    def build(self, row: Row) -> Json:
        """The JSON of the part."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One key of a record: a column with its conversion, or something nested."""

    key: str
    index: int = -1
    convert: Convert | None = None
    nested: Nested | None = None


@dataclass(slots=True)
class RecordShape:
    """A record with its attributes. Null where the row has no id there (an absent parent)."""

    type: str
    base: str
    """The address up to the object's name, ``/services/data/v62.0/sobjects/``."""
    id_index: int
    entries: list[Entry] = field(default_factory=list)
    parents: dict[str, "RecordShape"] = field(default_factory=dict)
    type_index: int = -1
    """The column that names the object, where the place is polymorphic."""

    def build(self, row: Row) -> JsonRecord | None:
        """The record in ``row``."""
        row_id = row[self.id_index]
        if row_id is None:
            return None
        name = self.type if self.type_index < 0 else row[self.type_index]
        record: JsonRecord = {
            "attributes": {"type": self.type, "url": f"{self.base}{name}/{row_id}"}
        }
        for entry in self.entries:
            if entry.nested is not None:
                record[entry.key] = entry.nested.build(row)
                continue
            value = row[entry.index]
            convert = entry.convert
            record[entry.key] = value if convert is None or value is None else convert(value)
        return record


@dataclass(frozen=True, slots=True)
class CompoundShape:
    """An address or a location: its parts by their JSON names; null where all are null."""

    parts: tuple[tuple[str, int, Convert | None], ...]

    def build(self, row: Row) -> JsonRecord | None:
        """The compound value in ``row``."""
        if all(row[index] is None for _, index, _ in self.parts):
            return None
        return {
            key: row[index] if convert is None or row[index] is None else convert(row[index])
            for key, index, convert in self.parts
        }


@dataclass(frozen=True, slots=True)
class TypeOfShape:
    """The first of several records that is there: one per object a lookup may point to."""

    cases: tuple[RecordShape, ...]

    def build(self, row: Row) -> JsonRecord | None:
        """The record of the object that the row points to."""
        for case in self.cases:
            record = case.build(row)
            if record is not None:
                return record
        return None


@dataclass(frozen=True, slots=True)
class ResultShape:
    """A row of aggregates."""

    entries: tuple[Entry, ...]

    def build(self, row: Row) -> JsonRecord:
        """The result in ``row``."""
        result: JsonRecord = {"attributes": {"type": "AggregateResult"}}
        for entry in self.entries:
            value = row[entry.index]
            convert = entry.convert
            result[entry.key] = value if convert is None or value is None else convert(value)
        return result
