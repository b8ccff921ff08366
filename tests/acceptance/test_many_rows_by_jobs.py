"""A first sync of 25,000 Leads goes by three jobs; the orgs count the calls."""

import sys

import pytest

from s2sctl.app.sync.jobs import CALLS_A_JOB
from tests.acceptance.counting import calls, marks, since
from tests.acceptance.many_leads import share_leads_only

ROWS = 25_000
JOBS = 3


@pytest.mark.stress
def test_25000_leads_go_by_three_jobs_of_few_calls(world):
    share_leads_only(world, ROWS)
    before = marks(world)
    world.sync()
    asked = since(world, before)
    entries = asked["globex"]
    jobs = [one for one in entries if "jobs/ingest" in str(one["path"])]
    sys.stdout.write(f"globex: {calls(jobs)} calls of jobs, {calls(entries)} in all\n")
    assert sum(one["method"] == "PUT" for one in jobs) == JOBS
    assert calls(jobs) <= JOBS * CALLS_A_JOB
    verdict = world.judge()
    assert verdict.agreed
    assert [flow.pairs for flow in verdict.flows] == [ROWS]
