"""What standard objects work out by themselves when a row is saved."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from s2sctl.localorg.database import Stored
from s2sctl.localorg.definitions import ObjectDefinition

if TYPE_CHECKING:
    from s2sctl.localorg.org import LocalOrg

Row = dict[str, Stored]


def derive(
    org: "LocalOrg", definition: ObjectDefinition, before: Mapping[str, Stored] | None, row: Row
) -> None:
    """Add to ``row`` what the object's own rules set; ``before`` is None for a new row."""
    rule = _RULES.get(definition.name)
    if rule is not None:
        rule(org, before or {}, row)


def _case(org: "LocalOrg", before: Mapping[str, Stored], row: Row) -> None:
    if "Status" not in row:
        return
    closed = row["Status"] == "Closed"
    was = bool(before.get("IsClosed"))
    row["IsClosed"] = int(closed)
    if closed != was:
        row["ClosedDate"] = org.clock.stamp() if closed else None


def _task(org: "LocalOrg", before: Mapping[str, Stored], row: Row) -> None:
    if "Status" in row:
        closed = row["Status"] == "Completed"
        row["IsClosed"] = int(closed)
        if closed != bool(before.get("IsClosed")):
            row["CompletedDateTime"] = org.clock.stamp() if closed else None
    if "Priority" in row:
        row["IsHighPriority"] = int(row["Priority"] == "High")


STAGES: dict[str, tuple[float, str]] = {
    "Prospecting": (10, "Pipeline"),
    "Qualification": (10, "Pipeline"),
    "Needs Analysis": (20, "Pipeline"),
    "Value Proposition": (50, "Pipeline"),
    "Id. Decision Makers": (60, "Pipeline"),
    "Perception Analysis": (70, "Pipeline"),
    "Proposal/Price Quote": (75, "Pipeline"),
    "Negotiation/Review": (90, "Pipeline"),
    "Closed Won": (100, "Closed"),
    "Closed Lost": (0, "Omitted"),
}
"""A new org's opportunity stages: probability and forecast category."""


def _opportunity(org: "LocalOrg", before: Mapping[str, Stored], row: Row) -> None:
    stage = row.get("StageName")
    if stage is not None and stage != before.get("StageName"):
        probability, category = STAGES.get(str(stage), (0, "Pipeline"))
        row.setdefault("Probability", probability)
        row["ForecastCategory"] = category
        row["ForecastCategoryName"] = category
        row["IsClosed"] = int(stage in ("Closed Won", "Closed Lost"))
        row["IsWon"] = int(stage == "Closed Won")


_RULES: dict[str, Callable[["LocalOrg", Mapping[str, Stored], Row], None]] = {
    "Case": _case,
    "Task": _task,
    "Opportunity": _opportunity,
}
