"""``s2sctl init``: a first manifest from what an org describes."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from s2sctl.cli.answer import Answer, Format, Json
from s2sctl.cli.options import DryRunOption, OutputOption, ProjectOption, QuietOption
from s2sctl.cli.session import Session, connection_name

if TYPE_CHECKING:
    from s2sctl.model.names import ObjectName


def init(
    org: Annotated[str, typer.Option("--org", metavar="ALIAS", help="This side's login.")],
    partner: Annotated[
        str, typer.Option("--partner", metavar="LABEL", help="What you call the partner's org.")
    ],
    objects: Annotated[
        str, typer.Option("--objects", metavar="LIST", help="API names, with commas between.")
    ] = "",
    connection: Annotated[
        str | None, typer.Option("--connection", metavar="NAME", help="The connection's name.")
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FILE", help="Else configs/CONNECTION/ALIAS.yaml."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Write over a file.")] = False,
    dry_run: DryRunOption = False,
    project: ProjectOption = None,
    output: OutputOption = Format.TEXT,
    quiet: QuietOption = False,
) -> Answer:
    """Write a first manifest from what an org holds.

    \b
    Look at it:       s2sctl init --org acme --partner globex --dry-run
    Of two objects:   s2sctl init --org acme --partner globex --objects Lead,Case
    Once connected:   s2sctl init --org globex --partner acme --force

    Once connected it also maps what the partner publishes, by API name and by label, where the
    types fit; the rest stands there as comments that say why.
    """
    from s2sctl.app.scaffold import scaffold
    from s2sctl.metadata.scaffold import scaffold_text
    from s2sctl.wiring.manifests import named_by_partner, shown, write_manifest

    with Session(project) as session:
        name = str(connection_name(connection)) if connection else None
        folder = session.project.folder
        name = name or named_by_partner(folder, org, partner)
        wanted = scaffold(session.org(org), str(connection_name(partner)), _names(objects), name)
    text = scaffold_text(wanted)
    path = out or folder.joinpath("configs", wanted.connection, f"{wanted.org}.yaml")
    result: dict[str, Json] = {
        "file": shown(path),
        "connection": wanted.connection,
        "publish": [one.name for one in wanted.objects],
        "subscribe": [one.object for one in wanted.offered.publish],
        "text": text,
        "dry_run": dry_run,
    }
    if dry_run:
        return Answer("s2sctl/init/v1", result, text.rstrip("\n"), next=f"write {shown(path)}")
    write_manifest(path, text, force=force)
    return Answer(
        "s2sctl/init/v1",
        result,
        f"Wrote {shown(path)}: read it, and delete what is not to be shared.",
        next=f"s2sctl validate {shown(path)}",
    )


def _names(objects: str) -> "list[ObjectName]":
    from s2sctl.model.names import ObjectName

    return [ObjectName(name.strip()) for name in objects.split(",") if name.strip()]
