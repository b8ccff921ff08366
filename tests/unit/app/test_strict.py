"""``strict: true``: a row that somebody edited since it was read is never written over."""

import re
from dataclasses import replace

import pytest

from s2sctl.app.patient import PatientOrg
from s2sctl.errors import GuardTripped
from s2sctl.manifest.manifest import Guards, OnConflict
from s2sctl.model.side import Pair
from s2sctl.ports.org import MOVED, Refusal, RowWrite, WriteBatch
from s2sctl.sync.guards import Allowance
from s2sctl.sync.settled import How
from tests.support.world import NAME, leads, world
from tests.unit.app.test_edits_beside_writes import before_the_next
from tests.unit.app.test_kept_values import BACK, kept


def strict_terms(**policies):
    return tuple(
        replace(one, subscribe=tuple(replace(part, strict=True) for part in one.subscribe))
        for one in leads(back=BACK, **policies)
    )


def shared(count=1):
    w = world(*strict_terms())
    rows = [
        w.a.insert("Lead", LastName=f"n{n}", Company="Acme", Email="old", Status="New")
        for n in range(count)
    ]
    w.later()
    w.run()
    copies = {row.values["LastName"]: id for id, row in w.b.living("Lead").items()}
    w.settle()
    return w, rows, [copies[f"n{n}"] for n in range(count)]


def writes(w):
    return [call for call in w.b.log if (call.kind, call.object) == ("write", "Lead")]


def before_each(w, times, edit):
    """``edit(n)`` happens just before each of the next writes of Leads in b."""
    plain, done = w.b.write, []

    def write(batch):
        if batch.schema.name == "Lead" and len(done) < times:
            w.later(seconds=2)
            done.append(batch)
            edit(len(done))
        return plain(batch)

    w.b.write = write


def test_an_edit_between_the_reading_and_the_write_is_merged_with_in_the_same_run() -> None:
    w, (a,), (b,) = shared()
    w.a.edit("Lead", a, Email="from a", Company="Acme GmbH")
    w.later()
    before_each(w, 1, lambda _: w.b.edit("Lead", b, Email="a user in b", City="Malmö"))
    assert w.run().parked == 0
    assert w.b.value("Lead", b, "Email") == "a user in b"
    assert w.b.value("Lead", b, "Company") == "Acme GmbH"
    w.settle()
    assert w.a.value("Lead", a, "Email") == "a user in b"
    assert [one.values for one in kept(w)] == [Pair("from a", "a user in b")]
    assert w.store.ledger(NAME) == ()
    before = w.writes
    w.settle()
    assert w.writes == before


def test_a_field_that_a_second_round_holds_for_a_person_keeps_its_base() -> None:
    w, (a,), (b,) = shared()
    w.set_terms(*strict_terms(a_policy=OnConflict.ASK))
    w.b.edit("Lead", b, Email="from b")
    w.a.edit("Lead", a, LastName="from a")
    w.later()
    before_each(w, 1, lambda _: w.b.edit("Lead", b, LastName="a user in b"))
    assert w.run().parked == 1
    w.a.edit("Lead", a, City="anything")
    w.settle()
    names = (w.a.value("Lead", a, "LastName"), w.b.value("Lead", b, "LastName"))
    assert names == ("from a", "a user in b")
    assert [entry.field for entry in w.store.ledger(NAME)] == ["LastName=LastName"]


def test_without_strict_that_edit_is_lost() -> None:
    w, (a,), (b,) = shared()
    w.set_terms(*leads(back=BACK))
    w.a.edit("Lead", a, Email="from a")
    w.later()
    before_each(w, 1, lambda _: w.b.edit("Lead", b, Email="a user in b"))
    w.run()
    w.settle()
    assert w.b.value("Lead", b, "Email") == "from a"
    assert kept(w) == ()


def test_a_row_that_is_edited_every_time_waits_in_the_ledger_and_settles_later() -> None:
    w, (a,), (b,) = shared()
    w.a.edit("Lead", a, Email="from a")
    w.later()
    before_each(w, 9, lambda n: w.b.edit("Lead", b, City=f"edit {n}"))
    assert w.run().parked == 1
    (entry,) = w.store.ledger(NAME)
    assert entry.code == MOVED
    assert w.b.value("Lead", b, "City") == "edit 3"
    del w.b.write
    w.settle()
    assert w.store.ledger(NAME) == ()
    assert w.b.value("Lead", b, "Email") == "from a"


