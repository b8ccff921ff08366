"""``s2sctl org enable`` and ``s2sctl org disable``."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from s2sctl.cli.answer import Answer, Format
from s2sctl.cli.confirm import confirm, told_after
from s2sctl.cli.deploying import deploying_org
from s2sctl.cli.options import DryRunOption, OutputOption, ProjectOption, QuietOption, YesOption
from s2sctl.cli.session import Session

if TYPE_CHECKING:
    from s2sctl.app.enable import FootprintPlan
    from s2sctl.manifest.manifest import Terms

AliasArgument = Annotated[str, typer.Argument(metavar="ALIAS", help="The org's alias.")]


WriteOption = Annotated[
    Path | None,
    typer.Option("--write", metavar="DIR", help="Write it as source to deploy; change no org."),
]


def enable(
    alias: AliasArgument,
    write: WriteOption = None,
    dry_run: DryRunOption = False,
    yes: YesOption = False,
    project: ProjectOption = None,
    output: OutputOption = Format.TEXT,
    quiet: QuietOption = False,
) -> Answer:
    """Deploy what an org needs to take part, and check it.

    \b
    See it first:   s2sctl org enable acme --dry-run
    Do it:          s2sctl org enable acme
    From a script:  s2sctl org enable acme --yes
    By a pipeline:  s2sctl org enable acme --write deploy/acme

    Deploys two custom objects and two permission sets; repeating it repairs and changes nothing
    else. The user of the login needs Modify Metadata Through Metadata API Functions, but not for
    what is in place: --write makes a folder that any pipeline can deploy, with what the project's
    manifests of this org will need too.
    """
    from s2sctl.app.enable import enable as deploy
    from s2sctl.app.enable import plan_enable
    from s2sctl.cli.views.footprint import deployed_json, deployed_text, plan_json, plan_text

    with Session(project) as session:
        if write is not None:
            org = session.org(alias)
            return _written(plan_enable(org, _wanted_terms(alias, project)), alias, write, dry_run)
        org = deploying_org(session, alias, quiet=quiet)
        plan = plan_enable(org)
        result = {**plan_json(plan, alias), "dry_run": dry_run}
        text = plan_text(plan, alias)
        schema = "s2sctl/org-enable/v1"
        if dry_run:
            return Answer(schema, result, text, next=f"s2sctl org enable {alias}")
        asked = confirm(f"{text}\nDeploy this to {alias}?", yes=yes)
        done = deploy(org)
    return Answer(
        schema,
        {**result, **deployed_json(done)},
        told_after(text, deployed_text(done), asked=asked),
        next="s2sctl invite MANIFEST, or s2sctl accept TOKEN --org " + alias,
    )


def _wanted_terms(alias: str, project: Path | None) -> "tuple[Terms, ...]":
    """The terms of the project's manifests that are about this org; none where it has none."""
    from s2sctl.errors import UsageError
    from s2sctl.wiring.manifests import manifest_files, sound_manifest

    try:
        files = manifest_files(project)
    except UsageError:
        return ()
    found = (sound_manifest(path)[0] for path in files)
    return tuple(one.terms for one in found if one.org == alias)


def _written(plan: "FootprintPlan", alias: str, folder: Path, dry_run: bool) -> Answer:
    from s2sctl.cli.views.footprint import plan_json, source_text
    from s2sctl.wiring.source_folder import PACKAGE, write_source

    if not dry_run:
        write_source(folder, plan.files, alias)
    return Answer(
        "s2sctl/org-enable/v1",
        {**plan_json(plan, alias), "dry_run": dry_run, "written": str(folder)},
        source_text(plan, folder, dry_run=dry_run),
        next=f"sf project deploy start --metadata-dir {folder / PACKAGE} --target-org {alias}",
    )


def disable(
    alias: AliasArgument,
    force: Annotated[
        bool, typer.Option("--force", help="Even while connections are not over.")
    ] = False,
    dry_run: DryRunOption = False,
    yes: YesOption = False,
    project: ProjectOption = None,
    output: OutputOption = Format.TEXT,
    quiet: QuietOption = False,
) -> Answer:
    """Take everything of s2sctl out of an org again.

    \b
    See it first:  s2sctl org disable acme --dry-run
    Do it:         s2sctl org disable acme

    Refused while a connection is not over: deactivate it first, so that the partner knows.
    Copies stay; it counts those that lose the key by which a connection would know them.
    """
    from s2sctl.app.disable import disable as remove
    from s2sctl.app.disable import plan_disable
    from s2sctl.cli.views.footprint import removal_json, removal_text

    with Session(project) as session:
        org = deploying_org(session, alias, quiet=quiet)
        removal = plan_disable(org, force=force)
        result = {**removal_json(removal, alias), "dry_run": dry_run, "deleted": 0}
        text = removal_text(removal, alias)
        schema = "s2sctl/org-disable/v1"
        if removal.empty or dry_run:
            following = "" if removal.empty else f"s2sctl org disable {alias}{' --force' * force}"
            return Answer(schema, result, text, next=following)
        asked = confirm(f"{text}\nDelete this from {alias}?", yes=yes)
        deleted = remove(org, removal)
    return Answer(
        schema,
        {**result, "deleted": deleted},
        told_after(text, f"Deleted {deleted} components.", asked=asked),
        next=f"s2sctl org enable {alias}",
    )
