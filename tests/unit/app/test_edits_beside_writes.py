"""An edit made while a run writes other fields of the same row is never taken for our own."""

import contextlib

import pytest

from s2sctl.errors import AnswerLost
from s2sctl.manifest.manifest import OnConflict
from s2sctl.ports.org import Refusal
from s2sctl.ports.patience import Patience
from s2sctl.sync.ledger import DIVERGED
from tests.support.fake_org import RUNNER, Killed
from tests.support.world import NAME, leads, world

TRIES = Patience().tries
BACK = ("LastName", "Email", "Status")
"""Both ways. Company flows from a to b alone."""


def pair(field):
    """A synced Lead whose copy was edited: its write to the origin is due."""
    w = world(*leads(back=BACK))
    a = w.a.insert("Lead", LastName="Ann", Company="Acme", Email="old", Status="New")
    w.later()
    w.run()
    (b,) = w.b.living("Lead")
    w.settle()
    w.b.edit("Lead", b, **{field: "from b"})
    w.later()
    return w, a, b


def settled(w, a, b, **expected):
    w.settle()
    for field, value in expected.items():
        assert (w.a.value("Lead", a, field), w.b.value("Lead", b, field)) == (value, value), field
    before = w.writes
    w.settle()
    assert w.writes == before


def before_the_next(org, kind, edit):
    """Let ``edit`` happen just before the org's next call of this kind that concerns Leads."""
    plain = getattr(org, kind)

    def call(*arguments):
        name = arguments[0].name if kind == "fetch" else arguments[0].schema.name
        if name == "Lead":
            setattr(org, kind, plain)
            edit()
        return plain(*arguments)

    setattr(org, kind, call)


@pytest.mark.parametrize("field", ["Company", "Email"])
@pytest.mark.parametrize("moment", ["fetch", "write"])
@pytest.mark.parametrize("by_our_login", [False, True])
def test_an_edit_of_another_field_just_before_our_write_still_flows(
    field, moment, by_our_login
) -> None:
    w, a, b = pair("Status")
    more = {"by": RUNNER} if by_our_login else {}
    before_the_next(w.a, moment, lambda: w.a.edit("Lead", a, **{field: "from a"}, **more))
    w.run()
    settled(w, a, b, **{field: "from a", "Status": "from b"})


@pytest.mark.parametrize("field", ["Company", "Email"])
@pytest.mark.parametrize("moment", ["fetch", "write"])
@pytest.mark.parametrize("late", [False, True])
def test_it_flows_too_when_the_run_is_killed_at_any_call(field, moment, late) -> None:
    for call in range(1, 30):
        w, a, b = pair("Status")
        before_the_next(w.a, moment, lambda w=w, a=a: w.a.edit("Lead", a, **{field: "from a"}))
        w.a.kill_at, w.a.kill_late = len(w.a.log) + call, late
        try:
            w.run()
        except Killed:
            pass
        else:
            assert call > 3
            return
        w.a.kill_at = None
        w.later(seconds=20)
        w.run()
        if w.a.value("Lead", a, field) == "from a":
            settled(w, a, b, **{field: "from a", "Status": "from b"})
        else:
            settled(w, a, b, Status="from b")
    pytest.fail("a run has more calls than these")


@pytest.mark.parametrize("field", ["Company", "Email"])
@pytest.mark.parametrize("times", [1, TRIES])
def test_it_flows_too_when_the_answer_to_our_write_is_lost(field, times) -> None:
    w, a, b = pair("Status")
    before_the_next(w.a, "write", lambda: w.a.edit("Lead", a, **{field: "from a"}))
    w.a.lose = {w.a._writes + 1 + n for n in range(times)}
    if times == TRIES:
        with pytest.raises(AnswerLost):
            w.run()
    else:
        w.run()
    settled(w, a, b, **{field: "from a", "Status": "from b"})


@pytest.mark.parametrize("field", ["Company", "Email"])
@pytest.mark.parametrize("refused", ["a", "b", "ab"])
def test_it_flows_too_when_rows_are_refused(field, refused) -> None:
    w, a, b = pair("Status")
    before_the_next(w.a, "fetch", lambda: w.a.edit("Lead", a, **{field: "from a"}))
    for side in refused:
        getattr(w, side).refuse = lambda name, _: (
            Refusal("UNABLE_TO_LOCK_ROW", "locked") if name == "Lead" else None
        )
    w.run()
    w.later(minutes=5)
    w.run()
    w.a.refuse = w.b.refuse = lambda _, __: None
    settled(w, a, b, **{field: "from a", "Status": "from b"})


