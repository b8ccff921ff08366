"""Which price book entry a copy of an opportunity product gets. Pure.

An entry belongs to one product, one price book and one currency, and its id differs from org to
org; a line without one is refused (Object Reference: OpportunityLineItem, PricebookEntryId).
"""

from collections.abc import Iterable
from dataclasses import dataclass

from s2sctl.model.ids import RecordId
from s2sctl.model.names import FieldName, ObjectName

LINE_ITEM = ObjectName("OpportunityLineItem")
OPPORTUNITY_ID = FieldName("OpportunityId")
PRODUCT_ID = FieldName("Product2Id")
ENTRY_ID = FieldName("PricebookEntryId")
BOOK_ID = FieldName("Pricebook2Id")
CURRENCY = FieldName("CurrencyIsoCode")


@dataclass(frozen=True, slots=True)
class Entry:
    """An active price book entry. ``currency`` is "" in an org with one currency."""

    id: RecordId
    book: str
    product: str
    currency: str = ""


@dataclass(frozen=True, slots=True)
class Need:
    """What a line's entry must match: its product, and its opportunity's book and currency."""

    product: str
    book: str | None
    currency: str = ""


def entry_for(need: Need, entries: Iterable[Entry], standard: str | None) -> RecordId | None:
    """The entry that matches all three; of an opportunity without a price book the standard one's,
    which the platform then makes the opportunity's own. None where there is no such price (yet)."""
    wanted = need.product, need.book or standard, need.currency
    found = (one.id for one in entries if (one.product, one.book, one.currency) == wanted)
    return min(found, default=None)
