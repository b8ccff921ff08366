"""Lead conversion: an account, a contact, perhaps an opportunity, and a Lead nobody edits again.

Source: convertLead() in the SOAP API guide. The REST API has no such call, so the control endpoint
offers it in place of the button a person would press.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from s2sctl.localorg.access import Viewer
from s2sctl.localorg.database import Stored
from s2sctl.localorg.definitions import ObjectDefinition
from s2sctl.localorg.faults import RowError
from s2sctl.localorg.records import rows
from s2sctl.localorg.records.saving import changeable_row, insert, update
from s2sctl.model.ids import RecordId, to18

if TYPE_CHECKING:
    from s2sctl.localorg.org import LocalOrg

_ADDRESS = ("Street", "City", "State", "PostalCode", "Country")
_PERSON = (
    "FirstName", "LastName", "Salutation", "Title", "Phone", "MobilePhone", "Fax", "Email",
    "LeadSource", "Description",
)  # fmt: skip
_COMPANY = ("Phone", "Fax", "Website", "Industry", "AnnualRevenue", "NumberOfEmployees", "Rating")


@dataclass(frozen=True, slots=True)
class Converted:
    """What a Lead became."""

    account: RecordId
    contact: RecordId
    opportunity: RecordId | None


@dataclass(frozen=True, slots=True)
class Conversion:
    """How a Lead is to be converted. Empty: a new account, a new contact, the usual status."""

    account: str = ""
    contact: str = ""
    status: str = ""
    opportunity: bool = False
    opportunity_name: str = ""


def convert_lead(
    org: "LocalOrg", viewer: Viewer, lead_id: str, how: Conversion = Conversion()
) -> Converted:
    """Convert a Lead into new rows owned by its owner, or into those named. Raises ``RowError``.

    Its activities and campaign memberships go to the contact; blank fields of a contact that was
    there take the Lead's values.
    """
    leads = _object(org, "Lead")
    found = to18(lead_id)
    with org.database.transaction():
        lead = changeable_row(org, viewer, leads, found)
        if lead["IsConverted"]:
            raise RowError("CANNOT_UPDATE_CONVERTED_LEAD", "cannot reference converted lead")
        status = _status(org, how.status)
        owner = {"OwnerId": lead["OwnerId"]} if str(lead["OwnerId"])[:3] == "005" else {}
        account = RecordId(how.account) or _new_account(org, viewer, lead, owner)
        if how.contact:
            contact = _fill(org, viewer, how.contact, lead)
        else:
            contact = _new_contact(org, viewer, lead, {"AccountId": account, **owner})
        opportunity = None
        if how.opportunity:
            name = how.opportunity_name or f"{lead['Company']}-"
            said = {"Name": name, "AccountId": account, **owner}
            opportunity = _new_opportunity(org, viewer, said, contact)
        _move(org, found, contact)
        made = Converted(account, contact, opportunity)
        _close(org, viewer, leads, found, made, status)
    return made


def _status(org: "LocalOrg", wanted: str) -> str:
    """The Lead's status from now on: the one wanted, if it is one that converts."""
    sql = 'SELECT "ApiName" FROM "LeadStatus" WHERE "IsConverted" = 1'
    known = [str(row[0]) for row in org.database.all(sql)]
    if wanted and wanted not in known:
        raise RowError("INVALID_STATUS", f"invalid convertedStatus: {wanted}")
    return wanted or known[0]


def _new_account(
    org: "LocalOrg", viewer: Viewer, lead: Mapping[str, Stored], owner: Mapping[str, Stored]
) -> RecordId:
    said = {"Name": lead["Company"], **owner} | {one: lead[one] for one in _COMPANY}
    said |= {f"Billing{one}": lead[one] for one in _ADDRESS}
    return insert(org, viewer, _object(org, "Account"), said)


def _new_contact(
    org: "LocalOrg", viewer: Viewer, lead: Mapping[str, Stored], about: Mapping[str, Stored]
) -> RecordId:
    return insert(org, viewer, _object(org, "Contact"), {**about, **_of_person(lead)})


def _of_person(lead: Mapping[str, Stored]) -> dict[str, Stored]:
    return {one: lead[one] for one in _PERSON} | {f"Mailing{one}": lead[one] for one in _ADDRESS}


def _fill(org: "LocalOrg", viewer: Viewer, contact: str, lead: Mapping[str, Stored]) -> RecordId:
    contacts = _object(org, "Contact")
    found = to18(contact)
    before = changeable_row(org, viewer, contacts, found)
    blank = {name: value for name, value in _of_person(lead).items() if before[name] is None}
    update(org, viewer, contacts, found, blank)
    return found


def _new_opportunity(
    org: "LocalOrg", viewer: Viewer, said: Mapping[str, Stored], contact: RecordId
) -> RecordId:
    values = {"StageName": "Prospecting", "CloseDate": org.clock.today(), **said}
    made = insert(org, viewer, _object(org, "Opportunity"), values)
    role = {"OpportunityId": made, "ContactId": contact, "IsPrimary": True}
    insert(org, viewer, _object(org, "OpportunityContactRole"), role)
    return made


def _move(org: "LocalOrg", lead: RecordId, contact: RecordId) -> None:
    for name in ("Task", "Event"):
        org.database.execute(f'UPDATE "{name}" SET "WhoId" = ? WHERE "WhoId" = ?', (contact, lead))
    org.database.execute(
        'UPDATE "CampaignMember" SET "ContactId" = ? WHERE "LeadId" = ?', (contact, lead)
    )


def _close(
    org: "LocalOrg",
    viewer: Viewer,
    leads: ObjectDefinition,
    lead_id: RecordId,
    converted: Converted,
    status: str,
) -> None:
    rows.change(
        org,
        leads,
        lead_id,
        {
            "IsConverted": 1,
            "ConvertedDate": org.clock.today(),
            "ConvertedAccountId": converted.account,
            "ConvertedContactId": converted.contact,
            "ConvertedOpportunityId": converted.opportunity,
            "Status": status,
            **rows.stamps(org, leads, viewer.user_id, 0, new=False),
        },
    )


def _object(org: "LocalOrg", name: str) -> ObjectDefinition:
    definition = org.definitions.find(name)
    assert definition is not None
    return definition
