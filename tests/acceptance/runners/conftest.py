"""Fleets are dear: made once a worker, rewound before each test."""

import pytest

from tests.support.fleet import Fleet, Route


@pytest.fixture(scope="session")
def fleets():
    """The fleets made so far, by their routes."""
    made: dict[tuple[Route, ...], Fleet] = {}
    yield made
    for fleet in made.values():
        fleet.stop()


@pytest.fixture
def fleet_of(fleets, postgres_server, tmp_path_factory, monkeypatch, capsys):
    """Makes the fleet of some routes, each synced once; commands of this test are about it."""

    def make(*routes: Route) -> Fleet:
        new = routes not in fleets
        if new:
            folder = tmp_path_factory.mktemp("fleet")
            fleets[routes] = Fleet(folder, postgres_server, *routes)
        fleet = fleets[routes]
        fleet.capture = capsys
        monkeypatch.chdir(fleet.project.folder)
        monkeypatch.setenv("S2SCTL_STATE", fleet.url)
        if new:
            fleet.build()
        fleet.rewind()
        return fleet

    return make
