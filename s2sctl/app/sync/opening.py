"""Step 2, open: who are we, what is in force, does it join, may records flow?"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from s2sctl.agreement.flows import Agreement
from s2sctl.app.book import OVER
from s2sctl.app.chronicle import note_confirmed, note_seen
from s2sctl.app.drifting import Drifted, drifted
from s2sctl.app.sync.agreeing import agree, part_drifted, terms_digest
from s2sctl.app.sync.clocks import Clocks, compare_clocks
from s2sctl.app.sync.contests import erase_old
from s2sctl.app.sync.record import standing_records
from s2sctl.app.sync.work import Ends, Options
from s2sctl.app.vanish import vanish
from s2sctl.connection.footprint import CONNECTION_SCHEMA, SHARE_SCHEMA
from s2sctl.connection.record import ConnectionRecord
from s2sctl.connection.rows import CONNECTION_FIELDS, SHARE_FIELDS, record_from_row
from s2sctl.errors import AccessDenied, RequestRefused, UsageError, WrongOrg
from s2sctl.metadata.resting import Rest, Resting
from s2sctl.model.ids import OrgId
from s2sctl.model.names import ConnectionName, FieldName, ObjectName
from s2sctl.model.records import Record
from s2sctl.model.schema import ObjectSchema
from s2sctl.model.side import Pair, Side
from s2sctl.ports.clock import Clock
from s2sctl.ports.org import Identity, Org, Query, Range
from s2sctl.ports.store import KnownConnection, Lease, StateStore
from s2sctl.sync.link import Cursor
from s2sctl.sync.windows import Span, advance, horizon, spans

HIDDEN = ("INVALID_TYPE", "INVALID_FIELD")
"""How an org refuses a query of what it lacks, and of what the user may not see."""

AT_ONCE = timedelta(days=1)
"""How far beyond the horizon share rows are read: all there are, whatever the clocks say."""


@dataclass(frozen=True, slots=True)
class Opened:
    """Both orgs open: the ends, what they agreed on, and the share rows that are new."""

    ends: Ends
    agreement: Agreement
    share_rows: Pair[tuple[Record, ...]]
    share_cursors: Pair[Cursor]
    """Where the share rows' cursors are to stand once the pass is done."""
    whole: Agreement
    """The agreement with what rests because of drift."""
    rests: tuple[Rest, ...] = ()
    """What has drifted, and what of it rests."""
    redescribed: tuple[tuple[Side, ObjectSchema], ...] = ()
    """The describes that are not what they were; to be remembered once the pass is done."""
    told: tuple[Cursor, ...] = ()
    """What time it is everywhere; to be remembered once the pass is done."""
    notes: tuple[str, ...] = ()


def identify(known: KnownConnection, orgs: Pair[Org]) -> Pair[Identity]:
    """Log in to both. Raises WrongOrg where a login answers for another org than recorded."""
    identities = orgs.map(lambda org: org.identity())
    for side in Side:
        recorded, found = known.orgs.of(side), identities.of(side).org_id
        if recorded is not None and recorded != found:
            raise _wrong(orgs.of(side), f"{recorded} was recorded", found)
    if identities.a.org_id == identities.b.org_id:
        raise _wrong(orgs.b, f"that is {orgs.a.alias}'s", identities.b.org_id)
    return identities


