"""Prices and what opportunities sell: names and prices taken over, totals kept.

Source: the object reference's pages of PricebookEntry and OpportunityLineItem.
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


def derive_entry(org: "LocalOrg", before: Mapping[str, Stored], row: Row) -> None:
    """A price book entry's names, and its price where it follows the standard one."""
    book = before.get("Pricebook2Id", row.get("Pricebook2Id"))
    product = before.get("Product2Id", row.get("Product2Id"))
    standard = org.database.one(
        'SELECT e."UnitPrice" FROM "PricebookEntry" e JOIN "Pricebook2" b '
        'ON b."Id" = e."Pricebook2Id" WHERE b."IsStandard" = 1 AND e."Product2Id" = ? '
        'AND e."IsDeleted" = 0',
        (product,),
    )
    if not before and product is not None and book is not None:
        _check_new_entry(org, book, product, standard is not None)
        found = org.database.one(
            'SELECT "Name", "ProductCode" FROM "Product2" WHERE "Id" = ?', (product,)
        )
        row["Name"], row["ProductCode"] = found or (None, None)
    if row.get("UseStandardPrice", before.get("UseStandardPrice")) and standard is not None:
        row["UnitPrice"] = standard[0]


def _check_new_entry(org: "LocalOrg", book: Stored, product: Stored, priced: bool) -> None:
    found = org.database.one(
        'SELECT 1 FROM "PricebookEntry" WHERE "Pricebook2Id" = ? AND "Product2Id" = ? '
        'AND "IsDeleted" = 0',
        (book, product),
    )
    if found is not None:
        raise RowError("DUPLICATE_VALUE", "This price definition already exists in this price book")
    standard = org.database.one('SELECT "IsStandard" FROM "Pricebook2" WHERE "Id" = ?', (book,))
    if standard == (0,) and not priced:
        raise RowError(
            "STANDARD_PRICE_NOT_DEFINED",
            "Before creating a custom price, create a standard price.",
        )


def derive_line(org: "LocalOrg", before: Mapping[str, Stored], row: Row) -> None:
    """A line's product, names and prices; quantity times sales price is the total."""
    if not before:
        _take_over(org, row)
    quantity = row.get("Quantity", before.get("Quantity"))
    unit, total_price = row.get("UnitPrice"), row.get("TotalPrice")
    if unit is None and total_price is None:
        unit = before.get("UnitPrice")
    if isinstance(quantity, float) and quantity:
        if isinstance(unit, float):
            row["UnitPrice"], row["TotalPrice"] = unit, round(unit * quantity, 2)
        elif isinstance(total_price, float):
            row["UnitPrice"] = round(total_price / quantity, 2)


def _take_over(org: "LocalOrg", row: Row) -> None:
    entry = row.get("PricebookEntryId") or _entry_of(org, row)
    if entry is None:
        raise RowError(
            "REQUIRED_FIELD_MISSING",
            "Required fields are missing: [PricebookEntryId]",
            ("PricebookEntryId",),
        )
    found = org.database.one(
        'SELECT e."Product2Id", e."ProductCode", e."UnitPrice", e."Name", e."Pricebook2Id", '
        'e."IsActive", o."Pricebook2Id", o."Name" FROM "PricebookEntry" e '
        'LEFT JOIN "Opportunity" o ON o."Id" = ? WHERE e."Id" = ?',
        (row.get("OpportunityId"), entry),
    )
    if found is None:
        return  # the lookup's own check refuses the row
    product, code, price, name, book, active, chosen, opportunity = found
    if chosen is not None and chosen != book:
        raise _out_of_place(
            "pricebook entry is in a different pricebook than the one assigned to the opportunity"
        )
    if not active:
        raise _out_of_place("pricebook entry is inactive")
    row |= {
        "PricebookEntryId": entry,
        "Product2Id": product,
        "ProductCode": code,
        "ListPrice": price,
        "Name": f"{opportunity or ''} {name or ''}".strip(),
    }
    if row.get("UnitPrice") is None and row.get("TotalPrice") is None:
        row["UnitPrice"] = price


def _out_of_place(why: str) -> RowError:
    return RowError("FIELD_INTEGRITY_EXCEPTION", f"field integrity exception: unknown ({why})")


def _entry_of(org: "LocalOrg", row: Row) -> Stored:
    found = org.database.one(
        'SELECT e."Id" FROM "PricebookEntry" e JOIN "Opportunity" o ON o."Id" = ? '
        'WHERE e."Product2Id" = ? AND e."Pricebook2Id" = o."Pricebook2Id" AND e."IsDeleted" = 0',
        (row.get("OpportunityId"), row.get("Product2Id")),
    )
    return None if found is None else found[0]


def total(
    org: "LocalOrg", viewer: Viewer, record_id: RecordId, before: Mapping[str, Stored] | None
) -> None:
    """Keep the opportunity's amount, quantity and price book in step with its lines."""
    line = org.database.one(
        'SELECT l."OpportunityId", e."Pricebook2Id" FROM "OpportunityLineItem" l '
        'LEFT JOIN "PricebookEntry" e ON e."Id" = l."PricebookEntryId" WHERE l."Id" = ?',
        (record_id,),
    )
    if line is None:
        return
    opportunity, book = line
    found = org.database.one(
        'SELECT count(*), sum("TotalPrice"), sum("Quantity") FROM "OpportunityLineItem" '
        'WHERE "OpportunityId" = ? AND "IsDeleted" = 0',
        (opportunity,),
    )
    assert found is not None
    said: Row = {"HasOpportunityLineItem": int(bool(found[0]))}
    if found[0]:
        said |= {
            "Amount": found[1],
            "TotalOpportunityQuantity": found[2],
            "Pricebook2Id": book,
        }
    rows.change_known(org, "Opportunity", viewer.user_id, str(opportunity), said)


def keep_one_primary(
    org: "LocalOrg", viewer: Viewer, record_id: RecordId, before: Mapping[str, Stored] | None
) -> None:
    """The last contact role made primary is the only primary one."""
    org.database.execute(
        'UPDATE "OpportunityContactRole" SET "IsPrimary" = 0 WHERE "Id" <> ?1 AND "IsPrimary" = 1 '
        'AND "OpportunityId" = (SELECT "OpportunityId" FROM "OpportunityContactRole" '
        'WHERE "Id" = ?1 AND "IsPrimary" = 1)',
        (record_id,),
    )
