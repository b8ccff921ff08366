"""``s2sctl local …``: embedded Salesforce orgs on this machine."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from s2sctl.cli.answer import Answer, Format, Json
from s2sctl.cli.options import OutputOption, ProjectOption
from s2sctl.errors import UsageError

if TYPE_CHECKING:
    from s2sctl.wiring.local_orgs import RunningOrg

OrgsOption = Annotated[
    str, typer.Option("--orgs", help="Aliases, separated by commas; else all that exist here.")
]


def up(
    orgs: OrgsOption = "",
    http: Annotated[bool, typer.Option("--http", help="Also answer plain HTTP.")] = False,
    port_base: Annotated[
        int, typer.Option("--port-base", help="First port; 0 takes free ones.", min=0, max=65_000)
    ] = 0,
    seed: Annotated[
        Path | None,
        typer.Option("--seed", help="A .csv or .json that orgs made now begin with."),
    ] = None,
    project: ProjectOption = None,
    output: OutputOption = Format.TEXT,
) -> Answer:
    """Start embedded orgs; made on first use, then kept.

    Without --orgs: those that configs/orgs.yaml names and those that exist.

    \b
    s2sctl local up --orgs acme,globex
    s2sctl local up --orgs acme --http --port-base 8443
    s2sctl local up --orgs acme --seed Lead.csv
    """
    from s2sctl.wiring import local_orgs
    from s2sctl.wiring.project import local_names

    home = home_of(project)
    known = local_orgs.aliases(home)
    wanted = orgs or ",".join(dict.fromkeys((*local_names(project), *known)))
    named = aliases(home, wanted)
    if seed is not None and not seed.is_file():
        raise UsageError(f"there is no file {seed}", code="S2S817", help="name a file to --seed")
    started = [
        local_orgs.up(home, alias, port=port_base + place if port_base else 0, http=http)
        for place, alias in enumerate(named)
    ]
    for org in started:
        if seed is not None and org.alias not in known:
            _sow(org, seed)
    return shown(home, named, _after_up(project, started[0].alias))


def down(
    orgs: OrgsOption = "", project: ProjectOption = None, output: OutputOption = Format.TEXT
) -> Answer:
    """Stop embedded orgs; their data stays.

    \b
    s2sctl local down
    s2sctl local down --orgs acme
    """
    from s2sctl.wiring import local_orgs

    home = home_of(project)
    named = aliases(home, orgs)
    for alias in named:
        local_orgs.down(home, alias)
    return shown(home, named, "s2sctl local up")


def status(
    orgs: OrgsOption = "", project: ProjectOption = None, output: OutputOption = Format.TEXT
) -> Answer:
    """Tell which embedded orgs there are, where, and if they run.

    \b
    s2sctl local status
    s2sctl local status -o json
    """
    home = home_of(project)
    return shown(home, aliases(home, orgs), "s2sctl local token ORG")


def reset(
    orgs: OrgsOption = "", project: ProjectOption = None, output: OutputOption = Format.TEXT
) -> Answer:
    """Put embedded orgs back to their first day.

    All records are gone, the clock and ordered faults undone.

    \b
    s2sctl local reset --orgs acme
    """
    from s2sctl.wiring import local_orgs

    home = home_of(project)
    named = aliases(home, orgs)
    for alias in named:
        local_orgs.reset(home, alias)
    return shown(home, named, "s2sctl org enable ALIAS")


def token(
    org: Annotated[str, typer.Argument(help="The org's alias.")],
    user: Annotated[str | None, typer.Option("--user", help="Username or id.")] = None,
    project: ProjectOption = None,
    output: OutputOption = Format.TEXT,
) -> Answer:
    """Print a fresh access token of an embedded org.

    \b
    s2sctl local token acme
    curl --cacert CA -H "Authorization: Bearer $(s2sctl local token acme)" URL/services/data

    CA and URL are what `s2sctl local status` shows.
    """
    from s2sctl.wiring import local_orgs

    fresh = local_orgs.token(home_of(project), org, user)
    return Answer(schema="s2sctl/local-token/v1", result={"org": org, "token": fresh}, text=fresh)


def _after_up(project: Path | None, alias: str) -> str:
    """The next command: a project can log in at once, anything else needs a token."""
    from s2sctl.wiring.project import local_names

    known = alias in local_names(project)
    return f"s2sctl org test {alias}" if known else f"s2sctl local token {alias}"


def _sow(org: "RunningOrg", seed: Path) -> None:
    """Fill a new org, and let ``reset`` bring it back to that."""
    from s2sctl.wiring.local_orgs import Control, load

    load(org, seed)
    Control(org).keep()


def home_of(project: Path | None) -> Path:
    """Where this project's embedded orgs live; outside of any project, below this folder."""
    from s2sctl.wiring.project import local_folder

    return local_folder(project)


def aliases(home: Path, orgs: str) -> list[str]:
    """The aliases named, or all that exist; refuses an empty answer."""
    from s2sctl.wiring import local_orgs

    named = [part.strip() for part in orgs.split(",") if part.strip()] or local_orgs.aliases(home)
    if not named:
        raise UsageError(
            "There is no embedded org here yet.",
            code="S2S812",
            help="s2sctl local up --orgs acme,globex",
        )
    return named


def shown(home: Path, named: list[str], following: str) -> Answer:
    """How these orgs stand, as every ``local`` command answers."""
    from s2sctl.cli.views.local import orgs_text
    from s2sctl.wiring import local_orgs

    found = [local_orgs.status(home, alias) for alias in named]
    orgs: list[Json] = [
        {
            "alias": one.alias,
            "org_id": one.org_id,
            "url": one.url,
            "ca_file": str(one.ca_file),
            "http_url": one.http_url,
            "pid": one.pid,
            "running": one.running,
        }
        for one in found
    ]
    return Answer(
        schema="s2sctl/local-status/v1",
        result={"orgs": orgs},
        text=orgs_text(found),
        next=following,
    )
