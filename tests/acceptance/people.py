"""Two administrators, each with a folder and a login of their own, and a machine that syncs.

Nothing is shared between the folders but what one person hands to the other: a token.
"""

import contextlib
import io
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from s2sctl.cli.main import run
from s2sctl.localorg import lifecycle
from s2sctl.localorg.control import Control
from s2sctl.wiring.orgs import open_org
from s2sctl.wiring.project import Project, open_project
from tests.flows.plain_rows import create, edit, read

NAME = "acme-globex"
ACME = """\
connection: acme-globex
org: acme
partner: {org: globex, account: Globex Distribution, contact: Gina Globex}
publish:
  Lead:
    fields: [LastName, Company, Email]
    share: {where: "Company = 'Shared'"}
subscribe:
  Lead:
    fields: {Rating: Rating}
"""
GLOBEX = """\
connection: acme-globex
org: globex
partner: {org: acme}
publish:
  Lead:
    fields: [Rating]
subscribe:
  Lead:
    fields: {LastName: LastName, Company: Company, Email: Email}
"""


@dataclass(frozen=True, slots=True)
class Person:
    """Whoever works in ``folder``; ``alias`` is the one org they can log in to."""

    folder: Path
    alias: str

    @property
    def project(self) -> Project:
        """Their project."""
        return open_project(self.folder)

    @property
    def manifest(self) -> str:
        """Their side's manifest."""
        return str(self.folder / f"{self.alias}.yaml")

    def say(self, *arguments: str, code: int = 0) -> Any:
        """Type a command; its result, or the first error where ``code`` says it ends with one."""
        ended, document = self.hear(*arguments)
        assert ended == code, json.dumps(document)[:2000]
        return document["result"] if code in (0, 6) else document["errors"][0]

    def hear(self, *arguments: str) -> tuple[int, Any]:
        """Type a command; its exit code and the whole document."""
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            ended = run([*arguments, "--project", str(self.folder), "-o", "json"])
        return ended, json.loads(out.getvalue())

    def shown(self, *arguments: str) -> str:
        """Type a command as a person does; what it prints as its answer."""
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            run([*arguments, "--project", str(self.folder)])
        return out.getvalue()

    @property
    def control(self) -> Control:
        """Their org's control."""
        return Control(lifecycle.status(self.project.local, self.alias))

    def create(self, object_: str, **values: object) -> str:
        """A row made by a person in their org."""
        return create(self.project, self.alias, object_, **values)

    def edit(self, object_: str, id: str, **values: object) -> None:
        """Change a row of their org, past s2sctl."""
        edit(self.project, self.alias, object_, id, **values)

    def rows(self, soql: str) -> list[dict[str, Any]]:
        """Rows of their org, read past the sync."""
        return read(self.project, self.alias, soql)

    def org(self) -> Any:
        """Their org, through the client."""
        return open_org(self.project, self.alias)


@dataclass(frozen=True, slots=True)
class People:
    """Ann administers Acme, Gil administers Globex; ``runner`` holds both logins and syncs."""

    ann: Person
    gil: Person
    runner: Person

    def connect(self) -> None:
        """By a token and an answer."""
        token = self.ann.say("invite", self.ann.manifest)["token"]
        answer = self.gil.say("accept", token, "--org", "globex")["answer"]
        self.ann.say("confirm", answer, "--org", "acme")

    def agree(self) -> None:
        """Each puts their own side in force."""
        for one in (self.ann, self.gil):
            for command in ("publish", "subscribe"):
                one.say(command, one.manifest, "--yes")

    def sync(self, code: int = 0) -> Any:
        """One run on the third machine, after all looks of earlier ones."""
        for one in (self.ann, self.gil):
            one.control.move_clock(20 * 60)
        return self.runner.say("sync", NAME, code=code)


def settle_in(root: Path) -> People:
    """Three folders; the two orgs started, enabled, and kept like that."""
    people = People(
        _person(root, "ann", "acme", ACME),
        _person(root, "gil", "globex", GLOBEX),
        _runner(root),
    )
    for one in (people.ann, people.gil):
        lifecycle.up(one.project.local, one.alias)
        one.say("org", "enable", one.alias, "--yes")
    account = people.ann.create("Account", Name="Globex Distribution")
    people.ann.create(
        "Contact",
        FirstName="Gina",
        LastName="Globex",
        Email="gina@globex.example",
        AccountId=account,
    )
    for one in (people.ann, people.gil):
        one.control.keep()
    # Each folder has an org of its own; the third only knows where they answer.
    local = people.runner.folder / ".s2sctl" / "local"
    local.mkdir(parents=True)
    for one in (people.ann, people.gil):
        (local / one.alias).symlink_to(one.project.local / one.alias)
    return people


def leave(people: People) -> None:
    """Stop both orgs."""
    for one in (people.ann, people.gil):
        lifecycle.down(one.project.local, one.alias)


def rewind(people: People) -> None:
    """Enabled and not connected; every state forgotten."""
    for one in (people.ann, people.gil):
        lifecycle.reset(one.project.local, one.alias)
    for one in (people.ann, people.gil, people.runner):
        forget(one)
    (people.ann.folder / "acme.yaml").write_text(ACME)
    (people.gil.folder / "globex.yaml").write_text(GLOBEX)


def forget(one: Person) -> None:
    """Lose a folder's state."""
    for file in (one.folder / ".s2sctl").glob("state.db*"):
        file.unlink()


def _person(root: Path, name: str, alias: str, manifest: str) -> Person:
    folder = root / name
    (folder / "configs").mkdir(parents=True)
    (folder / "configs" / "orgs.yaml").write_text(f"orgs:\n  {alias}: {{local: {alias}}}\n")
    (folder / f"{alias}.yaml").write_text(manifest)
    return Person(folder, alias)


def _runner(root: Path) -> Person:
    folder = root / "runner"
    (folder / "configs").mkdir(parents=True)
    both = "orgs:\n  acme: {local: acme}\n  globex: {local: globex}\n"
    (folder / "configs" / "orgs.yaml").write_text(both)
    return Person(folder, "acme")
