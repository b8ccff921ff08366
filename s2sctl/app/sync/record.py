"""Both orgs' own connection records: do they let records flow, and what do we note in them?"""

from collections.abc import Mapping
from dataclasses import replace

from s2sctl.app.book import OVER
from s2sctl.app.sync.runner import refuse_lost_claim, refuse_other_store, refuse_rival
from s2sctl.app.sync.work import Options
from s2sctl.connection.footprint import CONNECTION_SCHEMA
from s2sctl.connection.record import ConnectionRecord, Status
from s2sctl.connection.rows import lifecycle_values
from s2sctl.connection.states import completes, pausing, standing
from s2sctl.errors import Paused, RequestRefused, Temporary, UsageError
from s2sctl.manifest.terms_json import terms_to_json
from s2sctl.model.ids import OrgId
from s2sctl.model.names import ConnectionName, FieldName
from s2sctl.model.side import Pair, Side
from s2sctl.model.values import Value, Values
from s2sctl.ports.org import Identity, Org, RowWrite, WriteBatch
from s2sctl.sync.refusals import Again, met


def standing_records(
    name: ConnectionName,
    orgs: Pair[Org],
    records: Pair[ConnectionRecord],
    identities: Pair[Identity],
    store_id: str,
    options: Options,
) -> Pair[ConnectionRecord]:
    """Both records, once they let records flow under this state store.

    A confirmation that only the inviter's own record lacks is given here, because who holds both
    logins needs no answer token (design §4.3). Raises StateUnusable where another store runs the
    connection, LeaseLost where another one claims it at this very moment, Paused where only a
    pause stops it, UsageError where it is not Accepted on both sides. A dry run notes nothing.
    """
    ids = identities.map(lambda identity: identity.org_id)
    found: Pair[ConnectionRecord | None] = Pair(records.a, records.b)
    waiting = completes(found, ids)
    if waiting is not None:
        confirmed = replace(
            records.of(waiting),
            status=Status.ACCEPTED,
            partner_org=ids.of(waiting.other),
            expires=None,
            since=orgs.of(waiting).now().replace(microsecond=0),
            by=identities.of(waiting).username,
        )
        records = records.put(waiting, confirmed)
    refuse_unconnected(name, orgs, records, ids)
    if not options.take_over:
        refuse_other_store(name, orgs, records, store_id)
    claims = not options.dry_run and any(record.runner != store_id for record in records)
    noted_a = _noted(Side.A, orgs, found, records, store_id, options)
    if claims:
        refuse_rival(name, orgs.b, records.b.runner, store_id)
    noted_b = _noted(Side.B, orgs, found, records, store_id, options)
    if claims:
        refuse_lost_claim(name, orgs.a, store_id)
    return Pair(noted_a, noted_b)


def refuse_unconnected(
    name: ConnectionName, orgs: Pair[Org], records: Pair[ConnectionRecord], ids: Pair[OrgId]
) -> None:
    """Raise Paused or UsageError S2S703: whose word stops the flow, and why.

    A side that ended it is told before one that waits.
    """
    now = standing(Pair(records.a, records.b), ids)
    if now.connected:
        return
    paused = pausing(records, ids)
    if paused:
        by = {str(orgs.of(side).alias): records.of(side).reason for side in paused}
        raise Paused(
            pause_text(name, by), by, help=f"s2sctl resume {name} --org {orgs.of(paused[0]).alias}"
        )
    over = next((side for side in Side if records.of(side).status in OVER), None)
    who = orgs.of(now.side).alias if now.side else "One side"
    why = now.why
    if over is not None:
        reason = records.of(over).reason
        who = orgs.of(over).alias
        why = f"says {records.of(over).status.value}{': ' if reason else ''}{reason}"
    raise UsageError(
        f"No records flow over {name}: {who} {why}.",
        code="S2S703",
        help=_mended(name, ended=over is not None),
    )


def _mended(name: ConnectionName, *, ended: bool) -> str:
    if ended:
        return (
            f"s2sctl history {name} tells who ended it and why; either side connects again:  "
            "s2sctl reconnect MANIFEST"
        )
    return (
        f"s2sctl connections shows where {name} stands; an invitation waits for the partner's  "
        "s2sctl accept TOKEN"
    )


def pause_text(name: ConnectionName, by: Mapping[str, str]) -> str:
    """``acme-globex is paused by globex: release weekend``, one or both sides."""
    words = (f"{alias}: {reason}" if reason else alias for alias, reason in by.items())
    return f"{name} is paused by {', and by '.join(words)}"


def _noted(
    side: Side,
    orgs: Pair[Org],
    before: Pair[ConnectionRecord | None],
    records: Pair[ConnectionRecord],
    store_id: str,
    options: Options,
) -> ConnectionRecord:
    """The record with this store as its runner and the partner's list as its catalogue; written
    only where that is news to the org."""
    record = records.of(side)
    other = records.of(side.other)
    catalogue = other.published or terms_to_json(other.terms)[0]
    noted = replace(record, runner=store_id, partner_published=catalogue)
    values: dict[FieldName, Value] = {}
    if record != before.of(side):
        values |= lifecycle_values(record)
    if noted.runner != record.runner:
        values[FieldName("Runner__c")] = noted.runner
    if noted.partner_published != record.partner_published:
        values[FieldName("Partner_Published__c")] = noted.partner_published
    if values and not options.dry_run:
        note_in_record(orgs.of(side), record, values)
    return noted


def note_in_record(org: Org, record: ConnectionRecord, values: Values) -> None:
    """Write fields of the org's own connection record.

    Sent twice, as anyone in the org may hold that row for a moment. Raises Temporary where it is
    still held then, RequestRefused where we may not write it.
    """
    batch = WriteBatch(CONNECTION_SCHEMA, (RowWrite(values, id=record.id),))
    refusal = org.write(batch)[0].refusal
    if refusal is not None:
        refusal = org.write(batch)[0].refusal
    if refusal is None:
        return
    text = f"{org.alias} does not take what we note in its connection record: {refusal.message}"
    if met(refusal.code).again is Again.SOON:
        raise Temporary(text, code="S2S710", help=f"s2sctl sync {record.name}, in a minute")
    raise RequestRefused(
        text,
        status=200,
        error_code=refusal.code,
        code="S2S710",
        help=f"s2sctl org enable {org.alias} sets up the run-as user's access",
    )
