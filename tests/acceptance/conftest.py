import pytest

from tests.acceptance.people import leave, rewind, settle_in
from tests.acceptance.world import World


@pytest.fixture(scope="session")
def built(tmp_path_factory):
    """Two orgs of this worker's own: connected, agreed, filled with rows."""
    world = World(tmp_path_factory.mktemp("acceptance"))
    try:
        world.build()
        yield world
    finally:
        world.stop()


@pytest.fixture
def world(built):
    """The same, never synced."""
    built.rewind()
    return built


@pytest.fixture(scope="session")
def once_synced(built):
    """The first sync of all, kept."""
    built.rewind()
    built.sync()
    built.keep("synced")


@pytest.fixture
def synced(once_synced, built):
    """The same after its first sync."""
    built.rewind("synced")
    return built


@pytest.fixture(scope="session")
def settled(tmp_path_factory):
    """Two administrators in two folders, their orgs enabled; and a machine that syncs."""
    people = settle_in(tmp_path_factory.mktemp("people"))
    yield people
    leave(people)


@pytest.fixture
def people(settled, monkeypatch):
    """The same, not connected yet."""
    for name in ("S2SCTL_STATE", "S2SCTL_PROJECT"):
        monkeypatch.delenv(name, raising=False)
    rewind(settled)
    return settled
