"""Many rows go by jobs of the org's, which are remembered until their end was seen."""

from datetime import timedelta

import pytest

from s2sctl.app.sync.jobs import CALLS_A_JOB
from s2sctl.errors import GuardTripped, Interrupted, LeaseLost, Temporary
from s2sctl.manifest.manifest import Guards
from s2sctl.ports.org import Refusal
from tests.support.fake_org import Killed
from tests.support.world import NAME, leads, world
from tests.unit.app.test_settling import share_row

FROM, ROWS = 20, 31
MEANWHILE = "a user's, meanwhile"
RULED = Refusal("FIELD_CUSTOM_VALIDATION_EXCEPTION", "a validation rule says no")


def many(rows=ROWS, flows=None):
    """A world in which ``rows`` shared leads wait for their first sync; 21 are worth a job."""
    w = world(*(flows or leads(guards=Guards(100, 100, 100))))
    w.a.jobs_from = w.b.jobs_from = FROM
    w.a.batch_size = w.b.batch_size = 10
    for n in range(rows):
        w.a.insert("Lead", LastName=f"L{n}", Company="Acme", Status="New")
    w.later()
    return w


def killed(w, at, late=False):
    """A run that dies at the call of that number to globex; its machine frees its lease."""
    w.b.kill_at, w.b.kill_late = at, late
    with pytest.raises(Killed):
        w.run()
    w.b.kill_at = None
    w.shelf.of(NAME).holder = None


def place(kind):
    """Which call to globex is the first of that kind in an undisturbed run."""
    w = many()
    w.run()
    return next(number for number, call in enumerate(w.b.log, 1) if call.kind == kind)


def kinds(org, *wanted):
    return [call.kind for call in org.log if call.kind in wanted]


def shared_batches(org):
    return [call.rows for call in org.log if (call.kind, call.object) == ("write", "Lead")]


def arrived(w, rows=ROWS):
    """Every copy once, each with a key of its own, nothing open; returns their rows."""
    found = list(w.b.living("Lead").values())
    assert sorted(row.values["LastName"] for row in found) == sorted(f"L{n}" for n in range(rows))
    assert len({row.values["S2S_Key__c"] for row in found}) == rows
    assert w.store.jobs(NAME) == ()
    assert {link.status.value for link in w.store.scan_links(NAME)} == {"active"}
    return found


def rests(w):
    """Nothing is left to be written."""
    before = w.writes
    w.settle()
    assert w.writes == before


def test_a_first_sync_of_many_rows_is_one_job() -> None:
    w = many()
    report = w.run()
    arrived(w)
    told = kinds(w.b, "open_job", "fill_job", "job_outcomes")
    assert told == ["open_job", "fill_job", "job_outcomes"]
    assert (report.flows[0].created, shared_batches(w.b)) == (ROWS, [])
    rests(w)


def priced(rows, jobs_from, job_size=1_000):
    """How many calls the guard counts for so many creates where a call takes one row."""
    w = many(rows)
    w.b.jobs_from, w.b.job_size, w.b.batch_size, w.b.limit = jobs_from, job_size, 1, 10
    with pytest.raises(GuardTripped) as caught:
        w.run()
    (one,) = caught.value.tripped
    return one.count


def test_the_guard_prices_jobs_and_not_the_rows_in_them() -> None:
    assert priced(60, jobs_from=FROM) == priced(40, jobs_from=FROM)
    assert priced(60, jobs_from=100) - priced(40, jobs_from=100) >= 20
    # Some calls more are for looking for the rows' keys.
    more = priced(60, jobs_from=FROM, job_size=20) - priced(40, jobs_from=FROM, job_size=20)
    assert CALLS_A_JOB <= more < 20


def test_few_rows_are_written_as_ever() -> None:
    w = many(rows=FROM)
    w.run()
    arrived(w, FROM)
    assert not w.b.jobs


def test_a_job_takes_no_more_rows_than_it_may_and_a_few_left_over_are_worth_none() -> None:
    w = many()
    w.b.job_size = 14
    w.run()
    arrived(w)
    assert [len(job.batch.rows) for job in w.b.jobs.values()] == [14, 14]
    assert shared_batches(w.b) == [3]


def test_a_wave_of_updates_is_one_job() -> None:
    w = many()
    w.run()
    w.later(minutes=20)
    for id in w.a.living("Lead"):
        w.a.edit("Lead", id, Company="Renamed")
    w.later()
    report = w.run()
    assert {row.values["Company"] for row in arrived(w)} == {"Renamed"}
    assert (report.flows[0].updated, len(w.b.jobs), shared_batches(w.b)) == (ROWS, 2, [])
    rests(w)


def test_rows_that_a_job_never_came_to_are_sent_by_calls_and_nobody_is_blamed() -> None:
    w = many()
    w.b.pace.stops_after = 7
    report = w.run()
    arrived(w)
    assert (report.parked, report.flows[0].created) == (0, ROWS)
    assert shared_batches(w.b) == [10, 10, 4]


