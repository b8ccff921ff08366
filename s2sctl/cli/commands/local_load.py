"""``s2sctl local load``."""

from pathlib import Path
from typing import Annotated

import typer

from s2sctl.cli.answer import Answer, Format
from s2sctl.cli.commands.local import home_of
from s2sctl.cli.options import OutputOption, ProjectOption

_PARKED = 6


def load(
    org: Annotated[str, typer.Argument(help="The org's alias.")],
    file: Annotated[Path, typer.Argument(help="Rows (.csv), or a describe (.json).")],
    sobject: Annotated[
        str, typer.Option("--object", help="The rows' object; else the file's name.")
    ] = "",
    key: Annotated[
        str, typer.Option("--key", help="Upsert by this external id; else rows are inserted.")
    ] = "",
    project: ProjectOption = None,
    output: OutputOption = Format.TEXT,
) -> Answer:
    """Fill an embedded org: CSV rows, or objects as described.

    \b
    s2sctl local load acme Lead.csv
    s2sctl local load acme contacts.csv --object Contact --key Email
    s2sctl local load acme describe.json

    A describe is what GET .../sobjects/Lead/describe of a real org answers, or a list of such.
    """
    from s2sctl.cli.views.local import loaded_text
    from s2sctl.wiring import local_orgs
    from s2sctl.wiring.local_orgs import load as load_file

    loaded = load_file(local_orgs.running(home_of(project), org), file, sobject, key)
    return Answer(
        schema="s2sctl/local-load/v1",
        result={
            "org": org,
            "objects": list(loaded.objects),
            "rows": loaded.rows,
            "refused": loaded.refused,
            "codes": dict(loaded.codes),
        },
        text=loaded_text(loaded),
        next=f"s2sctl local token {org}",
        exit_code=_PARKED if loaded.refused else 0,
    )
