"""``s2sctl org list``."""

from s2sctl.cli.answer import Answer, Format, Json
from s2sctl.cli.options import OutputOption, ProjectOption


def list_orgs(project: ProjectOption = None, output: OutputOption = Format.TEXT) -> Answer:
    """List the orgs this project can log in to.

    \b
    s2sctl org list
    s2sctl org list -o json

    Asks no org anything, and shows no secret.
    """
    from s2sctl.cli.views.orgs import entries_text, entry_json
    from s2sctl.wiring.project import open_project

    orgs = list(open_project(project).logins().orgs.values())
    shown: list[Json] = [entry_json(one) for one in orgs]
    first = orgs[0].alias if orgs else "ALIAS"
    return Answer(
        schema="s2sctl/org-list/v1",
        result={"orgs": shown},
        text=entries_text(orgs),
        next=f"s2sctl org test {first}",
    )
