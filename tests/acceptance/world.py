"""Two local orgs and a project between them, put back to 'agreed, never synced' in a moment."""

import contextlib
import io
import json
import os
import shutil
import subprocess
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from s2sctl.cli.main import run
from s2sctl.demo.hearing import hear
from s2sctl.demo.judge import Verdict
from s2sctl.demo.setting import ALIASES, Scene, Size, fill, scene, shape
from s2sctl.demo.stage import Stage
from s2sctl.localorg import lifecycle
from s2sctl.wiring.project import Project, open_project
from tests.support.processes import start

NAME = "acme-globex"
MANIFESTS = {alias: f"configs/{NAME}/{alias}.yaml" for alias in ALIASES}
SIZE = Size(
    leads=1_040,
    shared_leads=1_000,
    accounts=40,
    shared_accounts=30,
    contacts=60,
    shared_contacts=50,
    projects=30,
    shared_projects=25,
    cases=30,
    shared_cases=20,
)
PAST_EVERY_LOOK = 20 * 60
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Ended:
    """A command that has come to its end."""

    code: int
    out: str
    err: str

    @property
    def said(self) -> str:
        """All it printed."""
        return self.out + self.err

    @property
    def document(self) -> Mapping[str, Any]:
        """The JSON document on stdout: one, and nothing else."""
        return json.loads(self.out)

    @property
    def result(self) -> Mapping[str, Any]:
        """The document's ``result``."""
        return self.document["result"]


class World:
    """A project folder with its two orgs; :meth:`build` once, :meth:`rewind` before each test."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "project"
        self._kept = folder / "kept"
        self._made: dict[str, Any] = {}

    @property
    def project(self) -> Project:
        """The project."""
        return open_project(self.folder)

    @property
    def state(self) -> Path:
        """The state's file."""
        return self.folder / ".s2sctl" / "state.db"

    def build(self) -> None:
        """Start the orgs, fill them, connect them and put both sides in force, by commands."""
        self.folder.mkdir(parents=True)
        Stage(self.folder)
        self.must("local", "up", "--orgs", ",".join(ALIASES))
        for alias in ALIASES:
            shape(self.project, alias)
        fill(self.scene("acme").plain, self.scene("globex").plain, SIZE)
        for alias in ALIASES:
            self.must("org", "enable", alias, "--yes")
        token = self.must("invite", MANIFESTS["acme"], "-o", "json").result["token"]
        answer = self.must("accept", token, "--org", "globex", "-o", "json").result["answer"]
        self.must("confirm", answer, "--org", "acme")
        self.put_in_force()
        # A run leaves out what is younger than two seconds.
        self.move_clocks(10)
        self.keep("agreed")

    def keep(self, name: str) -> None:
        """Make the present state one that :meth:`rewind` can return to."""
        for alias in ALIASES:
            self.scene(alias).control.keep()
            shutil.copytree(
                self.folder,
                self._kept / name,
                ignore=lambda folder, names: [one for one in names if _is_live(folder, one)],
                dirs_exist_ok=True,
            )

    def reach(self, name: str, make: Callable[[], T]) -> T:
        """Come to a stage beyond 'agreed': by ``make`` the first time, then by rewinding to it.
        What ``make`` answered is answered each time.
        """
        if name in self._made:
            self.rewind(name)
        else:
            self._made[name] = make()
            self.keep(name)
        return self._made[name]

    def put_in_force(self) -> None:
        """Publish and subscribe what the manifests say now."""
        for path in MANIFESTS.values():
            for command in ("publish", "subscribe"):
                self.must(command, path, "--yes")

    def rewind(self, name: str = "agreed") -> None:
        """Both orgs and the project as they were kept; clocks, faults and logs too."""
        for kept in (".s2sctl", "configs"):
            for old in (self.folder / kept).iterdir():
                if old.name == "local":
                    continue
                shutil.rmtree(old) if old.is_dir() else old.unlink()
        shutil.copytree(self._kept / name, self.folder, dirs_exist_ok=True)
        for alias in ALIASES:
            lifecycle.up(self.project.local, alias)
            lifecycle.reset(self.project.local, alias)

    def stop(self) -> None:
        """End both orgs."""
        for alias in lifecycle.aliases(self.project.local):
            lifecycle.down(self.project.local, alias)

    def scene(self, alias: str) -> Scene:
        """One org's doors; a new login each time."""
        return scene(self.project.local, alias)

    def scenes(self) -> tuple[Scene, Scene]:
        """Acme's doors and Globex's."""
        return self.scene("acme"), self.scene("globex")

    def judge(self) -> Verdict:
        """What the judge says now."""
        return hear(self.project, *self.scenes())

    def start(self, *arguments: str, **environment: str) -> subprocess.Popen[str]:
        """Start ``s2sctl`` with these arguments, as a person would, in a process of its own."""
        return start(*arguments, folder=self.folder, environment=_environment() | environment)

    def play(self, *arguments: str, **environment: str) -> Ended:
        """Run one command to its end as :meth:`start` does, but in this process: starting one
        costs more than most commands.
        """
        out, err = io.StringIO(), io.StringIO()
        with (
            contextlib.chdir(self.folder),
            _surroundings(environment),
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(err),
        ):
            code = run(arguments)
        return Ended(code, out.getvalue(), err.getvalue())

    def must(self, *arguments: str, codes: Collection[int] = (0,)) -> Ended:
        """Run one command that is to end with one of these codes."""
        ended = self.play(*arguments)
        assert ended.code in codes, (arguments, ended)
        return ended

    def sync(self, *arguments: str, codes: Collection[int] = (0,)) -> Ended:
        """One pass, answered as JSON."""
        return self.must("sync", NAME, *arguments, "-o", "json", codes=codes)

    def move_clocks(self, seconds: float) -> None:
        """Let time pass in both orgs."""
        for one in self.scenes():
            one.control.move_clock(seconds)


def _is_live(folder: str, name: str) -> bool:
    """Of an org's folder only the state it resets to is kept: the rest belongs to its process."""
    return Path(folder).parent.name == "local" and name != "template.db"


def _environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("S2SCTL_")}


@contextlib.contextmanager
def _surroundings(environment: Mapping[str, str]) -> Iterator[None]:
    """The process's environment as that of a command, for a while."""
    before = dict(os.environ)
    wanted = _environment() | environment
    for name in before.keys() - wanted.keys():
        del os.environ[name]
    os.environ.update(wanted)
    try:
        yield
    finally:
        for name in os.environ.keys() - before.keys():
            del os.environ[name]
        os.environ.update(before)
