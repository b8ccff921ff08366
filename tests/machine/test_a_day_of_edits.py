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
    """Each value is in the orgs, or a later one took its place; else it lost a contest with a
    value its writer had not seen, or fell between a re-read and its write."""
    writes = {}
    for one in day.log:
        writes.setdefault((one.origin, one.field), []).append(one)
    for (origin, field), some in writes.items():
        latest, shown = some[-1], rows[origin][field]
        if latest.value == shown:
            continue
        if latest.value in day.narrow:
            day.tally["values lost between re-read and write"] += 1
            continue
        (winner,) = [one for one in some if one.value == shown]
        assert winner.side is not latest.side, ("an older value came back", winner, latest)
        assert latest.saw != winner.value, ("an edit was undone", winner, latest)
        day.tally["contests won by an edit of a newer record"] += 1


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
