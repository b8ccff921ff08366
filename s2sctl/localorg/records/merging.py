"""Merge: one row wins, the others go to the recycle bin and say who won.

Source: merge() in the SOAP API guide; facts/salesforce-api.md §1.4. The REST API has no merge, so
the control endpoint offers it in place of the screen a person would use.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from s2sctl.localorg.access import Viewer
from s2sctl.localorg.database import Stored, quoted
from s2sctl.localorg.definitions import ObjectDefinition
from s2sctl.localorg.faults import RowError
from s2sctl.localorg.records import rows
from s2sctl.localorg.records.removal import children_of, remember
from s2sctl.localorg.records.saving import changeable_row
from s2sctl.model.ids import RecordId, to18

if TYPE_CHECKING:
    from s2sctl.localorg.org import LocalOrg

_MERGEABLE = frozenset({"Account", "Case", "Contact", "Lead"})


def merge(
    org: "LocalOrg",
    viewer: Viewer,
    definition: ObjectDefinition,
    winner: str,
    losers: Sequence[str],
) -> None:
    """Merge up to two rows into ``winner``: their children move to it. Raises ``RowError``.

    An undelete brings a loser back, but its children stay with the winner.
    """
    if definition.name not in _MERGEABLE or not 1 <= len(losers) <= 2:
        raise RowError("INVALID_OPERATION", f"cannot merge {definition.label}")
    kept = to18(winner)
    with org.database.transaction():
        _check(changeable_row(org, viewer, definition, kept))
        for loser in map(to18, losers):
            if loser == kept:
                raise RowError("INVALID_ID_FIELD", "cannot merge with self")
            _check(changeable_row(org, viewer, definition, loser))
            _move_children(org, viewer, definition, loser, kept)
            said = rows.stamps(org, definition, viewer.user_id, 0, new=False)
            rows.change(org, definition, loser, {"IsDeleted": 1, "MasterRecordId": kept, **said})
            remember(org, loser, definition, loser, "")
        rows.change(
            org, definition, kept, rows.stamps(org, definition, viewer.user_id, 0, new=False)
        )


def _check(row: Mapping[str, Stored]) -> None:
    if row.get("IsConverted"):
        raise RowError("CANNOT_UPDATE_CONVERTED_LEAD", "cannot reference converted lead")


def _move_children(
    org: "LocalOrg", viewer: Viewer, parent: ObjectDefinition, loser: RecordId, kept: RecordId
) -> None:
    for child, field in children_of(org, parent):
        said = rows.stamps(org, child, viewer.user_id, 0, new=False) | {field.name: kept}
        sets = ", ".join(f"{quoted(name)} = ?" for name in said)
        org.database.execute(
            f"UPDATE {quoted(child.name)} SET {sets} WHERE {quoted(field.name)} = ?",
            (*said.values(), loser),
        )
