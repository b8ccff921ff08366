"""The connections of one org, as the org itself tells them: read, found, written."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from s2sctl.connection.footprint import CONNECTION_SCHEMA
from s2sctl.connection.objects import CONNECTION, SHARE
from s2sctl.connection.record import ConnectionRecord, Status
from s2sctl.connection.rows import CONNECTION_FIELDS, name_values, record_from_row
from s2sctl.errors import AccessDenied, RequestRefused, S2sError, UsageError
from s2sctl.manifest.manifest import Terms
from s2sctl.model.ids import RecordId
from s2sctl.model.names import ConnectionName, FieldName, ObjectName
from s2sctl.model.nearest import did_you_mean
from s2sctl.model.records import Record
from s2sctl.model.schema import ObjectSchema
from s2sctl.model.values import Value
from s2sctl.ports.org import Org, Outcome, Query, RowWrite, WriteBatch

OVER = (Status.REJECTED, Status.INACTIVE)
"""States of connections over which nothing flows, or ever will without a new invitation."""

_EXTERNAL_ID = FieldName("Connection__c")
_PUBLISHED, _SUBSCRIBED = FieldName("Published__c"), FieldName("Subscribed__c")


@dataclass(frozen=True, slots=True)
class Book:
    """All connection records of one org, and the schema they were read by."""

    org: Org
    schema: ObjectSchema
    share_schema: ObjectSchema
    records: tuple[ConnectionRecord, ...]
    damaged: Mapping[ConnectionName, S2sError] = field(default_factory=dict)
    """Connections whose stored terms cannot be read; their records here have none."""

    def find(self, name: ConnectionName) -> ConnectionRecord | None:
        """The connection of that name, None where the org has none."""
        return next((one for one in self.records if one.name == name), None)

    def need(self, name: ConnectionName) -> ConnectionRecord:
        """The connection of that name. Raises UsageError S2S402 naming those there are."""
        found = self.find(name)
        if found is None:
            known = ", ".join(one.name for one in self.records) or "none"
            start = (
                "begin one:  s2sctl invite MANIFEST, or with a token you were given:  "
                f"s2sctl accept TOKEN --org {self.org.alias}"
            )
            near = did_you_mean(name, (one.name for one in self.records))
            raise UsageError(
                f"{self.org.alias} has no connection {name} (it has: {known}).",
                code="S2S402",
                help=near if self.records else start,
            )
        return found

    def living(self, *, but: ConnectionName | None = None) -> tuple[ConnectionRecord, ...]:
        """All connections that are not over, ``but`` one.

        Raises the error of a connection whose terms cannot be read (S2S214, S2S215).
        """
        living = [one for one in self.records if one.status not in OVER and one.name != but]
        for one in living:
            if one.name in self.damaged:
                raise self.damaged[one.name]
        return tuple(living)

    def terms(self, *, but: ConnectionName | None = None) -> tuple[Terms, ...]:
        """Their terms. Raises as ``living``."""
        return tuple(one.terms for one in self.living(but=but))


def open_book(org: Org) -> Book:
    """All connections of an org. Raises UsageError S2S400 where the org is not enabled."""
    book = find_book(org)
    if book is None:
        raise UsageError(
            f"{org.alias} is not enabled for connections, or hides them from the login's user.",
            code="S2S400",
            help=f"deploy what it needs and give the user access:  s2sctl org enable {org.alias}",
        )
    _check_visible(org, book.schema)
    return book


def find_book(org: Org) -> Book | None:
    """All connections of an org as far as its user may see them; None without our objects."""
    schemas = describe(org, (CONNECTION, SHARE))
    schema, shares = schemas.get(CONNECTION), schemas.get(SHARE)
    if schema is None or shares is None:
        return None
    fields = tuple(name for name in CONNECTION_FIELDS if name in schema.fields)
    rows = read_all(org, Query(schema, fields, deleted=False))
    damaged: dict[ConnectionName, S2sError] = {}
    records = tuple(_record(org, row, damaged) for row in rows)
    return Book(org, schema, shares, records, damaged)


def describe(org: Org, names: Iterable[ObjectName]) -> Mapping[ObjectName, ObjectSchema]:
    """Describes of these objects as the login's user sees them; what is unseen is absent."""
    wanted = tuple(dict.fromkeys(names))
    found: dict[ObjectName, ObjectSchema] = {}
    for start in range(0, len(wanted), 25):
        part = wanted[start : start + 25]
        found.update(org.open(dict.fromkeys(part)).schemas)
    return found


def read_all(org: Org, query: Query) -> tuple[Record, ...]:
    """All rows of one query."""
    return tuple(record for page in org.read((query,)) for record in page.records)


def write_part(book: Book, name: ConnectionName, values: Mapping[FieldName, Value]) -> RecordId:
    """Write some fields of a connection's row, making the row where there is none.

    Raises RequestRefused S2S444 where the org refuses the row.
    """
    row = RowWrite({**name_values(name), **values})
    outcomes = book.org.write(WriteBatch(book.schema, (row,), upsert_on=_EXTERNAL_ID))
    return accepted(outcomes, f"the connection {name} in {book.org.alias}")[0]


def accepted(outcomes: Iterable[Outcome], what: str) -> tuple[RecordId, ...]:
    """The ids of rows that were all written; raises RequestRefused S2S444 for the first not."""
    ids: list[RecordId] = []
    for outcome in outcomes:
        if outcome.refusal is not None or outcome.id is None:
            raise _refused(outcome, what)
        ids.append(outcome.id)
    return tuple(ids)


def _refused(outcome: Outcome, what: str) -> RequestRefused:
    refusal = outcome.refusal
    code = refusal.code if refusal else "UNKNOWN_EXCEPTION"
    message = f": {refusal.message}" if refusal else ""
    return RequestRefused(
        f"The org refused to store {what} ({code}{message}).",
        status=400,
        error_code=code,
        code="S2S444",
        help="look for a validation rule, trigger or flow on the object in that org",
    )


def _record(org: Org, row: Record, damaged: dict[ConnectionName, S2sError]) -> ConnectionRecord:
    """The connection of a row; terms that cannot be read are told of in ``damaged``."""
    try:
        return record_from_row(row)
    except S2sError as error:
        half = replace(row, values=row.values | {_PUBLISHED: None})
        other = replace(row, values=row.values | {_SUBSCRIBED: None})
        record = _readable(half) or _readable(other) or _readable(_bare(row))
        if record is None:
            raise
        damaged[record.name] = error
        return record
    except ValueError as error:
        raise UsageError(
            f"The connection record {row.id} in {org.alias} cannot be read: it was edited by hand.",
            code="S2S401",
            help="set its Status and Role there to values of their lists",
        ) from error


def _readable(row: Record) -> ConnectionRecord | None:
    try:
        return record_from_row(row)
    except S2sError:
        return None


def _bare(row: Record) -> Record:
    return replace(row, values=row.values | {_PUBLISHED: None, _SUBSCRIBED: None})


def _check_visible(org: Org, schema: ObjectSchema) -> None:
    hidden = [name for name in CONNECTION_SCHEMA.fields if name not in schema.fields]
    if hidden:
        raise AccessDenied(
            f"The user of {org.alias} cannot see {len(hidden)} fields of {CONNECTION}"
            f" ({', '.join(hidden[:3])}…).",
            code="S2S400",
            help=f"assign the permission set:  s2sctl org enable {org.alias}",
        )
