"""``s2sctl catalog``: what the partner publishes."""

from typing import Annotated

import typer

from s2sctl.cli.answer import Answer, Format
from s2sctl.cli.options import OutputOption, ProjectOption, QuietOption, StateOption
from s2sctl.cli.session import Session, connection_name


def catalog(
    connection: Annotated[str, typer.Argument(metavar="CONNECTION", help="Its name.")],
    org: Annotated[
        str | None, typer.Option("--org", metavar="ALIAS", help="This side's login.")
    ] = None,
    project: ProjectOption = None,
    state: StateOption = None,
    output: OutputOption = Format.TEXT,
    quiet: QuietOption = False,
) -> Answer:
    """Show what the partner publishes, and what of it is taken.

    \b
    The partner's list:  s2sctl catalog acme-globex --org globex

    An org learns of its partner's list by a sync, or by a publish with both logins. Types are
    those of the partner's last publish.
    """
    from s2sctl.app.catalogue import offer
    from s2sctl.cli.views.catalogue import offer_json, offer_text

    with Session(project, state) as session:
        side = session.side(connection_name(connection), org)
        found = offer(side, connection_name(connection))
    alias = str(side.alias)
    return Answer(
        "s2sctl/catalog/v1",
        offer_json(found, alias),
        offer_text(found, alias),
        next="s2sctl subscribe MANIFEST" if found.rows else f"s2sctl sync {connection}",
    )
