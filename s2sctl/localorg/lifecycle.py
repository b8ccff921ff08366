"""Local orgs as processes: what ``s2sctl local up|down|status|reset|token`` and tests call."""

import secrets
import time
from pathlib import Path

from s2sctl.errors import OrgUnreachable, UsageError
from s2sctl.localorg import certificate, process
from s2sctl.localorg.control import Control
from s2sctl.localorg.home import OTHER_VERSION, Home, Notice
from s2sctl.localorg.http.credentials import Credentials
from s2sctl.localorg.parts import require_parts
from s2sctl.localorg.running import RunningOrg

_SERVER = "s2sctl.localorg.server"
_START_SECONDS = 30.0
_POLL_SECONDS = 0.02


def up(folder: Path, alias: str, *, port: int = 0, http: bool = False) -> RunningOrg:
    """Start the org, made on first use, and return when it answers. Running already: no change.

    Port 0 means the port it had last, or any free one. ``http`` also opens a plain HTTP port
    for clients that cannot be given a certificate. Loopback only.
    Raises ``UsageError`` for an alias or a port that cannot be used, ``OrgUnreachable``, and
    ``ConfigInvalid`` where the packages it runs with are not installed.
    """
    require_parts()
    home = Home.of(folder, alias)
    with home.locked():
        last = home.read_notice()
        if last and process.is_ours(last.pid, last.instance):
            if (not http or last.http_port) and port in (0, last.port):
                return _running(home, alias)
            process.end(last.pid, last.instance)
        Credentials.ensure(home.credentials)
        certificate.ensure(home.authority, home.certificate)
        _start(home, alias, port, last, http=http)
        return _running(home, alias)


def down(folder: Path, alias: str) -> RunningOrg:
    """Stop the org; its data stays. Stopped already: no change. ``UsageError`` if unknown."""
    home = Home.of(folder, alias)
    _known(home, alias)
    with home.locked():
        notice = home.read_notice()
        if notice:
            process.end(notice.pid, notice.instance)
    return _running(home, alias)


def status(folder: Path, alias: str) -> RunningOrg:
    """Where the org is, and whether it runs. Raises ``UsageError`` if there is no such org."""
    home = Home.of(folder, alias)
    _known(home, alias)
    return _running(home, alias)


def aliases(folder: Path) -> list[str]:
    """The aliases of all local orgs of a folder, sorted."""
    return sorted(notice.parent.name for notice in folder.glob("*/server.json"))


def reset(folder: Path, alias: str) -> RunningOrg:
    """Put the org back to its first day: seed data only, clock and faults undone, log empty.

    Raises ``UsageError`` if there is no such org, or it is not running.
    """
    found = running(folder, alias)
    Control(found).reset()
    return found


def token(folder: Path, alias: str, user: str | None = None) -> str:
    """A fresh access token, for the user of that username or id; None: the client's run-as user.

    Raises ``UsageError`` if there is no such org or user, or the org is not running.
    """
    return Control(running(folder, alias)).token(user)


def running(folder: Path, alias: str) -> RunningOrg:
    """The org, which must be up. Raises ``UsageError`` where it is not, or not there."""
    found = status(folder, alias)
    if not found.running:
        raise UsageError(
            f"the local org '{alias}' is not running",
            code="S2S813",
            help=f"s2sctl local up --orgs {alias}",
        )
    return found


def _known(home: Home, alias: str) -> None:
    if home.read_notice() is None:
        raise UsageError(
            f"there is no local org '{alias}'",
            code="S2S812",
            help=f"s2sctl local up --orgs {alias} makes it",
        )


def _running(home: Home, alias: str) -> RunningOrg:
    notice = home.read_notice()
    if notice is None:
        raise OrgUnreachable(
            f"the local org '{alias}' left no notice", code="S2S814", help=f"read {home.log}"
        )
    alive = process.is_ours(notice.pid, notice.instance)
    secret = Credentials.read(home.credentials)
    return RunningOrg(
        alias=alias,
        org_id=notice.org_id,
        url=f"https://127.0.0.1:{notice.port}",
        ca_file=home.authority,
        http_url=f"http://127.0.0.1:{notice.http_port}" if notice.http_port else None,
        pid=notice.pid if alive else None,
        running=alive,
        client_id=secret.client_id,
        client_secret=secret.client_secret,
        control_token=secret.control_token,
        log_file=home.log,
    )


def _start(home: Home, alias: str, port: int, last: Notice | None, *, http: bool) -> None:
    instance = secrets.token_hex(16)
    arguments = [str(home.path), "--alias", alias, "--instance", instance, "--port", str(port)]
    if last and not port:
        arguments += ["--last-port", str(last.port)]
    if http:
        arguments.append("--http")
    home.log.unlink(missing_ok=True)
    pid = process.spawn(_SERVER, arguments, home.log)
    deadline = time.monotonic() + _START_SECONDS
    while not _answers(home, alias, instance):
        if process.has_ended(pid):
            raise _failed(home, alias)
        if time.monotonic() > deadline:
            process.end(pid, instance)
            raise _failed(home, alias)
        time.sleep(_POLL_SECONDS)


def _answers(home: Home, alias: str, instance: str) -> bool:
    notice = home.read_notice()
    if notice is None or notice.instance != instance:
        return False
    return Control(_running(home, alias)).answers()


def _failed(home: Home, alias: str) -> OrgUnreachable | UsageError:
    lines = home.log.read_text("utf-8", "replace").splitlines() if home.log.exists() else []
    last = lines[-1] if lines else ""
    if "Address already in use" in last:
        return UsageError(
            f"the port asked for is in use, so the local org '{alias}' cannot start",
            code="S2S815",
            help="give another --port-base, or none to get free ones",
        )
    if last == OTHER_VERSION:
        return UsageError(
            f"the local org '{alias}' was made by another version of s2sctl",
            code="S2S818",
            help=f"its rows cannot be kept: remove the folder {home.path}, then "
            f"s2sctl local up --orgs {alias} makes a new one",
        )
    return OrgUnreachable(
        f"the local org '{alias}' did not start", code="S2S814", help=f"read {home.log}"
    )
