"""``s2sctl state backup`` and ``restore``."""

from pathlib import Path
from typing import Annotated

import typer

from s2sctl.cli.answer import Answer, Format
from s2sctl.cli.confirm import confirm, told_after
from s2sctl.cli.options import (
    DryRunOption,
    OutputOption,
    ProjectOption,
    QuietOption,
    StateOption,
    YesOption,
)
from s2sctl.cli.session import Session

FileArgument = Annotated[Path, typer.Argument(metavar="FILE", help="The backup's file.")]
_SINCE = (
    "Links made since the backup are found again by the keys on the copies, and what was edited "
    "since is read again.",
    "A conflict or a failure that was settled since may come up once more.",
)


def backup(
    file: FileArgument,
    project: ProjectOption = None,
    state: StateOption = None,
    output: OutputOption = Format.TEXT,
    quiet: QuietOption = False,
) -> Answer:
    """Write the state into one file, while runs go on.

    \b
    s2sctl state backup /backups/acme-$(date +%F).db

    A SQLite file, private, whatever database the state is in: it can be put back into either.
    The digest key is not in it; keep a copy of .s2sctl/digest.key elsewhere.
    """
    from s2sctl.cli.views.state import contents_json, contents_text

    with Session(project, state) as session:
        found = session.whole_state.back_up(file)
    return Answer(
        "s2sctl/state-backup/v1",
        {"file": str(file), "contents": contents_json(found)},
        f"{file} holds {contents_text(found)}.",
        next=f"s2sctl state restore {file}   (keep a copy of .s2sctl/digest.key too: it needs it)",
    )


def restore(
    file: FileArgument,
    dry_run: DryRunOption = False,
    yes: YesOption = False,
    project: ProjectOption = None,
    state: StateOption = None,
    output: OutputOption = Format.TEXT,
    quiet: QuietOption = False,
) -> Answer:
    """Put a backup back in place of the state.

    \b
    Look:  s2sctl state restore /backups/acme-2026-11-23.db --dry-run
    Do:    s2sctl state restore /backups/acme-2026-11-23.db

    The state as it is now is kept in `backups` beside it. Refused while a run is under way, and
    for a backup of another project. Links made since are found again by the keys on the copies.
    """
    from s2sctl.cli.views.state import restoring_json, restoring_text

    with Session(project, state) as session:
        whole = session.whole_state
        found = whole.look_at_restore(file)
        plan, kept, asked = restoring_text(found), None, False
        if not dry_run:
            asked = confirm(f"{plan}\nReplace it?", yes=yes)
            kept = whole.restore(file)
    done = f"The state is as {file} holds it." + (f" It was kept as {kept}." if kept else "")
    return Answer(
        "s2sctl/state-restore/v1",
        {
            "file": str(file),
            **restoring_json(found),
            "kept": None if kept is None else str(kept),
            "dry_run": dry_run,
        },
        plan if dry_run else told_after(plan, done, asked=asked),
        next=f"s2sctl state restore {file}" if dry_run else "s2sctl sync CONNECTION --dry-run",
        warnings=_SINCE,
    )
