"""What every state store promises. A store passes it or is none."""

from dataclasses import replace
from datetime import timedelta

import pytest
from store_bench import Bench
from store_samples import (
    CASE,
    LEAD,
    LEADS,
    NAME,
    NOW,
    ORG_A,
    OTHER,
    contest,
    copy_id,
    cursor,
    entry,
    full_contest,
    full_entry,
    full_link,
    full_record,
    holder,
    key,
    lead_id,
    link,
    record,
    schema,
)

from s2sctl.errors import Bug, LeaseLost, Locked
from s2sctl.model.digest import Digest
from s2sctl.model.ids import Key, RecordId, to18
from s2sctl.model.names import ObjectName, OrgAlias
from s2sctl.model.side import Pair, Side
from s2sctl.ports.job import Job, JobId
from s2sctl.ports.store import Changes, Event, KnownConnection, Lease, RunRecord, StateStore
from s2sctl.sync.link import EntryKind, LinkStatus
from s2sctl.sync.settled import contest_of

TWELVE_MINUTES = 720
JUST_UNDER = TWELVE_MINUTES - 1


@pytest.fixture
def store(bench: Bench) -> StateStore:
    return bench.open()


@pytest.fixture
def lease(store: StateStore) -> Lease:
    return store.acquire(NAME, holder())


class StoreSuite:
    """Run it by a subclass with a fixture ``bench``."""

    def test_it_keeps_its_name_and_its_key(self, bench: Bench, store: StateStore) -> None:
        again = bench.open()
        assert store.id
        assert (again.id, again.digest_key) == (store.id, store.digest_key)
        assert len(store.digest_key) == 32

    def test_jobs_are_remembered_until_they_are_forgotten(
        self, bench: Bench, store: StateStore, lease: Lease
    ) -> None:
        first = Job(JobId("750000000000001AAA"), Side.B, LEAD, 10_000, NOW)
        later = Job(JobId("750000000000000AAA"), Side.A, CASE, 7, NOW + timedelta(seconds=1))
        store.commit(lease, Changes(jobs=(later, first)))
        store.commit(lease, Changes(jobs=(first,)))
        assert bench.open().jobs(NAME) == (first, later)
        assert store.jobs(OTHER) == ()
        store.commit(lease, Changes(ended_jobs=(first.id, JobId("never heard of"))))
        assert store.jobs(NAME) == (later,)

    def test_nobody_without_the_lease_remembers_a_job(
        self, store: StateStore, lease: Lease
    ) -> None:
        store.release(lease)
        with pytest.raises(LeaseLost):
            store.commit(lease, Changes(jobs=(Job(JobId("750"), Side.A, LEAD, 1, NOW),)))
        assert store.jobs(NAME) == ()

    def test_connections_are_known_by_name_and_replaced(self, store: StateStore) -> None:
        assert store.known(NAME) is None
        nothing = Pair(None, None)
        first = KnownConnection(OTHER, Pair(ORG_A, None), Pair(OrgAlias("acme"), None), nothing)
        second = KnownConnection(NAME, nothing, nothing, Pair(None, RecordId("a001")))
        store.know(first)
        store.know(second)
        assert store.connections() == (second, first)
        more = replace(first, orgs=Pair(ORG_A, ORG_A))
        store.know(more)
        assert store.known(OTHER) == more


