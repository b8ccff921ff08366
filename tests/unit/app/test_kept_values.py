"""A value that a sync writes over is kept beside the one that stands, for as long as was agreed."""

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import pytest

from s2sctl.connection.objects import CONNECTION
from s2sctl.errors import AnswerLost, GuardTripped, UsageError
from s2sctl.manifest.manifest import OnConflict
from s2sctl.model.side import Pair, Side
from s2sctl.ports.org import Refusal
from s2sctl.store.memory import MemoryStore
from s2sctl.sync.ledger import DIVERGED
from s2sctl.sync.settled import How
from tests.support.fake_org import RUNNER, Killed
from tests.support.world import NAME, leads, world
from tests.unit.app.test_edits_beside_writes import before_the_next
from tests.unit.app.test_settling import share_row

BACK = ("LastName", "Email", "Status")
"""Both ways. Company flows from a to b alone."""


def shared(**policies):
    w = world(*leads(back=BACK, **policies))
    a = w.a.insert("Lead", LastName="Ann", Company="Acme", Email="old", Status="New")
    w.later()
    w.run()
    (b,) = w.b.living("Lead")
    w.settle()
    return w, a, b


def contested(**policies):
    w, a, b = shared(**policies)
    w.a.edit("Lead", a, Email="from a")
    w.later(seconds=10)
    w.b.edit("Lead", b, Email="from b")
    w.later()
    return w, a, b


def kept(w):
    return w.store.settled_conflicts(NAME)


def test_the_value_that_lost_by_policy_is_kept_with_all_that_is_known_of_both() -> None:
    w, a, b = contested()
    edited = tuple((row.by, row.stamp) for row in (w.a.table("Lead")[a], w.b.table("Lead")[b]))
    w.run()
    assert w.a.value("Lead", a, "Email") == "from b"
    (one,) = kept(w)
    assert (one.field, one.how, one.winner, one.loser) == (
        *("Email=Email", How.POLICY, Side.B, Side.A),
    )
    assert one.values == Pair("from a", "from b")
    assert one.ids == Pair(a, b)
    assert one.policies == Pair("newest", "newest")
    assert tuple((edit.by, edit.at) for edit in one.edited) == edited
    (link,) = w.store.scan_links(NAME)
    assert one.agreed is not None
    assert one.agreed <= one.at
    assert link.last_sent >= one.agreed


@pytest.mark.parametrize("kind", ["local", "partner"])
def test_whichever_policy_picks_the_loser_is_kept(kind) -> None:
    policy = OnConflict(kind)
    w, a, b = contested(a_policy=policy, b_policy=OnConflict.PARTNER)
    w.run()
    (one,) = kept(w)
    winner = w.a.value("Lead", a, "Email")
    assert winner == w.b.value("Lead", b, "Email") == one.values.of(one.winner)
    assert one.policies == Pair(kind, "partner")


def test_an_edit_of_a_field_that_only_arrives_is_kept_when_its_source_writes_over_it() -> None:
    w, a, b = shared()
    w.b.edit("Lead", b, Company="of a user in b")
    w.settle()
    assert kept(w) == ()
    w.a.edit("Lead", a, Company="Acme GmbH")
    w.later()
    w.run()
    assert w.b.value("Lead", b, "Company") == "Acme GmbH"
    (one,) = kept(w)
    assert (one.how, one.winner) == (How.OVERWRITTEN, Side.A)
    assert one.values == Pair("Acme GmbH", "of a user in b")
    (line,) = [one.text for one in w.store.events(NAME) if one.kind == "conflict"]
    assert "Company" in line
    assert "user" not in line


def test_an_edit_seen_first_by_the_last_reading_before_the_write_is_kept() -> None:
    w, a, b = shared()
    w.a.edit("Lead", a, Company="Acme GmbH", Email="from a")
    w.later()
    before_the_next(w.b, "fetch", lambda: w.b.edit("Lead", b, Company="typed", Email="from b"))
    w.run()
    w.settle()
    assert {(one.field, one.values.b) for one in kept(w)} == {
        *(("Company=Company", "typed"), ("Email=Email", "from b")),
    }


