"""Killed anywhere in the first sync and run again, it ends the same."""

import os
import signal

import pytest

from tests.acceptance.counting import last, marks, since
from tests.acceptance.test_ordered_faults import assert_whole
from tests.acceptance.world import NAME
from tests.support.processes import until

STALL_SECONDS = 600
MOMENTS = 10


@pytest.fixture(scope="session")
def course(built):
    """One undisturbed first sync: the operations each org was asked for, in order."""
    built.rewind()
    before = marks(built)
    built.sync()
    return {
        alias: [str(one["operation"]) for one in entries]
        for alias, entries in since(built, before).items()
    }


def moment(course, number):
    """Which request of which org the process is killed at, while it waits for the answer.

    0: the last one before globex is first written; 9: the last write of all; between them: spread
    over all requests of both orgs in turn.
    """
    globex, acme = course["globex"], course["acme"]
    first = globex.index("write")
    if number == 0:
        return "globex", first
    if number == MOMENTS - 1:
        return "globex", len(globex) - globex[::-1].index("write")
    alias, asked = ("acme", acme) if number % 4 == 0 else ("globex", globex)
    return alias, 1 + round(number * (len(asked) - 1) / MOMENTS)


def kill_at(world, alias, nth):
    """SIGKILL the sync once the org has done its nth request and the answer is on its way."""
    control = world.scene(alias).control
    start = last(world.scene(alias))
    control.order_fault("delay", nth=nth, seconds=STALL_SECONDS)
    process = world.start("sync", NAME)
    try:
        until(lambda: len(control.log(start)) >= nth, process)
        assert process.poll() is None
        os.kill(process.pid, signal.SIGKILL)
    finally:
        process.kill()
        process.communicate()
    assert process.returncode == -signal.SIGKILL
    control.clear_faults()


@pytest.mark.parametrize("number", range(MOMENTS))
def test_killed_at_any_moment_the_next_run_ends_the_same(course, world, number):
    kill_at(world, *moment(course, number))
    world.sync()
    assert_whole(world)


def test_killed_three_times_in_a_row_the_fourth_run_ends_the_same(course, world):
    for number in (3, 5, 2):
        alias, nth = moment(course, number)
        kill_at(world, alias, min(nth, 12))
    world.sync()
    assert_whole(world)
