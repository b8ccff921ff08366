"""Whether a connection does what it should: figures per flow, checks, one verdict. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum

from s2sctl.agreement.flows import Flow
from s2sctl.agreement.missing import Missing
from s2sctl.model.names import ConnectionName, ObjectName, OrgAlias
from s2sctl.model.side import Pair, Side
from s2sctl.model.spans import told_span
from s2sctl.sync.ledger import DIVERGED
from s2sctl.sync.link import Cursor, EntryKind, LedgerEntry
from s2sctl.sync.report import DriftReport, Held

LATE = timedelta(hours=1)
"""How far behind a flow may be before that is worth a word."""

VERY_LATE = timedelta(days=1)
"""How far behind a flow may be before the connection counts as failing."""


@dataclass(frozen=True, slots=True)
class Words:
    """How a count is said."""

    none: str
    one: str
    many: str


PENDING = Words(
    "nothing waits for a record that is not shared",
    "entry waits for a record that is not shared",
    "entries wait for records that are not shared",
)
FAILURES = Words(
    "no failure is in the ledger", "failure is in the ledger", "failures are in the ledger"
)
CONFLICTS = Words("no field waits for you", "field waits for you", "fields wait for you")
LEFT_OVER = Words(
    "",
    "entry of the ledger belongs to a flow that is not in force",
    "entries of the ledger belong to flows that are not in force",
)


class Verdict(Enum):
    """How a connection, or one check of it, stands; the worst check decides."""

    OK = "ok"
    DEGRADED = "degraded"
    FAILING = "failing"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at; ``text`` is a sentence for people."""

    id: str
    status: Verdict
    text: str


@dataclass(frozen=True, slots=True)
class FlowHealth:
    """One flow. ``lag_seconds``: since the source org was last read up to its present, None
    where it never was or its clock could not be asked. The rest are counts of ledger entries:
    ``pending`` lookups or records that wait for a parent, ``failed`` refusals, ``conflicts``
    fields a person must settle."""

    object: ObjectName
    source: OrgAlias
    target: OrgAlias
    lag_seconds: int | None
    pending: int
    failed: int
    conflicts: int


@dataclass(frozen=True, slots=True)
class Health:
    """A connection's health. ``state`` is the word of the side that stops it, else Accepted."""

    connection: ConnectionName
    state: str
    flows: tuple[FlowHealth, ...]
    checks: tuple[Check, ...]
    held: Held = field(default_factory=Held)
    """What waits in the ledger; all that is remembered where an org could not be asked."""
    missing: tuple[Missing, ...] = ()
    paused: tuple[OrgAlias, ...] = ()
    drifts: tuple[DriftReport, ...] = ()

    @property
    def verdict(self) -> Verdict:
        """The worst of all checks."""
        return worst(check.status for check in self.checks)


def worst(verdicts: Iterable[Verdict]) -> Verdict:
    """The worst of some verdicts; ok where there are none."""
    order = list(Verdict)
    return max(verdicts, key=order.index, default=Verdict.OK)


def flow_health(
    flow: Flow,
    aliases: Pair[OrgAlias],
    cursors: Iterable[Cursor],
    entries: Iterable[LedgerEntry],
    now: Pair[datetime | None],
) -> FlowHealth:
    """One flow's figures from what is remembered and both orgs' clocks."""
    target = flow.source.other
    mine = [
        entry
        for entry in entries
        if entry.objects == flow.pairing.objects and entry.target is target
    ]
    return FlowHealth(
        object=flow.source_object,
        source=aliases.of(flow.source),
        target=aliases.of(target),
        lag_seconds=_lag(flow.source, flow.source_object, cursors, now),
        pending=sum(entry.kind is EntryKind.WAIT for entry in mine),
        failed=sum(entry.kind is EntryKind.FAILURE for entry in mine),
        conflicts=sum(
            entry.kind is EntryKind.CONFLICT and entry.code != DIVERGED for entry in mine
        ),
    )


