"""``s2sctl validate``: every problem of every manifest, at its place; needs no org."""

from pathlib import Path
from typing import Annotated

import typer

from s2sctl.cli.answer import Answer, Format
from s2sctl.cli.options import OutputOption, ProjectOption
from s2sctl.cli.views.findings import FindingFormat

FilesArgument = Annotated[
    list[Path] | None,
    typer.Argument(help="Manifests; all under the project's configs/ if none is named."),
]
LiveOption = Annotated[
    bool, typer.Option("--live", help="Also check against the orgs whose login is there.")
]
FormatOption = Annotated[
    FindingFormat,
    typer.Option("--format", help="Frames for people, or one line a finding and a count."),
]


def validate(
    files: FilesArgument = None,
    live: LiveOption = False,
    form: FormatOption = FindingFormat.FULL,
    output: OutputOption = Format.TEXT,
    project: ProjectOption = None,
) -> Answer:
    """Check manifests: every problem at once, at its place.

    \b
    All of them:       s2sctl validate
    One:               s2sctl validate configs/acme-globex/acme.yaml
    Against the orgs:  s2sctl validate --live

    Two manifests of one connection are also checked against each other. Exit code 1 says that
    there are errors; warnings do not count.
    """
    from s2sctl.cli.views.validated import validated_answer
    from s2sctl.manifest.aliases import alias_findings
    from s2sctl.wiring.manifests import read_all
    from s2sctl.wiring.project import known_aliases

    read = read_all(files or [], project)
    known = known_aliases(project)
    unknown = alias_findings([file.parsed for file in read], known) if known is not None else ()
    if not live:
        return validated_answer(read, form, unknown)
    from s2sctl.app.live_check import check_live
    from s2sctl.cli.session import Session

    with Session(project) as session:
        aliases = session.aliases
        report = check_live(
            [file.parsed for file in read],
            lambda name: session.org(name) if name in aliases else None,
        )
    return validated_answer(read, form, unknown, report)
