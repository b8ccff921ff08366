"""Refused rows, lost answers, kills, signals: the end is the same."""

import pytest

from s2sctl.errors import AnswerLost, Interrupted, Temporary
from s2sctl.ports.org import Refusal
from s2sctl.ports.patience import Patience
from s2sctl.ports.store import Changes
from s2sctl.store.memory import MemoryStore
from s2sctl.sync.guards import Allowance
from s2sctl.sync.link import LinkStatus
from tests.support.fake_org import Killed
from tests.support.world import NAME, World, leads, world

BACK = ("LastName", "Company", "Email", "Status")


def filled(count=30):
    w = world(*leads(back=BACK))
    for number in range(count):
        w.a.insert("Lead", LastName=f"L{number}", Company=f"C{number}", Status="New")
    w.a.batch_size = w.b.batch_size = 7
    w.later()
    return w


def agree(w: World) -> bool:
    """One copy per origin, and every mapped field alike."""
    copies = {row.values["S2S_Key__c"][19:]: row for row in w.b.living("Lead").values()}
    assert len(copies) == len(w.b.living("Lead"))
    assert set(copies) == set(w.a.living("Lead"))
    for id, row in w.a.living("Lead").items():
        assert [row.values.get(f) for f in BACK] == [copies[id].values.get(f) for f in BACK]
    return True


def test_a_refused_row_is_parked_and_tried_again_when_its_source_changes() -> None:
    w = filled(3)
    bad = w.a.insert("Lead", LastName="Bad", Company="Refused GmbH", Status="New")
    w.later()
    w.b.refuse = lambda name, values: (
        Refusal("FIELD_CUSTOM_VALIDATION_EXCEPTION", "not that one")
        if name == "Lead" and values.get("Company") == "Refused GmbH"
        else None
    )
    report = w.run()
    assert len(w.b.living("Lead")) == 3
    assert (report.parked, report.flows[0].failed) == (1, 1)
    assert "Refused GmbH" not in repr(w.store.ledger(NAME))
    w.settle()
    w.a.edit("Lead", bad, Company="Accepted GmbH")
    w.later()
    assert w.run().parked == 0
    assert agree(w)


def test_a_refused_row_is_not_sent_again_while_its_source_stays_as_it_is() -> None:
    w = filled(1)
    sent = []

    def refuse(name, values):
        if name != "Lead":
            return None
        sent.append(1)
        return Refusal("FIELD_CUSTOM_VALIDATION_EXCEPTION", "no")

    w.b.refuse = refuse
    w.run()
    assert len(sent) == 2
    w.settle()
    assert len(sent) == 2
    # Its own org's admin may cure it though the source stays as it is.
    w.later(days=1)
    w.run()
    assert len(sent) > 2
    (link,) = w.store.scan_links(NAME)
    assert link.status is LinkStatus.PENDING


def test_a_locked_row_is_tried_again_by_time() -> None:
    w = filled(2)
    w.run()
    (first, *_) = w.a.living("Lead")
    w.later(minutes=30)
    w.run()
    w.later(minutes=30)
    w.run()
    w.a.edit("Lead", first, Company="Changed")
    w.later()
    w.b.refuse = lambda name, _: Refusal("UNABLE_TO_LOCK_ROW", "locked") if name == "Lead" else None
    assert w.run().parked == 1
    w.b.refuse = lambda _, __: None
    w.later(hours=1)
    assert w.run().parked == 0
    assert agree(w)


def test_every_seventh_row_refused_once_ends_the_same() -> None:
    w = filled(60)
    seen = []

    def refuse(name, values):
        if name != "Lead" or values.get("LastName") in seen:
            return None
        seen.append(values.get("LastName"))
        return Refusal("APEX_FAILED", "once") if len(seen) % 7 == 0 else None

    w.b.refuse = refuse
    assert w.run().parked == 0
    assert agree(w)


def test_lost_answers_are_asked_for_again() -> None:
    w = filled()
    w.b.lose = {2, 5}
    w.run()
    assert agree(w)


def test_answers_lost_to_the_last_try_stop_the_run_and_the_next_one_finds_the_copies() -> None:
    w = filled()
    w.b.lose = set(range(3, 3 + Patience().tries))
    read, w.b.read = w.b.read, unread_once_lost(w.b)
    with pytest.raises(AnswerLost):
        w.run()
    w.b.read = read
    w.run()
    assert agree(w)
    w.settle()


