"""Rows in tables: load one, put one, change one. No rules here."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from s2sctl.localorg.database import Stored, quoted
from s2sctl.localorg.definitions import ObjectDefinition
from s2sctl.model.ids import RecordId

if TYPE_CHECKING:
    from s2sctl.localorg.org import LocalOrg


def load(org: "LocalOrg", definition: ObjectDefinition, record_id: str) -> dict[str, Stored] | None:
    """The whole stored row, deleted or not, or None."""
    cursor = org.database.execute(
        f'SELECT * FROM {quoted(definition.name)} WHERE "Id" = ?', (record_id,)
    )
    row = cursor.fetchone()
    if row is None:
        return None
    return {column[0]: value for column, value in zip(cursor.description, row, strict=True)}


def put(org: "LocalOrg", definition: ObjectDefinition, row: Mapping[str, Stored]) -> None:
    """Store a new row."""
    columns = ", ".join(map(quoted, row))
    marks = ", ".join("?" * len(row))
    org.database.execute(
        f"INSERT INTO {quoted(definition.name)} ({columns}) VALUES ({marks})", tuple(row.values())
    )


def change(
    org: "LocalOrg", definition: ObjectDefinition, record_id: str, row: Mapping[str, Stored]
) -> None:
    """Overwrite some columns of a row."""
    sets = ", ".join(f"{quoted(name)} = ?" for name in row)
    org.database.execute(
        f'UPDATE {quoted(definition.name)} SET {sets} WHERE "Id" = ?', (*row.values(), record_id)
    )


def stamps(
    org: "LocalOrg", definition: ObjectDefinition, user_id: str, late: int, new: bool
) -> dict[str, Stored]:
    """The audit columns a save sets; ``late`` seconds behind the clock."""
    moment = org.clock.stamp() - late * 1000
    said: dict[str, Stored] = {
        "LastModifiedDate": moment,
        "LastModifiedById": user_id,
        "SystemModstamp": moment,
    }
    if new:
        said |= {"CreatedDate": moment, "CreatedById": user_id}
    return {name: value for name, value in said.items() if definition.find(name) is not None}


def put_new(org: "LocalOrg", name: str, user_id: str, values: Mapping[str, Stored]) -> RecordId:
    """Store a row the org itself makes, stamped, without any user's rules; its id."""
    definition = org.definitions.find(name)
    assert definition is not None
    record_id = RecordId(str(values.get("Id") or org.ids.mint(definition)))
    put(org, definition, {"Id": record_id, **stamps(org, definition, user_id, 0, True), **values})
    return record_id


def change_known(
    org: "LocalOrg", name: str, user_id: str, record_id: str, values: Mapping[str, Stored]
) -> None:
    """Change a row as the org itself does, stamped, without any user's rules."""
    definition = org.definitions.find(name)
    assert definition is not None
    change(org, definition, record_id, {**stamps(org, definition, user_id, 0, False), **values})
