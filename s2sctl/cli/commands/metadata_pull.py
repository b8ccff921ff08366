"""``s2sctl metadata pull``: what orgs look like, as files for git."""

from typing import Annotated

import typer

from s2sctl.cli.answer import Answer, Format
from s2sctl.cli.options import DryRunOption, OutputOption, ProjectOption

AliasesArgument = Annotated[
    list[str] | None,
    typer.Argument(metavar="[ALIAS]...", help="Orgs; all that manifests use if none is named."),
]


def pull(
    aliases: AliasesArgument = None,
    dry_run: DryRunOption = False,
    output: OutputOption = Format.TEXT,
    project: ProjectOption = None,
) -> Answer:
    """Write the describes manifests use, for validate --offline.

    \b
    Every org:            s2sctl metadata pull
    One:                  s2sctl metadata pull acme
    Which files, only:    s2sctl metadata pull --dry-run
    Then, without a net:  s2sctl validate --offline

    One file an object, configs/metadata/ALIAS/OBJECT.json: its fields with types, lengths and
    picklist values as the login's user sees them. No record and no id but the org's is in it.
    """
    from s2sctl.app.pull import pull as describe_used
    from s2sctl.cli.session import Session
    from s2sctl.cli.views.pulled import pulled_answer
    from s2sctl.wiring.clock import SystemClock
    from s2sctl.wiring.describes import keep_describes, pulled_folder, same_org, unused
    from s2sctl.wiring.manifests import read_all

    parsed = [file.parsed for file in read_all((), project)]
    folder = pulled_folder(project)
    with Session(project) as session:
        found = describe_used(parsed, aliases or (), session.org, session.aliases)
    day = SystemClock().now().date()
    for one in found.orgs:
        same_org(folder, one.alias, one.org_id)
    if not dry_run:
        for one in found.orgs:
            keep_describes(folder, one.alias, one.org_id, one.schemas, day)
    stale = [path for one in found.orgs for path in unused(folder, one.alias, one.wanted)]
    return pulled_answer(found, folder, stale, dry_run=dry_run)
