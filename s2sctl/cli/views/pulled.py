"""What ``metadata pull`` wrote, as an answer."""

from collections.abc import Sequence
from pathlib import Path

from s2sctl.app.pull import Describes
from s2sctl.cli.answer import Answer
from s2sctl.cli.views.tables import counted
from s2sctl.wiring.manifests import shown


def pulled_answer(
    found: Describes, folder: Path, stale: Sequence[Path], *, dry_run: bool
) -> Answer:
    """Each file, what the orgs do not have, and what is no longer used."""
    files = [
        shown(folder / one.alias / f"{schema.name}.json")
        for one in found.orgs
        for schema in one.schemas
    ]
    verb = "Would write" if dry_run else "Wrote"
    absent = [(one.alias, name) for one in found.orgs for name in one.absent]
    warnings = (
        *(f"{org} has no object {name}, or its user may not see it" for org, name in absent),
        *(f"{alias} was not asked: it has no login here" for alias in found.without_login),
        *(f"{shown(path)} is about no manifest any more; remove it" for path in stale),
    )
    return Answer(
        schema="s2sctl/metadata-pull/v1",
        result={
            "files": files,
            "absent": [{"org": org, "object": name} for org, name in absent],
            "without_login": list(found.without_login),
            "unused": [shown(path) for path in stale],
            "dry_run": dry_run,
        },
        text="\n".join([*files, f"{verb} {counted(len(files), 'describe')}."]),
        next="s2sctl metadata pull" if dry_run else "s2sctl validate --offline",
        warnings=warnings,
    )
