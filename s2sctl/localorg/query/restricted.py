"""Objects that are not queried without a filter of a certain kind.

Source: Object Reference, ContentDocumentLink: by Id, ContentDocumentId or LinkedEntityId, with = or
IN, unless the user has Query All Files (API 59 and later), which no user of a local org has.
"""

from s2sctl.localorg.query import complaint
from s2sctl.soql.condition import field_of
from s2sctl.soql.tree import And, Comparison, Condition, Membership, Query

_LINK = "contentdocumentlink"
_FILTERS = frozenset({"id", "contentdocumentid", "linkedentityid"})
_TEXT = (
    "Implementation restriction: ContentDocumentLink requires a filter by a single Id on "
    "ContentDocumentId or LinkedEntityId using the equals operator or multiple Id's using the IN "
    "operator."
)


def require_filter(query: Query) -> None:
    """Raise ``RequestError`` MALFORMED_QUERY for a query of links that is not narrowed enough."""
    if str(query.source.path).lower() == _LINK and not _narrowed(query.where):
        raise complaint.plain_complaint(complaint.MALFORMED, _TEXT)


def _narrowed(condition: Condition | None) -> bool:
    match condition:
        case And(parts):
            return any(map(_narrowed, parts))
        case Comparison(operand, "=", _) | Membership(operand, _, False):
            return str(field_of(operand)).lower() in _FILTERS
        case _:
            return False
