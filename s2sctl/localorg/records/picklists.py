"""Values that unrestricted picklists were given beside their entries.

A value that is no entry becomes an inactive one, and later spellings of it in another case take
the first one's spelling (help article 000386557: picklist fields are not case sensitive).
"""

from typing import TYPE_CHECKING

from s2sctl.localorg.database import Stored
from s2sctl.localorg.definitions import FieldDefinition, ObjectDefinition

if TYPE_CHECKING:
    from s2sctl.localorg.org import LocalOrg


def settled(
    org: "LocalOrg", definition: ObjectDefinition, field: FieldDefinition, value: Stored
) -> Stored:
    """``value`` in the spelling this picklist had first, remembering a new one."""
    if not isinstance(value, str) or field.restricted_picklist:
        return value
    entries = {entry.value for entry in field.picklist}
    if value in entries:
        return value
    parts = value.split(";") if field.type == "multipicklist" else [value]
    said = [
        part if part in entries else _spelling(org, f"{definition.name}.{field.name}", part)
        for part in parts
    ]
    return ";".join(said)


def _spelling(org: "LocalOrg", path: str, value: str) -> str:
    row = org.database.one(
        "INSERT INTO _picklist_value VALUES (?, ?, ?) "
        "ON CONFLICT (field, folded) DO UPDATE SET value = value RETURNING value",
        (path, value.casefold(), value),
    )
    assert row is not None
    return str(row[0])
