"""Which command follows a look at what matches."""

from s2sctl.cli.views.match import next_step
from s2sctl.model.ids import RecordId
from s2sctl.model.names import ConnectionName, ObjectName
from s2sctl.sync.matching import Matches

NAME, LEAD = ConnectionName("acme-globex"), ObjectName("Lead")
ONE = RecordId("00Q000000000001AAA")


def test_after_a_look_at_what_matches_comes_the_match_itself() -> None:
    assert "match" in next_step(Matches(unique=((ONE, ONE),)), NAME, LEAD, done=False)


def test_what_is_linked_is_looked_at_by_a_dry_sync() -> None:
    dry = "s2sctl sync acme-globex --dry-run"
    assert next_step(Matches(unique=((ONE, ONE),)), NAME, LEAD, done=True) == dry
    assert next_step(Matches(linked=(ONE,)), NAME, LEAD, done=False) == dry
    assert next_step(Matches(missing=(ONE,)), NAME, LEAD, done=False) == dry


def test_where_nothing_is_shared_yet_sharing_comes_first() -> None:
    assert next_step(Matches(), NAME, LEAD, done=False) == "s2sctl share acme-globex Lead ID"
