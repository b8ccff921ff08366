"""A partner who ends the connection, or changes its terms, while a short run is going on: the run
ends as it began, the next one heeds the word. (Long runs look again: unit/app/test_long_runs.)"""

import json

import pytest

from tests.support.fleet import Route
from tests.support.processes import PATIENCE_SECONDS, until

pytestmark = pytest.mark.postgres

ROUTE = Route("one", "acme", "globex")
STALL_SECONDS = 600


def run_while(fleet, happens):
    """A run over one Lead; this happens while it waits to hear that the Lead was written."""
    fleet.lead(ROUTE, "Ann")
    fleet.later(5)
    globex = fleet.control(ROUTE.taker)
    order = {"operation": "write", "sobject": "Lead", "seconds": STALL_SECONDS}
    number = globex.order_fault("delay", nth=1, **order)
    with fleet.machine("one").start("sync", ROUTE.name, "-o", "json") as process:
        until(lambda: globex.happened(number), process)
        happens()
        assert process.poll() is None, "it happened under way"
        globex.clear_faults()
        out, err = process.communicate(timeout=PATIENCE_SECONDS)
    assert (process.returncode, json.loads(out)["errors"], err) == (0, [], "")
    assert [*fleet.copies(ROUTE)] == ["Ann"]


def test_a_partner_that_deactivates_is_heard_by_the_next_run_and_keeps_what_it_has(fleet_of):
    fleet = fleet_of(ROUTE)
    word = ("deactivate", "one", "--org", "globex", "--reason", "over", "--yes")
    run_while(fleet, lambda: fleet.say(*word))
    fleet.lead(ROUTE, "Bob")
    fleet.later(5)
    error = fleet.say("sync", "one", code=2)
    assert error["code"] == "S2S703"
    assert "globex says Inactive: over" in error["message"]
    assert [*fleet.copies(ROUTE)] == ["Ann"]


def test_terms_that_change_are_those_of_the_next_run_for_every_record(fleet_of):
    fleet = fleet_of(ROUTE)
    wider = ROUTE.manifest("acme").replace("Company = 'one'", "Company LIKE 'one%'")
    fleet.write("wider.yaml", wider)
    fleet.create("acme", "Lead", LastName="Old", Company="one more")
    run_while(fleet, lambda: fleet.say("publish", "wider.yaml", "--yes"))
    fleet.say("sync", "one")
    arrived = fleet.rows("globex", "SELECT LastName FROM Lead ORDER BY LastName")
    assert [row["LastName"] for row in arrived] == ["Ann", "Old"]
