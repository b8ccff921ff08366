"""Whatever people and accidents do to two fake orgs, every invariant holds when they rest."""

import pytest

from tests.machine.fake_ground import FakeGround
from tests.machine.life import Life, policies_of

SLICE, STEPS = range(4), 120
KEPT = (125, 128, 170, 200, 242, 305)
"""Seeds that once failed: a divergence lost, a share revived, an edited copy made over."""

STRICT = (303, 311)
"""Seeds that once failed there: an edit taken for agreed after a second round."""

STRESS, MANY = range(300, 350), 200


@pytest.mark.parametrize("seed", SLICE)
def test_a_life_in_memory_keeps_every_invariant(seed, tally):
    tally("Machine in memory", Life(FakeGround(policies_of(seed)), seed).live(STEPS))


@pytest.mark.parametrize("seed", KEPT)
def test_a_life_that_once_broke_an_invariant_keeps_them_now(seed, tally):
    tally("Machine in memory", Life(FakeGround(policies_of(seed)), seed).live(MANY))


@pytest.mark.parametrize("seed", STRICT)
def test_a_life_under_strict_subscriptions_keeps_every_invariant(seed, tally):
    ground = FakeGround(policies_of(seed), strict=True)
    tally("Machine in memory, strict", Life(ground, seed).live(MANY))


@pytest.mark.stress
@pytest.mark.parametrize("seed", STRESS)
def test_a_long_life_under_strict_subscriptions_keeps_every_invariant(seed, tally):
    ground = FakeGround(policies_of(seed), strict=True)
    tally("Machine in memory, strict", Life(ground, seed).live(MANY))


@pytest.mark.stress
@pytest.mark.parametrize("seed", STRESS)
def test_a_long_life_in_memory_keeps_every_invariant(seed, tally):
    tally("Machine in memory", Life(FakeGround(policies_of(seed)), seed).live(MANY))
