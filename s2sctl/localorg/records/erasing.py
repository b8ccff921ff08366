"""Hard delete: rows gone for good, past the recycle bin (Bulk API's ``hardDelete``)."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from s2sctl.localorg.access import Viewer
from s2sctl.localorg.database import quoted
from s2sctl.localorg.faults import RowError
from s2sctl.localorg.records import rows
from s2sctl.localorg.records.batches import Outcome, delete_many
from s2sctl.localorg.records.options import DEFAULT, SaveOptions
from s2sctl.model.ids import RecordId, is_id, to18

if TYPE_CHECKING:
    from s2sctl.localorg.org import LocalOrg


def erase_many(
    org: "LocalOrg", viewer: Viewer, ids: Sequence[str], options: SaveOptions = DEFAULT
) -> list[Outcome]:
    """Delete rows with what they cascade to, and leave no trace; one outcome each, in order.

    A row that is in the recycle bin already is erased there.
    """
    outcomes = delete_many(org, viewer, ids, options)
    with org.database.transaction():
        return [_erased(org, *pair) for pair in zip(ids, outcomes, strict=True)]


def _erased(org: "LocalOrg", record_id: str, outcome: Outcome) -> Outcome:
    binned = (
        isinstance(outcome.error, RowError) and outcome.error.status_code == "ENTITY_IS_DELETED"
    )
    if outcome.error is not None and not (binned and is_id(record_id)):
        return outcome
    root = to18(record_id)
    _erase(org, root)
    return Outcome(root)


def _erase(org: "LocalOrg", root: RecordId) -> None:
    taken = org.database.all(
        "SELECT object, id FROM _recycled WHERE root = ? AND field = ''", (root,)
    )
    org.database.execute("DELETE FROM _recycled WHERE root = ? OR id = ?", (root, root))
    own = org.definitions.by_prefix(root[:3])
    if own is not None and not taken:
        taken = [(own.name, root)]
    for name, record_id in taken:
        definition = org.definitions.find(str(name))
        if definition is None or rows.load(org, definition, str(record_id)) is None:
            continue
        org.database.execute(f'DELETE FROM {quoted(definition.name)} WHERE "Id" = ?', (record_id,))
