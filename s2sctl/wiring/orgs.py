"""An alias → the org behind it."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from s2sctl.errors import OrgUnreachable
from s2sctl.manifest.logins import (
    AccessToken,
    ClientCredentials,
    CliLogin,
    JwtBearer,
    LocalLogin,
    OrgLogin,
    RefreshToken,
)
from s2sctl.ports.clock import Clock
from s2sctl.ports.org import Org
from s2sctl.wiring.clock import SystemClock
from s2sctl.wiring.deploys import DeployFiles
from s2sctl.wiring.project import Project
from s2sctl.wiring.refresh_tokens import ReferredToken
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


def open_org(project: Project, alias: str, *, clock: Clock | None = None) -> Org:
    """The org of an alias; nothing is asked of it yet, and secrets are looked up here.

    Raises UsageError for an unknown alias, ConfigInvalid for a file or secret that cannot be
    used. A local org that does not run is, as any other, OrgUnreachable when it is asked.
    """
    return open_login(project, project.login(alias), clock=clock)


def open_login(project: Project, entry: OrgLogin, *, clock: Clock | None = None) -> Org:
    """The org of an entry that need not be in the file yet. Raises as :func:`open_org`."""
    from s2sctl.salesforce.client import API_VERSION, Client
    from s2sctl.salesforce.jobs import JOBS_FROM
    from s2sctl.salesforce.org import SalesforceOrg

    time = clock or SystemClock()
    flow, trust = _flow(entry, project, time)
    version = entry.api_version or API_VERSION
    client = Client(entry.alias, flow, time, version=version, trust=trust)
    deploys = DeployFiles(project.own / "deploys")
    jobs_from = entry.bulk_from or JOBS_FROM
    return SalesforceOrg(client, entry.org_id, jobs_from=jobs_from, deploys=deploys)


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


def _flow(entry: OrgLogin, project: Project, clock: Clock) -> "tuple[Flow, Trust]":
    from s2sctl.salesforce.transport import Trust

    if isinstance(entry.login, LocalLogin):
        return _local(project.local, entry.login.name)
    return _remote(entry, project.folder, clock), Trust()


def _remote(entry: OrgLogin, folder: Path, clock: Clock) -> "Flow":
    """The flow of an org elsewhere, its secrets looked up."""
    from s2sctl.salesforce import auth, cli_login, jwt_bearer, refresh_token

    match entry.login:
        case ClientCredentials(url, client_id, client_secret):
            return auth.ClientCredentials(
                url, resolve(client_id, folder), resolve(client_secret, folder)
            )
        case JwtBearer(url, client_id, username, key, audience):
            found = resolve(key, folder)
            return jwt_bearer.JwtBearer(
                url, resolve(client_id, folder), username, found, clock, audience
            )
        case RefreshToken(url, client_id, token, client_secret):
            keeper = ReferredToken(entry.alias, token, folder)
            secret = resolve(client_secret, folder) if client_secret else None
            return refresh_token.RefreshToken(url, resolve(client_id, folder), keeper, secret)
        case AccessToken(url, token):
            return auth.GivenToken(url, resolve(token, folder))
        case CliLogin(name):
            return cli_login.CliLogin(name)
        case LocalLogin(name):
            return _Stopped(name)


def _local(folder: Path, name: str) -> "tuple[Flow, Trust]":
    from s2sctl.localorg import lifecycle
    from s2sctl.salesforce import auth
    from s2sctl.salesforce.transport import Trust

    running = lifecycle.status(folder, name)
    if not running.running:
        return _Stopped(name), Trust(str(running.ca_file))
    flow = auth.ClientCredentials(running.url, running.client_id, running.client_secret)
    return flow, Trust(str(running.ca_file))
