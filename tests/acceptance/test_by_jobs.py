"""A first sync whose rows go by jobs of Bulk API 2.0, over the wire, ends as any other."""

import os
import signal

from s2sctl.wiring.project import ORGS_FILE
from tests.acceptance.test_ordered_faults import assert_whole
from tests.acceptance.world import NAME
from tests.support.processes import until

FROM = 500
RUN_SECONDS = 3
"""Longer than from the first look at the job to the third."""


def lower_the_threshold(world):
    """Let jobs write more than ``FROM`` rows of one object in globex."""
    file = world.folder / ORGS_FILE
    old = file.read_text()
    file.write_text(old.replace("local: globex", f"local: globex, bulk_from: {FROM}"))
    assert file.read_text() != old


def uploads(control):
    return sum(one["method"] == "PUT" and "jobs/ingest" in one["path"] for one in control.log())


def looks(control):
    return sum(one["method"] == "GET" and "jobs/ingest" in one["path"] for one in control.log())


def test_the_leads_of_a_first_sync_go_by_one_job(world):
    lower_the_threshold(world)
    world.sync()
    assert uploads(world.scene("globex").control) == 1
    assert_whole(world)


def test_killed_while_its_job_goes_on_the_next_run_lets_it_end_and_makes_nothing_twice(world):
    lower_the_threshold(world)
    control = world.scene("globex").control
    control.bulk(run_seconds=RUN_SECONDS)
    process = world.start("sync", NAME)
    try:
        until(lambda: looks(control) > 1, process)
        os.kill(process.pid, signal.SIGKILL)
    finally:
        process.kill()
        process.communicate()
    assert process.returncode == -signal.SIGKILL
    world.sync()
    assert uploads(control) == 1, "the rows were sent once"
    assert_whole(world)
