"""A person's word on a conflict is written at once, and only if it is about what is there."""

from dataclasses import replace

import pytest

from s2sctl.app.parked import parked
from s2sctl.app.settling.resolve import resolve
from s2sctl.app.settling.word import Word, chosen
from s2sctl.errors import UsageError
from s2sctl.manifest.manifest import OnConflict
from s2sctl.model.side import Pair, Side
from s2sctl.ports.org import Refusal
from s2sctl.ports.store import Holder
from s2sctl.sync.link import EntryKind
from tests.support.world import NAME, Quiet, leads, world

BACK = ("LastName", "Company", "Email", "Status")


def held(policy=OnConflict.ASK, **values):
    w = world(*leads(back=BACK, a_policy=policy, b_policy=policy))
    a = w.a.insert("Lead", LastName="Ann", Company="Acme", Status="New")
    w.later()
    w.run()
    w.settle()
    (b,) = w.b.living("Lead")
    w.a.edit("Lead", a, **(values or {"Company": "A"}))
    w.b.edit(
        "Lead", b, **({name: f"{text} b" for name, text in values.items()} or {"Company": "B"})
    )
    w.later()
    w.run()
    return w, a, b


def conflicts(w):
    return parked(w.store, w.known, (EntryKind.CONFLICT,))


def settle(w, word, some=None, **options):
    holder = Holder("resolve", "here", 1, w.moment.at)
    some = conflicts(w) if some is None else some
    return resolve(
        w.known, Pair(w.a, w.b), w.store, w.moment, Quiet(), holder, some, word, **options
    )


def company(w, a, b):
    return w.a.value("Lead", a, "Company"), w.b.value("Lead", b, "Company")


@pytest.mark.parametrize("side", Side)
def test_taking_an_org_writes_its_value_to_the_other_and_settles(side) -> None:
    w, a, b = held()
    (one,) = settle(w, Word(take=side))
    wanted = "A" if side is Side.A else "B"
    assert one.why == ""
    assert [(write.side, write.after) for write in one.writes] == [(side.other, wanted)]
    assert company(w, a, b) == (wanted, wanted)
    assert w.store.ledger(NAME) == ()
    before = w.writes
    w.settle()
    assert (company(w, a, b), w.writes) == ((wanted, wanted), before)


def test_a_dry_run_says_what_would_be_written_and_writes_nothing() -> None:
    w, a, b = held()
    (one,) = settle(w, Word(take=Side.A), dry_run=True)
    assert [(write.side, write.before, write.after) for write in one.writes] == [(Side.B, "B", "A")]
    assert company(w, a, b) == ("A", "B")
    assert len(w.store.ledger(NAME)) == 1


def test_a_value_changed_since_it_was_noted_is_not_overwritten() -> None:
    w, a, b = held()
    w.b.edit("Lead", b, Company="B again")
    (one,) = settle(w, Word(take=Side.A))
    assert "another value" in one.why
    assert company(w, a, b) == ("A", "B again")
    w.later()
    w.run()
    assert settle(w, Word(take=Side.A))[0].why == ""
    assert company(w, a, b) == ("A", "A")


def test_an_edit_just_before_the_write_is_not_overwritten() -> None:
    w, a, b = held()
    calls = len(w.b.log)
    settle(w, Word(take=Side.A), dry_run=True)
    needed = len(w.b.log) - calls
    w.b.meanwhile[len(w.b.log) + needed + 1] = lambda: w.b.edit("Lead", b, Company="B again")
    (one,) = settle(w, Word(take=Side.A))
    assert one.why
    assert company(w, a, b) == ("A", "B again")


@pytest.mark.parametrize("name", ["Company", "company"])
def test_a_value_typed_goes_to_both_orgs(name) -> None:
    w, a, b = held()
    (one,) = settle(w, Word(sets={name: "Both"}))
    assert (one.why, len(one.writes)) == ("", 2)
    assert company(w, a, b) == ("Both", "Both")
    assert w.store.ledger(NAME) == ()
    w.settle()
    assert company(w, a, b) == ("Both", "Both")


