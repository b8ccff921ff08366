"""A sweep finds what no window shows, and takes nothing that is absent for deleted."""

from datetime import timedelta

import pytest

from s2sctl.connection.objects import SHARE
from s2sctl.manifest.manifest import Guards, WhenShareEnds
from s2sctl.sync.link import EntryKind, LinkStatus
from s2sctl.sync.report import Swept
from tests.support.fake_org import RUNNER
from tests.support.fake_rows import HUMAN
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


def failures(w):
    return w.store.ledger(NAME, (EntryKind.FAILURE,))


def links(w):
    return list(w.store.scan_links(NAME))


def test_a_hard_deleted_origin_is_told_as_lost_and_its_copy_stays() -> None:
    w, (a, _) = pairs(2)
    del w.a.table("Lead")[a]
    w.later()
    assert w.run().swept is None
    assert not failures(w)
    report = w.run(sweep=True)
    assert report.swept == Swept(compared=4, lost=1)
    (entry,) = failures(w)
    assert entry.code == "NOT_FOUND"
    assert "acme" in entry.message
    assert a in entry.message
    assert len(w.b.living("Lead")) == 2
    assert report.parked == 1


def test_a_hard_deleted_copy_is_told_as_lost_and_is_not_made_again() -> None:
    w, (a,) = pairs()
    (b,) = w.b.living("Lead")
    del w.b.table("Lead")[b]
    w.later()
    w.run(sweep=True)
    (entry,) = failures(w)
    assert b in entry.message
    assert w.b.living("Lead") == {}
    assert a in w.a.living("Lead")


def test_what_was_hidden_and_comes_back_is_lost_no_more_and_its_edits_flow() -> None:
    w, (a,) = pairs()
    row = w.a.table("Lead").pop(a)
    w.later(days=8)
    w.run()
    assert len(failures(w)) == 1
    row.values["Company"] = "Edited while hidden"
    row.stamp = w.moment.at - timedelta(days=5)
    w.later(days=8)
    w.a.table("Lead")[a] = row
    w.run()
    assert not failures(w)
    (copy,) = w.b.living("Lead").values()
    assert copy.values["Company"] == "Edited while hidden"


def test_a_row_that_came_into_view_without_a_stamp_is_found() -> None:
    w, _ = pairs()
    new = w.a.insert("Lead", LastName="Hidden", Status="New")
    w.a.table("Lead")[new].stamp -= timedelta(days=40)
    w.later()
    w.run()
    assert len(w.b.living("Lead")) == 1
    assert w.run(sweep=True).swept == Swept(compared=2, strangers=1)
    assert {row.values["LastName"] for row in w.b.living("Lead").values()} == {"L0", "Hidden"}


def test_a_commit_later_than_the_last_look_is_found() -> None:
    w, (a,) = pairs()
    w.a.edit("Lead", a, Company="Late")
    w.a.table("Lead")[a].stamp -= timedelta(minutes=40)
    w.later()
    w.run()
    (copy,) = w.b.living("Lead").values()
    assert copy.values.get("Company") is None
    w.run(sweep=True)
    assert copy.values["Company"] == "Late"


def test_a_delete_that_no_window_showed_ends_its_share() -> None:
    w, (a,) = pairs()
    w.a.trash("Lead", a)
    w.a.table("Lead")[a].stamp -= timedelta(minutes=40)
    w.later()
    w.run()
    assert len(w.b.living("Lead")) == 1
    w.run(sweep=True)
    assert w.b.living("Lead") == {}
    assert links(w)[0].status is LinkStatus.DELETED


def test_a_record_that_left_its_rule_without_a_stamp_is_found_and_found_again_on_its_return() -> (
    None
):
    w, (a,) = pairs()
    row = w.a.table("Lead")[a]
    row.values["Status"] = "Draft"
    row.stamp -= timedelta(days=40)
    w.later()
    w.run(sweep=True)
    assert w.b.living("Lead") == {}
    row.values["Status"] = "New"
    w.later()
    w.run(sweep=True)
    assert len(w.b.living("Lead")) == 1


