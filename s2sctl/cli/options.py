"""Options every command shares, so that they read and behave alike everywhere."""

from pathlib import Path
from typing import Annotated

import typer

from s2sctl.cli.answer import Format

OutputOption = Annotated[
    Format, typer.Option("-o", "--output", help="text for people, json for scripts.")
]
ProjectOption = Annotated[
    Path | None,
    typer.Option(
        "--project",
        envvar="S2SCTL_PROJECT",
        help="The folder that holds configs/orgs.yaml; else the nearest one upwards.",
    ),
]
StateOption = Annotated[
    str | None,
    typer.Option(
        "--state",
        envvar="S2SCTL_STATE",
        help="Where the state is kept: a file or a postgresql:// URL.",
    ),
]
YesOption = Annotated[
    bool, typer.Option("-y", "--yes", help="Go ahead without asking; needed without a terminal.")
]
DryRunOption = Annotated[
    bool, typer.Option("-n", "--dry-run", help="Show what would be written; write nothing.")
]
QuietOption = Annotated[bool, typer.Option("-q", "--quiet", help="No progress, no hints.")]
