"""Both orgs' drift and what rests because of it, outside of a run."""

from collections.abc import Sequence

from s2sctl.agreement.join import join
from s2sctl.agreement.naming import remembered
from s2sctl.app.book import describe
from s2sctl.app.drifting import Drifted, drift_report, drifted
from s2sctl.connection.record import ConnectionRecord
from s2sctl.metadata.check import check
from s2sctl.metadata.fingerprint_json import fingerprint_from_json
from s2sctl.metadata.resting import resting
from s2sctl.model.finding import errors_in
from s2sctl.model.side import Pair, Side
from s2sctl.ports.org import Org
from s2sctl.sync.health import Check, Verdict
from s2sctl.sync.report import DriftReport


def look_for_drift(orgs: Pair[Org], records: Pair[ConnectionRecord]) -> tuple[DriftReport, ...]:
    """Everything that is not as it was put in force. A call per 25 objects and org, and another
    where a used field is gone; none where nothing was ever noted."""
    seen = Pair(*(_seen(orgs.of(side), records.of(side)) for side in Side))
    drifts = seen.map(lambda one: one.drifts)
    if not any(drifts):
        return ()
    name = records.a.name
    agreement, _ = join(name, records.map(lambda record: record.terms))
    kept = records.map(lambda record: fingerprint_from_json(record.fingerprint).known_as)
    agreement = remembered(agreement, Pair(kept.a, kept.b))
    schemas = seen.map(lambda one: one.schemas)
    rests = resting(agreement, errors_in(check(agreement, schemas)), drifts, schemas).rests
    return tuple(drift_report(orgs.of(one.side).alias, one.drift, one.stops.value) for one in rests)


def _seen(org: Org, record: ConnectionRecord) -> Drifted:
    prints = fingerprint_from_json(record.fingerprint).prints
    return drifted(org, record, describe(org, (one.schema.name for one in prints)))


def drift_check(drifts: Sequence[DriftReport]) -> Check:
    """What a connection's health says of drift: what rests makes it unhealthy."""
    if not drifts:
        return Check("drift", Verdict.OK, "every used field is what it was when put in force")
    resting = [one for one in drifts if one.stops]
    first = (resting or list(drifts))[0]
    more = f", and {counted} more" if (counted := len(drifts) - 1) else ""
    text = f"{first.org}: {first.text}{more}"
    if not resting:
        return Check("drift", Verdict.DEGRADED, f"{text}; everything goes on")
    what = "its records rest" if first.stops == "object" else "the field rests"
    return Check("drift", Verdict.FAILING, f"{text}; {what}, nothing is lost")
