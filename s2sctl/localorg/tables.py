"""Definitions as SQLite tables: create, widen, index.

Table and column names are API names. A field's column holds what ``database`` says of its type;
a column with an expression is computed by SQLite and can be read, filtered and sorted like any.
"""

import hashlib
from collections.abc import Iterable

from s2sctl.localorg.database import Database, quoted
from s2sctl.localorg.definitions import FieldDefinition, ObjectDefinition

_INTEGERS = frozenset({"boolean", "int", "datetime", "time"})
_REALS = frozenset({"double", "currency", "percent"})
_ALWAYS_INDEXED = frozenset({"SystemModstamp", "LastModifiedDate", "CreatedDate"})
_WINDOWED = frozenset({"SystemModstamp", "LastModifiedDate"})


def bring_in_line(database: Database, definition: ObjectDefinition) -> None:
    """Make the table of ``definition`` hold at least its columns and indexes."""
    table = quoted(definition.name)
    present = {str(row[1]) for row in database.all(f"PRAGMA table_xinfo({table})")}
    if not present:
        columns = ", ".join(_column(one) for one in definition.fields if one.stored)
        database.execute(f"CREATE TABLE {table} ({columns})")
    else:
        for one in definition.fields:
            if one.stored and one.name not in present:
                database.execute(f"ALTER TABLE {table} ADD COLUMN {_column(one)}")
    for one in definition.fields:
        _index(database, definition, one)


def layout(definitions: Iterable[ObjectDefinition]) -> str:
    """A mark that changes with any table or column that these definitions ask for."""
    asked = sorted(
        f"{definition.name}.{_column(one)}"
        for definition in definitions
        for one in definition.fields
        if one.stored
    )
    return hashlib.sha256("\n".join(asked).encode()).hexdigest()


def drop_field(database: Database, definition: ObjectDefinition, field: FieldDefinition) -> None:
    """Forget a field's column, values and index."""
    database.execute(f"DROP INDEX IF EXISTS {_index_name(definition, field)}")
    if field.stored:
        database.execute(f"ALTER TABLE {quoted(definition.name)} DROP COLUMN {quoted(field.name)}")


def rename_field(
    database: Database, definition: ObjectDefinition, field: FieldDefinition, name: str
) -> None:
    """Give a field's column another name; ``bring_in_line`` makes its index anew."""
    drop_index(database, definition, field)
    if field.stored:
        database.execute(
            f"ALTER TABLE {quoted(definition.name)} "
            f"RENAME COLUMN {quoted(field.name)} TO {quoted(name)}"
        )


def drop_index(database: Database, definition: ObjectDefinition, field: FieldDefinition) -> None:
    """Forget a field's index; ``bring_in_line`` makes the one its new definition needs."""
    database.execute(f"DROP INDEX IF EXISTS {_index_name(definition, field)}")


def drop_table(database: Database, definition: ObjectDefinition) -> None:
    """Forget an object's rows."""
    database.execute(f"DROP TABLE IF EXISTS {quoted(definition.name)}")


def indexed(field: FieldDefinition) -> bool:
    """Whether the field's column has an index of its own."""
    if not field.stored or field.type == "id":
        return False
    keyed = field.unique or field.external_id or field.id_lookup
    return keyed or field.type == "reference" or field.name in _ALWAYS_INDEXED


def _column(field: FieldDefinition) -> str:
    column = f"{quoted(field.name)} {_affinity(field)}"
    if field.type == "id":
        return f"{column} PRIMARY KEY NOT NULL"
    if field.expression:
        return f"{column} GENERATED ALWAYS AS ({field.expression}) VIRTUAL"
    if field.type == "boolean":
        return f"{column} NOT NULL DEFAULT 0"
    return column


def _affinity(field: FieldDefinition) -> str:
    if field.type in _INTEGERS:
        return "INTEGER"
    if field.type in _REALS:
        return "REAL"
    if field.type in ("id", "reference") or field.case_sensitive:
        return "TEXT"
    return "TEXT COLLATE SALESFORCE"


def _index(database: Database, definition: ObjectDefinition, field: FieldDefinition) -> None:
    if not indexed(field):
        return
    # A row in the recycle bin does not hold its unique value.
    unique = "UNIQUE " if field.unique else ""
    where = ' WHERE "IsDeleted" = 0' if field.unique and definition.soft_delete else ""
    database.execute(
        f"CREATE {unique}INDEX IF NOT EXISTS {_index_name(definition, field)} "
        f"ON {quoted(definition.name)} ({_index_columns(definition, field)}){where}"
    )


def _index_columns(definition: ObjectDefinition, field: FieldDefinition) -> str:
    """The indexed columns. Windows of time are counted and put in order by the index alone."""
    names = [field.name]
    if field.name in _WINDOWED:
        names += ["Id", "IsDeleted"] if definition.soft_delete else ["Id"]
    return ", ".join(map(quoted, names))


def _index_name(definition: ObjectDefinition, field: FieldDefinition) -> str:
    return quoted(f"ix_{definition.name}_{field.name}")
