"""A two-way day of edits amid faults ends in agreement: no duplicate, no lost update."""

from random import Random

import pytest

from s2sctl.sync.link import LinkStatus
from tests.machine.day import FIELDS, MANIFESTS, A, B, Day
from tests.machine.local_pair import LocalPair
from tests.support.world import NAME


@pytest.fixture
def pair(tmp_path):
    made = LocalPair(tmp_path, MANIFESTS)
    yield made
    made.stop()


def live(pair, *, records, hours, edits, seed, rate=0.01):
    """The whole day, then its rest."""
    day = Day(pair, Random(seed), rate)
    day.fill(records)
    day.move(60)
    for _ in range(hours):
        day.hour(edits, 24 * 3600 / hours)
    day.rest()
    return day


def check(day):
    """What must be true of the orgs when the day is over."""
    a, b = day.rows(A), day.rows(B)
    store = day.pair.store
    assert set(a) == set(b), ("a record is missing or too many", len(a), len(b))
    links = list(store.scan_links(NAME, statuses=[LinkStatus.ACTIVE]))
    assert len(links) == len(a)
    assert store.ledger(NAME) == ()
    for origin, row in a.items():
        for field in FIELDS:
            assert row[field] == b[origin][field], (origin, field)
    day.tally["values written by people"] = len(day.log)
    check_no_lost_update(day, a)


def check_no_lost_update(day, rows):
    """Each value that a person wrote is in the orgs, in a conflict record, or was replaced by
    somebody who saw it; edits that fell between a re-read and its write are the only others."""
    kept = {}
    for one in day.pair.store.settled_conflicts(NAME):
        place = str(one.key.record), one.field.partition("=")[0]
        kept.setdefault(place, set()).update((one.values.a, one.values.b))
    writes = {}
    for one in day.log:
        writes.setdefault((one.origin, one.field), []).append(one)
    for place, some in writes.items():
        check_values(day, some, rows[place[0]][place[1]], kept.get(place, set()))


def check_values(day, some, shown, kept):
    """One field's values: what became of each."""
    seen = {one.saw for one in some}
    for one in some:
        if one.value == shown or one.value in seen:
            continue
        if one.value in kept:
            check_fair(one, some, shown)
            day.tally["values that lost a contest, kept in a record"] += 1
        else:
            assert one.value in day.narrow, ("lost without a record", one, shown, some)
            day.tally["values lost between re-read and write"] += 1


def check_fair(lost, some, shown):
    """A record is no excuse: the last value of all lost to one that its writer had not seen."""
    if lost is some[-1]:
        (winner,) = [one for one in some if one.value == shown]
        assert winner.side is not lost.side, ("an older value came back", winner, lost)
        assert lost.saw != winner.value, ("an edit was undone", winner, lost)


def idle(day):
    """Another sync writes nothing."""
    before = {scene.running.alias: len(scene.control.log()) for scene in day.pair.scenes()}
    day.move(1_800)
    day.sync(beside=False)
    for scene in day.pair.scenes():
        news = scene.control.log()[before[scene.running.alias] :]
        assert not [one for one in news if one["operation"] == "write" and "Lead" in one["objects"]]


def test_a_small_day_amid_faults_loses_nothing(pair, tally):
    day = live(pair, records=300, hours=4, edits=60, seed=1, rate=0.1)
    check(day)
    idle(day)
    tally("A small day", day.tally)


@pytest.mark.stress
def test_a_day_of_20_000_records_amid_faults_loses_nothing(pair, tally):
    day = live(pair, records=20_000, hours=24, edits=600, seed=2)
    check(day)
    idle(day)
    tally("A day of 20,000 records", day.tally)
    for kind in ("answer_status", "answer_lost", "dropped", "row_refused"):
        assert day.tally[f"faults: {kind}"], kind
