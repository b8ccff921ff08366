"""Parents first; a verdict is the worst of its checks."""

from datetime import UTC, datetime, timedelta

from s2sctl.agreement.join import join
from s2sctl.manifest.manifest import Terms
from s2sctl.model.side import Pair, Side
from s2sctl.sync.health import Verdict, flow_checks, flow_health, run_check, worst
from s2sctl.sync.link import Cursor
from s2sctl.sync.order import parents_first
from tests.support.world import SCHEMAS, publish, subscribe

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def agreement(*names):
    a = Terms(tuple(publish(name, *fields) for name, fields in names))
    b = Terms((), tuple(subscribe(name, *fields) for name, fields in names))
    return join("acme-globex", Pair(a, b))[0]


def test_parents_come_before_children_whatever_the_manifests_order() -> None:
    made = agreement(
        ("Contact", ("LastName", "AccountId")),
        ("Lead", ("LastName",)),
        ("Account", ("Name", "ParentId")),
    )
    order = [one.objects.a for one in parents_first(made, Pair(SCHEMAS, SCHEMAS))]
    assert order.index("Account") < order.index("Contact")
    assert sorted(order) == ["Account", "Contact", "Lead"]


def test_the_worst_check_decides() -> None:
    assert worst([Verdict.OK, Verdict.FAILING, Verdict.DEGRADED]) is Verdict.FAILING
    assert worst([]) is Verdict.OK


def lagging(**ago):
    (flow,) = agreement(("Lead", ("LastName",))).pairings[0].flows
    cursors = [Cursor(Side.A, "Lead", (NOON - timedelta(**ago),), "")]
    return flow_health(flow, Pair("acme", "globex"), cursors, (), Pair(NOON, NOON))


def test_lag_is_counted_by_the_source_orgs_clock() -> None:
    assert lagging(minutes=3).lag_seconds == 180
    statuses = [flow_checks([lagging(**ago)], 0)[0].status for ago in ({"hours": 2}, {"days": 2})]
    assert statuses == [Verdict.DEGRADED, Verdict.FAILING]


def test_a_killed_run_is_no_failure_and_a_bug_is_one() -> None:
    assert run_check(None, running=False, ever=True).status is Verdict.DEGRADED
    assert run_check(70, running=False, ever=True).status is Verdict.FAILING
    assert run_check(6, running=False, ever=True).status is Verdict.OK
    assert run_check(None, running=True, ever=True).status is Verdict.OK
