"""Lead conversion: an account, a contact, perhaps an opportunity, and a Lead nobody edits again.

Source: convertLead() in the SOAP API guide. The REST API has no such call, so the control endpoint
offers it in place of the button a person would press.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from s2sctl.localorg.access import Viewer
from s2sctl.localorg.definitions import ObjectDefinition
from s2sctl.localorg.faults import RowError
from s2sctl.localorg.records import rows
from s2sctl.localorg.records.saving import changeable_row, insert
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


def convert_lead(
    org: "LocalOrg", viewer: Viewer, lead_id: str, *, with_opportunity: bool = False
) -> Converted:
    """Convert a Lead into new rows owned by its owner. Raises ``RowError``."""
    leads = _object(org, "Lead")
    found = to18(lead_id)
    with org.database.transaction():
        lead = changeable_row(org, viewer, leads, found)
        if lead["IsConverted"]:
            raise RowError("CANNOT_UPDATE_CONVERTED_LEAD", "cannot reference converted lead")
        owner = {"OwnerId": lead["OwnerId"]} if str(lead["OwnerId"])[:3] == "005" else {}
        account = insert(
            org,
            viewer,
            _object(org, "Account"),
            {"Name": lead["Company"], **owner}
            | {one: lead[one] for one in _COMPANY}
            | {f"Billing{one}": lead[one] for one in _ADDRESS},
        )
        contact = insert(
            org,
            viewer,
            _object(org, "Contact"),
            {"AccountId": account, **owner}
            | {one: lead[one] for one in _PERSON}
            | {f"Mailing{one}": lead[one] for one in _ADDRESS},
        )
        opportunity = None
        if with_opportunity:
            opportunity = insert(
                org,
                viewer,
                _object(org, "Opportunity"),
                {
                    "Name": f"{lead['Company']}-",
                    "AccountId": account,
                    "StageName": "Prospecting",
                    "CloseDate": org.clock.today(),
                    **owner,
                },
            )
        _close(org, viewer, leads, found, Converted(account, contact, opportunity))
    return Converted(account, contact, opportunity)


def _close(
    org: "LocalOrg",
    viewer: Viewer,
    leads: ObjectDefinition,
    lead_id: RecordId,
    converted: Converted,
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
            "Status": "Closed - Converted",
            **rows.stamps(org, leads, viewer.user_id, 0, new=False),
        },
    )


def _object(org: "LocalOrg", name: str) -> ObjectDefinition:
    definition = org.definitions.find(name)
    assert definition is not None
    return definition