class LeaseSuite:
    def test_two_holders_cannot_have_one_lease(self, bench: Bench, store: StateStore) -> None:
        store.acquire(NAME, holder("run-1", "web1", 812))
        with pytest.raises(Locked) as refused:
            bench.open().acquire(NAME, holder("run-2", "web1", 813))
        for told in (NAME, "run-1", "web1", "812", "2026-11-23 12:00:00"):
            assert told in refused.value.message
        assert refused.value.help

    def test_the_holder_itself_cannot_take_it_twice(self, store: StateStore) -> None:
        store.acquire(NAME, holder())
        with pytest.raises(Locked):
            store.acquire(NAME, holder())

    def test_other_connections_are_free(self, store: StateStore, lease: Lease) -> None:
        assert store.acquire(OTHER, holder()).connection == OTHER

    def test_a_lease_given_back_lets_go_of_no_other(self, bench: Bench, store: StateStore) -> None:
        first, other = store.acquire(NAME, holder()), store.acquire(OTHER, holder())
        assert first.token == other.token
        store.release(first)
        with pytest.raises(Locked):
            bench.open().acquire(OTHER, holder("run-2"))
        assert bench.open().acquire(NAME, holder("run-2")).token > first.token

    def test_a_lease_given_back_is_free_and_tokens_grow(
        self, bench: Bench, store: StateStore
    ) -> None:
        first = store.acquire(NAME, holder())
        assert store.holder(NAME) == holder()
        store.release(first)
        assert store.holder(NAME) is None
        second = bench.open().acquire(NAME, holder("run-2"))
        assert second.token > first.token
        assert second.holder == holder("run-2")

    def test_a_lease_given_back_writes_nothing_more(self, store: StateStore, lease: Lease) -> None:
        store.release(lease)
        with pytest.raises(LeaseLost):
            store.check(lease)
        with pytest.raises(LeaseLost):
            store.commit(lease, Changes(links=(link(1),)))
        assert list(store.scan_links(NAME)) == []

    def test_a_silent_holder_elsewhere_is_followed_after_twelve_minutes(
        self, bench: Bench, store: StateStore, lease: Lease
    ) -> None:
        far = bench.open_elsewhere()
        bench.clock.sleep(JUST_UNDER)
        with pytest.raises(Locked):
            far.acquire(NAME, holder("run-2", "web2"))
        assert far.holder(NAME) == holder()
        bench.clock.sleep(1)
        assert far.holder(NAME) is None
        assert far.acquire(NAME, holder("run-2", "web2")).token > lease.token

    def test_a_holder_that_was_followed_remembers_nothing_more(
        self, bench: Bench, store: StateStore, lease: Lease
    ) -> None:
        store.commit(lease, Changes(links=(link(1),), entries=(entry(1),)))
        bench.clock.sleep(TWELVE_MINUTES)
        far = bench.open_elsewhere()
        follower = far.acquire(NAME, holder("run-2", "web2"))
        everything = Changes(
            links=(link(2),),
            entries=(entry(2),),
            settled=((key(1), Side.B, ""),),
            cursors=(cursor(Side.A),),
            schemas=((Side.A, schema()),),
            events=(Event(NOW, "sync", None, "run-1", "late"),),
        )
        with pytest.raises(LeaseLost) as lost:
            store.commit(lease, everything)
        assert "run-2" in lost.value.message
        with pytest.raises(LeaseLost):
            store.check(lease)
        assert [one.key for one in far.scan_links(NAME)] == [key(1)]
        assert far.ledger(NAME) == (entry(1),)
        assert (far.cursors(NAME), far.schemas(NAME, Side.A), far.events(NAME)) == ((), {}, ())
        store.release(lease)
        assert far.holder(NAME) == holder("run-2", "web2")
        far.commit(follower, Changes(links=(link(2),)))

    def test_checks_and_commits_renew_the_lease(
        self, bench: Bench, store: StateStore, lease: Lease
    ) -> None:
        far = bench.open_elsewhere()
        bench.clock.sleep(JUST_UNDER)
        store.check(lease)
        bench.clock.sleep(JUST_UNDER)
        store.commit(lease, Changes())
        bench.clock.sleep(JUST_UNDER)
        with pytest.raises(Locked):
            far.acquire(NAME, holder("run-2", "web2"))

    def test_who_only_slept_goes_on(self, bench: Bench, store: StateStore, lease: Lease) -> None:
        bench.clock.sleep(2 * TWELVE_MINUTES)
        store.check(lease)
        store.commit(lease, Changes(links=(link(1),)))
        with pytest.raises(Locked):
            bench.open_elsewhere().acquire(NAME, holder("run-2", "web2"))

    def test_a_lease_taken_away_is_free_and_its_holder_writes_nothing_more(
        self, bench: Bench, store: StateStore, lease: Lease
    ) -> None:
        far = bench.open_elsewhere()
        far.unlock(NAME, holder())
        assert far.holder(NAME) is None
        with pytest.raises(LeaseLost):
            store.commit(lease, Changes(links=(link(1),)))
        assert list(far.scan_links(NAME)) == []
        assert far.acquire(NAME, holder("run-2", "web2")).token > lease.token
        with pytest.raises(LeaseLost):
            store.check(lease)

    def test_a_lease_is_taken_only_from_whom_was_named(
        self, bench: Bench, store: StateStore, lease: Lease
    ) -> None:
        far = bench.open_elsewhere()
        with pytest.raises(Locked, match="run-1"):
            far.unlock(NAME, holder("run-0"))
        store.commit(lease, Changes(links=(link(1),)))
        store.release(lease)
        far.unlock(NAME, holder())
        far.unlock(OTHER, holder())
        assert store.acquire(NAME, holder("run-2")).token > lease.token


