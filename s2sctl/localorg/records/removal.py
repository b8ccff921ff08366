"""Delete and undelete: the recycle bin, cascades, cleared lookups, refusals.

Rules: "Relationships Among Objects" and undelete pages of the object reference; facts §1.4.
"""

from datetime import timedelta
from typing import TYPE_CHECKING

from s2sctl.localorg.access import SETUP_OBJECTS, Viewer
from s2sctl.localorg.database import Stored, quoted
from s2sctl.localorg.definitions import FieldDefinition, ObjectDefinition
from s2sctl.localorg.faults import RowError
from s2sctl.localorg.records import rows
from s2sctl.localorg.records.checks import check_unique
from s2sctl.localorg.records.following import follow_removal
from s2sctl.localorg.records.options import DEFAULT, SaveOptions
from s2sctl.localorg.records.saving import live_row, no_access, within
from s2sctl.model.ids import RecordId, is_id, to18

if TYPE_CHECKING:
    from s2sctl.localorg.org import LocalOrg

RECYCLE_BIN = timedelta(days=15)


def delete(
    org: "LocalOrg",
    viewer: Viewer,
    definition: ObjectDefinition,
    record_id: str,
    options: SaveOptions = DEFAULT,
) -> None:
    """Move a row to the recycle bin, with what it cascades to. Raises ``RowError``."""
    if not is_id(record_id):
        raise RowError("MALFORMED_ID", f"malformed id {record_id}")
    found = to18(record_id)
    live_row(org, viewer, definition, found)
    removable = within(org, definition, found, viewer.removable(definition))
    if not (removable and definition.deletable and viewer.access(definition).delete):
        raise no_access()
    with org.database.transaction():
        _remove(org, viewer, definition, found, found, options)
    if definition.name in SETUP_OBJECTS:
        org.forget_viewers()


def undelete(org: "LocalOrg", viewer: Viewer, definition: ObjectDefinition, record_id: str) -> None:
    """Bring a row back from the recycle bin, with what went with it. Raises ``RowError``."""
    found = to18(record_id)
    row = rows.load(org, definition, found)
    if row is None:
        raise RowError("INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id")
    if not row.get("IsDeleted"):
        raise RowError("UNDELETE_FAILED", "Entity is not in the recycle bin")
    if not (definition.undeletable and viewer.access(definition).delete):
        raise no_access()
    with org.database.transaction():
        taken = org.database.all(
            "SELECT object, id, field FROM _recycled WHERE root = ? ORDER BY rowid DESC", (found,)
        )
        if not taken:
            # It went with another row, and comes back with that one.
            raise RowError("UNDELETE_FAILED", "Entity is not in the recycle bin")
        for name, taken_id, field in taken:
            _restore(org, viewer, str(name), str(taken_id), str(field), found)
        org.database.execute("DELETE FROM _recycled WHERE root = ?", (found,))


def purge(org: "LocalOrg") -> int:
    """Empty the recycle bin of rows older than fifteen days; how many went for good."""
    limit = org.clock.stamp() - int(RECYCLE_BIN.total_seconds()) * 1000
    gone = 0
    for definition in org.definitions:
        if definition.soft_delete:
            gone += org.database.execute(
                f"DELETE FROM {quoted(definition.name)} "
                'WHERE "IsDeleted" = 1 AND "SystemModstamp" < ?',
                (limit,),
            ).rowcount
    return gone


def children_of(
    org: "LocalOrg", parent: ObjectDefinition
) -> list[tuple[ObjectDefinition, FieldDefinition]]:
    """Every object and lookup field that points at ``parent``."""
    return [
        (child, field)
        for child in org.definitions
        for field in child.fields
        if parent.name in field.reference_to and field.stored and field.on_delete != "none"
    ]


def _remove(
    org: "LocalOrg",
    viewer: Viewer,
    definition: ObjectDefinition,
    record_id: RecordId,
    root: RecordId,
    options: SaveOptions,
) -> None:
    _mark(org, viewer, definition, record_id, root, options)
    for child, field in children_of(org, definition):
        live = ' AND "IsDeleted" = 0' if child.soft_delete else ""
        held = org.database.all(
            f'SELECT "Id" FROM {quoted(child.name)} WHERE {quoted(field.name)} = ?{live}',
            (record_id,),
        )
        if held and field.on_delete == "restrict":
            raise _held(org, definition, child, record_id, [str(row[0]) for row in held])
        for (child_id,) in held:
            if field.on_delete == "cascade":
                _remove(org, viewer, child, RecordId(str(child_id)), root, options)
            else:
                _clear(org, child, field, str(child_id), root)


def _mark(
    org: "LocalOrg",
    viewer: Viewer,
    definition: ObjectDefinition,
    record_id: RecordId,
    root: RecordId,
    options: SaveOptions,
) -> None:
    if not definition.soft_delete:
        org.database.execute(f'DELETE FROM {quoted(definition.name)} WHERE "Id" = ?', (record_id,))
        return
    said: dict[str, Stored] = {"IsDeleted": 1}
    said |= rows.stamps(org, definition, viewer.user_id, options.late, new=False)
    rows.change(org, definition, record_id, said)
    remember(org, root, definition, record_id, "")
    follow_removal(org, viewer, definition, record_id)


def _clear(
    org: "LocalOrg", child: ObjectDefinition, field: FieldDefinition, child_id: str, root: str
) -> None:
    # The system clears the lookup, not the user: SystemModstamp moves, LastModifiedDate stays.
    said: dict[str, Stored] = {field.name: None}
    if child.find("SystemModstamp"):
        said["SystemModstamp"] = org.clock.stamp()
    rows.change(org, child, child_id, said)
    remember(org, root, child, child_id, field.name)


def remember(
    org: "LocalOrg", root: str, definition: ObjectDefinition, record_id: str, field: str
) -> None:
    """Note what an undelete of ``root`` brings back: a row, or with ``field`` a cleared lookup."""
    org.database.execute(
        "INSERT INTO _recycled VALUES (?, ?, ?, ?)", (root, definition.name, record_id, field)
    )


def _restore(
    org: "LocalOrg", viewer: Viewer, name: str, record_id: str, field: str, root: str
) -> None:
    definition = org.definitions.find(name)
    row = rows.load(org, definition, record_id) if definition is not None else None
    if definition is None or row is None:
        return
    if field:
        if row[field] is None:
            rows.change(org, definition, record_id, {field: root})
        return
    check_unique(org, definition, row, record_id)
    said: dict[str, Stored] = {"IsDeleted": 0}
    if definition.find("MasterRecordId") is not None:
        said["MasterRecordId"] = None
    said |= rows.stamps(org, definition, viewer.user_id, 0, new=False)
    rows.change(org, definition, record_id, said)
    follow_removal(org, viewer, definition, RecordId(record_id))


def _held(
    org: "LocalOrg",
    parent: ObjectDefinition,
    child: ObjectDefinition,
    record_id: str,
    held: list[str],
) -> RowError:
    """The refusal names rows as people know them, and ends its list with a line end."""
    names = ", ".join(_called(org, child, one) for one in held[:5])
    return RowError(
        "DELETE_FAILED",
        f"Your attempt to delete {_called(org, parent, record_id)} could not be completed because "
        f"it is associated with the following {child.label_plural.lower()}.: {names}\n",
    )


def _called(org: "LocalOrg", definition: ObjectDefinition, record_id: str) -> str:
    name = next((one.name for one in definition.fields if one.name_field), "Id")
    row = rows.load(org, definition, record_id) or {}
    return " ".join(str(part) for part in (row.get("Salutation"), row.get(name)) if part)