def test_plain_edits_and_our_own_rewritten_values_leave_no_record() -> None:
    w, a, b = shared()

    def rewritten(name, values):
        if "Company" in values:
            values["Company"] = values["Company"].upper()

    w.b.rewrite = rewritten
    for turn in range(3):
        w.a.edit("Lead", a, Company=f"Acme {turn}", Email=f"e{turn}")
        w.later()
        w.run()
    w.b.edit("Lead", b, Email="answer")
    w.settle()
    assert kept(w) == ()


def test_a_refused_write_took_nothing_away_and_leaves_no_record() -> None:
    w, a, _b = contested(a_policy=OnConflict.PARTNER)
    w.a.refuse = lambda name, values: Refusal("FIELD_INTEGRITY_EXCEPTION", "no")
    w.run()
    assert kept(w) == ()
    assert w.a.value("Lead", a, "Email") == "from a"
    w.settle()
    assert kept(w) == ()


def test_a_value_that_stood_apart_is_kept_though_the_write_over_it_was_refused_at_first() -> None:
    w, a, b = contested(a_policy=OnConflict.LOCAL, b_policy=OnConflict.LOCAL)
    w.run()
    assert [one.code for one in w.store.ledger(NAME)] == [DIVERGED]
    w.a.edit("Lead", a, Email="later from a")
    w.later()
    w.b.refuse = lambda name, values: Refusal("UNABLE_TO_LOCK_ROW", "no")
    w.run()
    assert w.b.value("Lead", b, "Email") == "from b"
    w.b.refuse = lambda name, values: None
    w.later(minutes=30)
    w.settle()
    assert w.b.value("Lead", b, "Email") == "later from a"
    assert [one.values.b for one in kept(w)] == ["from b"]


@pytest.mark.parametrize("late", [False, True])
def test_a_run_killed_at_any_call_loses_no_value(late) -> None:
    """Wherever it dies: each value is in an org or in a record, and the end has one record."""
    for call in range(1, 40):
        w, a, b = contested()
        w.a.kill_at, w.a.kill_late = len(w.a.log) + call, late
        try:
            w.run()
        except Killed:
            pass
        else:
            break
        found = {w.a.value("Lead", a, "Email"), w.b.value("Lead", b, "Email")}
        found |= {value for one in kept(w) for value in (one.values.a, one.values.b)}
        assert {"from a", "from b"} <= found, call
        w.a.kill_at = None
        w.later(minutes=30)
        w.run()
        w.settle()
        (one,) = kept(w)
        assert one.values == Pair("from a", "from b")
        assert w.a.value("Lead", a, "Email") == "from b"
    assert call > 3


def test_a_lost_answer_and_the_next_run_leave_one_record() -> None:
    w, *_ = contested()
    plain, lost = w.a.write, []

    def write(batch):
        outcomes = plain(batch)
        if batch.schema.name == "Lead" and not lost:
            lost.append(batch)
            raise AnswerLost("no answer", code="S2S599", help="")
        return outcomes

    w.a.write = write
    with pytest.raises(AnswerLost):
        w.run()
    w.settle()
    assert lost
    assert [one.values for one in kept(w)] == [Pair("from a", "from b")]


def test_values_are_erased_after_thirty_days_and_the_history_stays() -> None:
    w, _a, _b = contested()
    w.run()
    w.later(days=29)
    w.run()
    assert len(kept(w)) == 1
    w.later(days=2)
    w.run()
    assert kept(w) == ()
    told = [one.text for one in w.store.events(NAME, limit=500)]
    assert any("both orgs changed Email" in text for text in told)


@pytest.mark.parametrize("status", ["Paused", "Inactive"])
def test_values_are_erased_in_time_also_while_the_connection_rests(status) -> None:
    w, _a, _b = contested()
    w.run()
    (record,) = w.b.living(CONNECTION)
    w.b.edit(CONNECTION, record, Status__c=status)
    w.later(days=31)
    with suppress(UsageError):
        w.run()
    assert kept(w) == ()


