"""What standard objects work out by themselves when a row is saved."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from s2sctl.localorg.database import Stored
from s2sctl.localorg.definitions import ObjectDefinition
from s2sctl.localorg.records.events import settle_event
from s2sctl.localorg.records.files import derive_attachment, derive_link, derive_version
from s2sctl.localorg.records.members import derive_member
from s2sctl.localorg.records.products import derive_entry, derive_line

if TYPE_CHECKING:
    from s2sctl.localorg.org import LocalOrg

Row = dict[str, Stored]


def derive(
    org: "LocalOrg", definition: ObjectDefinition, before: Mapping[str, Stored] | None, row: Row
) -> None:
    """Add to ``row`` what the object's own rules set; ``before`` is None for a new row."""
    if definition.custom and before is None and row.get("Name") is None:
        if definition.find("Name") is not None:
            row["Name"] = row["Id"]
        return
    rule = _RULES.get(definition.name)
    if rule is not None:
        rule(org, before or {}, row)


def _case(org: "LocalOrg", before: Mapping[str, Stored], row: Row) -> None:
    _contact_of_case(org, row)
    if "Status" not in row:
        return
    closed = row["Status"] == "Closed"
    was = bool(before.get("IsClosed"))
    row["IsClosed"] = int(closed)
    if closed != was:
        row["ClosedDate"] = org.clock.stamp() if closed else None


def _account_of_activity(org: "LocalOrg", before: Mapping[str, Stored], row: Row) -> None:
    """An activity belongs to the account of what, else of whom, it is about."""
    if not {"WhatId", "WhoId"} & row.keys():
        return
    row["AccountId"] = None
    for name in ("WhatId", "WhoId"):
        value = row.get(name, before.get(name))
        definition = org.definitions.by_prefix(str(value)[:3]) if value is not None else None
        if definition is None:
            continue
        if definition.name == "Account":
            row["AccountId"] = value
            return
        if definition.find("AccountId") is not None:
            found = org.database.one(
                f'SELECT "AccountId" FROM "{definition.name}" WHERE "Id" = ?', (value,)
            )
            row["AccountId"] = None if found is None else found[0]
            return


def _task(org: "LocalOrg", before: Mapping[str, Stored], row: Row) -> None:
    _account_of_activity(org, before, row)
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
    if before.get("HasOpportunityLineItem"):
        # Its lines make the amount: one that is said is passed over, not refused.
        row.pop("Amount", None)
    stage = row.get("StageName")
    if stage is not None and stage != before.get("StageName"):
        probability, category = STAGES.get(str(stage), (0, "Pipeline"))
        row.setdefault("Probability", probability)
        row["ForecastCategory"] = category
        row["ForecastCategoryName"] = category
        row["IsClosed"] = int(stage in ("Closed Won", "Closed Lost"))
        row["IsWon"] = int(stage == "Closed Won")


def _user(org: "LocalOrg", before: Mapping[str, Stored], row: Row) -> None:
    if not before and row.get("CommunityNickname") is None:
        row["CommunityNickname"] = f"User{str(row['Id'])[8:15]}"


def _event(org: "LocalOrg", before: Mapping[str, Stored], row: Row) -> None:
    _account_of_activity(org, before, row)
    settle_event(before, row)


_CONTACT_PARTS = {
    "ContactPhone": "Phone",
    "ContactMobile": "MobilePhone",
    "ContactEmail": "Email",
    "ContactFax": "Fax",
}


def _contact_of_case(org: "LocalOrg", row: Row) -> None:
    if "ContactId" not in row:
        return
    columns = ", ".join(f'"{one}"' for one in _CONTACT_PARTS.values())
    found = org.database.one(f'SELECT {columns} FROM "Contact" WHERE "Id" = ?', (row["ContactId"],))
    row |= dict(zip(_CONTACT_PARTS, found or (None,) * len(_CONTACT_PARTS), strict=True))


def _contact(org: "LocalOrg", before: Mapping[str, Stored], row: Row) -> None:
    told = {
        ours: row[theirs]
        for ours, theirs in _CONTACT_PARTS.items()
        if before and theirs in row and row[theirs] != before.get(theirs)
    }
    if told:
        sets = ", ".join(f'"{name}" = ?' for name in told)
        org.database.execute(
            f'UPDATE "Case" SET {sets} WHERE "ContactId" = ?', (*told.values(), before["Id"])
        )


_RULES: dict[str, Callable[["LocalOrg", Mapping[str, Stored], Row], None]] = {
    "Attachment": derive_attachment,
    "CampaignMember": derive_member,
    "Case": _case,
    "ContentDocumentLink": derive_link,
    "ContentVersion": derive_version,
    "Contact": _contact,
    "Event": _event,
    "User": _user,
    "Task": _task,
    "Opportunity": _opportunity,
    "OpportunityLineItem": derive_line,
    "PricebookEntry": derive_entry,
}
