"""Documents are changed by new versions, and linked row by row.

Sources: REST API guide, Insert or Update Blob Data; Object Reference, ContentVersion (a version
with a ContentDocumentId is that document's next), ContentDocumentLink (two links between the same
document and record are refused).
"""

import hashlib
from collections.abc import Callable, Mapping
from functools import partial

from s2sctl.errors import Bug
from s2sctl.model.documents import CONTENT, DESCRIPTION, EXTENSION, LINKED, TITLE, ids_in
from s2sctl.model.ids import RecordId
from s2sctl.model.names import FieldName
from s2sctl.model.schema import ObjectSchema
from s2sctl.model.values import Value
from s2sctl.ports.body import Body
from s2sctl.ports.org import Outcome, Refusal, RowWrite, WriteBatch
from s2sctl.salesforce.client import Client
from s2sctl.salesforce.collections import BATCH, WRITE_HEADERS, delete, fetch, of_the_row
from s2sctl.salesforce.documents import DOCUMENT_ID, latest, links
from s2sctl.salesforce.faults import Failure
from s2sctl.salesforce.nodes import link_values, version_values
from s2sctl.salesforce.uploads import Upload, opened
from s2sctl.sync.chunks import chunks

_TOLD = (TITLE, DESCRIPTION, EXTENSION)
"""What a version says of itself, and its document shows."""

_LINKED_ALREADY = "DUPLICATE_VALUE"

Plain = Callable[[WriteBatch], tuple[Outcome, ...]]
"""Writes rows as those of any other object."""


def write_documents(client: Client, batch: WriteBatch, plain: Plain) -> tuple[Outcome, ...]:
    """An outcome per document. May be sent twice: a content that is the latest version's already
    makes no other version, and what is linked is not linked again."""
    if not any(row.bodies or {LINKED, EXTENSION} & row.values.keys() for row in batch.rows):
        return plain(batch)
    return tuple(_write_one(client, batch.schema, row, plain) for row in batch.rows)


def _write_one(client: Client, schema: ObjectSchema, row: RowWrite, plain: Plain) -> Outcome:
    if row.id is None:
        raise Bug("a document is changed by its id")
    own = {name: value for name, value in row.values.items() if name not in (LINKED, EXTENSION)}
    body, refusal = row.bodies.get(CONTENT), None
    if body is not None and not _is_latest(client, row.id, body):
        refusal = _add_version(client, schema, row.id, row.values, body)
        # The version says what is not blank.
        own = {name: value for name, value in own.items() if value is None}
    if refusal is None and own:
        refusal = plain(WriteBatch(schema, (RowWrite(own, row.id),)))[0].refusal
    if refusal is None and LINKED in row.values:
        refusal = _link(client, row.id, set(ids_in(row.values[LINKED])))
    return Outcome(row.id, refusal=refusal)


def _is_latest(client: Client, document: RecordId, body: Body) -> bool:
    digest = hashlib.md5(usedforsecurity=False)
    for piece in body.pieces():
        digest.update(piece)
    known = latest(client, [document]).get(document)
    return known is not None and known.checksum == digest.hexdigest()


def _add_version(
    client: Client,
    schema: ObjectSchema,
    document: RecordId,
    values: Mapping[FieldName, Value],
    body: Body,
) -> Refusal | None:
    """The next version. What it is not told the document would lose: it is said again."""
    known = fetch(client, schema, [document], _TOLD).get(document)
    said = {**(known.values if known is not None else {}), **values}

    def once() -> Refusal | None:
        if _is_latest(client, document, body):
            return None
        upload = Upload()
        content = {str(DOCUMENT_ID): document, **version_values(said)}
        with opened(upload.encoded(content | upload.places({CONTENT: body}))) as sent:
            return _sent(client, "ContentVersion", sent)

    return client.try_once(once)


def _sent(client: Client, name: str, body: object) -> Refusal | None:
    try:
        client.send("POST", f"sobjects/{name}", body, WRITE_HEADERS)
    except Failure as failure:
        if not of_the_row(failure):
            raise
        return failure.problem.refusal
    return None


def _link(client: Client, document: RecordId, wanted: set[RecordId]) -> Refusal | None:
    """Link what is to be linked, and end the other links to records."""
    there = {record: link for link, _, record in links(client, DOCUMENT_ID, [document])}
    for record in sorted(wanted - there.keys()):
        make = partial(_sent, client, "ContentDocumentLink", link_values(document, record))
        refusal = client.try_once(make)
        if refusal is not None and refusal.code != _LINKED_ALREADY:
            return refusal
    gone = [link for record, link in there.items() if record not in wanted]
    refusals = (one.refusal for some in chunks(gone, BATCH) for one in delete(client, some))
    return next((one for one in refusals if one is not None), None)
