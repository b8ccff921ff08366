"""What a sync costs when there is nothing to do."""

import pytest

from tests.acceptance.counting import calls, marks, shared_writes, since, writes
from tests.acceptance.world import PAST_EVERY_LOOK


def idle(world):
    """One more sync; what each org was asked for it."""
    before = marks(world)
    told = world.sync().result
    asked = since(world, before)
    assert told["api_calls"] == {alias: calls(some) for alias, some in asked.items()}
    assert told["writes"] == {alias: calls(writes(some)) for alias, some in asked.items()}
    return asked


def test_past_every_look_a_sync_makes_two_calls_an_org_and_no_write(synced):
    synced.move_clocks(PAST_EVERY_LOOK)
    synced.sync()
    for alias, asked in idle(synced).items():
        assert not writes(asked), (alias, asked)
        assert calls(asked) <= 2, (alias, asked)


@pytest.mark.parametrize("seconds", [0, 61, PAST_EVERY_LOOK])
def test_a_sync_right_after_a_sync_writes_nothing_shared(synced, seconds):
    synced.move_clocks(seconds)
    synced.sync()
    for alias, asked in idle(synced).items():
        assert not shared_writes(asked), (alias, asked)


def test_the_very_first_sync_is_followed_by_one_that_writes_nothing_shared(synced):
    for alias, asked in idle(synced).items():
        assert not shared_writes(asked), (alias, asked)


def test_a_dry_run_names_every_write_and_makes_none(world):
    before = marks(world)
    told = world.sync("--dry-run").result
    for alias, asked in since(world, before).items():
        assert not writes(asked), (alias, asked)
    assert told["writes"] == {"acme": 0, "globex": 0}
    planned = told["planned"]
    assert all(one["fields"] for one in planned)
    assert len(planned) == 30 + 50 + 1_000 + 25 + 20
    done = world.sync().result
    created = {(f["object"], f["from"]): f["created"] for f in told["flows"]}
    assert created == {(f["object"], f["from"]): f["created"] for f in done["flows"]}


def test_a_dry_run_leaves_no_trace_of_having_been(world):
    world.sync("--dry-run")
    world.sync()
    assert world.judge().agreed
