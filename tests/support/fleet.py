"""Connections over one PostgreSQL state, and machines that sync them: each a folder and a name."""

import os
import subprocess
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from tests.support.local_project import LocalProject
from tests.support.postgres_server import PostgresServer
from tests.support.processes import start


@dataclass(frozen=True, slots=True)
class Route:
    """One connection: Leads whose Company is its name go from ``giver`` to ``taker``."""

    name: str
    giver: str
    taker: str

    def manifest(self, org: str) -> str:
        own, partner = (self.giver, self.taker) if org == self.giver else (self.taker, self.giver)
        head = f"connection: {self.name}\norg: {own}\npartner: {{org: {partner}}}\n"
        if org == self.taker:
            fields = "{LastName: LastName, Company: Company}"
            return f"{head}subscribe:\n  Lead:\n    fields: {fields}\n"
        return (
            f"{head}publish:\n  Lead:\n    fields: [LastName, Company]\n"
            f"    share: {{where: \"Company = '{self.name}'\"}}\n"
        )


@dataclass(frozen=True, slots=True)
class Machine:
    """A machine of its own as far as a process can tell: no lock file and no host name shared."""

    host: str
    folder: Path
    state: str

    def start(self, *arguments: str, out: IO[str] | None = None) -> subprocess.Popen[str]:
        """Start ``s2sctl`` there."""
        own = {"S2SCTL_HOST": self.host, "S2SCTL_STATE": self.state}
        return start(*arguments, folder=self.folder, environment=os.environ | own, out=out)


class Fleet(LocalProject):
    """Orgs whose connections are known to a state in PostgreSQL. Start it where LocalProject
    starts, with ``S2SCTL_STATE`` set to :attr:`url`."""

    def __init__(self, folder: Path, server: PostgresServer, *routes: Route) -> None:
        aliases = dict.fromkeys(alias for one in routes for alias in (one.giver, one.taker))
        super().__init__(folder, *aliases)
        self._server = server
        self.routes = routes
        self._database = f"fleet{uuid.uuid4().hex[:8]}"
        self.url = server.new_database(self._database)

    def build(self) -> None:
        """Connect all, put all sides in force, sync each once, and keep that."""
        for alias in self.aliases:
            self.say("org", "enable", alias, "--yes")
        for route in self.routes:
            files = {org: f"{route.name}-{org}.yaml" for org in (route.giver, route.taker)}
            for org, file in files.items():
                self.write(file, route.manifest(org))
            self.connect(files[route.giver], route.taker)
            self.say("publish", files[route.giver], "--yes")
            self.say("subscribe", files[route.taker], "--yes")
        self.later(10)
        self.say("sync", "--all")
        self._server.new_database(f"{self._database}_kept", like=self._database)
        for alias in self.aliases:
            self.control(alias).keep()

    def rewind(self) -> None:
        """The orgs and the state as :meth:`build` left them."""
        for alias in self.aliases:
            super().control(alias).reset()
        self._server.new_database(self._database, like=f"{self._database}_kept")

    def machine(self, host: str, state: str | None = None) -> Machine:
        """One more machine that syncs this project, over the common state or over another."""
        folder = self.project.folder.with_name(f"{self.project.folder.name}-{host}")
        if not folder.exists():
            (folder / "configs").mkdir(parents=True)
            own = folder / ".s2sctl"
            own.mkdir()
            (folder / "configs" / "orgs.yaml").write_text(self.project.orgs_file.read_text())
            key = (self.project.own / "digest.key").read_bytes()
            (own / "digest.key").write_bytes(key)
            (own / "digest.key").chmod(0o600)
            (own / "local").symlink_to(self.project.local)
        return Machine(host, folder, state or self.url)

    def lead(self, route: Route, name: str) -> str:
        """A user makes a Lead that this connection is to take along."""
        return str(self.create(route.giver, "Lead", LastName=name, Company=route.name))

    def copies(self, route: Route) -> dict[str, str]:
        """What arrived over the connection: LastName to id."""
        found = self.rows(
            route.taker,
            "SELECT Id, LastName FROM Lead WHERE S2S_Key__c != null "
            f"AND Company = '{route.name}' ORDER BY LastName",
        )
        return {row["LastName"]: row["Id"] for row in found}
