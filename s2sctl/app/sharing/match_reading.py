"""What a match reads: of both sides id, key and the compared fields, kept as keyed digests."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from s2sctl.agreement.flows import Pairing
from s2sctl.agreement.transform import Untransformable
from s2sctl.app.sync.work import Ends
from s2sctl.connection.footprint import SHARE_SCHEMA
from s2sctl.connection.objects import KEY
from s2sctl.connection.share import Direction, ShareStatus
from s2sctl.errors import UsageError
from s2sctl.model.digest import Digest, DigestKey
from s2sctl.model.ids import Key, RecordId, is_id, to18
from s2sctl.model.names import FieldName, ObjectName, OrgAlias
from s2sctl.model.nearest import did_you_mean
from s2sctl.model.records import Record
from s2sctl.model.schema import FieldSchema, ObjectSchema
from s2sctl.model.side import Pair, Side
from s2sctl.model.values import Value
from s2sctl.ports.org import Query
from s2sctl.ports.reporter import Progress, Reporter
from s2sctl.sync.chunks import chunks
from s2sctl.sync.mapped import Mapped, arrive, mapped_fields
from s2sctl.sync.matching import Sightings, mark
from s2sctl.sync.readings import condition

_RECORD = FieldName("Record_Id__c")
_READ_AT_ONCE = 2_000


@dataclass(frozen=True, slots=True)
class Compared:
    """One field on both sides; ``copy`` is the type in which both are compared."""

    mapped: Mapped
    origin: FieldSchema
    copy: FieldSchema


@dataclass(frozen=True, slots=True)
class Place:
    """Where a match looks: ``side`` is the origins'."""

    ends: Ends
    pairing: Pairing
    side: Side
    fields: tuple[Compared, ...]
    key: DigestKey
    reporter: Reporter

    def schema(self, side: Side) -> ObjectSchema:
        """That org's describe of the object."""
        return self.ends.schema(side, self.pairing.objects.of(side))


def compared(
    pairing: Pairing,
    side: Side,
    schemas: Pair[Mapping[ObjectName, ObjectSchema]],
    on: Sequence[str],
    aliases: Pair[OrgAlias],
) -> tuple[Compared, ...]:
    """The fields to compare, by their name in the origin's org or in the copy's.

    Raises UsageError S2S551 for one that does not flow from the origin to the copy: a field that
    is not published and mapped is not read. S2S552 for a lookup, whose ids differ in every org.
    """
    known = mapped_fields(pairing, schemas)
    flowing = [one for one in known if one.link.into.of(side.other) is not None]
    found = []
    for name in on:
        one = next(
            (
                one
                for one in flowing
                if name.lower() in (str(field).lower() for field in one.link.fields)
            ),
            None,
        )
        if one is None:
            names = [str(each.link.fields.of(side)) for each in flowing]
            raise UsageError(
                f"{pairing.objects.of(side)}.{name} is not published by {aliases.of(side)} and"
                f" mapped by {aliases.of(side.other)}, so it cannot be compared.",
                code="S2S551",
                help=did_you_mean(name, names),
            )
        if one.is_lookup:
            raise UsageError(
                f"{pairing.objects.of(side)}.{name} is a lookup: its ids differ in every org.",
                code="S2S552",
                help="match the parents first, and these by a field of their own",
            )
        found.append(Compared(one, one.types.of(side), one.types.of(side.other)))
    return tuple(found)


def read_origins(place: Place) -> Sightings:
    """The records the origin's side shares, but for those that came from the partner, or over
    another connection where the manifest does not say ``onward``."""
    partner = place.ends.identities.of(place.side.other).org_id
    rule = place.pairing.share.of(place.side)
    onward = rule is not None and rule.onward
    name = place.pairing.objects.of(place.side)
    seen, count = Sightings(), 0
    for rows in _shared(place):
        for row in rows:
            if row.key is None or (onward and row.key.org != partner):
                seen.see(row.id, _would_show(place, row))
                count += 1
        place.reporter.progress(Progress(f"read {name}", count, None))
    return seen


def read_copies(place: Place) -> tuple[Sightings, dict[RecordId, Key | None]]:
    """The other side's records, and the key of each that has one (None: a foreign mark alone)."""
    target = place.side.other
    schema = place.schema(target)
    names = tuple(one.copy.name for one in place.fields)
    seen, count = Sightings(), 0
    keys: dict[RecordId, Key | None] = {}
    for page in place.ends.orgs.of(target).read([Query(schema, (*names, KEY), deleted=False)]):
        for row in page.records:
            seen.see(row.id, _marked(place, [row.values.get(name) for name in names]))
            if occupied(row):
                keys[row.id] = row.key
        count += len(page.records)
        place.reporter.progress(Progress(f"read {schema.name}", count, None))
    return seen, keys


def occupied(row: Record) -> bool:
    """Whether a row that was read with its key belongs to some share; a key that is none of ours
    is somebody's all the same."""
    return bool(row.values.get(KEY)) or row.connection_id is not None


def _shared(place: Place) -> Iterator[Sequence[Record]]:
    """Records of the origin's side that its rule shares, then those shared by hand."""
    rule, schema = place.pairing.share.of(place.side), place.schema(place.side)
    org = place.ends.orgs.of(place.side)
    names = tuple(dict.fromkeys(one.origin.name for one in place.fields))
    by_rule: set[RecordId] = set()
    where = condition(rule, keyed=KEY in schema.fields) if rule is not None else None
    if where is not None:
        for page in org.read([Query(schema, names, where, deleted=False)]):
            by_rule.update(row.id for row in page.records)
            yield page.records
    by_hand = (id for id in _shared_by_hand(place, schema) if id not in by_rule)
    for some in chunks(by_hand, _READ_AT_ONCE):
        yield tuple(org.fetch(schema, some, names).values())


def _shared_by_hand(place: Place, schema: ObjectSchema) -> Iterator[RecordId]:
    living = f"'{ShareStatus.PENDING.value}', '{ShareStatus.ACTIVE.value}'"
    where = (
        f"Connection__c = '{place.ends.record_id(place.side)}' AND Status__c IN ({living})"
        f" AND Direction__c = '{Direction.SENT.value}'"
    )
    query = Query(SHARE_SCHEMA, (_RECORD,), where, deleted=False)
    told: set[RecordId] = set()
    for page in place.ends.orgs.of(place.side).read([query]):
        for row in page.records:
            text = str(row.values.get(_RECORD) or "")
            if is_id(text) and text.startswith(schema.key_prefix) and to18(text) not in told:
                told.add(to18(text))
                yield to18(text)


def _would_show(place: Place, row: Record) -> Digest | None:
    """What an origin's values would show on the other side."""
    values: list[Value] = []
    for one in place.fields:
        value = row.values.get(one.origin.name)
        try:
            values.append(arrive(one.mapped, place.side.other, value, {}).value)
        except Untransformable:
            values.append(None)
    return _marked(place, values)


def _marked(place: Place, values: Sequence[Value]) -> Digest | None:
    return mark(place.key, [one.copy for one in place.fields], values)