def open_orgs(
    known: KnownConnection,
    orgs: Pair[Org],
    store: StateStore,
    lease: Lease,
    options: Options,
    clock: Clock | None = None,
) -> Opened:
    """Read both connection records and what changed in the describes, and join the sides.

    What has drifted rests and is told; the rest of the agreement goes on. ``clock``: given by who
    goes on to move cursors; then it is told where a clock was set back. Raises WrongOrg,
    StateUnusable (another state store runs it), UsageError (not Accepted on both sides),
    AccessDenied (our objects are hidden), FindingsPresent (the sides do not join, or an org's
    metadata never did fit).
    """
    name = known.name
    spent = orgs.map(lambda org: org.usage())
    identities = identify(known, orgs)
    horizons = orgs.map(lambda org: horizon(org.now()))
    clocks = compare_clocks(store.cursors(name), orgs, horizons, clock.now() if clock else None)
    looks = share_cursors(store, name)
    due = _due(looks, horizons, clocks)
    opened = Pair(
        *(
            _open(known, side, orgs.of(side), store, due.of(side), horizons.of(side))
            for side in Side
        )
    )
    found = opened.map(lambda one: one.record)
    records = _standing(store, lease, orgs, found, identities, horizons, options)
    whole = agree(name, records, orgs.map(lambda org: org.alias))
    schemas: Pair[Mapping[ObjectName, ObjectSchema]] = Pair(
        *(_described(side, orgs.of(side), opened.of(side).schemas, whole) for side in Side)
    )
    changed = _changed(store, name, schemas)
    seen = _seen(orgs, records, schemas, whole)
    digest = terms_digest(records)
    news = bool(changed) or {looks.a.flow_digest, looks.b.flow_digest} != {digest}
    parted = _parted(whole, seen, orgs, news=news)
    _know(store, known, orgs, identities, records)
    schemas = seen.map(lambda one: one.schemas)
    ends = Ends(orgs, identities, records, schemas, horizons, spent, clocks.again)
    told = opened.map(lambda one: one.shares)
    rows = Pair(*(_of_going(side, told, whole, parted.agreement, schemas) for side in Side))
    # A share of what rests is heard when it rests no more: its row is read again until then.
    heard = Pair(*(len(rows.of(side)) == len(told.of(side)) for side in Side))
    return Opened(
        ends,
        parted.agreement,
        rows,
        _moved(looks, horizons, heard, digest),
        whole,
        parted.rests,
        changed,
        clocks.marks,
        clocks.notes,
    )


def _parted(whole: Agreement, seen: Pair[Drifted], orgs: Pair[Org], *, news: bool) -> Resting:
    """What of the agreement goes on and what rests; all of it where nothing has drifted and there
    is no ``news`` since a pass checked it."""
    drifts = seen.map(lambda one: one.drifts)
    if not news and not any(drifts):
        return Resting(whole, (), ())
    schemas = seen.map(lambda one: one.schemas)
    return part_drifted(whole, schemas, drifts, orgs.map(lambda org: org.alias))


def _moved(looks: Pair[Cursor], hi: Pair[datetime], heard: Pair[bool], digest: str) -> Pair[Cursor]:
    """The share rows' cursors once the pass is done, under these terms."""
    found = []
    for side in Side:
        look = looks.of(side)
        moved = advance(look.looks, hi.of(side)) if heard.of(side) else look.looks
        found.append(replace(look, looks=moved, flow_digest=digest))
    return Pair(*found)


def _due(looks: Pair[Cursor], hi: Pair[datetime], clocks: Clocks) -> Pair[tuple[Span, ...]]:
    """Of which stamps share rows must be read."""
    return Pair(*(spans(looks.of(side).looks, hi.of(side), clocks.again.of(side)) for side in Side))


def _standing(
    store: StateStore,
    lease: Lease,
    orgs: Pair[Org],
    found: Pair[ConnectionRecord],
    identities: Pair[Identity],
    now: Pair[datetime],
    options: Options,
) -> Pair[ConnectionRecord]:
    """Both records where the connection stands, what they tell noted; raises where it does not."""
    name = lease.connection
    for org, record in zip(orgs, found, strict=True):
        note_seen(store, org, name, record)
    if not options.dry_run:
        # The time of kept values passes also while the connection rests, or guards stop each run.
        erase_old(store, lease, found, now)
        _clear_ended(orgs, found)
    records = standing_records(name, orgs, found, identities, store.id, options)
    if not options.dry_run:
        note_confirmed(store, name, found, records)
    return records


def _clear_ended(orgs: Pair[Org], records: Pair[ConnectionRecord]) -> None:
    """Of a connection that a side has ended, what nobody accepted vanishes on both."""
    if any(record.status in OVER for record in records):
        for side in Side:
            vanish(orgs.of(side), records.of(side))


def _of_going(
    side: Side,
    rows: Pair[tuple[Record, ...]],
    whole: Agreement,
    going: Agreement,
    schemas: Pair[Mapping[ObjectName, ObjectSchema]],
) -> tuple[Record, ...]:
    """That side's share rows without those about objects that rest. People may leave the object
    blank: the record's id tells it too."""
    goes_on = {one.objects for one in going.pairings}
    resting = {one.objects.of(side) for one in whole.pairings if one.objects not in goes_on}
    names = {name.lower() for name in resting}
    known = schemas.of(side)
    prefixes = {known[name].key_prefix for name in resting if name in known} - {""}
    return tuple(
        row
        for row in rows.of(side)
        if str(row.values.get(FieldName("Object__c")) or "").lower() not in names
        and str(row.values.get(FieldName("Record_Id__c")) or "")[:3] not in prefixes
    )