class CommitSuite:
    def test_what_was_committed_comes_back_equal(
        self, bench: Bench, store: StateStore, lease: Lease
    ) -> None:
        event = Event(NOW, "paused", Side.B, "ann@globex.example", "until Monday 🙂")
        changes = Changes(
            links=(full_link(1), link(2, LinkStatus.PENDING)),
            entries=(full_entry(1), entry(2)),
            cursors=(cursor(Side.A), cursor(Side.B, CASE)),
            schemas=((Side.A, schema()), (Side.B, schema(CASE))),
            events=(event,),
        )
        store.commit(lease, changes)
        other = bench.open()
        assert tuple(other.scan_links(NAME)) == changes.links
        assert other.ledger(NAME) == (full_entry(1), entry(2))
        assert other.cursors(NAME) == changes.cursors
        assert other.schemas(NAME, Side.A) == {LEAD: schema()}
        assert other.schemas(NAME, Side.B) == {CASE: schema(CASE)}
        assert other.events(NAME) == (event,)

    def test_what_is_put_again_is_replaced_whole(self, store: StateStore, lease: Lease) -> None:
        store.commit(lease, Changes(links=(full_link(1),), entries=(full_entry(1),)))
        plain = replace(full_entry(1), next_try=None, values=None, agreed=None, kind=EntryKind.WAIT)
        moved = replace(cursor(Side.A, minutes=5), flow_digest="new")
        store.commit(
            lease,
            Changes(links=(link(1),), entries=(plain,), cursors=(cursor(Side.A),)),
        )
        store.commit(lease, Changes(cursors=(moved,)))
        assert list(store.scan_links(NAME)) == [link(1)]
        assert store.ledger(NAME) == (plain,)
        assert store.cursors(NAME) == (moved,)

    def test_an_entry_settled_and_put_at_once_stays(self, store: StateStore, lease: Lease) -> None:
        store.commit(lease, Changes(entries=(entry(1), entry(2), entry(1, field="f"))))
        gone = ((key(1), Side.B, ""), (key(2), Side.B, ""), (key(9), Side.A, "never there"))
        again = entry(2, EntryKind.WAIT)
        store.commit(lease, Changes(settled=gone, entries=(again,)))
        assert set(store.ledger(NAME)) == {again, entry(1, field="f")}

    def test_nothing_of_a_commit_that_fails_is_kept(self, store: StateStore, lease: Lease) -> None:
        leaking = replace(entry(1), values=Pair("secret", "secret"))
        with pytest.raises(Bug):
            store.commit(lease, Changes(links=(link(1),), entries=(leaking,)))
        assert list(store.scan_links(NAME)) == []
        assert store.ledger(NAME) == ()
        store.commit(lease, Changes(links=(link(2),)))
        assert list(store.scan_links(NAME)) == [link(2)]

    def test_connections_are_kept_apart(self, store: StateStore, lease: Lease) -> None:
        others = store.acquire(OTHER, holder())
        theirs = link(1, reason="theirs")
        store.commit(lease, Changes(links=(link(1),), entries=(entry(1),)))
        store.commit(others, Changes(links=(theirs,), cursors=(cursor(Side.A),)))
        store.commit(others, Changes(settled=((key(1), Side.B, ""),)))
        assert store.links_by_key(NAME, [key(1)]) == {key(1): link(1)}
        assert store.links_by_key(OTHER, [key(1)]) == {key(1): theirs}
        assert store.ledger(NAME) == (entry(1),)
        assert store.cursors(NAME) == ()
        assert store.count_links(OTHER) == {(LEADS, LinkStatus.ACTIVE): 1}

    def test_odd_text_does_no_harm(self, store: StateStore, lease: Lease) -> None:
        odd = replace(entry(1), message="nul \x00 and half a pair \ud83d")
        store.commit(lease, Changes(entries=(odd,), links=(link(1, reason="\x00\udfff"),)))
        assert store.ledger(NAME)[0].key == key(1)

    def test_the_ledger_is_told_oldest_first_and_by_kind(
        self, store: StateStore, lease: Lease
    ) -> None:
        young, old = entry(1, minutes=5), entry(2, EntryKind.WAIT, minutes=1)
        middle = entry(3, EntryKind.CONFLICT, minutes=3)
        store.commit(lease, Changes(entries=(young, old, middle)))
        assert store.ledger(NAME) == (old, middle, young)
        assert store.ledger(NAME, [EntryKind.FAILURE, EntryKind.WAIT]) == (old, young)