def test_updates_that_a_job_never_came_to_are_sent_by_calls() -> None:
    w = many()
    w.run()
    w.later(minutes=20)
    for id in w.a.living("Lead"):
        w.a.edit("Lead", id, Company="Renamed")
    w.later()
    w.b.pace.stops_after = 30
    w.run()
    assert {row.values["Company"] for row in arrived(w)} == {"Renamed"}
    assert shared_batches(w.b) == [1]


def edited_during_a_job(w, org, name, minutes):
    """While a job of ``org`` goes on, a user in globex edits the lead of that name."""
    outcomes = org.job_outcomes

    def late(job, batch):
        told = outcomes(job, batch)
        w.later(minutes=minutes)
        for id, row in w.b.living("Lead").items():
            if row.values["LastName"] == name:
                w.b.edit("Lead", id, Company=MEANWHILE)
        w.later(minutes=3)
        return told

    org.job_outcomes = late


def shown_or_kept(w):
    """The companies that globex shows, and those that writes took away and the state keeps."""
    kept = {value for one in w.store.settled_conflicts(NAME) for value in one.values}
    return kept | {row.values["Company"] for row in w.b.living("Lead").values()}


@pytest.mark.parametrize("refused", [False, True])
def test_a_row_that_a_job_did_not_write_is_read_again_before_a_call_does(refused) -> None:
    w = many()
    w.run()
    w.later(minutes=20)
    for id in w.a.living("Lead"):
        w.a.edit("Lead", id, Company="Renamed")
    w.later()
    if refused:
        w.b.refuse = lambda _, __: None if len(kinds(w.b, "job_outcomes")) == 2 else RULED
    else:
        w.b.pace.stops_after = 7
    edited_during_a_job(w, w.b, "L30", minutes=25)
    w.run()
    assert {row.values["Company"] for row in arrived(w)} == {"Renamed"}
    assert MEANWHILE in shown_or_kept(w)
    assert len(w.b.jobs) == 2
    rests(w)


def test_what_is_written_after_the_other_sides_job_is_read_after_it() -> None:
    w = many(flows=leads(back=("Email",), guards=Guards(100, 100, 100)))
    w.run()
    w.settle()
    for id in w.b.living("Lead"):
        w.b.edit("Lead", id, Email="from b")
    w.a.edit("Lead", next(iter(w.a.living("Lead"))), Company="Renamed")
    w.later()
    edited_during_a_job(w, w.a, "L0", minutes=25)
    w.run()
    assert len(w.a.jobs) == 1
    assert {row.values["Email"] for row in w.a.living("Lead").values()} == {"from b"}
    assert MEANWHILE in shown_or_kept(w)


def test_a_former_copy_that_came_back_during_a_job_is_not_written_over() -> None:
    w = many(flows=leads(back=("Company",), guards=Guards(100, 100, 100)))
    w.run()
    w.settle()
    copies = {w.b.value("Lead", id, "LastName"): id for id in w.b.living("Lead")}
    for id in copies.values():
        w.b.trash("Lead", id)
    w.later()
    w.run()
    w.later(seconds=30)
    for id in w.a.living("Lead"):
        share_row(w, id, "Pending")
    w.later()
    w.b.pace.stops_after = 7
    outcomes = w.b.job_outcomes

    def late(job, batch):
        told = outcomes(job, batch)
        w.later(minutes=25)
        w.b.undelete("Lead", copies["L30"])
        w.b.edit("Lead", copies["L30"], Company=MEANWHILE)
        w.later(minutes=3)
        return told

    w.b.job_outcomes = late
    w.run()
    assert len(w.b.jobs) == 2
    assert w.b.value("Lead", copies["L30"], "Company") == MEANWHILE


def test_both_sides_of_the_same_shares_are_written_by_a_job_each() -> None:
    w = many(flows=leads(back=("Email",), guards=Guards(100, 100, 100)))
    w.run()
    w.settle()
    for id in w.b.living("Lead"):
        w.b.edit("Lead", id, Email="from b")
    for id in w.a.living("Lead"):
        w.a.edit("Lead", id, Company="Renamed")
    w.later()
    w.run()
    assert (len(w.a.jobs), len(w.b.jobs)) == (1, 2)
    assert {row.values["Email"] for row in w.a.living("Lead").values()} == {"from b"}
    assert {row.values["Company"] for row in arrived(w)} == {"Renamed"}
    rests(w)


def test_a_refused_row_has_its_own_entry_and_its_neighbours_arrive() -> None:
    w = many()
    w.b.refuse = lambda _, values: RULED if values.get("LastName") == "L3" else None
    report = w.run()
    assert (report.parked, len(w.b.living("Lead"))) == (1, ROWS - 1)
    (entry,) = w.store.ledger(NAME)
    assert (entry.code, entry.message) == (RULED.code, RULED.message)
    w.b.refuse = lambda _, __: None
    w.later(hours=25)
    w.run()
    arrived(w)


