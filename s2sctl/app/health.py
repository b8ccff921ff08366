"""A connection's health, from what is remembered and what both orgs say."""

from datetime import datetime

from s2sctl.agreement.join import join
from s2sctl.app.book import find_book
from s2sctl.connection.record import ConnectionRecord, Status
from s2sctl.connection.states import standing
from s2sctl.errors import S2sError
from s2sctl.model.ids import OrgId
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
    told,
)


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
    flows = _flows(known, orgs, ends, store)
    checks += flow_checks(flows, told(store.ledger(known.name)) if flows else 0)
    return Health(known.name, _state(ends), flows, tuple(checks))


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
    who = known.aliases.of(now.side) if now.side else None
    paused = any(end.record and end.record.status is Status.PAUSED for end in ends)
    verdict = Verdict.DEGRADED if paused else Verdict.FAILING
    return Check("connection", verdict, f"{who} {now.why}" if who else now.why)


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
