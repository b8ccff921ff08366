"""``s2sctl org test``."""

from typing import Annotated

import typer

from s2sctl.cli.answer import Answer, Format
from s2sctl.cli.options import OutputOption, ProjectOption


def try_org(
    org: Annotated[str, typer.Argument(help="The org's alias.", metavar="ALIAS")],
    project: ProjectOption = None,
    output: OutputOption = Format.TEXT,
) -> Answer:
    """Log in to an org and say who we are there.

    Proves the login and the permission to use the API; changes nothing and costs two API calls.

    s2sctl org test acme
    """
    from s2sctl.app.login_check import check_login
    from s2sctl.cli.views.orgs import report_json, report_text
    from s2sctl.wiring.orgs import api_version, open_org
    from s2sctl.wiring.project import open_project

    home = open_project(project)
    version = api_version(home, org)
    report = check_login(open_org(home, org))
    return Answer(
        schema="s2sctl/org-test/v1",
        result=report_json(org, report, version),
        text=report_text(report, version),
        next=f"s2sctl org enable {org}",
    )
