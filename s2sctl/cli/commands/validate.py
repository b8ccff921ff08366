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
FormatOption = Annotated[
    FindingFormat, typer.Option("--format", help="Frames for people, or one line a finding.")
]


def validate(
    files: FilesArgument = None,
    form: FormatOption = FindingFormat.FULL,
    output: OutputOption = Format.TEXT,
    project: ProjectOption = None,
) -> Answer:
    """Check manifests: every problem at once, at its place.

    Examples:

        s2sctl validate

        s2sctl validate configs/acme-globex/acme.yaml

    Two manifests of one connection are also checked against each other. Exit code 1 says that
    there are errors; warnings do not count.
    """
    from s2sctl.cli.views.validated import validated_answer
    from s2sctl.wiring.manifests import read_all

    return validated_answer(read_all(files or [], project), form)
