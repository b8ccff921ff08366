"""The history of an opportunity: a row for each change of stage, amount, probability or date.

Source: the object reference's page of OpportunityHistory.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from s2sctl.localorg.access import Viewer
from s2sctl.localorg.database import Stored
from s2sctl.localorg.records import rows
from s2sctl.model.ids import RecordId

if TYPE_CHECKING:
    from s2sctl.localorg.org import LocalOrg

_KEPT = ("StageName", "Amount", "ExpectedRevenue", "CloseDate", "Probability", "ForecastCategory")
_WATCHED = ("StageName", "Amount", "Probability", "CloseDate")
_LAST = {"Amount": "LastAmountChangedHistoryId", "CloseDate": "LastCloseDateChangedHistoryId"}


def keep_history(
    org: "LocalOrg", viewer: Viewer, record_id: RecordId, before: Mapping[str, Stored] | None
) -> None:
    """Note what an opportunity looks like now, if something watched has changed."""
    definition = org.definitions.find("Opportunity")
    assert definition is not None
    now = rows.load(org, definition, record_id) or {}
    changed = [name for name in _WATCHED if before is None or before.get(name) != now.get(name)]
    if not changed:
        return
    said: dict[str, Stored] = {name: now.get(name) for name in _KEPT}
    said |= {"OpportunityId": record_id, "IsDeleted": 0}
    if before is not None:
        said |= {"PrevAmount": before.get("Amount"), "PrevCloseDate": before.get("CloseDate")}
    made = rows.put_new(org, "OpportunityHistory", viewer.user_id, said)
    last: dict[str, Stored] = {_LAST[name]: made for name in changed if name in _LAST}
    if before is not None and last:
        rows.change(org, definition, record_id, last)
