"""Shares: who may give one, and when manual ones end.

Source: the object reference's pages of the Share objects.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from s2sctl.localorg.access import Viewer
from s2sctl.localorg.catalog.share import share_name
from s2sctl.localorg.database import Stored, quoted
from s2sctl.localorg.definitions import ObjectDefinition
from s2sctl.localorg.faults import RowError
from s2sctl.localorg.sharing import is_shared
from s2sctl.model.ids import RecordId

if TYPE_CHECKING:
    from s2sctl.localorg.org import LocalOrg


def check_share(
    org: "LocalOrg", viewer: Viewer, definition: ObjectDefinition, row: Mapping[str, Stored]
) -> None:
    """Refuse a share of a row the user does not own, and full access. Raises ``RowError``."""
    if definition.find("RowCause") is None:
        return
    if not is_shared(viewer, definition):
        raise RowError(
            "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY",
            f"entity type cannot be inserted: {definition.label}",
        )
    shared = definition.fields[1]
    level = definition.find("AccessLevel") or definition.find(
        f"{shared.reference_to[0]}AccessLevel"
    )
    if level is not None and row.get(level.name) == "All":
        raise RowError(
            "FIELD_INTEGRITY_EXCEPTION",
            f"field integrity exception: {level.name} (trying to set an invalid access level)",
            (level.name,),
        )
    parent = org.definitions.find(shared.reference_to[0])
    limited = viewer.removable(parent) if parent is not None else None
    if parent is None or limited is None:
        return
    found = org.database.one(
        f'SELECT 1 FROM {quoted(parent.name)} WHERE "Id" = ? AND {limited[0]}',
        (row.get(shared.name), *limited[1]),
    )
    if found is None:
        raise RowError("INSUFFICIENT_ACCESS_OR_READONLY", "insufficient access rights on object id")


def end_manual_shares(
    org: "LocalOrg",
    definition: ObjectDefinition,
    record_id: RecordId,
    before: Mapping[str, Stored],
    said: Mapping[str, Stored],
) -> None:
    """A row that changes hands loses the shares that people gave it."""
    share = org.definitions.find(share_name(definition.name))
    if share is None or said.get("OwnerId", before.get("OwnerId")) == before.get("OwnerId"):
        return
    key = share.fields[1].name
    org.database.execute(
        f"DELETE FROM {quoted(share.name)} WHERE {quoted(key)} = ? AND \"RowCause\" = 'Manual'",
        (record_id,),
    )
