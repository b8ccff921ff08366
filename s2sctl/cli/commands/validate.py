"""``s2sctl validate``: every problem of every manifest, at its place; needs no org."""

from pathlib import Path
from typing import Annotated

import typer

from s2sctl.cli.answer import Answer, Format
from s2sctl.cli.judging import Against, judge_of
from s2sctl.cli.options import OutputOption, ProjectOption
from s2sctl.cli.views.findings import FindingFormat
from s2sctl.errors import UsageError

FilesArgument = Annotated[
    list[Path] | None,
    typer.Argument(help="Manifests; all under the project's configs/ if none is named."),
]
LiveOption = Annotated[
    bool, typer.Option("--live", help="Also check against the orgs whose login is there.")
]
OfflineOption = Annotated[
    bool, typer.Option("--offline", help="Also check against describes of `metadata pull`.")
]
AgeOption = Annotated[
    int, typer.Option("--max-age", min=0, help="Days after which pulled describes are old.")
]
FixOption = Annotated[
    bool, typer.Option("--fix", help="Mend what is marked [*], then tell what is left.")
]
DiffOption = Annotated[
    bool, typer.Option("--diff", help="Show what --fix would change; write nothing.")
]
FormatOption = Annotated[
    FindingFormat, typer.Option("--format", help="For people, or for a CI server.")
]


def validate(
    files: FilesArgument = None,
    live: LiveOption = False,
    offline: OfflineOption = False,
    max_age: AgeOption = 30,
    fix: FixOption = False,
    diff: DiffOption = False,
    form: FormatOption = FindingFormat.FULL,
    output: OutputOption = Format.TEXT,
    project: ProjectOption = None,
) -> Answer:
    """Check manifests: every problem at once, at its place.

    \b
    All of them:             s2sctl validate
    One:                     s2sctl validate configs/acme-globex/acme.yaml
    Against the orgs:        s2sctl validate --live
    Without a network:       s2sctl validate --offline        (after s2sctl metadata pull)
    Mend the simple ones:    s2sctl validate --diff, then --fix
    In a pipeline:           s2sctl validate --format github  (docs/ci.md)

    Two manifests of one connection are also checked against each other. Exit code 1 says that
    there are errors; warnings do not count. A comment  # s2s: ignore[CODE] reason  silences a
    finding on its line.
    """
    from s2sctl.cli.views.validated import diff_answer, validated_answer
    from s2sctl.wiring.manifests import read_all
    from s2sctl.wiring.mending import mend

    _exclude(("--live", live), ("--offline", offline))
    _exclude(("--fix", fix), ("--diff", diff))
    against = Against.ORGS if live else Against.PULLED if offline else Against.NOTHING
    judge = judge_of(project, against, max_age)
    read = read_all(files or [], project)
    if not fix and not diff:
        return validated_answer(read, form, judge(read))
    mended = mend(read, lambda now: judge(now).findings)
    if diff:
        return diff_answer(mended, judge(read))
    mended.write()
    return validated_answer(mended.files, form, judge(mended.files), mended.mended)


def _exclude(*options: tuple[str, bool]) -> None:
    """Raise UsageError S2S900 where more than one of the options was given."""
    given = [name for name, value in options if value]
    if len(given) > 1:
        raise UsageError(
            f"{' and '.join(given)} exclude each other.", code="S2S900", help="give one of them"
        )