def test_an_org_that_takes_no_jobs_is_written_by_calls_and_the_report_says_so() -> None:
    w = many()
    w.b.pace.refused = True
    report = w.run()
    arrived(w)
    assert any("takes no job for Lead" in note for note in report.notes)


def test_a_job_that_never_ends_stops_the_run_and_every_later_one_before_it_writes() -> None:
    w = many()
    w.b.pace.never = True
    with pytest.raises(Temporary) as stopped:
        w.run()
    assert (stopped.value.code, stopped.value.exit_code) == ("S2S590", 5)
    assert "31 Lead" in stopped.value.message
    remembered, before = w.store.jobs(NAME), w.writes
    with pytest.raises(Temporary):
        w.run()
    assert (w.writes, w.store.jobs(NAME)) == (before, remembered)
    w.b.pace.never = False
    w.run()
    arrived(w)
    assert len(w.b.jobs) == 1
    rests(w)


def test_a_clock_that_is_set_back_meanwhile_makes_the_wait_for_a_job_no_longer() -> None:
    w = many()
    w.b.pace.never, w.reporter.stop_after = True, 1_000
    start = w.moment.at
    w.moment.now = lambda: start
    with pytest.raises(Temporary) as stopped:
        w.run()
    assert stopped.value.code == "S2S590"
    assert w.moment.at - start < timedelta(minutes=32)


def test_a_job_that_the_org_has_long_dropped_holds_nobody_up() -> None:
    w = many()
    w.b.pace.never = True
    with pytest.raises(Temporary):
        w.run()
    w.later(days=8)
    w.b.pace.never = False
    w.b.jobs.clear()
    w.run()
    arrived(w)


def test_a_signal_leaves_the_job_to_the_org_and_the_next_run_finds_its_rows() -> None:
    w = many()
    w.b.meanwhile[place("look_at_job")] = lambda: setattr(w.reporter, "stop", 15)
    with pytest.raises(Interrupted) as stopped:
        w.run()
    assert stopped.value.exit_code == 143
    assert len(w.store.jobs(NAME)) == 1
    w.reporter.stop = None
    w.run()
    arrived(w)
    assert len(w.b.jobs) == 1
    rests(w)


def test_a_dry_run_makes_no_job_and_ends_none() -> None:
    w = many()
    w.run(dry_run=True)
    assert not w.b.jobs
    killed(w, len(w.b.log) + place("fill_job"))
    w.run(dry_run=True)
    assert len(w.store.jobs(NAME)) == 1
    assert not kinds(w.b, "abort_job")


def test_a_job_that_never_got_its_rows_is_aborted_before_anything_is_written() -> None:
    w = many()
    killed(w, place("fill_job"))
    start = len(w.b.log)
    w.run()
    arrived(w)
    told = [call.kind for call in w.b.log[start:]]
    assert told.index("abort_job") < told.index("open_job")


def aborted(unseen):
    """How long the next run takes where a job never got its rows, and so many aborts of it do not
    show."""
    w = many()
    killed(w, place("fill_job"))
    w.b.pace.aborts_unseen, start = unseen, w.moment.at
    w.run()
    arrived(w)
    assert len(kinds(w.b, "abort_job")) == unseen + 1
    return (w.moment.at - start).total_seconds()


def test_a_job_that_is_slow_to_show_its_abort_is_looked_at_again_after_a_longer_pause() -> None:
    assert aborted(2) - aborted(0) == 1.0 + 2.0


def test_a_job_that_cannot_be_aborted_stops_the_run_as_one_that_goes_on_does() -> None:
    w = many()
    killed(w, place("fill_job"))
    w.b.pace.aborts_unseen = 1_000
    with pytest.raises(Temporary) as stopped:
        w.run()
    assert stopped.value.code == "S2S590"
    assert len(kinds(w.b, "abort_job")) < 100
    w.b.pace.aborts_unseen = 0
    w.run()
    arrived(w)


def test_a_job_whose_filling_nobody_confirmed_tells_itself_what_became_of_it() -> None:
    w = many()
    w.b.pace.answers_lost = 1
    w.run()
    arrived(w)
    assert len(w.b.jobs) == 1
    rests(w)


def test_a_runner_that_lost_its_lease_fills_no_job() -> None:
    w = many()
    ours = w.shelf.of(NAME)
    w.b.meanwhile[place("open_job")] = lambda: setattr(ours, "token", ours.token + 1)
    with pytest.raises(LeaseLost):
        w.run()
    assert not kinds(w.b, "fill_job")


@pytest.mark.parametrize("late", [False, True])
@pytest.mark.parametrize("kind", ["open_job", "fill_job", "look_at_job", "job_outcomes", "fetch"])
def test_killed_at_any_call_around_a_job_the_next_run_ends_the_same(kind, late) -> None:
    w = many()
    killed(w, place(kind), late)
    w.run()
    arrived(w)
    rests(w)
