"""The two orgs before the story begins: started, shaped, and full of rows."""

from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from s2sctl.demo import seeds
from s2sctl.demo.plain import PlainOrg
from s2sctl.errors import Bug
from s2sctl.localorg import lifecycle
from s2sctl.localorg.control import Control
from s2sctl.localorg.running import RunningOrg
from s2sctl.wiring.orgs import open_org
from s2sctl.wiring.project import Project

ALIASES = ("acme", "globex")


@dataclass(frozen=True, slots=True)
class Size:
    """How many rows there are, and how many of them are shared."""

    leads: int = 5_200
    shared_leads: int = 5_000
    accounts: int = 240
    shared_accounts: int = 200
    contacts: int = 420
    shared_contacts: int = 400
    projects: int = 130
    shared_projects: int = 120
    cases: int = 90
    shared_cases: int = 80


@dataclass(frozen=True, slots=True)
class Scene:
    """One running org: its process, its plain REST door, and its control."""

    running: RunningOrg
    plain: PlainOrg
    control: Control


def scene(home: Path, alias: str) -> Scene:
    """The doors of an org that runs."""
    running = lifecycle.status(home, alias)
    plain = PlainOrg(running.url, running.ca_file, lifecycle.token(home, alias))
    return Scene(running, plain, Control(running))


def shape(project: Project, alias: str) -> None:
    """Deploy what the story's org has of its own: a custom object, a field, a queue."""
    org = open_org(project, alias)
    folder = files("s2sctl.demo") / "project" / "metadata" / alias
    report = org.deploy(dict(_walk(folder, "")))
    if not report.success:
        raise Bug(f"The demo's metadata was refused: {report.problems}", code="S2S971")
    org.assign_permission_set("Demo")


def fill(acme: PlainOrg, globex: PlainOrg, size: Size) -> None:
    """Insert the story's rows on both sides."""
    account_ids = acme.create("Account", seeds.accounts(size.accounts, size.shared_accounts))
    partner = {"Name": "Globex Distribution"}
    acme.create("Account", [partner])
    shared = account_ids[: size.shared_accounts]
    acme.create("Contact", seeds.contacts(shared, size.contacts, size.shared_contacts))
    acme.create("Lead", seeds.leads(size.leads, size.shared_leads))
    acme.create("Project__c", seeds.projects(shared, size.projects, size.shared_projects))
    globex.create("Account", [{"Name": "Acme Manufacturing"}, *seeds.partner_accounts(40)])
    globex.create("Case", seeds.cases(size.cases, size.shared_cases))


def _walk(folder: Traversable, prefix: str) -> list[tuple[str, bytes]]:
    found: list[tuple[str, bytes]] = []
    for entry in sorted(folder.iterdir(), key=lambda one: one.name):
        if entry.is_dir():
            found += _walk(entry, f"{prefix}{entry.name}/")
        else:
            found.append((prefix + entry.name, entry.read_bytes()))
    return found
