from collections.abc import Iterator

import pytest

from s2sctl.localorg.org import LocalOrg
from tests.localorg.query.library import Library


@pytest.fixture
def library(org: LocalOrg) -> Iterator[Library]:
    made = Library(org)
    yield made
    made.runner.close()
