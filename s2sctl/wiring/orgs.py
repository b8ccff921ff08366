"""An alias → the org behind it."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from s2sctl.errors import OrgUnreachable
from s2sctl.manifest.logins import AccessToken, ClientCredentials, LocalLogin, Login
from s2sctl.ports.clock import Clock
from s2sctl.ports.org import Org
from s2sctl.wiring.clock import SystemClock
from s2sctl.wiring.project import Project
from s2sctl.wiring.secrets import resolve

if TYPE_CHECKING:
    import requests

    from s2sctl.salesforce.auth import Flow, Grant
    from s2sctl.salesforce.transport import Trust


def api_version(project: Project, alias: str) -> str:
    """The REST API version this alias is asked in: its own, else the client's. Raises UsageError
    for an unknown alias."""
    from s2sctl.salesforce.client import API_VERSION

    return project.login(alias).api_version or API_VERSION


def open_org(
    project: Project, alias: str, *, clock: Clock | None = None, dry_run: bool = False
) -> Org:
    """The org of an alias; nothing is asked of it yet, and secrets are looked up here.

    With ``dry_run`` its writes are swallowed. Raises UsageError for an unknown alias,
    ConfigInvalid for a file or secret that cannot be used. A local org that does not run is, as
    any other, OrgUnreachable when it is asked.
    """
    from s2sctl.salesforce.client import Client
    from s2sctl.salesforce.dry_run import DryRunOrg
    from s2sctl.salesforce.org import SalesforceOrg

    entry = project.login(alias)
    flow, trust = _flow(entry.login, project)
    client = Client(
        alias, flow, clock or SystemClock(), version=api_version(project, alias), trust=trust
    )
    org = SalesforceOrg(client, entry.org_id)
    return DryRunOrg(org) if dry_run else org


@dataclass(frozen=True, slots=True)
class _Stopped:
    """The login of a local org that does not run."""

    name: str
    renewable: bool = False

    def obtain(self, session: "requests.Session") -> "Grant":
        """Nobody there to ask."""
        raise OrgUnreachable(
            f"the local org {self.name} is not running",
            code="S2S813",
            help=f"s2sctl local up --orgs {self.name}",
        )


def _flow(login: Login, project: Project) -> "tuple[Flow, Trust]":
    from s2sctl.salesforce import auth
    from s2sctl.salesforce.transport import Trust

    match login:
        case ClientCredentials():
            client_id = resolve(login.client_id, project.folder)
            secret = resolve(login.client_secret, project.folder)
            return auth.ClientCredentials(login.url, client_id, secret), Trust()
        case AccessToken():
            return auth.GivenToken(login.url, resolve(login.token, project.folder)), Trust()
        case LocalLogin():
            return _local(project.local, login.name)


def _local(folder: Path, name: str) -> "tuple[Flow, Trust]":
    from s2sctl.localorg import lifecycle
    from s2sctl.salesforce import auth
    from s2sctl.salesforce.transport import Trust

    running = lifecycle.status(folder, name)
    if not running.running:
        return _Stopped(name), Trust(str(running.ca_file))
    flow = auth.ClientCredentials(running.url, running.client_id, running.client_secret)
    return flow, Trust(str(running.ca_file))
