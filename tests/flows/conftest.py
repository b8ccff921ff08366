"""Two embedded orgs of a module's own, and commands said to them as scripts do."""

import json

import pytest

from s2sctl.cli.main import run
from s2sctl.localorg import lifecycle
from s2sctl.wiring.project import Project
from tests.support.stages import Stages

ORGS = "orgs:\n  acme: {local: acme}\n  globex: {local: globex}\n"


@pytest.fixture(scope="module")
def started(tmp_path_factory):
    """A project in which acme and globex run, and nothing more is there."""
    project = Project(tmp_path_factory.mktemp("project"))
    (project.folder / "configs").mkdir()
    project.orgs_file.write_text(ORGS)
    for alias in ("acme", "globex"):
        lifecycle.up(project.local, alias)
    yield project
    for alias in ("acme", "globex"):
        lifecycle.down(project.local, alias)


@pytest.fixture(scope="module")
def stages(started, tmp_path_factory):
    return Stages(started.local, ("acme", "globex"), tmp_path_factory.mktemp("stages"))


@pytest.fixture
def state(tmp_path):
    return tmp_path / "state.db"


@pytest.fixture
def said(project, capsys):
    """Run a command as scripts do; its result, or the error it ended with. The module's own
    ``project`` is where it runs."""

    def call(*arguments, code=0):
        capsys.readouterr()
        ended = run([*arguments, "-o", "json"])
        document = json.loads(capsys.readouterr().out)
        assert ended == code, json.dumps(document)[:2000]
        return document["errors"][0] if document["errors"] else document["result"]

    return call
