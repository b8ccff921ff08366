"""Links are found again in the orgs; nothing is written there, and no second copy is made."""

import pytest

from s2sctl.app.rebuild import rebuild
from s2sctl.connection.objects import SHARE
from s2sctl.errors import GuardTripped
from s2sctl.manifest.manifest import WhenShareEnds
from s2sctl.model.side import Pair
from s2sctl.ports.store import Holder
from s2sctl.store.memory import Shelf
from s2sctl.sync.guards import Allowance
from s2sctl.sync.link import LinkStatus
from tests.support.fake_org import Killed
from tests.support.world import NAME, leads, world

BACK = ("Status", "Email")


def pairs(count=1, ends=WhenShareEnds.REMOVE, **options):
    w = world(*leads(back=BACK, ends=ends, **options))
    ids = [w.a.insert("Lead", LastName=f"L{n}", Status="New") for n in range(count)]
    w.later()
    w.run()
    w.later(hours=1)
    w.run()
    return w, ids


def lose_state(w):
    w.shelf = Shelf()


def found_again(w):
    w.runs += 1
    holder = Holder(f"rebuild{w.runs}", "here", 1, w.moment.at)
    written = writes(w)
    done = rebuild(w.known, Pair(w.a, w.b), w.store, w.moment, w.reporter, holder)
    assert writes(w) == written
    return done


def writes(w):
    return sum(call.kind in ("write", "delete") for org in (w.a, w.b) for call in org.log)


def links(w):
    return list(w.store.scan_links(NAME))


def test_after_a_rebuild_an_idle_sync_writes_nothing() -> None:
    w, _ = pairs(30)
    before = {link.key: link.base for link in links(w)}
    lose_state(w)
    done = found_again(w)
    assert (done.before, done.found[0].flowing, done.alone) == (0, 30, 0)
    for link in links(w):
        # What is blank on both sides needs no base of its own.
        assert set(link.base) == {"LastName=LastName", "Status=Status"}
        assert link.base.items() <= before[link.key].items()
    written = w.writes
    for _ in range(3):
        w.later(minutes=20)
        report = w.run(take_over=True)
        assert not report.changed
    assert w.writes == written
    assert len(w.b.living("Lead")) == 30


def test_the_first_create_after_it_needs_a_persons_word_and_later_ones_do_not() -> None:
    w, _ = pairs(2)
    lose_state(w)
    w.a.insert("Lead", LastName="New", Status="New")
    w.later()
    assert found_again(w).alone == 1
    with pytest.raises(GuardTripped) as stopped:
        w.run(take_over=True)
    assert stopped.value.code == "S2S780"
    assert "--allow-creates 1" in stopped.value.help
    assert len(w.b.living("Lead")) == 2
    w.run(take_over=True, allowed=Allowance(creates=1))
    assert len(w.b.living("Lead")) == 3
    w.a.insert("Lead", LastName="Newer", Status="New")
    w.later()
    w.run()
    assert len(w.b.living("Lead")) == 4


def test_a_copy_in_the_recycle_bin_and_one_that_was_unshared_do_not_come_back() -> None:
    w, (a, b, _) = pairs(3)
    by_origin = {link.ids.a: link.ids.b for link in links(w)}
    w.b.trash("Lead", by_origin[a])
    w.later()
    w.run()
    connection = next(iter(w.a.living("S2S_Connection__c")))
    w.a.insert(
        SHARE,
        Connection__c=connection,
        Object__c="Lead",
        Record_Id__c=b,
        Direction__c="Sent",
        Status__c="Inactive",
    )
    w.later()
    w.run()
    assert len(w.b.living("Lead")) == 1
    lose_state(w)
    done = found_again(w)
    assert (done.found[0].flowing, done.found[0].ended, done.alone) == (1, 2, 0)
    w.later(minutes=20)
    w.run(take_over=True)
    w.settle()
    assert len(w.b.living("Lead")) == 1


def test_a_state_that_is_not_lost_keeps_its_links() -> None:
    w, (a, b) = pairs(2)
    before = {link.key: link for link in links(w)}
    done = found_again(w)
    assert done.before == 2
    assert {link.key: link for link in links(w)} == before
    w.a.edit("Lead", b, Company="Edited")
    w.later()
    written = w.writes
    w.run()
    assert w.writes == written + 1
    assert a in w.a.living("Lead")


def test_killed_at_any_call_a_rebuild_is_begun_again() -> None:
    for at in range(1, 20):
        w, _ = pairs(3)
        lose_state(w)
        w.a.kill_at = len(w.a.log) + at
        try:
            found_again(w)
        except Killed:
            pass
        else:
            assert at > 3
            return
        w.a.kill_at = None
        done = found_again(w)
        assert done.found[0].flowing == 3
        w.run(take_over=True)
        assert len(w.b.living("Lead")) == 3
        assert {link.status for link in links(w)} == {LinkStatus.ACTIVE}
    pytest.fail("a rebuild has more calls than these")
