"""Contents of files: read piece by piece, kept as digests (REST API guide, sObject Blob Get)."""

import hashlib
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from s2sctl.errors import RequestRefused
from s2sctl.model.bodies import LIMIT, body_value, checksum_value, unread_size, unread_value
from s2sctl.model.ids import RecordId
from s2sctl.model.names import FieldName
from s2sctl.model.records import Record
from s2sctl.model.schema import ObjectSchema
from s2sctl.ports.body import PIECE, Body
from s2sctl.salesforce.client import Client
from s2sctl.salesforce.columns import is_body
from s2sctl.salesforce.documents import filled, is_document, latest
from s2sctl.salesforce.retry import Repeat

MOST_KNOWN = 50_000
"""Digests that are kept; with more, all are forgotten."""


NOT_THERE = 404
"""The status of a content whose row was deleted or is hidden."""


def _travels(record: Record, name: FieldName) -> bool:
    size = unread_size(record.values.get(name))
    return size is not None and size <= LIMIT


class Contents:
    """What one login has read of files in this process: a content is not read twice while the
    stamp of its row stands still."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._known: dict[tuple[RecordId, FieldName, datetime], str] = {}

    def body(self, schema: ObjectSchema, id: RecordId, field: FieldName) -> Body:
        """One content, in an unlinked file. One that is larger than travels is cut off."""

        document = is_document(schema)
        path = f"sobjects/{schema.name}/{id}/{field}"
        if document:
            path = f"sobjects/ContentVersion/{self._version(id)}/{field}"

        def once() -> Body:
            file = tempfile.TemporaryFile()  # noqa: SIM115 - whoever asked closes it
            digest = hashlib.md5(usedforsecurity=False) if document else hashlib.sha256()
            size = 0
            try:
                for piece in self._client.stream(path, PIECE):
                    file.write(piece)
                    digest.update(piece)
                    size += len(piece)
                    if size > LIMIT:
                        return Body(file, unread_value(size))
            except BaseException:
                file.close()
                raise
            told = checksum_value if document else body_value
            return Body(file, told(digest.hexdigest(), size))

        return self._client.persist(Repeat.READ, once)

    def _version(self, document: RecordId) -> RecordId:
        found = latest(self._client, [document]).get(document)
        if found is None:
            text = f"document {document} in {self._client.alias} cannot be seen any more"
            raise RequestRefused(text, status=NOT_THERE, error_code="NOT_FOUND")
        return found.id

    def filled(
        self, schema: ObjectSchema, records: Iterable[Record], fields: Sequence[FieldName]
    ) -> tuple[Record, ...]:
        """The records with a digest for each content that was asked for and is not too large.

        A row that was deleted meanwhile is left out: its tombstone has a later stamp.
        """
        if is_document(schema):
            return filled(self._client, tuple(records), fields)
        names = [name for name in fields if is_body(schema, name)]
        if not names:
            return tuple(records)
        found = (self._with(schema, record, names) for record in records)
        return tuple(record for record in found if record is not None)

    def _with(
        self, schema: ObjectSchema, record: Record, names: Sequence[FieldName]
    ) -> Record | None:
        asked = [name for name in names if not record.deleted and _travels(record, name)]
        try:
            found = {name: self._value(schema, record, name) for name in asked}
        except RequestRefused as refused:
            if refused.status != NOT_THERE:
                raise
            return None
        return replace(record, values={**record.values, **found})

    def _value(self, schema: ObjectSchema, record: Record, name: FieldName) -> str:
        at = record.id, name, record.modstamp
        if at not in self._known:
            if len(self._known) >= MOST_KNOWN:
                self._known.clear()
            body = self.body(schema, record.id, name)
            body.close()
            self._known[at] = body.value
        return self._known[at]
