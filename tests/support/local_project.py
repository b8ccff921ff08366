"""A project folder with local orgs of its own, driven by commands as they are typed."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from s2sctl.cli.main import run
from s2sctl.demo.plain import PlainOrg
from s2sctl.localorg import lifecycle
from s2sctl.localorg.control import Control
from s2sctl.wiring.project import Project


class LocalProject:
    """Local orgs by alias. Start it with the working folder changed to ``folder``."""

    def __init__(self, folder: Path, *aliases: str) -> None:
        self.project = Project(folder)
        self.aliases = aliases
        self.capture = None
        """pytest's ``capsys`` of the running test."""
        self._kept: bytes | None = None
        (folder / "configs").mkdir(exist_ok=True)
        logins = "".join(f"  {alias}: {{local: {alias}}}\n" for alias in aliases)
        (folder / "configs" / "orgs.yaml").write_text(f"orgs:\n{logins}")
        for alias in aliases:
            lifecycle.up(self.project.local, alias)
        for alias in aliases:
            lifecycle.reset(self.project.local, alias)

    def stop(self):
        for alias in self.aliases:
            lifecycle.down(self.project.local, alias)

    def reach(self, capture, make: Callable[["LocalProject"], object]) -> "LocalProject":
        """Come to where ``make`` leads: by it the first time, then by putting that back. The
        commands are those of the test with this ``capture`` from now on."""
        self.capture = capture
        if self._kept is None:
            make(self)
            self.keep()
        self.rewind()
        return self

    def keep(self):
        """Make the present state of the orgs the one that :meth:`rewind` returns to."""
        for alias in self.aliases:
            self.control(alias).keep()
        self._kept = (self.project.own / "state.db").read_bytes()

    def rewind(self):
        for alias in self.aliases:
            lifecycle.reset(self.project.local, alias)
        for old in self.project.own.glob("state.db*"):
            old.unlink()
        (self.project.own / "state.db").write_bytes(self._kept)

    def control(self, alias):
        return Control(lifecycle.status(self.project.local, alias))

    def plain(self, alias, token=None):
        """One org as a user sees it, by a login of their own or by that of ``token``."""
        org = lifecycle.status(self.project.local, alias)
        token = token or lifecycle.token(self.project.local, alias)
        return PlainOrg(org.url, org.ca_file, token)

    def rows(self, alias, soql):
        return list(self.plain(alias).query(soql))

    def create(self, alias, name, **values):
        (id,) = self.plain(alias).create(name, [values])
        return id

    def later(self, seconds=120):
        for alias in self.aliases:
            self.control(alias).move_clock(seconds)

    def write(self, name, text):
        (self.project.folder / name).write_text(text)

    def say(self, *arguments, code=0):
        """Run a command as scripts do; its result, or the error it ended with."""
        self.capture.readouterr()
        ended = run([*arguments, "-o", "json"])
        document = json.loads(self.capture.readouterr().out)
        assert ended == code, json.dumps(document)[:3000]
        return document["errors"][0] if document["errors"] else document["result"]

    def connect(self, manifest, partner):
        """Invite by a manifest, accept as ``partner``."""
        self.say("accept", self.say("invite", manifest)["token"], "--org", partner)

    def put_in_force(self, *manifests):
        for command in ("publish", "subscribe"):
            for manifest in manifests:
                self.say(command, manifest, "--yes")


@contextmanager
def local_project(folder: Path, *aliases: str) -> Iterator[LocalProject]:
    """A project whose orgs run, with the working folder in it, for a while."""
    with pytest.MonkeyPatch.context() as patched:
        patched.chdir(folder)
        project = LocalProject(folder, *aliases)
        try:
            yield project
        finally:
            project.stop()
