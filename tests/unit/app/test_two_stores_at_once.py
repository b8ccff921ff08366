"""Two state stores that claim a connection at the same moment: at most one of them writes."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from s2sctl.app.sync.run import sync
from s2sctl.app.sync.work import Options
from s2sctl.connection.objects import CONNECTION
from s2sctl.errors import LeaseLost, S2sError, StateUnusable
from s2sctl.model.digest import DigestKey
from s2sctl.model.side import Pair
from s2sctl.ports.store import Holder
from s2sctl.store.memory import MemoryStore, Shelf
from s2sctl.sync.report import RunReport
from tests.support.interleaved import SteppedOrg, Turnstile
from tests.support.world import Quiet, leads, world


def filled():
    w = world(*leads(back=("Email",)))
    w.a.insert("Lead", LastName="Ann", Status="New")
    w.later()
    return w


def runners(w):
    return [
        row.values.get("Runner__c") for org in (w.a, w.b) for row in org.living(CONNECTION).values()
    ]


def at_once(w, order, stores=("first", "second"), **options):
    """One run of each store, call by call in that order: how each ended, and what it wrote."""
    turnstile = Turnstile(order)
    orgs = [Pair(*(SteppedOrg(org, turnstile, n) for org in (w.a, w.b))) for n in range(2)]

    def run(number):
        store = MemoryStore(w.moment, DigestKey(b"k" * 32), Shelf(stores[number]))
        holder = Holder(f"run-{number}", "here", number, w.moment.at)
        return sync(w.known, orgs[number], store, w.moment, Quiet(), holder, Options(**options))

    ends = turnstile.play(lambda: run(0), lambda: run(1))
    wrote = [[one for org in pair for one in org.wrote if one != CONNECTION] for pair in orgs]
    return ends, wrote


def check(ends, wrote):
    """At most one got through and wrote; the other was told, with exit code 7 or 2."""
    done = [number for number, end in enumerate(ends) if isinstance(end, RunReport)]
    assert len(done) <= 1, ends
    for number, end in enumerate(ends):
        if number not in done:
            assert isinstance(end, LeaseLost | StateUnusable), repr(end)
            assert (end.code, end.exit_code) in (("S2S753", 7), ("S2S702", 2))
            assert wrote[number] == []
    return done


@given(st.lists(st.integers(0, 1), min_size=1, max_size=24))
@settings(max_examples=60, deadline=None)
def test_in_any_order_of_their_calls_at_most_one_store_writes(order) -> None:
    w = filled()
    ends, wrote = at_once(w, order)
    if check(ends, wrote):
        assert len(w.b.living("Lead")) == 1


@pytest.mark.stress
def test_in_every_order_of_their_first_calls_at_most_one_store_writes() -> None:
    for order in product((0, 1), repeat=12):
        check(*at_once(filled(), order))


@given(st.lists(st.integers(0, 1), min_size=1, max_size=24))
@settings(max_examples=30, deadline=None)
def test_of_two_that_found_a_third_and_take_over_at_once_at_most_one_writes(order) -> None:
    """Both have read both records (two calls each) before either names itself."""
    w = filled()
    for org in (w.a, w.b):
        (id,) = org.living(CONNECTION)
        org.edit(CONNECTION, id, Runner__c="lost")
    check(*at_once(w, [0, 1, 0, 1, *order * 9], take_over=True))


def test_step_by_step_both_stop_and_a_person_says_which_it_is_to_be() -> None:
    """Both read, both name themselves in a's record, both find b's as it was."""
    w = filled()
    ends, wrote = at_once(w, [0, 1])
    assert check(ends, wrote) in ([], [0], [1])
    told = [end for end in ends if isinstance(end, S2sError)]
    assert told
    assert any(name in told[0].message for name in ("first", "second"))
    assert "s2sctl state adopt acme-globex" in told[0].help


def test_one_after_the_other_the_second_is_refused_by_name() -> None:
    w = filled()
    ends, _ = at_once(w, [0] * 100 + [1] * 100)
    assert isinstance(ends[0], RunReport)
    assert isinstance(ends[1], StateUnusable)
    assert "another state store, first, runs" in ends[1].message
    assert runners(w) == ["first", "first"]


def test_a_store_that_was_adopted_mid_run_is_noticed_before_the_next_write() -> None:
    w = filled()
    w.run()
    for number in range(3):
        w.a.insert("Lead", LastName=f"L{number}", Status="New")
    w.later()
    write = w.b.write
    w.b.batch_size = 1

    def and_then(batch):
        outcomes = write(batch)
        for org in (w.a, w.b):
            (id,) = org.living(CONNECTION)
            org.edit(CONNECTION, id, Runner__c="adopter")
        return outcomes

    w.b.write = and_then
    with pytest.raises(LeaseLost) as stopped:
        w.run(look_every=1)
    assert (stopped.value.code, stopped.value.exit_code) == ("S2S753", 7)
    assert "adopter" in stopped.value.message
    assert len(w.b.living("Lead")) == 2


def test_before_the_first_write_of_a_run_that_read_for_long_both_records_are_looked_at() -> None:
    w = filled()
    w.run()
    w.a.insert("Lead", LastName="Bob", Status="New")
    w.later()
    fetch, read = w.b.fetch, w.a.read

    def slowly(queries):
        w.later(minutes=3)
        (id,) = w.a.living(CONNECTION)
        w.a.read = read
        w.a.edit(CONNECTION, id, Runner__c="adopter")
        return read(queries)

    w.a.read = slowly
    with pytest.raises(LeaseLost):
        w.run()
    assert w.b.fetch == fetch
    assert len(w.b.living("Lead")) == 1


def test_a_sync_that_finds_nothing_to_do_reads_no_record_again() -> None:
    w = filled()
    w.run()
    w.settle()
    before = len(w.a.log), len(w.b.log)
    w.later(minutes=5)
    w.run()
    for org, seen in zip((w.a, w.b), before, strict=True):
        kinds = [call.kind for call in org.log[seen:] if call.object != CONNECTION]
        assert "write" not in kinds
        assert not [c for c in org.log[seen:] if (c.kind, c.object) == ("read", CONNECTION)]


def test_a_claim_that_was_cut_short_is_completed_by_the_same_store() -> None:
    w = filled()
    w.shelf.id = "mine"
    (id,) = w.a.living(CONNECTION)
    w.a.edit(CONNECTION, id, Runner__c="mine")
    w.run()
    assert runners(w) == ["mine", "mine"]
