"""A full disk, a database gone in the middle: told, nothing lost, the next run goes on."""

import json
import os
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

import s2sctl
from tests.acceptance.test_ordered_faults import assert_whole
from tests.acceptance.world import NAME
from tests.support.cut_line import CutLine
from tests.support.processes import PATIENCE_SECONDS

MOMENTS = (0.05, 0.7)
"""Parts of an undisturbed run, by the questions it asks its state."""


@pytest.mark.parametrize("kilobytes", [60, 700])
def test_a_disk_that_fills_up_in_the_middle_costs_nothing(world, kilobytes):
    """No file of the run may grow beyond the limit: what a full disk does, for one process."""
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, str(kilobytes * 1024), "sync", NAME, "-o", "json"],
        cwd=world.folder,
        env=os.environ | {"PYTHONPATH": str(Path(s2sctl.__file__).parent.parent)},
        capture_output=True,
        encoding="utf-8",
        timeout=PATIENCE_SECONDS,
        check=False,
    )
    (error,) = json.loads(done.stdout)["errors"]
    assert (done.returncode, error["code"]) == (5, "S2S745"), done
    assert error["help"]
    assert "Traceback" not in done.stderr
    world.sync()
    assert_whole(world)


LIMITED = """
import resource, sys
limit = int(sys.argv.pop(1))
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
from s2sctl.__main__ import main
main()
"""


@pytest.fixture
def schema(postgres_server):
    """A fresh state's own schema on the server."""
    name = f"t{uuid.uuid4().hex[:12]}"
    with psycopg.connect(postgres_server.url()) as conn:
        conn.execute(f"CREATE SCHEMA {name}".encode())
    return name


def sync_over(world, line, schema):
    url = f"postgresql://s2s@/postgres?host={line.folder}&options=-csearch_path%3D{schema}"
    return world.play("sync", NAME, "-o", "json", "--state", url)


@pytest.fixture
def short_folder() -> Iterator[Path]:
    """A socket's path may not be longer than about a hundred signs."""
    with tempfile.TemporaryDirectory(prefix="s2s-line-") as folder:
        yield Path(folder)


@pytest.fixture(scope="module")
def course(built, postgres_server):
    """How many questions an undisturbed first sync asks its state."""
    built.rewind()
    with psycopg.connect(postgres_server.url()) as conn:
        conn.execute("CREATE SCHEMA course")
    with (
        tempfile.TemporaryDirectory(prefix="s2s-line-") as folder,
        CutLine(Path(folder) / "l", postgres_server.folder) as line,
    ):
        assert sync_over(built, line, "course").code == 0
    assert_whole(built)
    return line.said


@pytest.mark.postgres
@pytest.mark.parametrize("heard", [False, True], ids=["asked", "answered"])
@pytest.mark.parametrize("moment", MOMENTS)
def test_a_database_that_is_gone_in_the_middle_costs_nothing(
    course, world, postgres_server, schema, short_folder, moment, heard
):
    at = max(1, round(course * moment))
    with CutLine(short_folder / "l", postgres_server.folder, at, heard=heard) as line:
        ended = sync_over(world, line, schema)
        assert line.said >= at, "the line was cut"
        assert ended.code in (0, 5), ended
        if ended.code == 5:
            (error,) = ended.document["errors"]
            assert error["code"] == "S2S747"
            assert "Traceback" not in ended.err
        assert sync_over(world, line, schema).code == 0
    assert_whole(world)
