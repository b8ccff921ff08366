"""The nodes of a composite graph that makes one row and the row that keeps its key."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from s2sctl.model.documents import CONTENT, DESCRIPTION, EXTENSION, LINKED, TITLE, ids_in
from s2sctl.model.ids import RecordId, is_id, to18
from s2sctl.model.names import FieldName
from s2sctl.model.values import Value
from s2sctl.ports.org import KeylessBatch, KeylessRow
from s2sctl.salesforce.documents import DOCUMENT_ID, VERSION, is_document
from s2sctl.salesforce.rows import wire_values
from s2sctl.salesforce.shapes import Json, Malformed, mapping
from s2sctl.salesforce.uploads import Upload

KEY = "key"
"""The node that makes the key row."""

_ROW, _VERSION = "row", "version"

_SHARE_TYPE = "V"
"""Viewer: the least a link can give (Object Reference, ContentDocumentLink, ShareType)."""


@dataclass(frozen=True, slots=True)
class Node:
    """One request of a graph; ``path`` is below ``sobjects``."""

    reference: str
    path: str
    body: Mapping[str, object] = field(default_factory=dict)
    method: str = "POST"


def nodes_of(batch: KeylessBatch, row: KeylessRow, upload: Upload) -> list[Node]:
    """What makes one row, and then the row that keeps its key.

    A document is made by its first version, published where its first link is; its id is known
    once that version is read. Its further links are made with it.
    """
    if is_document(batch.schema):
        made, id = _document(row, upload), f"@{{{_ROW}.{DOCUMENT_ID}}}"
    else:
        values = wire_values(batch.schema, row.values) | upload.places(row.bodies)
        made, id = [Node(_ROW, batch.schema.name, values)], f"@{{{_ROW}.id}}"
    key_row = wire_values(batch.key_schema, row.key_row) | {str(batch.names): id}
    return [*made, Node(KEY, batch.key_schema.name, key_row)]


def node_count(batch: KeylessBatch, row: KeylessRow) -> int:
    """How many nodes :func:`nodes_of` makes of the row."""
    if not is_document(batch.schema):
        return 2
    return 3 + max(0, len(ids_in(row.values.get(LINKED))) - 1)


def made_row(batch: KeylessBatch, bodies: Mapping[str, Json]) -> RecordId:
    """The id of the row that a graph made, by what its nodes answered."""
    name = str(DOCUMENT_ID) if is_document(batch.schema) else "id"
    made = mapping(bodies.get(_ROW)).get(name)
    if not isinstance(made, str) or not is_id(made):
        raise Malformed("a graph that made a row without an id")
    return to18(made)


def version_values(values: Mapping[FieldName, Value]) -> dict[str, object]:
    """What a version says of its document. Its path is made of title and extension: Salesforce
    takes the file's type from it."""
    told = {name: values[name] for name in (TITLE, DESCRIPTION) if values.get(name) is not None}
    title, extension = values.get(TITLE) or "file", values.get(EXTENSION)
    path = f"{title}.{extension}" if extension else str(title)
    return {**wire_values(VERSION, told), "PathOnClient": path}


def link_values(document: str, record: RecordId) -> dict[str, object]:
    """A link of a document to a record."""
    return {str(DOCUMENT_ID): document, str(LINKED): record, "ShareType": _SHARE_TYPE}


def _document(row: KeylessRow, upload: Upload) -> list[Node]:
    content = {name: body for name, body in row.bodies.items() if name == CONTENT}
    version = version_values(row.values) | upload.places(content)
    records = ids_in(row.values.get(LINKED))
    if records:
        version["FirstPublishLocationId"] = records[0]
    document = f"@{{{_ROW}.{DOCUMENT_ID}}}"
    return [
        Node(_VERSION, "ContentVersion", version),
        Node(_ROW, f"ContentVersion/@{{{_VERSION}.id}}", method="GET"),
        *(
            Node(f"link{place}", "ContentDocumentLink", link_values(document, one))
            for place, one in enumerate(records[1:])
        ),
    ]