def test_a_typed_value_an_org_refuses_leaves_the_conflict_open() -> None:
    w, a, b = held()
    w.b.refuse = lambda name, values: Refusal("FIELD_CUSTOM_VALIDATION_EXCEPTION", "no")
    (one,) = settle(w, Word(sets={"Company": "Both"}))
    assert "globex refused it" in one.why
    w.b.refuse = lambda name, values: None
    w.settle()
    assert company(w, a, b)[1] == "B"
    assert [entry.kind for entry in w.store.ledger(NAME)] == [EntryKind.CONFLICT]


def test_settling_one_field_leaves_the_other_conflict_of_the_record() -> None:
    w, a, b = held(Company="A", Email="a@x.example")
    some = chosen(NAME, conflicts(w), [a], every=False, field="company")
    assert len(some) == 1
    settle(w, Word(take=Side.B), some)
    assert company(w, a, b) == ("A b", "A b")
    (left,) = w.store.ledger(NAME)
    assert left.field == "Email=Email"


def test_a_divergence_can_be_settled_too() -> None:
    w, a, b = held(OnConflict.LOCAL)
    assert company(w, a, b) == ("A", "B")
    (one,) = settle(w, Word(take=Side.A))
    assert one.why == ""
    assert company(w, a, b) == ("A", "A")
    assert w.store.ledger(NAME) == ()


def test_what_left_its_rule_meanwhile_is_not_settled() -> None:
    w, a, b = held()
    w.a.edit("Lead", a, Status="Draft")
    (one,) = settle(w, Word(take=Side.A))
    assert "not shared" in one.why
    assert company(w, a, b) == ("A", "B")


def test_a_rewrite_by_the_org_ends_the_conflict_all_the_same() -> None:
    w, a, b = held()
    w.b.rewrite = lambda name, values: (
        values.update(Company=f"{values['Company']}!") if "Company" in values else None
    )
    settle(w, Word(take=Side.A))
    w.settle()
    assert company(w, a, b) == ("A", "A!")
    assert w.store.ledger(NAME) == ()


def test_a_kill_at_any_call_of_it_leaves_nothing_lost() -> None:
    from tests.support.fake_org import Killed

    for at in range(1, 40):
        w, a, b = held()
        w.b.kill_at, w.b.kill_late = len(w.b.log) + at, True
        killed = False
        try:
            settle(w, Word(sets={"Company": "Both"}))
        except Killed:
            killed = True
        w.b.kill_at = None
        w.moment.pass_by(minutes=30)
        w.settle()
        shown = company(w, a, b)
        open_ones = w.store.ledger(NAME)
        assert shown == ("Both", "Both") if not open_ones else set(shown) & {"A", "B"}, (at, shown)
        if not killed:
            break
    assert not killed


def test_naming_nothing_or_a_stranger_is_told() -> None:
    w, a, _ = held()
    with pytest.raises(UsageError) as told:
        chosen(NAME, conflicts(w), [], every=False)
    assert told.value.code == "S2S570"
    with pytest.raises(UsageError) as told:
        chosen(NAME, conflicts(w), [a[:-3].replace("0", "1")], every=False)
    assert told.value.code in ("S2S571", "S2S433")
    assert "CONNECTION" not in told.value.help
    assert replace(conflicts(w)[0], fields=None).fields is None


def test_what_an_unsure_write_of_a_typed_value_may_have_taken_away_is_kept() -> None:
    """A strict side: the answer is lost, and the next try finds that the row was edited, by us."""
    terms = (
        replace(one, subscribe=tuple(replace(part, strict=True) for part in one.subscribe))
        for one in leads(back=BACK, a_policy=OnConflict.ASK, b_policy=OnConflict.ASK)
    )
    w = world(*terms)
    a = w.a.insert("Lead", LastName="Ann", Company="Acme", Status="New")
    w.later()
    w.run()
    w.settle()
    (b,) = w.b.living("Lead")
    w.a.edit("Lead", a, Company="A")
    w.b.edit("Lead", b, Company="B")
    w.later()
    w.run()
    w.later()
    w.moment.sleep = lambda seconds: w.later(seconds=max(seconds, 2))
    w.a.lose = {w.a._writes + 1}
    (one,) = settle(w, Word(sets={"Company": "typed"}))
    assert one.why
    assert company(w, a, b) == ("typed", "B")
    assert [one.values for one in w.store.settled_conflicts(NAME)] == [Pair("A", "B")]