@dataclass(frozen=True, slots=True)
class _Side:
    record: ConnectionRecord
    schemas: dict[ObjectName, ObjectSchema]
    shares: tuple[Record, ...]


def _open(
    known: KnownConnection,
    side: Side,
    org: Org,
    store: StateStore,
    due: tuple[Span, ...],
    hi: datetime,
) -> _Side:
    """One call: the connection record, the new share rows, the describes that changed."""
    record_id = known.records.of(side)
    of_connection = (
        f"Connection__c = '{record_id}'"
        if record_id
        else f"Connection__r.Connection__c = '{known.name}'"
    )
    # A person's word counts at once, also in the second of the last run: a rule must not begin
    # what was just unshared. Rows beyond the horizon are read again: the cursor stays behind it.
    ranges = (*(Range(one.lo, one.hi) for one in due), Range(hi, hi + AT_ONCE))
    wanted = f"Connection__c = '{known.name}'"
    queries = (
        Query(CONNECTION_SCHEMA, CONNECTION_FIELDS, wanted, deleted=False),
        Query(SHARE_SCHEMA, SHARE_FIELDS, of_connection, ranges, deleted=False),
    )
    try:
        opening = org.open(store.schemas(known.name, side), queries)
    except RequestRefused as error:
        if error.error_code not in HIDDEN:
            raise
        raise AccessDenied(
            f"{org.alias} has no {CONNECTION_SCHEMA.name}, or hides it from the login's user.",
            code="S2S400",
            help=f"s2sctl org enable {org.alias} deploys what is needed and gives the user access",
        ) from None
    if not opening.rows[0]:
        raise UsageError(
            f"{org.alias} has no record of a connection {known.name}.",
            code="S2S705",
            help="s2sctl connections shows those it has",
        )
    return _Side(record_from_row(opening.rows[0][0]), dict(opening.schemas), opening.rows[1])


def share_cursors(store: StateStore, name: ConnectionName) -> Pair[Cursor]:
    """How far each org's share rows were read, and under which terms that pass was checked."""
    found = {one.side: one for one in store.cursors(name) if one.object == SHARE_SCHEMA.name}
    fresh = (Cursor(side, SHARE_SCHEMA.name, (), "") for side in Side)
    return Pair(*(found.get(cursor.side, cursor) for cursor in fresh))


def _described(
    side: Side, org: Org, schemas: dict[ObjectName, ObjectSchema], agreement: Agreement
) -> dict[ObjectName, ObjectSchema]:
    """The describes of every object that takes part; new ones cost a call of their own."""
    wanted = dict.fromkeys(pairing.objects.of(side) for pairing in agreement.pairings)
    missing = {name: None for name in wanted if name not in schemas}
    return {**schemas, **org.open(missing).schemas} if missing else schemas


def _seen(
    orgs: Pair[Org],
    records: Pair[ConnectionRecord],
    schemas: Pair[Mapping[ObjectName, ObjectSchema]],
    agreement: Agreement,
) -> Pair[Drifted]:
    """What drifted of the objects that take part: no others were described."""
    return Pair(
        *(
            drifted(
                orgs.of(side),
                records.of(side),
                schemas.of(side),
                asked_for=[pairing.objects.of(side) for pairing in agreement.pairings],
            )
            for side in Side
        )
    )


def _changed(
    store: StateStore,
    name: ConnectionName,
    schemas: Pair[Mapping[ObjectName, ObjectSchema]],
) -> tuple[tuple[Side, ObjectSchema], ...]:
    """The describes that are new or not what they were."""
    found = []
    for side in Side:
        before = store.schemas(name, side)
        found += [(side, one) for key, one in schemas.of(side).items() if before.get(key) != one]
    return tuple(found)


def _know(
    store: StateStore,
    known: KnownConnection,
    orgs: Pair[Org],
    identities: Pair[Identity],
    records: Pair[ConnectionRecord],
) -> None:
    found = KnownConnection(
        known.name,
        identities.map(lambda identity: identity.org_id),
        orgs.map(lambda org: org.alias),
        records.map(lambda record: record.id),
    )
    # What was found again in the orgs is not in the state yet, though it is known here.
    if found != store.known(known.name):
        store.know(found)


def _wrong(org: Org, expected: str, found: OrgId) -> WrongOrg:
    return WrongOrg(
        f"The login {org.alias} answers for org {found}, but {expected}.",
        code="S2S704",
        help="check configs/orgs.yaml: nothing was read or written",
    )
