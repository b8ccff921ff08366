"""One org a test session, reset from its template before each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from s2sctl.localorg import lifecycle
from s2sctl.localorg.control import Control
from s2sctl.localorg.running import RunningOrg
from tests.localorg.http.wire import Org, Wire


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningOrg]:
    folder: Path = tmp_path_factory.mktemp("local")
    yield lifecycle.up(folder, "acme")
    lifecycle.down(folder, "acme")


@pytest.fixture
def org(running: RunningOrg) -> Iterator[Org]:
    control = Control(running)
    control.reset()
    wire = Wire(running)
    wire.login()
    control.reset_log()
    yield Org(running, wire, control)
    wire.close()
