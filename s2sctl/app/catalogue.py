"""What each side shows the other of its publish list: written, refreshed, looked at."""

from collections.abc import Mapping
from dataclasses import dataclass

from s2sctl.app.book import open_book
from s2sctl.app.far_side import FarSide
from s2sctl.connection.footprint import CONNECTION_SCHEMA
from s2sctl.connection.record import ConnectionRecord
from s2sctl.manifest.catalogue import (
    Catalogue,
    catalogue_from_json,
    catalogue_to_json,
    types_of,
    withdrawals,
    withdrawn_after,
)
from s2sctl.manifest.manifest import Terms
from s2sctl.manifest.terms_json import MAX_LENGTH
from s2sctl.model.names import ConnectionName, FieldName, ObjectName
from s2sctl.model.schema import FieldSchema, ObjectSchema
from s2sctl.model.values import Value
from s2sctl.ports.org import Org, RowWrite, WriteBatch


@dataclass(frozen=True, slots=True)
class Offered:
    """One field the partner publishes; ``field`` is empty for an object as a whole.

    ``known`` is None where nobody told its type; ``taken`` is our own name for what we subscribe
    to, empty for what we do not.
    """

    object: ObjectName
    field: FieldName
    known: FieldSchema | None
    taken: str


@dataclass(frozen=True, slots=True)
class Offer:
    """The partner's catalogue, beside what we take of it."""

    record: ConnectionRecord
    catalogue: Catalogue
    rows: tuple[Offered, ...]


def offer(org: Org, name: ConnectionName) -> Offer:
    """What the partner publishes, as this org was last told. Reads only.

    Raises UsageError S2S400 or S2S402 without the connection, S2S214 where the text was edited.
    """
    record = open_book(org).need(name)
    catalogue = catalogue_from_json(record.partner_published)
    rows = []
    for one in catalogue.publish:
        asked = record.terms.subscription(one.object)
        taken = {it.source: str(it.target) for it in asked.fields} if asked else {}
        types = catalogue.types.get(one.object, {})
        rows.append(Offered(one.object, FieldName(""), None, str(asked.target) if asked else ""))
        rows += [
            Offered(one.object, field, types.get(field), taken.get(field, ""))
            for field in one.fields
        ]
    return Offer(record, catalogue, tuple(rows))


def published_text(
    org: Org,
    record: ConnectionRecord,
    wanted: Terms,
    schemas: Mapping[ObjectName, ObjectSchema],
    reason: str,
) -> str:
    """What an org is to keep of its publish list: with types, and with what leaves it now."""
    since = org.now().strftime("%Y-%m-%dT%H:%M:%SZ")
    before = Catalogue(record.terms.publish, withdrawn=withdrawals(record.published))
    left = withdrawn_after(before, wanted.publish, since, reason)
    text = catalogue_to_json(Catalogue(wanted.publish, types_of(wanted.publish, schemas), left))
    # The list itself is checked to fit; types that do not fit beside it are left out.
    if len(text) > MAX_LENGTH:
        return catalogue_to_json(Catalogue(wanted.publish))
    return text


def show_catalogues(org: Org, written: ConnectionRecord, far: FarSide) -> None:
    """Refresh what both orgs know of the other's list, where both logins are at hand; a sync
    does it otherwise.
    """
    if far.org is not None and far.record is not None:
        _note(far.org, far.record, written)
        _note(org, written, far.record)


def _note(org: Org, record: ConnectionRecord, partner: ConnectionRecord) -> None:
    # What an org refuses here is no reason to fail: the next run notes it.
    if partner.published and partner.published != record.partner_published:
        values: dict[FieldName, Value] = {FieldName("Partner_Published__c"): partner.published}
        org.write(WriteBatch(CONNECTION_SCHEMA, (RowWrite(values, id=record.id),)))
