"""``s2sctl org test``."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from s2sctl.cli.answer import Answer, Format
from s2sctl.cli.options import OutputOption, ProjectOption
from s2sctl.errors import UsageError

if TYPE_CHECKING:
    from s2sctl.ports.org import Org

ForOption = Annotated[
    Path | None,
    typer.Option("--for", metavar="MANIFEST", help="Name what the user lacks for this manifest."),
]
WriteOption = Annotated[
    Path | None,
    typer.Option("--write", metavar="FILE", help="Write the permission set of --for to a file."),
]


def try_org(
    org: Annotated[str, typer.Argument(help="The org's alias.", metavar="ALIAS")],
    manifest: ForOption = None,
    write: WriteOption = None,
    project: ProjectOption = None,
    output: OutputOption = Format.TEXT,
) -> Answer:
    """Log in to an org and say who we are there.

    \b
    The login:                s2sctl org test acme
    And what its user lacks:  s2sctl org test acme --for configs/acme-globex/acme.yaml

    Proves the login and the permission to use the API; changes nothing and costs two API calls.
    --for compares what a manifest needs with what the user may do, names each missing permission
    (exit code 1), and prints a permission set that grants exactly what is needed.
    """
    from s2sctl.app.login_check import check_login
    from s2sctl.cli.views.orgs import report_json, report_text
    from s2sctl.wiring.orgs import api_version, open_org
    from s2sctl.wiring.project import open_project

    _check_options(manifest, write)
    home = open_project(project)
    version = api_version(home, org)
    opened = open_org(home, org)
    report = check_login(opened)
    if manifest is not None:
        return _needs(opened, manifest, write)
    return Answer(
        schema="s2sctl/org-test/v1",
        result=report_json(org, report, version),
        text=report_text(report, version),
        next=f"s2sctl org enable {org}",
    )


def _check_options(manifest: Path | None, write: Path | None) -> None:
    if write is not None and manifest is None:
        text = "--write writes the permission set of a manifest, and none is named."
        raise UsageError(text, code="S2S266", help="--for MANIFEST --write FILE")


def _needs(org: "Org", path: Path, write: Path | None) -> Answer:
    """What the user of ``org`` lacks for a manifest of that org."""
    from s2sctl.app.needs import needs
    from s2sctl.cli.views.needs import needs_answer
    from s2sctl.connection.package import permission_set_file
    from s2sctl.wiring.file_text import replace_text
    from s2sctl.wiring.manifests import shown, sound_manifest

    manifest, _ = sound_manifest(path)
    if manifest.org != org.alias:
        raise UsageError(
            f"{shown(path)} is the side of {manifest.org}, not of {org.alias}.",
            code="S2S266",
            help=f"s2sctl org test {manifest.org} --for {shown(path)}",
        )
    found = needs(org, manifest)
    source = permission_set_file(found.wanted).decode()
    if write is not None:
        replace_text(write, source)
    return needs_answer(found, source, str(org.alias), shown(path), write)
