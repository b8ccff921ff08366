"""Campaign members and the totals a campaign keeps.

Source: the object reference's pages of Campaign, CampaignMember and CampaignMemberStatus.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from s2sctl.localorg.access import Viewer
from s2sctl.localorg.database import Stored
from s2sctl.localorg.faults import RowError
from s2sctl.localorg.records import rows
from s2sctl.model.ids import RecordId

if TYPE_CHECKING:
    from s2sctl.localorg.org import LocalOrg

Row = dict[str, Stored]

_PERSON = (
    "Salutation", "FirstName", "LastName", "Name", "Title", "Email", "Phone", "Fax", "MobilePhone",
    "Description", "LeadSource", "OwnerId",
)  # fmt: skip
_COUNTS = """
UPDATE "Campaign" SET
 "NumberOfLeads" = (SELECT count(*) FROM "CampaignMember" m
   WHERE m."CampaignId" = ?1 AND m."LeadId" IS NOT NULL AND m."IsDeleted" = 0),
 "NumberOfContacts" = (SELECT count(*) FROM "CampaignMember" m
   WHERE m."CampaignId" = ?1 AND m."ContactId" IS NOT NULL AND m."IsDeleted" = 0),
 "NumberOfResponses" = (SELECT count(*) FROM "CampaignMember" m
   WHERE m."CampaignId" = ?1 AND m."HasResponded" = 1 AND m."IsDeleted" = 0),
 "NumberOfConvertedLeads" = (SELECT count(*) FROM "CampaignMember" m
   JOIN "Lead" l ON l."Id" = m."LeadId"
   WHERE m."CampaignId" = ?1 AND l."IsConverted" = 1 AND m."IsDeleted" = 0)
WHERE "Id" = ?1
"""
_AMOUNTS = """
UPDATE "Campaign" SET
 ("NumberOfOpportunities", "NumberOfWonOpportunities", "AmountAllOpportunities",
  "AmountWonOpportunities") = (
   SELECT count(*), coalesce(sum("IsWon"), 0), coalesce(sum("Amount"), 0),
          coalesce(sum("Amount" * "IsWon"), 0)
   FROM "Opportunity" WHERE "CampaignId" = ?1 AND "IsDeleted" = 0)
WHERE "Id" = ?1
"""


def derive_member(org: "LocalOrg", before: Mapping[str, Stored], row: Row) -> None:
    """Who the member is, taken over from the lead or contact, and whether they responded."""
    campaign = before.get("CampaignId", row.get("CampaignId"))
    if not before:
        _take_over(org, row)
    status = row.get("Status")
    if status is None:
        return
    found = org.database.one(
        'SELECT "HasResponded" FROM "CampaignMemberStatus" WHERE "CampaignId" = ? AND "Label" = ?',
        (campaign, status),
    )
    responded = bool(found and found[0])
    row["HasResponded"] = int(responded)
    if responded and before.get("FirstRespondedDate") is None:
        row["FirstRespondedDate"] = org.clock.today()


def _take_over(org: "LocalOrg", row: Row) -> None:
    lead, contact = row.get("LeadId"), row.get("ContactId")
    person, name = (contact, "Contact") if contact is not None else (lead, "Lead")
    if person is None:
        raise RowError(
            "REQUIRED_FIELD_MISSING",
            "Required fields are missing: [LeadId, ContactId]",
            ("LeadId", "ContactId"),
        )
    column = "ContactId" if name == "Contact" else "LeadId"
    twin = org.database.one(
        f'SELECT 1 FROM "CampaignMember" WHERE "CampaignId" = ? AND "{column}" = ? '
        'AND "IsDeleted" = 0',
        (row.get("CampaignId"), person),
    )
    if twin is not None:
        raise RowError("DUPLICATE_VALUE", "Already a campaign member.")
    columns = ", ".join(f'"{one}"' for one in _PERSON)
    found = org.database.one(f'SELECT {columns} FROM "{name}" WHERE "Id" = ?', (person,))
    if found is not None:
        row |= dict(zip(_PERSON, found, strict=True))
        row["LeadOrContactOwnerId"] = row.pop("OwnerId")
    row |= {"LeadOrContactId": person, "Type": name}
    row["CompanyOrAccount"] = _company(org, name, str(person))


def _company(org: "LocalOrg", name: str, person: str) -> Stored:
    sql = 'SELECT "Company" FROM "Lead" WHERE "Id" = ?'
    if name == "Contact":
        sql = (
            'SELECT a."Name" FROM "Account" a JOIN "Contact" c ON c."AccountId" = a."Id" '
            'WHERE c."Id" = ?'
        )
    found = org.database.one(sql, (person,))
    return None if found is None else found[0]


def give_statuses(
    org: "LocalOrg", viewer: Viewer, record_id: RecordId, before: Mapping[str, Stored] | None
) -> None:
    """A new campaign has the statuses Sent and Responded."""
    if before is not None:
        return
    for order, (label, default, responded) in enumerate((("Sent", 1, 0), ("Responded", 0, 1)), 3):
        rows.put_new(
            org,
            "CampaignMemberStatus",
            viewer.user_id,
            {
                "CampaignId": record_id,
                "Label": label,
                "SortOrder": order,
                "IsDefault": default,
                "HasResponded": responded,
                "IsDeleted": 0,
            },
        )


def count_of_member(
    org: "LocalOrg", viewer: Viewer, record_id: RecordId, before: Mapping[str, Stored] | None
) -> None:
    """Count a member's campaign anew."""
    found = org.database.one(
        'SELECT "CampaignId" FROM "CampaignMember" WHERE "Id" = ?', (record_id,)
    )
    if found is not None:
        org.database.execute(_COUNTS, (found[0],))


def count_of_opportunity(
    org: "LocalOrg", viewer: Viewer, record_id: RecordId, before: Mapping[str, Stored] | None
) -> None:
    """Count anew the campaigns an opportunity belongs, or belonged, to."""
    found = org.database.one('SELECT "CampaignId" FROM "Opportunity" WHERE "Id" = ?', (record_id,))
    for campaign in {found[0] if found else None, (before or {}).get("CampaignId")} - {None}:
        org.database.execute(_AMOUNTS, (campaign,))
