import pytest

from tests.acceptance.life import two as both


@pytest.fixture(scope="session")
def built_two(tmp_path_factory):
    """Two orgs of this worker's own, connected and agreed."""
    made = both.build(tmp_path_factory.mktemp("two"))
    yield made
    both.stop(made)


@pytest.fixture
def two(built_two, monkeypatch):
    """The same, never synced."""
    for name in ("S2SCTL_STATE", "S2SCTL_PROJECT"):
        monkeypatch.delenv(name, raising=False)
    both.rewind(built_two)
    return built_two
