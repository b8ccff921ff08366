"""A connection's health, from what is remembered and what both orgs say."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from s2sctl.agreement.join import join
from s2sctl.agreement.missing import Missing, missing_halves, unpublished
from s2sctl.app.book import OVER, find_book
from s2sctl.app.drift_check import drift_check, look_for_drift
from s2sctl.app.sweep_check import sweep_check
from s2sctl.app.sync.agreeing import as_aliases, stops, withdrawn
from s2sctl.app.sync.record import pause_text
from s2sctl.connection.record import ConnectionRecord, Status
from s2sctl.connection.states import completes, pausing, standing
from s2sctl.errors import S2sError
from s2sctl.model.finding import errors_in
from s2sctl.model.ids import OrgId
from s2sctl.model.names import ConnectionName, OrgAlias
from s2sctl.model.side import Pair, Side
from s2sctl.model.spans import told_span
from s2sctl.ports.org import Org
from s2sctl.ports.store import KnownConnection, RunRecord, StateStore
from s2sctl.sync.health import (
    Check,
    FlowHealth,
    Health,
    Verdict,
    age_check,
    flow_checks,
    flow_health,
    run_check,
    unasked_checks,
)
from s2sctl.sync.report import DriftReport, Held


def health(
    known: KnownConnection,
    orgs: Pair[Org],
    store: StateStore,
    *,
    max_lag: timedelta | None = None,
) -> Health:
    """How a connection stands. Writes nothing; an org that cannot be asked is a failing check.

    ``max_lag`` is how old the last run, and what was read last, may be before that fails. Costs
    about three API calls per org. Raises StateUnusable.
    """
    ends = Pair(*(_ask(known, side, orgs.of(side)) for side in Side))
    checks = [ends.a.check, ends.b.check, _standing(known, ends), *_runner(orgs, ends, store)]
    runs = store.runs(known.name, 1)
    checks.append(
        run_check(
            runs[0].exit_code if runs else None,
            running=store.holder(known.name) is not None,
            ever=bool(runs),
        )
    )
    if max_lag is not None:
        checks += _expected(ends, runs, max_lag)
    sweep = sweep_check(known.name, store.cursors(known.name), _latest(ends))
    checks += [sweep] if sweep else []
    terms = _terms(known, orgs.map(lambda org: org.alias), ends)
    checks += [terms.check] if terms.check else []
    drifts = _drifts(orgs, ends, checks)
    flows = _flows(known, orgs, ends, store)
    held = Held.of(store.ledger(known.name))
    if ends.a.record is None or ends.b.record is None:
        silent = [orgs.of(side).alias for side in Side if ends.of(side).record is None]
        checks += unasked_checks(held, silent)
    else:
        entries = held.conflicts + held.failures + held.waits if flows else 0
        checks += flow_checks(flows, entries, resting=bool(_paused(ends)), most=max_lag)
        held = Held(
            sum(flow.conflicts for flow in flows),
            sum(flow.failed for flow in flows),
            sum(flow.pending for flow in flows),
        )
    paused = tuple(orgs.of(side).alias for side in _paused(ends))
    state, missing = _state(ends), terms.missing
    return Health(known.name, state, flows, tuple(checks), held, missing, paused, drifts)


def unasked(name: ConnectionName, error: S2sError) -> Health:
    """The health of a connection whose ends could not be found or asked at all."""
    check = Check("connection", Verdict.FAILING, f"{error.message} [{error.code}]")
    return Health(name, "Unknown", (), (check,))


def _drifts(orgs: Pair[Org], ends: "Pair[_End]", checks: list[Check]) -> tuple[DriftReport, ...]:
    """What has drifted in both orgs, and a check of it; nothing while either cannot be asked."""
    a, b = ends.a.record, ends.b.record
    if a is None or b is None:
        return ()
    found = look_for_drift(orgs, Pair(a, b))
    checks.append(drift_check(found))
    return found


class _End:
    """What one org answered."""

    def __init__(
        self,
        check: Check,
        record: ConnectionRecord | None = None,
        org_id: OrgId | None = None,
        now: datetime | None = None,
    ) -> None:
        self.check = check
        self.record = record
        self.org_id = org_id
        self.now = now


def _ask(known: KnownConnection, side: Side, org: Org) -> _End:
    id = f"org.{org.alias}"
    try:
        org_id = org.identity().org_id
        if known.orgs.of(side) not in (None, org_id):
            text = f"the login answers for {org_id}; {known.orgs.of(side)} was recorded"
            return _End(Check(id, Verdict.FAILING, text))
        book = find_book(org)
    except S2sError as error:
        return _End(Check(id, Verdict.FAILING, error.message))
    if book is None:
        text = "not enabled, or hidden from the login's user: s2sctl org enable"
        return _End(Check(id, Verdict.FAILING, f"{text} {org.alias}"))
    record = book.find(known.name)
    return _End(Check(id, Verdict.OK, f"logged in to {org_id}"), record, org_id, org.now())


def _standing(known: KnownConnection, ends: Pair[_End]) -> Check:
    ids = _org_ids(ends)
    if ids is None:
        return Check("connection", Verdict.FAILING, "not both orgs could be asked")
    now = standing(ends.map(lambda end: end.record), ids)
    if now.connected:
        return Check("connection", Verdict.OK, "Accepted on both sides")
    paused = _paused(ends)
    if paused:
        by = {str(known.aliases.of(side)): _pause(ends.of(side)) for side in paused}
        text = f"{pause_text(known.name, by)}; resume with:  s2sctl resume {known.name}"
        return Check("connection", Verdict.DEGRADED, f"{text} --org {known.aliases.of(paused[0])}")
    if completes(ends.map(lambda end: end.record), ids) is not None:
        text = "accepted; the next sync, or confirm, completes it"
        return Check("connection", Verdict.DEGRADED, text)
    over = [(known.aliases.of(side), ends.of(side).record) for side in Side]
    told = [ended_text(alias, one) for alias, one in over if one and one.status in OVER]
    if told:
        text = f"{' and '.join(told)}; nothing flows"
        # Ended by both it is no news to anyone any more.
        both = len(told) == len(Side)
        return Check("connection", Verdict.DEGRADED if both else Verdict.FAILING, text)
    who = known.aliases.of(now.side) if now.side else None
    return Check("connection", Verdict.FAILING, f"{who} {now.why}" if who else now.why)


def ended_text(alias: OrgAlias | None, record: ConnectionRecord) -> str:
    """``globex says Inactive since 2026-11-23 12:00 UTC, by ann@globex.example: too dear``."""
    since = f" since {record.since:%Y-%m-%d %H:%M} UTC" if record.since else ""
    by = f", by {record.by}" if record.by else ""
    reason = f": {record.reason}" if record.reason else ""
    return f"{alias} says {record.status.value}{since}{by}{reason}"


def _expected(ends: Pair[_End], runs: Sequence[RunRecord], most: timedelta) -> list[Check]:
    """Whether runs come as often as they should, from here or from wherever they are started."""
    now = _latest(ends)
    stamps = [run.ended for run in runs if run.ended is not None and run.exit_code in (0, 6)]
    figures = [end.record.figures for end in ends if end.record is not None]
    stamps += [one.last_sync for one in figures if one.last_sync is not None]
    return [] if now is None else [age_check(max(stamps, default=None), now, most)]


def _latest(ends: Pair[_End]) -> datetime | None:
    """The later of both orgs' clocks, as far as they could be asked."""
    return max((end.now for end in ends if end.now), default=None)