def test_values_are_erased_in_time_also_where_a_guard_stops_each_run() -> None:
    w, _a, _b = contested()
    w.run()
    for number in range(30):
        w.a.insert("Lead", LastName=f"L{number}", Status="New")
    w.later()
    w.run()
    for id in w.a.living("Lead"):
        w.a.edit("Lead", id, Company="Mass edit")
    w.later(days=31)
    with pytest.raises(GuardTripped):
        w.run()
    assert kept(w) == ()


@pytest.mark.parametrize("side", Side)
def test_an_org_whose_clock_is_far_ahead_for_one_run_erases_nothing(side) -> None:
    w, _a, _b = contested()
    w.run()
    org = Pair(w.a, w.b).of(side)
    plain = org.now
    org.now = lambda: plain() + timedelta(days=365)
    w.run()
    assert len(kept(w)) == 1


@pytest.mark.parametrize(("days", "there"), [((0, 30), 0), ((30, 3), 0), ((30, 9), 1)])
def test_the_shorter_time_of_both_sides_counts(days, there) -> None:
    w, a, b = shared()
    ours, theirs = leads(back=BACK)
    w.set_terms(*(replace(one, keep_days=n) for one, n in zip((ours, theirs), days, strict=True)))
    w.a.edit("Lead", a, Email="from a")
    w.b.edit("Lead", b, Email="from b")
    w.later()
    w.run()
    assert w.a.value("Lead", a, "Email") == w.b.value("Lead", b, "Email")
    assert len(kept(w)) == (0 if 0 in days else 1)
    w.later(days=5)
    w.run()
    assert len(kept(w)) == there


def test_an_idle_sync_neither_writes_nor_remembers_anything_about_them() -> None:
    w, _a, _b = contested()
    w.run()
    w.settle()
    before, commits = w.writes, []

    class Watched(MemoryStore):
        def commit(self, lease, changes):
            commits.append(changes)
            super().commit(lease, changes)

    w.run(Watched(w.moment, w.store.digest_key, w.shelf))
    assert w.writes == before
    assert not any(one.contests or one.moot or one.kept_since for one in commits)


def test_an_edit_under_our_login_counts_like_any_other() -> None:
    w, a, b = shared()
    w.b.edit("Lead", b, Company="an integration's", by=RUNNER)
    w.a.edit("Lead", a, Company="Acme GmbH")
    w.later()
    w.run()
    assert [one.values.b for one in kept(w)] == ["an integration's"]


def test_a_value_that_an_org_kept_by_policy_is_kept_when_a_later_edit_goes_over_it() -> None:
    w, a, b = contested(a_policy=OnConflict.LOCAL, b_policy=OnConflict.LOCAL)
    w.run()
    w.settle()
    assert (w.a.value("Lead", a, "Email"), kept(w)) == ("from a", ())
    w.b.edit("Lead", b, Email="of somebody who never saw a's")
    w.later()
    w.run()
    assert w.a.value("Lead", a, "Email") == "of somebody who never saw a's"
    (one,) = kept(w)
    assert (one.how, one.values.a) == (How.POLICY, "from a")


@pytest.mark.parametrize(("nth", "parked"), [(1, 0), (2, 0), (3, 1)])
def test_a_copy_that_is_undeleted_before_it_is_made_anew_is_merged_with(nth, parked) -> None:
    w, a, b = shared()
    w.b.edit("Lead", b, Company="of a user in b", Email="from b")
    w.b.trash("Lead", b)
    w.later()
    w.run()
    w.later(seconds=30)
    share_row(w, a, "Pending")
    w.later()
    plain, calls = w.b.fetch, []

    def fetch(*arguments):
        calls.append(arguments)
        if len(calls) == nth:
            w.b.undelete("Lead", b)
        return plain(*arguments)

    w.b.fetch = fetch
    assert w.run().parked == parked
    w.settle()
    assert w.store.ledger(NAME) == ()
    assert list(w.b.living("Lead")) == [b]
    shown = {(org.value("Lead", id, "Email")) for org, id in ((w.a, a), (w.b, b))}
    assert len(shown) == 1
    found = {one.values.b for one in kept(w)} | shown | {w.b.value("Lead", b, "Company")}
    assert {"of a user in b", "from b"} <= found
