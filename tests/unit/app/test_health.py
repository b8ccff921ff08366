"""How a connection stands: what was not asked is not called well."""

from datetime import timedelta

from s2sctl.app.health import health
from s2sctl.connection.objects import CONNECTION
from s2sctl.errors import OrgUnreachable
from s2sctl.manifest.manifest import OnConflict, Terms
from s2sctl.model.side import Pair
from s2sctl.sync.health import Verdict
from tests.support.world import leads, publish, subscribe, world


def look(w, b=None):
    found = health(w.known, Pair(w.a, b or w.b), w.store)
    return found, {check.id: (check.status, check.text) for check in found.checks}


class Silent:
    """An org nobody reaches."""

    alias = "globex"

    def identity(self):
        raise OrgUnreachable("globex does not answer", code="S2S610")


def test_an_org_that_cannot_be_asked_leaves_the_remembered_figures() -> None:
    w = world(*leads(back=("Company",), a_policy=OnConflict.ASK))
    w.a.insert("Lead", LastName="Ann", Company="Acme", Status="New")
    w.settle()
    (a,), (b,) = w.a.living("Lead"), w.b.living("Lead")
    w.a.edit("Lead", a, Company="A")
    w.b.edit("Lead", b, Company="B")
    w.later()
    w.run()
    found, checks = look(w, Silent())
    assert checks["conflicts"] == (Verdict.DEGRADED, "1 field waits for you")
    assert checks["lag"][0] is Verdict.DEGRADED
    assert "not known" in checks["lag"][1]
    assert (found.held.conflicts, found.verdict) == (1, Verdict.FAILING)


def test_a_paused_connection_is_quiet_however_long_it_rests() -> None:
    w = world(*leads())
    w.run()
    (id,) = w.b.living(CONNECTION)
    w.b.edit(CONNECTION, id, Status__c="Paused", Reason__c="weekend")
    w.later(days=3)
    w.run()
    found, checks = look(w)
    assert checks["connection"] == (
        Verdict.DEGRADED,
        "acme-globex is paused by globex: weekend; resume with:  s2sctl resume acme-globex"
        " --org globex",
    )
    assert (found.verdict, found.state, found.paused) == (Verdict.DEGRADED, "Paused", ("globex",))


def test_terms_that_do_not_join_are_told_by_alias() -> None:
    w = world(Terms(), Terms((), (subscribe("Lead", "LastName"),)))
    found, checks = look(w)
    assert [(one.org, one.command) for one in found.missing] == [("acme", "publish")]
    verdict, text = checks["terms"]
    assert verdict is Verdict.FAILING
    assert "globex.subscribe.Lead: acme does not publish Lead" in text


def test_while_nothing_flows_health_says_whose_move_it_is() -> None:
    w = world(Terms((publish("Lead", "LastName"),)), Terms())
    found, checks = look(w)
    assert checks["terms"][0] is Verdict.DEGRADED
    assert found.missing[0].org == "globex"


def test_the_next_sweep_is_told_and_one_that_does_not_come() -> None:
    w = world(*leads())
    assert "sweep" not in look(w)[1]
    w.a.insert("Lead", LastName="Ann", Status="New")
    w.settle()
    w.run(sweep=True)
    swept = w.a.now()
    verdict, text = look(w)[1]["sweep"]
    assert verdict is Verdict.OK
    assert f"from {swept + timedelta(days=7):%Y-%m-%d}" in text
    w.later(days=9)
    verdict, text = look(w)[1]["sweep"]
    assert (verdict, "s2sctl sync acme-globex --sweep" in text) == (Verdict.DEGRADED, True)
    w.run(sweep=True)
    assert look(w)[1]["sweep"][0] is Verdict.OK


def test_a_sweep_that_is_owed_is_told_whatever_the_last_run_said() -> None:
    w = world(*leads())
    w.a.insert("Lead", LastName="Ann", Status="New")
    w.settle()
    w.later(days=20)
    w.run(sweep=False)
    w.later()
    verdict, text = look(w)[1]["sweep"]
    assert verdict is Verdict.DEGRADED
    assert text.endswith("s2sctl sync acme-globex --sweep")
