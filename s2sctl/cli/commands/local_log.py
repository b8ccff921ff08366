"""``s2sctl local log``."""

from typing import Annotated, cast

import typer

from s2sctl.cli.answer import Answer, Format, Json
from s2sctl.cli.commands.local import home_of
from s2sctl.cli.options import OutputOption, ProjectOption


def log(
    org: Annotated[str, typer.Argument(help="The org's alias.")],
    since: Annotated[
        int, typer.Option("--since", help="Only requests after this number.", min=0)
    ] = 0,
    last: Annotated[int, typer.Option("--last", help="At most so many, the newest.", min=1)] = 50,
    project: ProjectOption = None,
    output: OutputOption = Format.TEXT,
) -> Answer:
    """Show what an embedded org was asked, and the calls charged.

    \b
    s2sctl local log acme
    s2sctl local log acme --since 120 -o json
    """
    from s2sctl.cli.views.local import log_text
    from s2sctl.wiring import local_orgs
    from s2sctl.wiring.local_orgs import Control

    entries = Control(local_orgs.running(home_of(project), org)).log(since)
    calls = sum(cast(int, entry["calls"]) for entry in entries)
    shown = entries[-last:]
    return Answer(
        schema="s2sctl/local-log/v1",
        result={"org": org, "calls": calls, "requests": cast(list[Json], shown)},
        text=log_text(shown, calls),
    )
