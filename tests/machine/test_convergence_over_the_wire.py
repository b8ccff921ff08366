"""Whatever people and accidents do to two local orgs, every invariant holds when they rest.

Through the real client: TLS, sessions, retries, paging, Salesforce's own refusals.
"""

import pytest

from tests.machine.life import Life, policies_of
from tests.machine.local_ground import LocalGround, manifests
from tests.machine.local_pair import LocalPair
from tests.machine.local_setup import lead

STEPS, REST_EVERY = 60, 30
STRESS, MANY = range(500, 507), 300


@pytest.fixture
def live(tmp_path):
    """Lives one seed on two orgs of its own."""
    pairs = []

    def over_the_wire(seed, steps, rest_every):
        pairs.append(LocalPair(tmp_path, manifests(policies_of(seed)), lead()))
        return Life(LocalGround(pairs[0]), seed, upheavals=True).live(steps, rest_every)

    yield over_the_wire
    for pair in pairs:
        pair.stop()


def test_a_life_over_the_wire_keeps_every_invariant(live, tally):
    tally("Machine over the wire", live(4, STEPS, REST_EVERY))


@pytest.mark.stress
@pytest.mark.parametrize("seed", STRESS)
def test_a_long_life_over_the_wire_keeps_every_invariant(live, seed, tally):
    tally("Machine over the wire", live(seed, MANY, 100))
