import pytest

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