def test_the_week_decides_where_nobody_does() -> None:
    w, _ = pairs()
    w.later(days=6, hours=20)
    assert w.run().swept is None
    w.later(hours=6)
    assert w.run(sweep=False).swept is None
    assert w.run().swept == Swept(compared=2)
    assert w.run().swept is None


def test_nothing_to_find_writes_nothing() -> None:
    w, _ = pairs(30)
    before = w.writes
    w.later(days=8)
    report = w.run()
    assert report.swept == Swept(compared=60)
    assert w.writes == before
    assert not report.changed


def test_a_cursor_older_than_the_recycle_bin_compares_everything_and_says_so() -> None:
    w, (a, _) = pairs(2)
    w.a.trash("Lead", a)
    w.later(days=20)
    del w.a.table("Lead")[a]  # the bin lets go after 15 days
    report = w.run()
    assert any("20 days" in note for note in report.notes)
    assert report.swept.lost == 1
    assert len(w.b.living("Lead")) == 2


def test_a_cursor_older_than_the_recycle_bin_is_told_where_nobody_may_sweep() -> None:
    w, _ = pairs()
    w.later(days=20)
    report = w.run(sweep=False)
    assert any("sync acme-globex --sweep" in note for note in report.notes)
    assert w.run().swept is not None


def test_a_sweep_by_the_calendar_leaves_the_calls_to_others() -> None:
    w, _ = pairs(30, guards=Guards(api_calls=0.5))
    w.later(days=8)
    w.a.limit = 400
    w.a.log.clear()
    report = w.run()
    assert report.swept is None
    assert any("a sweep is due and was left out" in note for note in report.notes)


def test_what_a_login_cannot_see_any_more_is_told_in_one_sentence(monkeypatch) -> None:
    monkeypatch.setattr("s2sctl.app.sync.sweeping.TOLD_EACH", 10)
    w, ids = pairs(30)
    hidden = {id: w.a.table("Lead").pop(id) for id in ids}
    w.later()
    report = w.run(sweep=True)
    assert len(failures(w)) == 10
    assert any("30 of 30 shared Lead records of acme" in note for note in report.notes)
    assert len(w.b.living("Lead")) == 30
    w.a.table("Lead").update(hidden)
    w.later()
    w.run(sweep=True)
    assert not failures(w)


def test_of_rows_that_are_not_shared_a_sweep_reads_nothing_at_all() -> None:
    w, _ = pairs()
    secret = w.a.insert("Lead", LastName="Secret", Status="Draft")
    w.later(hours=1)
    w.run()
    w.a.log.clear()
    staged = []
    read = w.a.read
    w.a.read = lambda queries: (staged.append(page) or page for page in read(queries))
    w.run(sweep=True)
    assert not any(row.id == secret and row.values for page in staged for row in page.records)


@pytest.mark.parametrize("side", ["a", "b"])
def test_a_persons_word_that_a_row_is_gone_ends_its_share(side) -> None:
    w, (a,) = pairs()
    (b,) = w.b.living("Lead")
    org, id = (w.a, a) if side == "a" else (w.b, b)
    del org.table("Lead")[id]
    w.later()
    w.run(sweep=True)
    assert len(failures(w)) == 1
    say_gone(org, id, "Sent" if side == "a" else "Received", by=RUNNER)
    w.later()
    w.run()
    assert not failures(w)
    assert links(w)[0].status is LinkStatus.DELETED
    assert (w.b.living("Lead") == {}) is True
    assert (a in w.a.living("Lead")) is (side == "b")


def test_a_strangers_word_about_a_row_nobody_here_sees_removes_no_copy() -> None:
    w, (a,) = pairs()
    del w.a.table("Lead")[a]
    w.later()
    w.run(sweep=True)
    row = say_gone(w.a, a, "Sent", by=HUMAN)
    w.later()
    w.run()
    assert links(w)[0].status is LinkStatus.ACTIVE
    assert len(w.b.living("Lead")) == 1
    assert w.a.table(SHARE)[row].values["Status__c"] == "Refused"


def say_gone(org, id, direction, *, by):
    return org.insert(
        SHARE,
        by=by,
        Connection__c=next(iter(org.living("S2S_Connection__c"))),
        Object__c="Lead",
        Record_Id__c=id,
        Direction__c=direction,
        Status__c="Inactive (deleted)",
    )
