"""Automations that answer each other are held; people never are."""

from s2sctl.app.parked import parked
from s2sctl.app.settling.resolve import resolve
from s2sctl.app.settling.word import Word
from s2sctl.model.side import Pair, Side
from s2sctl.ports.store import Holder
from s2sctl.sync.flips import MOST
from s2sctl.sync.link import EntryKind
from tests.support.fake_org import RUNNER
from tests.support.world import NAME, Quiet, leads, world

FORMS = {"a": "+49 30 1", "b": "030 1"}
BACK = ("LastName", "Company", "Email", "Status")


def synced():
    w = world(*leads(back=BACK))
    a = w.a.insert("Lead", LastName="Ann", Company=FORMS["a"], Status="New")
    w.later()
    w.run()
    w.settle()
    (b,) = w.b.living("Lead")
    return w, a, b


def automations(w, a, b, forms=FORMS, by=RUNNER):
    """In each org a job that writes the field in that org's form, a while after the sync."""
    for org, id, form in ((w.a, a, forms["a"]), (w.b, b, forms["b"])):
        if org.value("Lead", id, "Company") != form:
            org.edit("Lead", id, by=by, Company=form)


def dance(w, a, b, turns=12, **how):
    for _ in range(turns):
        automations(w, a, b, **how)
        w.later(minutes=20)
        w.run()


def test_two_automations_that_rewrite_each_other_are_held_after_three_flips() -> None:
    w, a, b = synced()
    before = w.writes
    dance(w, a, b)
    assert w.writes - before <= MOST
    (entry,) = w.store.ledger(NAME)
    assert (entry.kind, entry.code) == (EntryKind.CONFLICT, "OSCILLATES")
    assert (entry.values.a, entry.values.b) == (FORMS["a"], FORMS["b"])
    assert w.run().parked == 1


def test_the_other_fields_of_the_record_go_on() -> None:
    w, a, b = synced()
    dance(w, a, b)
    w.a.edit("Lead", a, by=RUNNER, Email="new@acme.example")
    w.later()
    w.run()
    assert w.b.value("Lead", b, "Email") == "new@acme.example"
    assert len(w.store.ledger(NAME)) == 1


def test_people_may_go_back_and_forth_as_they_like() -> None:
    w, a, b = synced()
    for turn in range(8):
        org, id = ((w.b, b), (w.a, a))[turn % 2]
        org.edit("Lead", id, Company=FORMS["ab"[turn % 2]])
        w.later(minutes=20)
        assert w.run().parked == 0
    assert w.store.ledger(NAME) == ()


def test_new_values_under_our_own_login_are_no_dance() -> None:
    w, a, b = synced()
    for turn in range(8):
        org, id = ((w.b, b), (w.a, a))[turn % 2]
        org.edit("Lead", id, by=RUNNER, Company=f"Value {turn}")
        w.later(minutes=20)
        assert w.run().parked == 0


def test_a_person_who_edits_the_record_lets_it_go_on() -> None:
    w, a, b = synced()
    dance(w, a, b)
    w.b.edit("Lead", b, Company="Typed")
    w.later()
    w.run()
    assert w.a.value("Lead", a, "Company") == "Typed"
    assert w.store.ledger(NAME) == ()


def test_a_held_dance_is_settled_by_a_word() -> None:
    w, a, b = synced()
    dance(w, a, b)
    some = parked(w.store, w.known, (EntryKind.CONFLICT,))
    holder = Holder("resolve", "here", 1, w.moment.at)
    (one,) = resolve(
        w.known, Pair(w.a, w.b), w.store, w.moment, Quiet(), holder, some, Word(take=Side.A)
    )
    assert one.why == ""
    assert w.b.value("Lead", b, "Company") == FORMS["a"]
    assert w.store.ledger(NAME) == ()
    w.settle()
    assert w.store.ledger(NAME) == ()
