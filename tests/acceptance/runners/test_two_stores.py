"""Two schedules with two states: found out, also where both begin at the very same moment."""

import json

import pytest

from tests.support.fleet import Route
from tests.support.processes import PATIENCE_SECONDS, until

pytestmark = pytest.mark.postgres

ROUTE = Route("one", "acme", "globex")
HOLD_SECONDS = 4
SAYS_WHO = {"S2S753": 7, "S2S702": 2}
"""How it is told: to one who claimed at the same time, and to one who came when it was done."""


@pytest.fixture
def unclaimed(fleet_of):
    """A connection that no state runs yet, one Lead to be taken along."""
    fleet = fleet_of(ROUTE)
    for alias in fleet.aliases:
        plain = fleet.plain(alias)
        (row,) = plain.query("SELECT Id FROM S2S_Connection__c")
        plain.update("S2S_Connection__c", row["Id"], {"Runner__c": None})
    fleet.lead(ROUTE, "Ann")
    fleet.later(5)
    for alias in fleet.aliases:
        fleet.control(alias).reset_log()
    return fleet


def runner_of(fleet, alias):
    (row,) = fleet.rows(alias, "SELECT Runner__c FROM S2S_Connection__c")
    return row["Runner__c"]


def begin(fleet, host, state):
    return fleet.machine(host, str(state)).start("sync", ROUTE.name, "-o", "json")


@pytest.mark.parametrize("after", ["first has begun to claim", "nothing"])
def test_of_two_stores_that_begin_at_once_at_most_one_writes(unclaimed, tmp_path, after):
    fleet = unclaimed
    acme = fleet.control("acme")
    # Nobody sees the first claim until then: the other one finds nobody named.
    order = {"operation": "write", "sobject": "S2S_Connection__c", "seconds": HOLD_SECONDS}
    number = acme.order_fault("commit_delay", nth=1, **order)
    with begin(fleet, "one", tmp_path / "one.db") as one:
        if after != "nothing":
            until(lambda: acme.happened(number), one)
        with begin(fleet, "two", tmp_path / "two.db") as two:
            said = [process.communicate(timeout=PATIENCE_SECONDS) for process in (one, two)]
    assert "Traceback" not in str(said)
    codes = [process.returncode for process in (one, two)]
    assert codes.count(0) <= 1, said
    named = {runner_of(fleet, alias) for alias in fleet.aliases}
    for (out, _), code in zip(said, codes, strict=True):
        if code:
            (error,) = json.loads(out)["errors"]
            assert SAYS_WHO[error["code"]] == code
            assert any(store in error["message"] for store in named), (error, named)
            assert "state adopt one" in error["help"]
    written = [one for one in fleet.control("globex").log() if one["operation"] == "write"]
    assert len({one["session"] for one in written if "Lead" in one["objects"]}) == codes.count(0)
    assert len(fleet.copies(ROUTE)) == codes.count(0)