class SettledSuite:
    def test_a_settled_conflict_comes_back_equal_newest_first(
        self, bench: Bench, store: StateStore, lease: Lease
    ) -> None:
        old, young = contest(2, minutes=-5), contest(3, minutes=5)
        store.commit(lease, Changes(contests=(old, full_contest(1), young)))
        assert bench.open().settled_conflicts(NAME) == (young, full_contest(1), old)
        assert store.oldest_settled(NAME) == old.at
        assert store.settled_conflicts(OTHER) == ()
        assert store.oldest_settled(OTHER) is None

    def test_the_same_contest_is_one_and_others_are_apart(
        self, store: StateStore, lease: Lease
    ) -> None:
        first = contest(1)
        others = (replace(first, mark="n"), replace(first, field="Fax=Fax"), contest(2))
        store.commit(lease, Changes(contests=(first, *others)))
        again = replace(first, at=NOW + timedelta(hours=1), values=Pair("x", "y"))
        store.commit(lease, Changes(contests=(again,)))
        found = store.settled_conflicts(NAME)
        assert found[0] == again
        assert set(found[1:]) == set(others)

    def test_moot_ones_are_dropped_and_nothing_else(self, store: StateStore, lease: Lease) -> None:
        store.commit(lease, Changes(contests=(contest(1), contest(2))))
        theirs = store.acquire(OTHER, holder())
        store.commit(theirs, Changes(contests=(contest(1),)))
        gone = (contest_of(contest(1)), contest_of(contest(9)))
        store.commit(lease, Changes(moot=gone))
        assert store.settled_conflicts(NAME) == (contest(2),)
        assert store.settled_conflicts(OTHER) == (contest(1),)

    def test_what_was_settled_before_a_moment_is_erased(
        self, bench: Bench, store: StateStore, lease: Lease
    ) -> None:
        old, young = contest(1, minutes=-1), contest(2)
        store.commit(lease, Changes(contests=(old, young)))
        theirs = store.acquire(OTHER, holder())
        store.commit(theirs, Changes(contests=(old,)))
        store.commit(lease, Changes(kept_since=NOW))
        assert bench.open().settled_conflicts(NAME) == (young,)
        assert store.settled_conflicts(OTHER) == (old,)

    def test_who_lost_the_lease_settles_nothing(self, store: StateStore, lease: Lease) -> None:
        store.commit(lease, Changes(contests=(contest(1),)))
        store.release(lease)
        with pytest.raises(LeaseLost):
            store.commit(lease, Changes(contests=(contest(2),), kept_since=NOW + timedelta(1)))
        assert store.settled_conflicts(NAME) == (contest(1),)


