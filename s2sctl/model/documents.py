"""Files as this product sees them: the document is the record. Pure.

A document is made, and changed, by versions (ContentVersion), and linked to any number of records
(ContentDocumentLink). Here it has, beside its own fields, the content of its latest version and
the records it is linked to (Object Reference: ContentDocument, ContentVersion,
ContentDocumentLink).
"""

from collections.abc import Iterable

from s2sctl.model.ids import RecordId
from s2sctl.model.names import FieldName, ObjectName

DOCUMENT = ObjectName("ContentDocument")
CONTENT = FieldName("VersionData")
"""The content of its latest version; ContentVersion's name for it."""

LINKED = FieldName("LinkedEntityId")
"""The records it is linked to; ContentDocumentLink's name for one of them."""

TITLE, DESCRIPTION, EXTENSION = map(FieldName, ("Title", "Description", "FileExtension"))

_BETWEEN = ";"


def ids_in(value: object) -> list[RecordId]:
    """The records a lookup's value names: one, or any number of a document's."""
    text = value if isinstance(value, str) else ""
    return [RecordId(one) for one in text.split(_BETWEEN) if one]


def ids_value(ids: Iterable[RecordId]) -> str | None:
    """The value that names these records, in an order of its own; None for none."""
    return _BETWEEN.join(sorted(set(ids))) or None
