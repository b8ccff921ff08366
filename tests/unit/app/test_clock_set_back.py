"""Clocks that are set back, or ahead for one run: nothing is skipped, and the report says so."""

import pytest

from s2sctl.app.sync.run import sync
from s2sctl.app.sync.work import Options
from s2sctl.connection.footprint import CONNECTION_SCHEMA, SHARE_SCHEMA
from s2sctl.model.side import Pair
from s2sctl.ports.store import Holder
from s2sctl.sync.marks import MARKS
from tests.support.fake_org import Moment
from tests.support.world import NAME, leads, world


class Clocks:
    """A world whose orgs and runner have a clock each."""

    def __init__(self):
        self.w = world(*leads(back=("Email",)))
        at = self.w.moment.at
        self.ours, self.w.a.moment, self.w.b.moment = Moment(at), Moment(at), Moment(at)

    def pass_by(self, **by):
        for moment in (self.ours, self.w.moment, self.w.a.moment, self.w.b.moment):
            moment.pass_by(**by)

    def turn(self, org, **by):
        """Set an org's clock. What is seen stays seen: the fake tells that by the same clock."""
        seen = [row for table in org.tables.values() for row in table.values()]
        seen = [row for row in seen if row.visible <= org.moment.at]
        org.moment.pass_by(**by)
        for row in seen:
            row.visible = min(row.visible, org.moment.at)

    def run(self, **options):
        self.w.runs += 1
        holder = Holder(f"run{self.w.runs}", "here", 1, self.ours.at)
        orgs, store = Pair(self.w.a, self.w.b), self.w.store
        options = Options(**options)
        return sync(self.w.known, orgs, store, self.ours, self.w.reporter, holder, options)

    def add(self, name):
        self.w.a.insert("Lead", LastName=name, Status="New")

    @property
    def copies(self):
        rows = self.w.b.living("Lead").values()
        return sorted(str(row.values["LastName"]) for row in rows)

    @property
    def places(self):
        return {
            (one.side, one.object): one.looks
            for one in self.w.store.cursors(NAME)
            if one.object not in MARKS
        }


@pytest.fixture
def clocks():
    found = Clocks()
    found.add("Ann")
    found.pass_by(minutes=30)
    assert found.run().notes == ()
    return found


def went_on(before, after):
    assert after.keys() == before.keys()
    for key, looks in before.items():
        assert all(new >= old for new, old in zip(after[key], looks, strict=True))


@pytest.mark.parametrize("hours", [1, 5, 24 * 30])
def test_what_is_edited_after_an_orgs_clock_was_set_back_arrives_at_once(clocks, hours) -> None:
    before = clocks.places
    clocks.turn(clocks.w.a, hours=-hours)
    clocks.pass_by(minutes=2)
    clocks.add("Bob")
    clocks.pass_by(minutes=1)
    report = clocks.run()
    (note,) = report.notes
    assert note.startswith(f"the clock of acme is {hours * 3600:,} s behind what it told before")
    assert clocks.copies == ["Ann", "Bob"]
    for number in range(3):
        clocks.add(f"C{number}")
        clocks.pass_by(minutes=20)
        clocks.run()
    assert clocks.copies == ["Ann", "Bob", "C0", "C1", "C2"]
    went_on(before, clocks.places)


def test_a_share_row_that_was_made_after_it_is_heard(clocks) -> None:
    lead = clocks.w.a.insert("Lead", LastName="Draft", Status="Draft")
    clocks.pass_by(minutes=5)
    clocks.run()
    assert clocks.copies == ["Ann"]
    clocks.turn(clocks.w.a, hours=-2)
    (connection,) = clocks.w.a.living(CONNECTION_SCHEMA.name)
    clocks.w.a.insert(
        SHARE_SCHEMA.name,
        Connection__c=connection,
        Object__c="Lead",
        Record_Id__c=lead,
        Direction__c="Sent",
        Status__c="Pending",
    )
    clocks.pass_by(minutes=1)
    clocks.run()
    assert clocks.copies == ["Ann", "Draft"]


def test_an_org_that_told_tomorrow_for_one_run_skips_nothing_after_it(clocks) -> None:
    clocks.turn(clocks.w.a, days=1)
    clocks.add("Tomorrow")
    clocks.pass_by(minutes=1)
    assert clocks.run().notes == ()
    clocks.turn(clocks.w.a, days=-1)
    before = clocks.places
    for number in range(3):
        clocks.add(f"C{number}")
        clocks.pass_by(hours=1)
        (note,) = clocks.run().notes
        assert "acme" in note
    assert clocks.copies == ["Ann", "C0", "C1", "C2", "Tomorrow"]
    clocks.pass_by(days=2)
    clocks.run()
    clocks.pass_by(hours=1)
    assert clocks.run().notes == ()
    went_on(before, clocks.places)


def test_our_own_clock_set_back_is_told_and_costs_nothing(clocks) -> None:
    before = clocks.places
    clocks.ours.pass_by(hours=-3)
    clocks.add("Bob")
    clocks.pass_by(minutes=1)
    (note,) = clocks.run().notes
    assert note == "the clock of this machine is 10,740 s behind what it told before"
    assert clocks.copies == ["Ann", "Bob"]
    assert clocks.w.store.holder(NAME) is None
    clocks.pass_by(minutes=1)
    assert clocks.run().notes == ()
    went_on(before, clocks.places)


def test_our_own_clock_set_ahead_is_not_taken_for_both_orgs_being_behind(clocks) -> None:
    clocks.ours.pass_by(hours=3)
    clocks.add("Bob")
    clocks.pass_by(minutes=1)
    (note,) = clocks.run().notes
    assert note == "the clock of this machine is 10,800 s ahead of both orgs'"
    assert clocks.copies == ["Ann", "Bob"]


def test_a_state_of_an_earlier_version_that_knows_no_clocks_goes_on(clocks) -> None:
    known = clocks.w.shelf.of(NAME).cursors
    for key in [key for key in known if key[1] == MARKS[-1]]:
        del known[key]
    clocks.turn(clocks.w.a, hours=-1)
    clocks.add("Bob")
    clocks.pass_by(minutes=1)
    (note,) = clocks.run().notes
    assert "acme is 3,540 s behind" in note
    assert clocks.copies == ["Ann", "Bob"]


def test_a_dry_run_remembers_no_time(clocks) -> None:
    before = clocks.w.store.cursors(NAME)
    clocks.pass_by(minutes=5)
    clocks.run(dry_run=True)
    assert clocks.w.store.cursors(NAME) == before


def test_while_it_is_behind_what_changes_there_wins_and_settles(clocks) -> None:
    """Edits on both sides, one by an org that is an hour behind: one write each, then quiet."""
    clocks.turn(clocks.w.b, hours=-1)
    (a,), (b,) = clocks.w.a.living("Lead"), clocks.w.b.living("Lead")
    clocks.w.a.edit("Lead", a, Company="Acme")
    clocks.w.b.edit("Lead", b, Email="b@globex.example")
    clocks.pass_by(minutes=1)
    clocks.run()
    assert clocks.w.a.living("Lead")[a].values["Email"] == "b@globex.example"
    assert clocks.w.b.living("Lead")[b].values["Company"] == "Acme"
    before = clocks.w.writes
    clocks.pass_by(minutes=1)
    clocks.run()
    assert clocks.w.writes == before
