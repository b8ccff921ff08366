"""What opportunity products need beside what any object needs. Pure.

Source: OpportunityLineItem in the Object Reference (PricebookEntryId, TotalPrice, UnitPrice).
"""

from collections.abc import Iterator

from s2sctl.metadata.sides import Taking
from s2sctl.model.finding import Finding


def line_findings(taking: Taking, org: str) -> Iterator[Finding]:
    """S2S352, S2S353: a line that could not be priced, or is priced twice."""
    if taking.object != "OpportunityLineItem":
        return
    targets = {one.target.lower(): one for one in taking.fields}
    if taking.given is None and not targets.keys() & {"product2id", "pricebookentryid"}:
        text = f"{taking.object} in {org} needs a product, and nothing is mapped to it"
        help = "map Product2Id: Product2Id, and share Product2; prices are looked up here"
        yield Finding("S2S352", f"{taking.path}.fields", text, help)
    both = targets.get("totalprice")
    if both is not None and "unitprice" in targets:
        text = f"{taking.object} in {org} takes UnitPrice or TotalPrice, not both"
        help = "keep UnitPrice: the total follows from it and Quantity"
        yield Finding("S2S353", f"{taking.path}.fields.{both.source}.to", text, help)