def unread_once_lost(org):
    """Reading that the org refuses once an answer was lost."""
    read = org.read

    def refused(queries):
        if org._writes >= min(org.lose):
            raise Temporary("busy", code="S2S600")
        return read(queries)

    return refused


def test_copies_that_an_unanswered_call_made_are_found_and_not_sent_again() -> None:
    w = filled()
    w.b.lose = {3}
    w.run()
    assert agree(w)
    sent = sum(call.rows for call in w.b.log if (call.kind, call.object) == ("write", "Lead"))
    assert sent == len(w.b.living("Lead"))


def both_ways_pending(w: World) -> None:
    """Changes of every kind, waiting to be synced."""
    a_ids, b_ids = sorted(w.a.living("Lead")), sorted(w.b.living("Lead"))
    for place in range(0, 12, 2):
        w.a.edit("Lead", a_ids[place], Company=f"A{place}")
        w.b.edit("Lead", b_ids[place], Email=f"b{place}@globex.example")
    w.b.edit("Lead", b_ids[1], Status="Working")
    w.a.insert("Lead", LastName="New", Status="New")
    w.later()


def calls_of(w: World) -> int:
    return len(w.a.log) + len(w.b.log)


@pytest.mark.parametrize("late", [False, True])
@pytest.mark.parametrize("side", ["a", "b"])
@pytest.mark.parametrize("synced_before", [False, True])
def test_killed_at_any_call_the_next_run_ends_the_same(late, side, synced_before) -> None:
    for call in range(1, 40):
        w = filled(16)
        if synced_before:
            w.run()
            w.later(minutes=3)
            both_ways_pending(w)
        org = getattr(w, side)
        org.kill_at, org.kill_late = len(org.log) + call, late
        try:
            w.run()
        except Killed:
            pass
        else:
            assert call > 3
            return
        org.kill_at = None
        w.later(seconds=20)
        w.run()
        assert agree(w), f"killed at {call}"
        before = w.writes
        w.settle()
        assert w.writes == before, f"killed at {call}"
    pytest.fail("a run has more calls than these")


class Dying(MemoryStore):
    """Dies at the nth commit, before or after it."""

    left = 0
    late = False

    def commit(self, lease, changes: Changes) -> None:
        type(self).left -= 1
        if type(self).left == 0 and not self.late:
            raise Killed
        super().commit(lease, changes)
        if type(self).left == 0:
            raise Killed


@pytest.mark.parametrize("late", [False, True])
def test_killed_at_any_commit_the_next_run_ends_the_same(late) -> None:
    for commit in range(1, 60):
        w = filled(16)
        w.run()
        w.later(minutes=3)
        both_ways_pending(w)
        Dying.left, Dying.late = commit, late
        plain = w.store
        try:
            w.run(store=Dying(w.moment, plain.digest_key, w.shelf))
        except Killed:
            pass
        else:
            assert commit > 3
            return
        w.later(seconds=20)
        w.run()
        assert agree(w), f"killed at {commit}"
        before = w.writes
        w.settle()
        assert w.writes == before, f"killed at {commit}"
    pytest.fail("a run has more commits than these")


def test_a_signal_stops_between_two_calls_and_the_next_run_goes_on() -> None:
    w = filled()
    w.reporter.stop_after = 3
    with pytest.raises(Interrupted) as stopped:
        w.run(allowed=Allowance(updates=1200, creates=40))
    assert stopped.value.exit_code == 130
    again = f"s2sctl sync {NAME} --allow-updates 1200 --allow-creates 40 goes on from here"
    assert stopped.value.help == again
    made = len(w.b.living("Lead"))
    assert 0 < made < 30
    w.reporter.stop_after = None
    w.run()
    assert agree(w)


def test_a_refused_change_that_became_moot_is_no_failure_any_more() -> None:
    w = filled(1)
    w.run()
    (a,), (b,) = w.a.living("Lead"), w.b.living("Lead")
    w.later(minutes=30)
    w.run()
    w.b.refuse = lambda name, _: Refusal("APEX_FAILED", "no") if name == "Lead" else None
    w.a.edit("Lead", a, Company="Typed twice")
    w.later()
    assert w.run().parked == 1
    w.b.edit("Lead", b, Company="Typed twice")
    w.later()
    assert w.run().parked == 0
    assert agree(w)
