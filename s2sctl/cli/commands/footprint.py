"""``s2sctl org enable`` and ``s2sctl org disable``."""

from typing import Annotated

import typer

from s2sctl.cli.answer import Answer, Format
from s2sctl.cli.confirm import confirm, told_after
from s2sctl.cli.options import DryRunOption, OutputOption, ProjectOption, QuietOption, YesOption
from s2sctl.cli.session import Session

AliasArgument = Annotated[str, typer.Argument(metavar="ALIAS", help="The org's alias.")]


def enable(
    alias: AliasArgument,
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

    Deploys two custom objects and two permission sets; repeating it repairs and changes nothing
    else. The user of the login needs Modify Metadata Through Metadata API Functions.
    """
    from s2sctl.app.enable import enable as deploy
    from s2sctl.app.enable import plan_enable
    from s2sctl.cli.views.footprint import deployed_json, deployed_text, plan_json, plan_text

    with Session(project) as session:
        org = session.org(alias)
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
        org = session.org(alias)
        removal = plan_disable(org, force=force)
        result = {**removal_json(removal, alias), "dry_run": dry_run, "deleted": 0}
        text = removal_text(removal, alias)
        schema = "s2sctl/org-disable/v1"
        if removal.empty or dry_run:
            following = "" if removal.empty else f"s2sctl org disable {alias}"
            return Answer(schema, result, text, next=following)
        asked = confirm(f"{text}\nDelete this from {alias}?", yes=yes)
        deleted = remove(org, removal)
    return Answer(
        schema,
        {**result, "deleted": deleted},
        told_after(text, f"Deleted {deleted} components.", asked=asked),
        next=f"s2sctl org enable {alias}",
    )
