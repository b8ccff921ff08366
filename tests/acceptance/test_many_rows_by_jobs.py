"""A first sync of 25,000 Leads goes by three jobs; the orgs count the calls."""

import sys

import pytest
import yaml

from s2sctl.app.sync.jobs import CALLS_A_JOB
from s2sctl.demo import seeds
from tests.acceptance.counting import calls, marks, since
from tests.acceptance.world import MANIFESTS, SIZE

ROWS = 25_000
JOBS = 3


@pytest.fixture
def leads_only(world):
    """Lead is the one object of the agreement, and 25,000 of them are shared."""
    for path in MANIFESTS.values():
        file = world.folder / path
        manifest = yaml.safe_load(file.read_text())
        for section in ("publish", "subscribe"):
            manifest[section] = {"Lead": manifest[section]["Lead"]}
        file.write_text(yaml.safe_dump(manifest))
    world.put_in_force()
    more = ROWS - SIZE.shared_leads
    world.scene("acme").plain.create("Lead", seeds.leads(more, more))
    world.move_clocks(10)
    return world


@pytest.mark.stress
def test_25000_leads_go_by_three_jobs_of_few_calls(leads_only):
    before = marks(leads_only)
    leads_only.sync()
    asked = since(leads_only, before)
    entries = asked["globex"]
    jobs = [one for one in entries if "jobs/ingest" in str(one["path"])]
    sys.stdout.write(f"globex: {calls(jobs)} calls of jobs, {calls(entries)} in all\n")
    assert sum(one["method"] == "PUT" for one in jobs) == JOBS
    assert calls(jobs) <= JOBS * CALLS_A_JOB
    verdict = leads_only.judge()
    assert verdict.agreed
    assert [flow.pairs for flow in verdict.flows] == [ROWS]
