"""The rows of status objects in a new org, made of the picklists they stand for."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from s2sctl.localorg.database import Stored
from s2sctl.localorg.records import rows
from s2sctl.localorg.records.derived import STAGES
from s2sctl.model.ids import RecordId

if TYPE_CHECKING:
    from s2sctl.localorg.org import LocalOrg


def seed_statuses(org: "LocalOrg", admin: RecordId) -> None:
    """A row for each value of each status picklist."""
    for name, (of, field, own) in _SEEDED.items():
        definition = org.definitions.find(of)
        picklist = definition.find(field) if definition is not None else None
        assert picklist is not None
        for order, entry in enumerate(picklist.picklist, 1):
            said: dict[str, Stored] = {
                "MasterLabel": entry.label,
                "ApiName": entry.value,
                "SortOrder": order,
                **own(entry.value),
            }
            if name != "OpportunityStage":
                said["IsDefault"] = int(entry.default)
            rows.put_new(org, name, admin, said)


def _stage(value: str) -> Mapping[str, Stored]:
    probability, category = STAGES[value]
    return {
        "IsActive": 1,
        "IsClosed": int(value in ("Closed Won", "Closed Lost")),
        "IsWon": int(value == "Closed Won"),
        "ForecastCategory": category,
        "ForecastCategoryName": category,
        "DefaultProbability": probability,
    }


_SEEDED: dict[str, tuple[str, str, Callable[[str], Mapping[str, Stored]]]] = {
    "LeadStatus": ("Lead", "Status", lambda one: {"IsConverted": int(one == "Closed - Converted")}),
    "OpportunityStage": ("Opportunity", "StageName", _stage),
    "CaseStatus": ("Case", "Status", lambda one: {"IsClosed": int(one == "Closed")}),
    "TaskStatus": ("Task", "Status", lambda one: {"IsClosed": int(one == "Completed")}),
    "TaskPriority": ("Task", "Priority", lambda one: {"IsHighPriority": int(one == "High")}),
}
