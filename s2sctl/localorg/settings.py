"""What an org knows besides rows: its name, its clock's offset, deployed definitions, logins.

All of it lives in the org's own database, in tables whose names no sObject can have.
"""

import json
from dataclasses import fields, is_dataclass

from s2sctl.localorg.database import Database
from s2sctl.localorg.definitions import (
    Definitions,
    FieldDefinition,
    ObjectDefinition,
    PicklistEntry,
    Rule,
)

_TABLES = (
    "CREATE TABLE IF NOT EXISTS _setting (name TEXT PRIMARY KEY, value TEXT)",
    "CREATE TABLE IF NOT EXISTS _definition (name TEXT PRIMARY KEY, body TEXT)",
    "CREATE TABLE IF NOT EXISTS _auto_number (field TEXT PRIMARY KEY, last INTEGER)",
    "CREATE TABLE IF NOT EXISTS _recycled (root TEXT, object TEXT, id TEXT, field TEXT)",
    "CREATE INDEX IF NOT EXISTS _recycled_root ON _recycled (root)",
    "CREATE TABLE IF NOT EXISTS _picklist_value "
    "(field TEXT, folded TEXT, value TEXT, PRIMARY KEY (field, folded))",
    "CREATE TABLE IF NOT EXISTS _token (token TEXT PRIMARY KEY, user_id TEXT, issued INTEGER)",
    "CREATE TABLE IF NOT EXISTS _client (client_id TEXT PRIMARY KEY, secret TEXT, user_id TEXT)",
    "CREATE TABLE IF NOT EXISTS _app (client_id TEXT PRIMARY KEY, body TEXT)",
    "CREATE TABLE IF NOT EXISTS _password (user_id TEXT PRIMARY KEY, salt TEXT, digest TEXT)",
    "CREATE TABLE IF NOT EXISTS _refresh "
    "(token TEXT PRIMARY KEY, client_id TEXT, user_id TEXT, scope TEXT)",
    "CREATE TABLE IF NOT EXISTS _refreshed (access TEXT PRIMARY KEY, refresh TEXT)",
)


def prepare(database: Database) -> None:
    """Create the org's own tables where they are missing."""
    for statement in _TABLES:
        database.execute(statement)


def setting(database: Database, name: str, default: str = "") -> str:
    """A setting's value."""
    row = database.one("SELECT value FROM _setting WHERE name = ?", (name,))
    return default if row is None else str(row[0])


def set_setting(database: Database, name: str, value: str) -> None:
    """Remember a setting."""
    database.execute("INSERT OR REPLACE INTO _setting VALUES (?, ?)", (name, value))


def save_definition(database: Database, definition: ObjectDefinition) -> None:
    """Remember an object whose definition differs from the catalog's."""
    body = {
        one.name: getattr(definition, one.name)
        for one in fields(definition)
        if one.init and one.name not in ("fields", "rules")
    }
    body["fields"] = definition.fields
    body["rules"] = definition.rules
    text = json.dumps(body, default=_parts)
    database.execute("INSERT OR REPLACE INTO _definition VALUES (?, ?)", (definition.name, text))


def _parts(one: object) -> dict[str, object]:
    # What asdict() would copy through and through first, for each field of each object.
    if not is_dataclass(one) or isinstance(one, type):
        raise TypeError(f"not a part of a definition: {type(one).__name__}")
    return {field.name: getattr(one, field.name) for field in fields(one)}


def forget_definition(database: Database, name: str) -> None:
    """Forget a removed object."""
    database.execute("DELETE FROM _definition WHERE name = ?", (name,))


def load_definitions(database: Database, into: Definitions) -> None:
    """Put every remembered object over the catalog's."""
    for (body,) in database.all("SELECT body FROM _definition ORDER BY name"):
        said = json.loads(str(body))
        said["fields"] = tuple(_field(one) for one in said["fields"])
        said["rules"] = tuple(_rule(one) for one in said.get("rules", ()))
        into.put(ObjectDefinition(**said))


def _rule(said: dict[str, object]) -> Rule:
    pairs = said["settings"]
    assert isinstance(pairs, list)
    return Rule(
        **{**said, "settings": tuple((str(name), str(value)) for name, value in pairs)},  # type: ignore[arg-type]  # - exactly what was saved
    )


def _field(said: dict[str, object]) -> FieldDefinition:
    picklist = said["picklist"]
    reference_to = said["reference_to"]
    assert isinstance(picklist, list)
    assert isinstance(reference_to, list)
    return FieldDefinition(
        **{  # type: ignore[arg-type]  # - exactly what was saved
            **said,
            "picklist": tuple(_entry(one) for one in picklist),
            "reference_to": tuple(reference_to),
        }
    )


def _entry(said: dict[str, object]) -> PicklistEntry:
    values = said.get("valid_for", ())
    assert isinstance(values, list | tuple)
    return PicklistEntry(**{**said, "valid_for": tuple(values)})  # type: ignore[arg-type]  # - exactly what was saved
