"""A job's header against its object: what each column of the CSV means.

Source: Bulk API 2.0 guide, "Prepare CSV Files", "Relationship Fields in a Header Row".
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from s2sctl.localorg.access import Viewer
from s2sctl.localorg.bulk.refusal import BatchRefused
from s2sctl.localorg.definitions import Definitions, FieldDefinition, ObjectDefinition
from s2sctl.localorg.faults import RowError
from s2sctl.localorg.records.values import stored_value

NULL = "#N/A"
_TRUTH = {"true": True, "1": True, "false": False, "0": False}
_CHECKED = {
    "int": "int",
    "long": "long",
    "double": "double",
    "currency": "double",
    "percent": "double",
    "date": "date",
    "datetime": "dateTime",
    "time": "time",
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column: a field, or a lookup told by a parent's key (``Account.Ext__c``)."""

    field: FieldDefinition
    place: int
    parent_key: str = ""
    parent_type: str = ""
    """The parent's object, said in the header of a lookup to several objects."""

    def put(self, text: str, values: dict[str, object]) -> None:
        """Add what a cell says: nothing where it is empty, null where it is ``#N/A``.

        Raises ``RowError`` for a text that is no value of the field's type.
        """
        if not text:
            return
        if text == NULL:
            values[self.field.name] = None
        elif self.parent_key:
            nested: dict[str, object] = {self.parent_key: text}
            if self.parent_type:
                nested = {"attributes": {"type": self.parent_type}, **nested}
            values[self.field.relationship] = nested
        else:
            values[self.field.name] = self._value(text)

    def _value(self, text: str) -> object:
        if self.field.type == "boolean":
            known = _TRUTH.get(text.lower())
            if known is None:
                raise self._unreadable(text, "boolean")
            return known
        word = _CHECKED.get(self.field.type)
        if word is not None:
            try:
                stored_value(self.field, text)
            except RowError as error:
                if error.status_code == "JSON_PARSER_ERROR":
                    raise self._unreadable(text, word) from None
        return text

    def _unreadable(self, text: str, word: str) -> RowError:
        return RowError(
            "INVALID_TYPE_ON_FIELD_IN_RECORD",
            f"Failed to deserialize field at col {self.place}. Due to, '{text}' is not a valid "
            f"value for the type xsd:{word}",
            (self.field.name,),
        )


@dataclass(frozen=True, slots=True)
class Header:
    """All columns of a job. ``id_place`` and ``key_place`` are -1 where there is no such one."""

    width: int
    columns: tuple[Column, ...]
    id_place: int
    key_place: int

    def values(self, cells: Sequence[str]) -> dict[str, object]:
        """The row's values by name, without its id and without its key. Raises ``RowError``."""
        values: dict[str, object] = {}
        for column in self.columns:
            column.put(cells[column.place], values)
        return values


def header_of(
    definitions: Definitions,
    viewer: Viewer,
    definition: ObjectDefinition,
    names: Sequence[str],
    operation: str,
    key_field: str,
) -> Header:
    """What the header row means for the operation. Raises ``BatchRefused``."""
    folded = [name.strip().lower() for name in names]
    _check_distinct(names, folded)
    if operation in ("delete", "hardDelete"):
        if folded != ["id"]:
            raise BatchRefused(
                f"InvalidBatch : The '{operation}' batch must contain only ids in a column Id"
            )
        return Header(1, (), 0, -1)
    by_id = operation == "update"
    key = key_field.lower() if operation == "upsert" else ""
    wanted = "id" if by_id else key
    if wanted and wanted not in folded:
        raise _not_found("Id" if by_id else key_field)
    columns = tuple(
        _column(definitions, viewer, definition, name.strip(), place)
        for place, name in enumerate(names)
        if folded[place] != wanted or not wanted
    )
    at = folded.index(wanted) if wanted else -1
    return Header(len(names), columns, at if by_id else -1, -1 if by_id else at)


def _check_distinct(names: Sequence[str], folded: Sequence[str]) -> None:
    for place, name in enumerate(folded):
        if not name:
            raise _not_found("")
        if name in folded[:place]:
            raise BatchRefused(f"InvalidBatch : Duplicate column name : {names[place]}")


def _column(
    definitions: Definitions,
    viewer: Viewer,
    definition: ObjectDefinition,
    name: str,
    place: int,
) -> Column:
    readable = viewer.readable(definition)
    if "." not in name:
        field = readable.get(name.lower())
        if field is None:
            raise _not_found(name)
        return Column(field, place)
    relation, _, key = name.rpartition(".")
    parent_type, _, relation = relation.rpartition(":")
    field = _lookup(readable, relation)
    if field is None:
        raise _not_found(name)
    several = len(field.reference_to) > 1
    if several != bool(parent_type):
        raise _not_found(name)
    parent = definitions.find(parent_type or field.reference_to[0])
    if parent is None or key.lower() not in viewer.readable(parent):
        raise _not_found(name)
    return Column(field, place, key, parent.name if several else "")


def _lookup(readable: Mapping[str, FieldDefinition], relation: str) -> FieldDefinition | None:
    wanted = relation.lower()
    found = (one for one in readable.values() if one.relationship.lower() == wanted)
    return next(found, None)


def _not_found(name: str) -> BatchRefused:
    return BatchRefused(f"InvalidBatch : Field name not found : {name}")
