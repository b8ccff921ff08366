"""``s2sctl org add``."""

from collections.abc import Mapping
from dataclasses import replace as changed
from pathlib import Path
from typing import Annotated

import typer

from s2sctl.cli.answer import Answer, Format
from s2sctl.cli.options import DryRunOption, OutputOption, ProjectOption

_REF = "REFERENCE"
_UrlOption = Annotated[
    str | None, typer.Option("--url", help="The org's My Domain, https://acme.my.salesforce.com.")
]
_CredentialsOption = Annotated[
    bool, typer.Option("--client-credentials", help="By an app's id and secret, as its user.")
]
_JwtOption = Annotated[
    bool, typer.Option("--jwt", help="By a private key whose certificate an app holds.")
]
_RefreshOption = Annotated[
    str | None, typer.Option("--refresh-token", metavar=_REF, help="By a person's refresh token.")
]
_TokenOption = Annotated[
    str | None, typer.Option("--token", metavar=_REF, help="By an access token kept elsewhere.")
]
_CliOption = Annotated[
    str | None, typer.Option("--cli", metavar="NAME", help="By a login of the Salesforce CLI.")
]
_LocalOption = Annotated[
    str | None, typer.Option("--local", metavar="NAME", help="An embedded org of this project.")
]
_ClientIdOption = Annotated[
    str | None, typer.Option("--client-id", metavar=_REF, help="Else ${env:ALIAS_CLIENT_ID}.")
]
_SecretOption = Annotated[
    str | None,
    typer.Option("--client-secret", metavar=_REF, help="Else ${env:ALIAS_CLIENT_SECRET}."),
]
_UsernameOption = Annotated[
    str | None, typer.Option("--username", help="The user that --jwt logs in as.")
]
_KeyOption = Annotated[
    str | None, typer.Option("--key", metavar=_REF, help="The key of --jwt; else ${env:ALIAS_KEY}.")
]
_AudienceOption = Annotated[
    str | None,
    typer.Option("--audience", metavar="URL", help="The login host --jwt names, if not the usual."),
]
_VersionOption = Annotated[
    str | None, typer.Option("--api-version", help="The REST API version, if not the usual one.")
]
_ReplaceOption = Annotated[
    bool, typer.Option("--replace", help="Put it in the place of the alias's present entry.")
]
_NoTestOption = Annotated[
    bool, typer.Option("--no-test", help="Do not log in first; then no org_id is recorded.")
]


def add(
    alias: Annotated[str, typer.Argument(metavar="ALIAS", help="The org's name here.")],
    url: _UrlOption = None,
    client_credentials: _CredentialsOption = False,
    jwt: _JwtOption = False,
    refresh_token: _RefreshOption = None,
    token: _TokenOption = None,
    cli: _CliOption = None,
    local: _LocalOption = None,
    client_id: _ClientIdOption = None,
    client_secret: _SecretOption = None,
    username: _UsernameOption = None,
    key: _KeyOption = None,
    audience: _AudienceOption = None,
    api_version: _VersionOption = None,
    replace: _ReplaceOption = False,
    no_test: _NoTestOption = False,
    dry_run: DryRunOption = False,
    project: ProjectOption = None,
    output: OutputOption = Format.TEXT,
) -> Answer:
    """Add a login to configs/orgs.yaml, by reference only.

    \b
    By the Salesforce CLI:  s2sctl org add acme --cli admin@acme.example
    By an app's secret:     s2sctl org add acme --url https://acme.my.salesforce.com \\
                              --client-credentials
    By an app's key:        s2sctl org add acme --url https://acme.my.salesforce.com --jwt \\
                              --username sync@acme.example --key '${file:~/.s2sctl/acme.key}'
    An embedded org:        s2sctl org add toy --local toy

    A secret is never given here, only where it is kept: '${env:NAME}', '${file:PATH}' or
    '${cmd:["program", "argument"]}', in single quotes. The login is tried first, and the org's id
    is recorded: should the alias ever lead to another org, it is refused. Comments and order of
    the file stay.
    """
    options = {
        "url": url,
        "client-credentials": "" if client_credentials else None,
        "jwt": "" if jwt else None,
        "refresh-token": refresh_token,
        "token": token,
        "cli": cli,
        "local": local,
        "client-id": client_id,
        "client-secret": client_secret,
        "username": username,
        "key": key,
        "audience": audience,
        "api-version": api_version,
    }
    given = {name: said for name, said in options.items() if said is not None}
    return _added(alias, given, project, replace=replace, tried=not no_test, dry_run=dry_run)


def _added(
    alias: str,
    options: Mapping[str, str],
    project: Path | None,
    *,
    replace: bool,
    tried: bool,
    dry_run: bool,
) -> Answer:
    from s2sctl.app.login_check import check_login
    from s2sctl.cli.views.orgs import added_answer
    from s2sctl.manifest.login_asked import asked_entry
    from s2sctl.manifest.logins import LocalLogin
    from s2sctl.wiring.added_login import with_entry
    from s2sctl.wiring.orgs import open_login
    from s2sctl.wiring.project import coming_project

    entry = asked_entry(alias, options)
    home = coming_project(project)
    found = with_entry(home, entry, replace=replace)
    report = None
    if tried and not dry_run:
        report = check_login(open_login(home, entry))
        # An embedded org may be made anew under its name, and then has another id.
        if not isinstance(entry.login, LocalLogin):
            entry = changed(entry, org_id=report.identity.org_id)
            found = with_entry(home, entry, replace=replace)
    if not dry_run:
        found = found.write()
    return added_answer(found, entry, report, dry_run=dry_run)
