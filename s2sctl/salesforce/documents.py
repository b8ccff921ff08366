"""Documents as records: their own fields, the checksum of the latest version, their links.

Sources: Object Reference, ContentDocument, ContentVersion, ContentDocumentLink. Links are asked for
by document or by linked record with IN, which every user may; semi-joins on them are not taken.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from s2sctl.model.bodies import LIMIT, checksum_value, unread_value
from s2sctl.model.documents import CONTENT, DOCUMENT, EXTENSION, LINKED, ids_value
from s2sctl.model.ids import RecordId
from s2sctl.model.names import FieldName, ObjectName
from s2sctl.model.records import Record
from s2sctl.model.schema import FieldSchema, ObjectSchema
from s2sctl.ports.org import Page, Query
from s2sctl.salesforce.client import Client
from s2sctl.salesforce.reading import read
from s2sctl.sync.chunks import chunks

IDS_A_QUERY = 300
"""Ids in one condition: each takes 21 characters of a query's text."""

DOCUMENT_ID = FieldName("ContentDocumentId")
CHECKSUM, SIZE = FieldName("Checksum"), FieldName("ContentSize")
_PEOPLE = ("005", "00D")
"""Links to users and to the whole org say who sees a document, not what it belongs to."""


def _schema(name: str, prefix: str, *fields: FieldSchema) -> ObjectSchema:
    stamps = (FieldSchema(FieldName(one), kind) for one, kind in _STAMPS)
    known = {one.name: one for one in (*fields, *stamps)}
    return ObjectSchema(ObjectName(name), name, prefix, known)


_STAMPS = (("SystemModstamp", "datetime"), ("IsDeleted", "boolean"))

VERSION = _schema(
    "ContentVersion",
    "068",
    FieldSchema(DOCUMENT_ID, "reference"),
    FieldSchema(CHECKSUM, "string"),
    FieldSchema(SIZE, "int"),
    FieldSchema(FieldName("Title"), "string"),
    FieldSchema(FieldName("Description"), "textarea"),
)
"""What is asked of, and written to, a version."""

LINK = _schema(
    "ContentDocumentLink",
    "06A",
    FieldSchema(DOCUMENT_ID, "reference"),
    FieldSchema(LINKED, "reference"),
)


@dataclass(frozen=True, slots=True)
class Version:
    """The latest version of a document; ``checksum`` is MD5 in hexadecimal, None where the org
    holds no content of it (a link to somewhere else)."""

    id: RecordId
    checksum: str | None
    size: int

    @property
    def value(self) -> str | None:
        """What stands for its content among a document's values."""
        if self.checksum is None:
            return None
        if self.size > LIMIT:
            return unread_value(self.size)
        return checksum_value(self.checksum, self.size)


def with_parts(document: ObjectSchema, link: ObjectSchema | None) -> ObjectSchema:
    """The describe of ContentDocument with what a document has beside its own fields.

    It is created by its first version, and its content is a version's; versions and links go with
    it, so they are none of the rows that its removal would take along.
    """
    targets = link.find(LINKED) if link is not None else None
    extension = document.find(EXTENSION)
    parts = [
        FieldSchema(CONTENT, "base64", "Version Data", nillable=False, filterable=False),
        FieldSchema(
            LINKED,
            "reference",
            "Linked Entity ID",
            reference_to=targets.reference_to if targets is not None else (),
        ),
    ]
    if extension is not None:
        parts.append(replace(extension, createable=True, updateable=True))
    own = {
        name: replace(field, createable=True) if field.updateable else field
        for name, field in document.fields.items()
    }
    return replace(
        document,
        fields={**own, **{one.name: one for one in parts}},
        createable=document.updateable,
        children=(),
        # Names in lower case are kept as they are found first; these fields are new.
        _by_lower={},
    )


def latest(client: Client, documents: Iterable[RecordId]) -> dict[RecordId, Version]:
    """The latest version of each document."""
    fields = (DOCUMENT_ID, CHECKSUM, SIZE)
    return {
        RecordId(str(row.values[DOCUMENT_ID])): Version(
            row.id,
            str(checksum) if (checksum := row.values[CHECKSUM]) else None,
            int(str(row.values[SIZE] or 0)),
        )
        for row in _rows(client, VERSION, fields, DOCUMENT_ID, documents, "IsLatest = TRUE")
    }


def links(
    client: Client, field: FieldName, ids: Iterable[RecordId]
) -> Iterator[tuple[RecordId, RecordId, RecordId]]:
    """Link, document and record of every link whose ``field`` names one of ``ids``."""
    for row in _rows(client, LINK, (DOCUMENT_ID, LINKED), field, ids):
        record = RecordId(str(row.values[LINKED]))
        if not record.startswith(_PEOPLE):
            yield row.id, RecordId(str(row.values[DOCUMENT_ID])), record


def filled(
    client: Client, records: Sequence[Record], fields: Sequence[FieldName]
) -> tuple[Record, ...]:
    """Documents with the parts that were asked for. A document that has no version any more was
    deleted meanwhile and is left out: its tombstone has a later stamp."""
    living = [record.id for record in records if not record.deleted]
    versions = latest(client, living) if CONTENT in fields else None
    linked: dict[RecordId, list[RecordId]] = {}
    if LINKED in fields:
        for _, document, record_id in links(client, DOCUMENT_ID, living):
            linked.setdefault(document, []).append(record_id)
    found = []
    for record in records:
        if record.deleted:
            found.append(record)
        elif versions is None or record.id in versions:
            parts = {LINKED: ids_value(linked.get(record.id, ()))}
            if versions is not None:
                parts[CONTENT] = versions[record.id].value
            told = {name: parts.get(name, value) for name, value in record.values.items()}
            found.append(replace(record, values=told))
    return tuple(found)


def linked_pages(client: Client, query: Query, number: int) -> Iterator[Page]:
    """The pages of a query for documents that are linked to some records."""
    found = {document for _, document, _ in links(client, LINKED, query.linked)}
    where = f" AND ({query.where})" if query.where else ""
    queries = [
        replace(query, linked=(), where=f"Id IN ({_listed(some)}){where}")
        for some in chunks(sorted(found), IDS_A_QUERY)
    ]
    for page in read(client, queries):
        yield Page(number, page.records, False)
    yield Page(number, (), True)


def pages(client: Client, queries: Sequence[Query]) -> Iterator[Page]:
    """All pages of all queries, those for linked documents among them."""
    plain = {place: query for place, query in enumerate(queries) if not query.linked}
    places = list(plain)
    for page in read(client, list(plain.values())):
        yield replace(page, query=places[page.query])
    for place, query in enumerate(queries):
        if query.linked:
            yield from linked_pages(client, query, place)


def is_document(schema: ObjectSchema) -> bool:
    """Whether rows of the object are documents."""
    return schema.name == DOCUMENT


def _rows(
    client: Client,
    schema: ObjectSchema,
    fields: tuple[FieldName, ...],
    field: FieldName,
    ids: Iterable[RecordId],
    also: str = "",
) -> Iterator[Record]:
    queries = [
        Query(
            schema,
            fields,
            f"{field} IN ({_listed(some)})" + (f" AND {also}" if also else ""),
            deleted=False,
        )
        for some in chunks(dict.fromkeys(ids), IDS_A_QUERY)
    ]
    for page in read(client, queries):
        yield from page.records


def _listed(ids: Iterable[RecordId]) -> str:
    return ",".join(f"'{id}'" for id in ids)
