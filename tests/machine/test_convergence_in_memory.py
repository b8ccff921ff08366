"""Whatever people and accidents do to two fake orgs, every invariant holds when they rest."""

import pytest

from tests.machine.fake_ground import FakeGround
from tests.machine.life import Life, policies_of

SLICE, STEPS = range(8), 120
STRESS, MANY = range(100, 132), 200


@pytest.mark.parametrize("seed", SLICE)
def test_a_life_in_memory_keeps_every_invariant(seed, tally):
    tally("Machine in memory", Life(FakeGround(policies_of(seed)), seed).live(STEPS))


@pytest.mark.stress
@pytest.mark.parametrize("seed", STRESS)
def test_a_long_life_in_memory_keeps_every_invariant(seed, tally):
    tally("Machine in memory", Life(FakeGround(policies_of(seed)), seed).live(MANY))
