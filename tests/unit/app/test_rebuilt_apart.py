"""After a lost state nobody knows whose value was the agreed one: fields that differ are held and
listed, and neither org is written until somebody edits one or says a word."""

import pytest

from s2sctl.app.settling.word import Word
from s2sctl.manifest.manifest import OnConflict
from s2sctl.model.side import Side
from s2sctl.sync.ledger import NEVER_AGREED
from tests.support.fake_org import Killed
from tests.support.world import NAME, leads, world
from tests.unit.app.test_rebuild import found_again, links, lose_state
from tests.unit.app.test_resolving import settle

BACK = ("Status", "Email")
TWO_WAY, ONE_WAY = "Email=Email", "Company=Company"


def apart(policy=OnConflict.NEWEST):
    """A pair whose Email differs both ways and whose Company was edited by its receiver."""
    w = world(*leads(back=BACK, a_policy=policy, b_policy=policy))
    a = w.a.insert("Lead", LastName="L", Status="New", Email="old", Company="Acme")
    w.later()
    w.run()
    w.settle()
    (b,) = w.b.living("Lead")
    lose_state(w)
    w.b.edit("Lead", b, Email="of b", Company="b's own")
    w.later()
    w.a.edit("Lead", a, Email="of a")
    w.later()
    return w, a, b


def rebuilt(policy=OnConflict.NEWEST):
    w, a, b = apart(policy)
    assert found_again(w).found[0].apart == 1
    return w, a, b


def idle(w):
    before = w.writes
    for _ in range(3):
        w.later(minutes=20)
        report = w.run(take_over=True)
    return w.writes == before, report


def listed(w):
    return {one.field: one.code for one in w.store.ledger(NAME)}


def shown(w, a, b, field):
    return w.a.value("Lead", a, field), w.b.value("Lead", b, field)


@pytest.mark.parametrize("rebuild_first", [True, False])
@pytest.mark.parametrize("policy", OnConflict)
def test_values_that_differ_stay_and_are_listed(policy, rebuild_first) -> None:
    w, a, b = rebuilt(policy) if rebuild_first else apart(policy)
    still, report = idle(w)
    assert still
    assert shown(w, a, b, "Email") == ("of a", "of b")
    assert shown(w, a, b, "Company") == ("Acme", "b's own")
    assert listed(w).keys() == {TWO_WAY, ONE_WAY}
    assert listed(w)[ONE_WAY] == NEVER_AGREED
    assert report.exit_code == 6


def test_what_a_trigger_made_of_a_value_is_not_sent_back_to_its_origin() -> None:
    w = world(*leads(back=BACK))

    def rewrite(name, values):
        if name == "Lead" and values.get("Email"):
            values["Email"] = str(values["Email"]).upper()

    w.b.rewrite = rewrite
    a = w.a.insert("Lead", LastName="L", Status="New", Email="ann@acme.example")
    w.later()
    w.run()
    w.settle()
    lose_state(w)
    w.later()
    found_again(w)
    assert idle(w)[0]
    assert w.a.value("Lead", a, "Email") == "ann@acme.example"


def test_a_divergence_by_policy_is_listed_as_one_again() -> None:
    w, _, _ = rebuilt(OnConflict.LOCAL)
    assert listed(w)[TWO_WAY] == "DIVERGED"


def test_a_value_cleared_on_one_side_is_held_too() -> None:
    w, a, b = apart()
    w.a.edit("Lead", a, Email=None, Company=None)
    w.later()
    found_again(w)
    assert idle(w)[0]
    assert shown(w, a, b, "Email") == (None, "of b")
    assert listed(w).keys() == {TWO_WAY, ONE_WAY}


@pytest.mark.parametrize("policy", [OnConflict.NEWEST, OnConflict.PARTNER])
def test_the_next_edit_flows_and_the_value_it_takes_away_is_kept(policy) -> None:
    w, a, b = rebuilt(policy)
    idle(w)
    w.a.edit("Lead", a, Email="newer", Company="Acme Ltd")
    w.later()
    w.run()
    w.settle()
    assert (w.b.value("Lead", b, "Email"), w.b.value("Lead", b, "Company")) == ("newer", "Acme Ltd")
    assert listed(w) == {}
    kept = {one.field: one.values.b for one in w.store.settled_conflicts(NAME)}
    assert kept == {TWO_WAY: "of b", ONE_WAY: "b's own"}


def test_where_a_side_is_to_be_asked_an_edit_does_not_flow_before_it_was() -> None:
    w, a, b = rebuilt(OnConflict.ASK)
    w.a.edit("Lead", a, Email="newer")
    w.later()
    w.run(take_over=True)
    w.settle()
    assert shown(w, a, b, "Email") == ("newer", "of b")
    assert listed(w)[TWO_WAY] == "BOTH_CHANGED"


@pytest.mark.parametrize("side", Side)
def test_a_person_decides_over_it(side) -> None:
    w, a, b = rebuilt()
    idle(w)
    assert [one.why for one in settle(w, Word(take=side))] == ["", ""]
    assert listed(w) == {}
    email = "of a" if side is Side.A else "of b"
    company = ("Acme", "Acme") if side is Side.A else ("Acme", "b's own")
    w.settle()
    assert shown(w, a, b, "Email") == (email, email)
    assert shown(w, a, b, "Company") == company


def test_values_that_meet_again_are_agreed() -> None:
    w, _, b = rebuilt()
    idle(w)
    w.b.edit("Lead", b, Email="of a", Company="Acme")
    w.later()
    w.run()
    assert listed(w) == {}


def test_killed_at_any_call_of_the_first_run_it_still_writes_over_nothing() -> None:
    for call in range(1, 20):
        w, a, b = apart()
        w.b.kill_at = len(w.b.log) + call
        try:
            w.run(take_over=True)
        except Killed:
            pass
        else:
            assert call > 3
            return
        w.b.kill_at = None
        assert idle(w)[0]
        assert shown(w, a, b, "Email") == ("of a", "of b")
        assert listed(w).keys() == {TWO_WAY, ONE_WAY}
        assert len(links(w)) == 1
    pytest.fail("a run has more calls than these")
