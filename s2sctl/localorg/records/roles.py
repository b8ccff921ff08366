"""Roles bring two groups each, so that rows can be shared with whoever is in them."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from s2sctl.localorg.access import Viewer
from s2sctl.localorg.database import Stored
from s2sctl.localorg.records import rows
from s2sctl.model.ids import RecordId

if TYPE_CHECKING:
    from s2sctl.localorg.org import LocalOrg


def give_groups(
    org: "LocalOrg", viewer: Viewer, record_id: RecordId, before: Mapping[str, Stored] | None
) -> None:
    """A new role has the groups Role, and RoleAndSubordinates."""
    found = org.database.one('SELECT "Name" FROM "UserRole" WHERE "Id" = ?', (record_id,))
    if before is not None or found is None:
        return
    for kind in ("Role", "RoleAndSubordinates"):
        values: dict[str, Stored] = {
            "Name": found[0],
            "Type": kind,
            "RelatedId": record_id,
            "OwnerId": org.org_id,
        }
        rows.put_new(org, "Group", viewer.user_id, values)
