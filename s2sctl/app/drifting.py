"""What an org's metadata has become since its side was put in force, and keeping what it is."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from s2sctl.app.book import describe
from s2sctl.connection.record import ConnectionRecord
from s2sctl.errors import AccessDenied, RequestRefused
from s2sctl.manifest.manifest import Terms
from s2sctl.metadata.drift import Change, Drift
from s2sctl.metadata.drifted import all_drifts, knowing, losing, renames_of, without_lost
from s2sctl.metadata.fingerprint import DurableIds, Fingerprint, prints_of, used_by_half
from s2sctl.metadata.fingerprint_json import fingerprint_from_json, fingerprint_to_json
from s2sctl.model.names import ObjectName, OrgAlias
from s2sctl.model.schema import ObjectSchema
from s2sctl.ports.org import Org
from s2sctl.sync.report import DriftReport


@dataclass(frozen=True, slots=True)
class Drifted:
    """One org's drift, and its describes with what is known of renamed and lost fields."""

    drifts: tuple[Drift, ...]
    schemas: Mapping[ObjectName, ObjectSchema]


def drifted(
    org: Org,
    record: ConnectionRecord,
    schemas: Mapping[ObjectName, ObjectSchema],
    *,
    asked_for: Collection[ObjectName] | None = None,
) -> Drifted:
    """Compare what the record keeps with the describes. Costs a call only where a used field is
    gone: its durable id tells whether it has another name now. ``asked_for``: the objects that
    were described; of others that they lack a describe says nothing."""
    kept = fingerprint_from_json(record.fingerprint)
    if asked_for is not None:
        kept = kept.of(asked_for)
    asked = losing(kept, schemas)
    ids = _ids(org, asked)
    renamed = renames_of(kept, schemas, ids)
    found = all_drifts(kept, schemas, renamed)
    return Drifted(found, knowing(schemas, renamed, found))


def standing_terms(org: Org, records: Iterable[ConnectionRecord]) -> tuple[Terms, ...]:
    """The terms in force without the fields the org does not have any more under the name they
    say, hidden ones apart: a permission set that names one would be refused.

    Costs a describe per 25 objects, and a call per five objects that lack a field.
    """
    return tuple(_standing(org, record) for record in records)


def _standing(org: Org, record: ConnectionRecord) -> Terms:
    kept = fingerprint_from_json(record.fingerprint)
    ids = _ids(org, losing(kept, describe(org, (one.schema.name for one in kept.prints))))
    lost = [
        Drift(one.schema.name, field, "", Change.GONE)
        for one in kept.prints
        for field, id in one.ids.items()
        if id and ids.get(one.schema.name) and field not in ids[one.schema.name]
    ]
    return without_lost(record.terms, lost)


def drift_report(alias: OrgAlias, drift: Drift, stops: str) -> DriftReport:
    """One drift as runs, health and diff tell it."""
    return DriftReport(
        alias, drift.object, drift.field, drift.change.value, drift.now, stops, drift.text
    )


def taken_print(
    org: Org,
    record: ConnectionRecord,
    terms: Terms,
    schemas: Mapping[ObjectName, ObjectSchema],
    *,
    publishes: bool,
) -> str:
    """The fingerprint to keep once the half of ``terms`` is in force: that half's fields as they
    are now, the other half's as they were kept. Costs a call per five objects."""
    before = fingerprint_from_json(record.fingerprint)
    offered, taken = used_by_half(terms)
    used = offered if publishes else taken
    ids = _ids(org, [name for name in used if name in schemas])
    kinds = {} if publishes else _record_types(terms)
    prints = prints_of(used, kinds, schemas, ids, before)
    after: Fingerprint = (
        replace(before, publish=prints) if publishes else replace(before, subscribe=prints)
    )
    return fingerprint_to_json(after)


def stale_print(
    record: ConnectionRecord,
    terms: Terms,
    schemas: Mapping[ObjectName, ObjectSchema],
    *,
    publishes: bool,
) -> bool:
    """Whether the fingerprint kept of a half is not what it would be if it were taken now."""
    kept = fingerprint_from_json(record.fingerprint)
    half = kept.publish if publishes else kept.subscribe
    offered, taken = used_by_half(terms)
    used = offered if publishes else taken
    there = {
        name: set(fields) & set(schemas[name].fields)
        for name, fields in used.items()
        if name in schemas
    }
    if there != {name: set(one.used) for name, one in half.items()}:
        return True
    return bool(all_drifts(Fingerprint(half), schemas, {}))


def _record_types(terms: Terms) -> dict[ObjectName, str]:
    return {one.target: one.record_type for one in terms.subscribe if one.record_type}


def _ids(org: Org, names: Sequence[ObjectName]) -> DurableIds:
    """Durable ids, as far as the org tells them to this user: without them a renamed field is
    one that is gone."""
    try:
        return org.durable_ids(names) if names else {}
    except (AccessDenied, RequestRefused):
        return {}
