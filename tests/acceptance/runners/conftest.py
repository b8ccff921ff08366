"""Fleets are dear: made once a worker, rewound before each test."""

import pytest

from tests.support.fleet import Fleet, Route


@pytest.fixture(scope="module")
def fleets(tmp_path_factory, postgres_server):
    """Makes the fleet of some routes once; one at a time."""
    made: dict[tuple[Route, ...], Fleet] = {}
    with pytest.MonkeyPatch.context() as patched:

        def make(capture, *routes: Route) -> Fleet:
            if routes not in made:
                folder = tmp_path_factory.mktemp("fleet")
                patched.chdir(folder)
                made[routes] = fleet = Fleet(folder, postgres_server, *routes)
                patched.setenv("S2SCTL_STATE", fleet.url)
                fleet.capture = capture
                fleet.build()
            fleet = made[routes]
            fleet.capture = capture
            fleet.rewind()
            return fleet

        yield make
        for fleet in made.values():
            fleet.stop()


@pytest.fixture
def fleet_of(fleets, capsys):
    """The fleet of these routes, each synced once."""
    return lambda *routes: fleets(capsys, *routes)
