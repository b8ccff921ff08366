"""A connection's health, from what is remembered and what both orgs say."""

from dataclasses import dataclass
from datetime import datetime

from s2sctl.agreement.join import join
from s2sctl.agreement.missing import Missing, missing_halves, unpublished
from s2sctl.app.book import find_book
from s2sctl.app.sync.agreeing import as_aliases, stops, withdrawn
from s2sctl.app.sync.record import pause_text
from s2sctl.connection.record import ConnectionRecord, Status
from s2sctl.connection.states import pausing, standing
from s2sctl.errors import S2sError
from s2sctl.model.finding import errors_in
from s2sctl.model.ids import OrgId
from s2sctl.model.names import OrgAlias
from s2sctl.model.side import Pair, Side
from s2sctl.ports.org import Org
from s2sctl.ports.store import KnownConnection, StateStore
from s2sctl.sync.health import (
    Check,
    FlowHealth,
    Health,
    Verdict,
    flow_checks,
    flow_health,
    run_check,
    unasked_checks,
)
from s2sctl.sync.report import Held


def health(known: KnownConnection, orgs: Pair[Org], store: StateStore) -> Health:
    """How a connection stands. Writes nothing; an org that cannot be asked is a failing check.

    Costs about two API calls per org. Raises StateUnusable.
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
    terms = _terms(known, orgs.map(lambda org: org.alias), ends)
    checks += [terms.check] if terms.check else []
    flows = _flows(known, orgs, ends, store)
    held = Held.of(store.ledger(known.name))
    if ends.a.record is None or ends.b.record is None:
        silent = [orgs.of(side).alias for side in Side if ends.of(side).record is None]
        checks += unasked_checks(held, silent)
    else:
        entries = held.conflicts + held.failures + held.waits if flows else 0
        checks += flow_checks(flows, entries, resting=bool(_paused(ends)))
        held = Held(
            sum(flow.conflicts for flow in flows),
            sum(flow.failed for flow in flows),
            sum(flow.pending for flow in flows),
        )
    paused = tuple(orgs.of(side).alias for side in _paused(ends))
    return Health(known.name, _state(ends), flows, tuple(checks), held, terms.missing, paused)


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
        by = {str(known.aliases.of(side)): _reason(ends.of(side)) for side in paused}
        text = f"{pause_text(known.name, by)}; resume with:  s2sctl resume {known.name}"
        return Check("connection", Verdict.DEGRADED, f"{text} --org {known.aliases.of(paused[0])}")
    who = known.aliases.of(now.side) if now.side else None
    return Check("connection", Verdict.FAILING, f"{who} {now.why}" if who else now.why)


def _paused(ends: Pair[_End]) -> tuple[Side, ...]:
    """The sides whose pause is all that keeps records from flowing."""
    ids, a, b = _org_ids(ends), ends.a.record, ends.b.record
    return pausing(Pair(a, b), ids) if ids and a and b else ()


def _reason(end: _End) -> str:
    return end.record.reason if end.record else ""


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
    text = f"{' and '.join(foreign)} says that another state store runs it"
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