class LinkSuite:
    def test_links_are_found_by_either_sides_id(self, store: StateStore, lease: Lease) -> None:
        links = tuple(link(number) for number in range(2500))
        store.commit(lease, Changes(links=links))
        asked = [copy_id(number) for number in range(500, 2600)]
        found = store.links(NAME, Side.B, LEAD, asked)
        assert found == {one.ids.b: one for one in links[500:]}
        assert store.links(NAME, Side.A, LEAD, [lead_id(7)]) == {lead_id(7): links[7]}
        assert store.links(NAME, Side.A, LEAD, [copy_id(7)]) == {}
        assert store.links(NAME, Side.A, CASE, [lead_id(7)]) == {}
        assert store.links(OTHER, Side.A, LEAD, [lead_id(7)]) == {}
        assert store.links(NAME, Side.A, LEAD, []) == {}

    def test_links_are_found_by_key(self, store: StateStore, lease: Lease) -> None:
        links = tuple(link(number) for number in range(1500))
        store.commit(lease, Changes(links=links))
        found = store.links_by_key(NAME, [key(number) for number in range(1600)])
        assert found == {one.key: one for one in links}
        assert store.links_by_key(NAME, []) == {}

    def test_the_case_of_an_id_counts(self, store: StateStore, lease: Lease) -> None:
        lower, upper = to18("00Q00000000000a"), to18("00Q00000000000A")
        twins = [
            replace(link(1), key=Key(ORG_A, id_), ids=Pair(id_, None)) for id_ in (upper, lower)
        ]
        store.commit(lease, Changes(links=tuple(twins)))
        assert store.links(NAME, Side.A, LEAD, [upper]) == {upper: twins[0]}
        assert list(store.scan_links(NAME)) == twins

    def test_a_walk_comes_in_order_of_key_and_by_status(
        self, store: StateStore, lease: Lease
    ) -> None:
        statuses = (LinkStatus.ACTIVE, LinkStatus.PENDING, LinkStatus.INACTIVE)
        links = [link(number, statuses[number % 3]) for number in range(2101)]
        tickets = replace(full_link(9000), status=LinkStatus.ACTIVE)
        store.commit(lease, Changes(links=(tickets, *reversed(links))))
        assert list(store.scan_links(NAME)) == [*links, tickets]
        pending = store.scan_links(NAME, statuses=[LinkStatus.PENDING])
        assert list(pending) == links[1::3]
        both = store.scan_links(NAME, statuses=[LinkStatus.ACTIVE], objects=LEADS)
        assert list(both) == links[0::3]
        assert list(store.scan_links(NAME, objects=tickets.objects)) == [tickets]
        assert store.count_links(NAME) == {
            (LEADS, LinkStatus.ACTIVE): 701,
            (LEADS, LinkStatus.PENDING): 700,
            (LEADS, LinkStatus.INACTIVE): 700,
            (tickets.objects, LinkStatus.ACTIVE): 1,
        }

    def test_links_may_be_changed_while_walking(self, store: StateStore, lease: Lease) -> None:
        store.commit(lease, Changes(links=tuple(link(number) for number in range(1200))))
        met = []
        for one in store.scan_links(NAME, statuses=[LinkStatus.ACTIVE]):
            met.append(one.key)
            if len(met) % 100 == 0:
                store.commit(lease, Changes(links=(replace(one, status=LinkStatus.INACTIVE),)))
        assert met == [key(number) for number in range(1200)]
        assert store.count_links(NAME)[LEADS, LinkStatus.INACTIVE] == 12

    def test_a_base_is_kept_per_field_and_side(self, store: StateStore, lease: Lease) -> None:
        base = {f"F{n}=G{n}": Pair(Digest(f"{n:022}"), Digest(f"{n + 1:022}")) for n in range(300)}
        store.commit(lease, Changes(links=(replace(link(1), base=base),)))
        assert store.links_by_key(NAME, [key(1)])[key(1)].base == base