def killed_twice(first, second):
    """A value the copy's org rewrites, and another field of the row in the next run; both runs
    are killed at these calls of that org. None where a run has fewer calls."""
    w, a, b = pair("Status")
    w.settle()
    w.b.rewrite = lambda name, values: values.update(
        {"Email": str(values["Email"]).upper()} if values.get("Email") else {}
    )
    for call, edit in ((first, {"Email": "ann@acme.example"}), (second, {"Company": "next"})):
        w.a.edit("Lead", a, **edit)
        w.later()
        w.b.kill_at, w.b.kill_late = len(w.b.log) + call, True
        with contextlib.suppress(Killed):
            w.run()
            return None
    w.b.kill_at = None
    w.run()
    return w, a, b


@pytest.mark.parametrize("first", range(1, 6))
def test_what_our_killed_write_became_is_not_taken_for_an_edit_by_later_runs(first) -> None:
    played = 0
    for second in range(1, 9):
        done = killed_twice(first, second)
        if done is None:
            break
        w, a, b = done
        w.settle()
        assert w.b.value("Lead", b, "Company") == "next"
        assert w.b.value("Lead", b, "Email") == "ANN@ACME.EXAMPLE"
        assert w.a.value("Lead", a, "Email") == "ann@acme.example", f"killed at {second}"
        played += 1
    assert played > 3


def test_a_divergence_is_told_though_the_run_dies_writing_another_field() -> None:
    local = OnConflict.LOCAL
    w = world(*leads(back=BACK, a_policy=local, b_policy=local))
    a = w.a.insert("Lead", LastName="Ann", Email="old", Status="New")
    w.later()
    w.run()
    (b,) = w.b.living("Lead")
    w.settle()
    w.a.edit("Lead", a, Email="from a", Status="Open")
    w.b.edit("Lead", b, Email="from b")
    w.later()
    before_the_next(w.b, "write", die)
    with pytest.raises(Killed):
        w.run()
    w.later()
    w.run()
    assert (w.a.value("Lead", a, "Email"), w.b.value("Lead", b, "Email")) == ("from a", "from b")
    assert [entry.code for entry in w.store.ledger(NAME)] == [DIVERGED]


def die():
    raise Killed


@pytest.mark.parametrize("code", ["UNABLE_TO_LOCK_ROW", "FIELD_CUSTOM_VALIDATION_EXCEPTION"])
def test_what_a_lost_write_took_away_stays_kept_though_its_next_try_was_refused(code) -> None:
    w, _, b = pair("Status")
    w.settle()
    w.b.edit("Lead", b, Company="a user in b")
    for a in w.a.living("Lead"):
        w.a.edit("Lead", a, Company="Acme GmbH")
    w.later()
    done = w.b._writes + 1
    w.b.lose = {done}
    w.b.refuse = lambda name, _: (
        Refusal(code, "no") if name == "Lead" and w.b._writes > done else None
    )
    assert w.run().parked == 1
    w.b.refuse = lambda _, __: None
    w.later(hours=25)
    w.run()
    settled(w, a, b, Company="Acme GmbH")
    assert [one.values.b for one in w.store.settled_conflicts(NAME)] == ["a user in b"]
    assert w.store.ledger(NAME) == ()


@pytest.mark.parametrize("lost", [1, 2])
def test_an_edit_of_a_copy_just_made_is_not_written_over_by_the_next_try_of_its_create(
    lost,
) -> None:
    w = world(*leads(back=BACK))
    ids = [w.a.insert("Lead", LastName=one, Email="old", Status="New") for one in ("Ann", "Bo")]
    w.later()
    w.b.batch_size = lost
    before_the_next(w.b, "write", lambda: w.b.lose.add(w.b._writes + 1))

    def edited_meanwhile(seconds):
        w.later(seconds=max(seconds, 2))
        for id in w.b.living("Lead"):
            w.b.edit("Lead", id, Email="a user in b")

    w.moment.sleep = edited_meanwhile
    assert w.run().flows[0].created == 2
    assert len(w.b.living("Lead")) == 2
    w.settle()
    emails = [w.a.value("Lead", id, "Email") for id in ids]
    assert emails == ["a user in b"] * lost + ["old"] * (2 - lost)


def test_what_was_saved_long_after_our_answered_write_is_an_edit_by_whatever_login() -> None:
    w, a, b = pair("Status")
    w.run()
    w.settle()
    w.a.edit("Lead", a, Email="from a")
    w.later()
    before_the_next(w.b, "write", lambda: before_the_next(w.b, "fetch", die))
    with pytest.raises(Killed):
        w.run()
    assert w.b.value("Lead", b, "Email") == "from a"
    w.later()
    w.b.edit("Lead", b, Email="a user in b")
    w.b.edit("Lead", b, Email="A USER IN B", by=RUNNER)
    w.later()
    w.run()
    settled(w, a, b, Email="A USER IN B")