def _lag(
    side: Side, name: ObjectName, cursors: Iterable[Cursor], now: Pair[datetime | None]
) -> int | None:
    """Seconds between the org's clock and the stamp up to which its object was read."""
    clock = now.of(side)
    read = [one.looks[0] for one in cursors if (one.side, one.object) == (side, name) and one.looks]
    if clock is None or not read or read[0] is None:
        return None
    return max(0, int((clock - read[0]).total_seconds()))


def flow_checks(
    flows: Sequence[FlowHealth],
    entries: int,
    *,
    resting: bool = False,
    most: timedelta | None = None,
) -> tuple[Check, ...]:
    """What the flows' figures say; ``entries`` are all of the ledger that anyone counts. While a
    connection rests its growing lag is no failure; else a lag over ``most`` is one."""
    in_force = sum(flow.pending + flow.failed + flow.conflicts for flow in flows)
    waiting = sum(flow.pending for flow in flows)
    left_over = entries - in_force
    lags = [flow.lag_seconds for flow in flows if flow.lag_seconds is not None]
    return (
        _lag_check(max(lags, default=None), len(lags) < len(flows), resting, most),
        _counted("pending", waiting, PENDING, Verdict.OK),
        _counted("failures", sum(flow.failed for flow in flows), FAILURES),
        _counted("conflicts", sum(flow.conflicts for flow in flows), CONFLICTS),
        *([_counted("left_over", left_over, LEFT_OVER)] if left_over else ()),
    )


def unasked_checks(held: Held, silent: Sequence[OrgAlias]) -> tuple[Check, ...]:
    """What is still known when not both orgs could be asked: the ledger as it was remembered."""
    who = " and ".join(silent)
    lag = Check("lag", Verdict.DEGRADED, f"not known: no record of the connection from {who}")
    return (lag, *counted_checks(held))


def counted_checks(held: Held) -> tuple[Check, ...]:
    """What the counts of a ledger say."""
    return (
        _counted("pending", held.waits, PENDING, Verdict.OK),
        _counted("failures", held.failures, FAILURES),
        _counted("conflicts", held.conflicts, CONFLICTS),
    )


def age_check(last: datetime | None, now: datetime, most: timedelta) -> Check:
    """Whether the last run that went through is younger than ``most``: one that never came is
    noticed only by whoever expected it."""
    if last is None:
        return Check("age", Verdict.FAILING, f"no run yet; expected every {told_span(most)}")
    age = max(timedelta(0), now - last)
    text = f"the last run that went through was {told_span(age)} ago"
    if age <= most:
        return Check("age", Verdict.OK, text)
    return Check("age", Verdict.FAILING, f"{text}; expected every {told_span(most)}")


def _lag_check(lag: int | None, unread: bool, resting: bool, most: timedelta | None) -> Check:
    if lag is None:
        return Check("lag", Verdict.DEGRADED if unread else Verdict.OK, "not read yet")
    text = f"read up to {lag} seconds ago"
    if resting:
        return Check("lag", Verdict.OK, f"{text}; updates wait while the connection is paused")
    if lag > (most or VERY_LATE).total_seconds():
        return Check("lag", Verdict.FAILING, text)
    return Check("lag", Verdict.DEGRADED if lag > LATE.total_seconds() else Verdict.OK, text)


def _counted(id: str, count: int, words: Words, some: Verdict = Verdict.DEGRADED) -> Check:
    if not count:
        return Check(id, Verdict.OK, words.none)
    return Check(id, some, f"1 {words.one}" if count == 1 else f"{count} {words.many}")


def run_check(exit_code: int | None, running: bool, ever: bool) -> Check:
    """What the last run's end says. Exit codes: design §12."""
    if running:
        return Check("last_run", Verdict.OK, "a run is going on")
    if not ever:
        return Check("last_run", Verdict.DEGRADED, "never synced from this state")
    if exit_code is None:
        return Check("last_run", Verdict.DEGRADED, "the last run was killed; the next goes on")
    if exit_code in (0, 6):
        return Check("last_run", Verdict.OK, "the last run went through")
    if exit_code in (5, 7, 130, 143):
        text = f"the last run stopped (exit {exit_code}); the next goes on"
        return Check("last_run", Verdict.DEGRADED, text)
    return Check("last_run", Verdict.FAILING, f"the last run failed (exit {exit_code})")