def test_rows_go_25_a_call_and_only_those_that_moved_go_again() -> None:
    w, rows, copies = shared(60)
    for id in rows:
        w.a.edit("Lead", id, Email="from a")
    w.later()
    before, moved = len(writes(w)), copies[30]
    before_each(w, 2, lambda n: w.b.edit("Lead", moved, City="x") if n == 2 else None)
    w.run(allowed=Allowance(updates=60))
    assert [call.rows for call in writes(w)[before:]] == [25, 25, 10, 1]
    assert {w.b.value("Lead", id, "Email") for id in copies} == {"from a"}


def calls_needed(*, strict):
    """What the guard says that 60 updates need."""
    w, rows, _ = shared(60)
    sides = strict_terms() if strict else leads(back=BACK)
    w.set_terms(*(replace(one, guards=Guards(100, 100, 0)) for one in sides))
    for id in rows:
        w.a.edit("Lead", id, Email="from a")
    w.later()
    w.b.limit = 100
    with pytest.raises(GuardTripped) as stopped:
        w.run()
    return int(re.search(r"needs about (\d+) API calls of globex", stopped.value.message)[1])


def test_the_budget_counts_25_rows_a_call() -> None:
    # Sixty rows read again at once, and written in three calls instead of one.
    assert calls_needed(strict=True) - calls_needed(strict=False) == 2


def test_a_refused_row_is_sent_once_more_and_told_as_ever() -> None:
    w, (a,), _ = shared()
    w.b.refuse = lambda name, values: Refusal("FIELD_CUSTOM_VALIDATION_EXCEPTION", "no")
    w.a.edit("Lead", a, Email="from a")
    w.later()
    before = len(writes(w))
    assert w.run().parked == 1
    assert len(writes(w)) - before == 2


@pytest.mark.parametrize("rewritten", [False, True])
def test_our_own_write_whose_answer_was_lost_is_not_taken_for_an_edit(rewritten) -> None:
    w, (a,), (b,) = shared()

    def upper(name, values):
        if rewritten and "Email" in values:
            values["Email"] = values["Email"].upper()

    w.b.rewrite = upper
    w.a.edit("Lead", a, Email="from a")
    w.later()
    w.b.lose = {w.b._writes + 1}
    w.moment.sleep = lambda seconds: w.later(seconds=max(seconds, 2))
    assert w.run().parked == 0
    w.settle()
    assert w.a.value("Lead", a, "Email") == "from a"
    assert w.b.value("Lead", b, "Email") == ("FROM A" if rewritten else "from a")
    # What the org made of our lost write may as well be a person's: it is kept, when unsure.
    assert [one.values.b for one in kept(w)] == (["FROM A"] if rewritten else [])
    assert w.store.ledger(NAME) == ()


def test_a_value_that_an_unsure_write_may_have_taken_away_stays_in_its_record() -> None:
    w, (a,), (b,) = shared()
    w.b.edit("Lead", b, Company="a user in b")
    w.a.edit("Lead", a, Company="Acme GmbH")
    w.later()
    w.b.lose = {w.b._writes + 1}
    w.moment.sleep = lambda seconds: w.later(seconds=max(seconds, 2))
    w.run()
    w.settle()
    assert w.b.value("Lead", b, "Company") == "Acme GmbH"
    assert [(one.how, one.values.b) for one in kept(w)] == [(How.OVERWRITTEN, "a user in b")]


def test_only_a_repeated_try_is_unsure_of_what_moved() -> None:
    w, (_,), (b,) = shared()
    org = PatientOrg(w.b, w.moment)
    since = w.moment.at.replace(year=2000)
    row = RowWrite({"City": "x"}, b, unmodified_since=since)
    batch = WriteBatch(w.b.schemas["Lead"], (row,))
    (first,) = org.write(batch)
    assert (first.moved, first.unsure) == (True, False)
    w.b.lose = {w.b._writes + 1}
    (again,) = org.write(batch)
    assert (again.moved, again.unsure) == (True, True)


def test_an_edit_before_the_reading_is_merged_as_ever() -> None:
    w, (a,), (b,) = shared()
    w.a.edit("Lead", a, Email="from a")
    w.later()
    before_the_next(w.b, "fetch", lambda: w.b.edit("Lead", b, Email="a user in b"))
    w.run()
    w.settle()
    assert w.a.value("Lead", a, "Email") == w.b.value("Lead", b, "Email") == "a user in b"
