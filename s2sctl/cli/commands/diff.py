"""``s2sctl diff``: what is wanted against what is in force."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from s2sctl.cli.answer import Answer, Format
from s2sctl.cli.options import OutputOption, ProjectOption
from s2sctl.cli.session import Session, connection_name

if TYPE_CHECKING:
    from s2sctl.wiring.manifests import ManifestFile

WhatArgument = Annotated[
    str,
    typer.Argument(metavar="CONNECTION|MANIFEST", help="A connection's name, or a manifest file."),
]
ExitCodeOption = Annotated[
    bool, typer.Option("--exit-code", help="Exit with 3 where there are differences.")
]


def diff(
    what: WhatArgument,
    exit_code: ExitCodeOption = False,
    output: OutputOption = Format.TEXT,
    project: ProjectOption = None,
) -> Answer:
    """Compare manifests with what is in force in their orgs.

    \b
    Both sides:     s2sctl diff acme-globex
    One side:       s2sctl diff configs/acme-globex/acme.yaml
    In a pipeline:  s2sctl diff acme-globex --exit-code

    Changes nothing. A side whose login is not in configs/orgs.yaml is named and left out.
    """
    from s2sctl.app.diff import diff as compare
    from s2sctl.cli.views.differences import diff_answer

    files = _chosen(what, project)
    manifests = [one.parsed.manifest for one in files if one.parsed.manifest is not None]
    with Session(project) as session:
        aliases = session.aliases
        found = compare(manifests, lambda name: session.org(name) if name in aliases else None)
    paths = {one.parsed.manifest.org: one.path for one in files if one.parsed.manifest}
    return diff_answer(found, paths, exit_code=exit_code)


def _chosen(what: str, project: Path | None) -> "list[ManifestFile]":
    """The one manifest named, or all of a connection. Raises for one that has errors."""
    from s2sctl.wiring.manifests import manifests_of, sound_manifest

    if Path(what).suffix in (".yaml", ".yml") or "/" in what:
        return [sound_manifest(Path(what))[1]]
    return manifests_of(connection_name(what), project)