def _paused(ends: Pair[_End]) -> tuple[Side, ...]:
    """The sides whose pause is all that keeps records from flowing."""
    ids, a, b = _org_ids(ends), ends.a.record, ends.b.record
    return pausing(Pair(a, b), ids) if ids and a and b else ()


def _pause(end: _End) -> str:
    """Why it is paused and for how long: the age of the updates that wait."""
    record = end.record
    if record is None:
        return ""
    age = ""
    if record.since is not None and end.now is not None:
        age = f"for {told_span(end.now - record.since)}"
    return ", ".join(part for part in (record.reason, age) if part)


@dataclass(frozen=True, slots=True)
class _Joined:
    """What the two sides' terms come to; no check where they could not both be read."""

    check: Check | None = None
    missing: tuple[Missing, ...] = ()


def _terms(known: KnownConnection, aliases: Pair[OrgAlias], ends: Pair[_End]) -> _Joined:
    a, b = ends.a.record, ends.b.record
    if a is None or b is None:
        return _Joined()
    terms = Pair(a.terms, b.terms)
    agreement, findings = join(known.name, terms)
    records = Pair(a, b)
    left = tuple(one for one in findings if not withdrawn(one, records))
    apart = errors_in(as_aliases(left, aliases))
    if apart:
        more = f", and {counted} more" if (counted := len(apart) - 1) else ""
        text = f"the two sides do not join: {apart[0].path}: {apart[0].message}{more}"
        return _Joined(Check("terms", Verdict.FAILING, text), unpublished(terms, aliases))
    stopped = tuple(stops(records, aliases))
    if stopped:
        return _Joined(Check("terms", Verdict.DEGRADED, "; ".join(stopped)))
    missing = () if agreement.pairings else missing_halves(terms, aliases)
    if missing:
        text = f"nothing flows yet: {'; '.join(one.text for one in missing)}"
        return _Joined(Check("terms", Verdict.DEGRADED, text), missing)
    return _Joined(Check("terms", Verdict.OK, "what the two sides publish and take fits together"))


def _org_ids(ends: Pair[_End]) -> Pair[OrgId] | None:
    a, b = ends.a.org_id, ends.b.org_id
    return None if a is None or b is None else Pair(a, b)


def _runner(orgs: Pair[Org], ends: Pair[_End], store: StateStore) -> list[Check]:
    """Whether both orgs name this state store as the one whose runs are in force."""
    foreign = [
        orgs.of(side).alias
        for side in Side
        if (record := ends.of(side).record) is not None and record.runner not in ("", store.id)
    ]
    if not foreign:
        return [Check("runner", Verdict.OK, "this state store runs it")]
    verb = "says" if len(foreign) == 1 else "say"
    text = f"{' and '.join(foreign)} {verb} that another state store runs it"
    return [Check("runner", Verdict.FAILING, text)]


def _state(ends: Pair[_End]) -> str:
    """The word of the side that stops the flow, else Accepted."""
    words = [end.record.status for end in ends if end.record is not None]
    if not words:
        return "Unknown"
    return next((word for word in words if word is not Status.ACCEPTED), words[0]).value


def _flows(
    known: KnownConnection, orgs: Pair[Org], ends: Pair[_End], store: StateStore
) -> tuple[FlowHealth, ...]:
    a, b = ends.a.record, ends.b.record
    if a is None or b is None:
        return ()
    agreement, _ = join(known.name, Pair(a.terms, b.terms))
    cursors, entries = store.cursors(known.name), store.ledger(known.name)
    aliases = orgs.map(lambda org: org.alias)
    now = ends.map(lambda end: end.now)
    return tuple(
        flow_health(flow, aliases, cursors, entries, now)
        for pairing in agreement.pairings
        for flow in pairing.flows
    )