class HistorySuite:
    def test_runs_are_told_newest_first(self, store: StateStore) -> None:
        runs = [RunRecord(f"run-{n}", NOW.replace(minute=n), None, None) for n in range(5)]
        for run in runs:
            store.begin_run(NAME, run)
        ended = replace(runs[1], ended=NOW, exit_code=6, report='{"connection": "ü"}')
        store.end_run(NAME, ended)
        assert store.runs(NAME) == (runs[4], runs[3], runs[2], ended, runs[0])
        assert store.runs(NAME, limit=2) == (runs[4], runs[3])
        assert store.runs(OTHER) == ()

    def test_events_are_told_newest_first(self, store: StateStore) -> None:
        told = [Event(NOW, "accepted", Side.A, "ann", str(n)) for n in range(3)]
        late = Event(NOW.replace(hour=1), "sent", None, "run", "told later, happened before")
        for event in (*told, late):
            store.record_event(NAME, event)
        assert store.events(NAME) == (*reversed(told), late)
        assert store.events(NAME, limit=1) == (told[2],)
        assert store.events(OTHER) == ()


class StageSuite:
    def test_rows_come_back_exactly(self, store: StateStore) -> None:
        with store.stage() as stage:
            stage.put(Side.A, [full_record(1), record(2)])
            found = stage.get(Side.A, LEAD, [lead_id(1), lead_id(2), lead_id(3)])
        assert found == {lead_id(1): full_record(1), lead_id(2): record(2)}
        kept = [type(value) for value in found[lead_id(1)].values.values()]
        assert kept == [type(value) for value in full_record(1).values.values()]
        assert str(found[lead_id(2)].values) == str(record(2).values)

    def test_a_later_row_replaces_an_earlier_one(self, store: StateStore) -> None:
        with store.stage() as stage:
            stage.put(Side.A, [record(1, "old"), record(1, "new")])
            assert stage.get(Side.A, LEAD, [lead_id(1)]) == {lead_id(1): record(1, "new")}
            stage.put(Side.A, [record(1, "newest")])
            assert stage.get(Side.A, LEAD, [lead_id(1)]) == {lead_id(1): record(1, "newest")}
            assert stage.count(Side.A, LEAD) == 1

    def test_rows_are_walked_in_order_of_id(self, store: StateStore) -> None:
        with store.stage() as stage:
            stage.put(Side.B, (record(number) for number in reversed(range(2345))))
            stage.put(Side.B, [record(1, object_=ObjectName("Account"))])
            pages = list(stage.scan(Side.B, LEAD, 1000))
            assert [len(page) for page in pages] == [1000, 1000, 345]
            assert [one.id for page in pages for one in page] == [lead_id(n) for n in range(2345)]
            assert stage.count(Side.B, LEAD) == 2345
            assert stage.count(Side.A, LEAD) == 0
            assert list(stage.scan(Side.A, LEAD, 10)) == []
            assert len(stage.get(Side.B, LEAD, [lead_id(n) for n in range(2345)])) == 2345

    def test_rows_may_be_put_while_walking(self, store: StateStore) -> None:
        with store.stage() as stage:
            stage.put(Side.A, [record(number) for number in range(20)])
            for page in stage.scan(Side.A, LEAD, 7):
                stage.put(Side.B, page)
                stage.put(Side.A, [replace(one, deleted=True) for one in page])
            assert stage.count(Side.B, LEAD) == 20
            deleted = [one.deleted for page in stage.scan(Side.A, LEAD, 50) for one in page]
            assert deleted == [True] * 20

    def test_every_stage_is_its_own(self, store: StateStore) -> None:
        with store.stage() as first, store.stage() as second:
            first.put(Side.A, [record(1)])
            assert second.count(Side.A, LEAD) == 0
        with store.stage() as third:
            assert third.count(Side.A, LEAD) == 0


class WholeStoreSuite(
    StoreSuite, LeaseSuite, CommitSuite, SettledSuite, LinkSuite, HistorySuite, StageSuite
):
    """All of it."""
