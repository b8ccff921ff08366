"""``s2sctl connections``, ``deactivate``, ``pause`` and ``resume``."""

from typing import Annotated

import typer

from s2sctl.cli.answer import Answer, Format
from s2sctl.cli.confirm import confirm
from s2sctl.cli.options import OutputOption, ProjectOption, QuietOption, StateOption, YesOption
from s2sctl.cli.session import Session, connection_name

ConnectionArgument = Annotated[
    str, typer.Argument(metavar="CONNECTION", help="The connection's name.")
]
SideOption = Annotated[
    str | None,
    typer.Option("--org", metavar="ALIAS", help="This side's login; needed if both are here."),
]


def connections(
    org: Annotated[
        list[str] | None, typer.Option("--org", metavar="ALIAS", help="Only these orgs.")
    ] = None,
    project: ProjectOption = None,
    state: StateOption = None,
    output: OutputOption = Format.TEXT,
    quiet: QuietOption = False,
) -> Answer:
    """List the connections of every org, and where they stand.

    \b
    All:      s2sctl connections
    One org:  s2sctl connections --org acme

    A state that was lost learns from it again which orgs each connection joins.
    """
    from s2sctl.app.chronicle import note_ends
    from s2sctl.app.listing import list_connections
    from s2sctl.cli.views.connections import listed_json, listed_text

    with Session(project, state) as session:
        wanted = [session.project.login(alias).alias for alias in org or session.aliases]
        listing = list_connections(wanted, session.org)
        for one in listing.living:
            note_ends(session.store, one.alias, one.org_id, one.record)
    if listing.failed and not listing.listed:
        raise next(iter(listing.failed.values()))
    return Answer(
        "s2sctl/connections/v1",
        {"connections": listed_json(listing.listed)},
        listed_text(listing.listed),
        next="s2sctl health CONNECTION" if listing.listed else "s2sctl invite MANIFEST",
        warnings=(
            *(f"{alias} was not asked: {one.message}" for alias, one in listing.failed.items()),
            *(
                f"{alias} is not enabled: s2sctl org enable {alias}"
                for alias in listing.not_enabled
            ),
        ),
    )


def deactivate(
    connection: ConnectionArgument,
    reason: Annotated[str, typer.Option("--reason", help="Why, for the other people.")],
    org: SideOption = None,
    yes: YesOption = False,
    project: ProjectOption = None,
    state: StateOption = None,
    output: OutputOption = Format.TEXT,
    quiet: QuietOption = False,
) -> Answer:
    """End a connection; every copy stays.

    \b
    s2sctl deactivate acme-globex --org acme --reason "contract ended"

    One side's word is enough. Only a new invitation brings the connection back.
    """
    from s2sctl.app.lifecycle import deactivate as end
    from s2sctl.cli.views.connections import record_json, step_text

    name = connection_name(connection)
    with Session(project, state) as session:
        side = session.side(name, org)
        confirm(f"End {name} in {side.alias}? Only a new invitation brings it back.", yes=yes)
        record = end(side, session.store, name, reason)
    return Answer(
        "s2sctl/deactivate/v1",
        record_json(record, side.alias),
        f"{step_text(record, side.alias)}. Every copy stays.",
        next="s2sctl connections",
    )


def pause(
    connection: ConnectionArgument,
    org: SideOption = None,
    reason: Annotated[str, typer.Option("--reason", help="Why, for the other people.")] = "",
    project: ProjectOption = None,
    state: StateOption = None,
    output: OutputOption = Format.TEXT,
    quiet: QuietOption = False,
) -> Answer:
    """Stop a connection's flow for a while.

    \b
    s2sctl pause acme-globex --org acme --reason "release weekend"

    One side's word is enough. What changes meanwhile is read by the first sync after resume.
    """
    from s2sctl.app.lifecycle import pause as stop
    from s2sctl.cli.views.connections import record_json, step_text

    name = connection_name(connection)
    with Session(project, state) as session:
        side = session.side(name, org)
        record = stop(side, session.store, name, reason)
    return Answer(
        "s2sctl/pause/v1",
        record_json(record, side.alias),
        f"{step_text(record, side.alias)}.",
        next=f"s2sctl resume {name} --org {side.alias}",
    )


def resume(
    connection: ConnectionArgument,
    org: SideOption = None,
    project: ProjectOption = None,
    state: StateOption = None,
    output: OutputOption = Format.TEXT,
    quiet: QuietOption = False,
) -> Answer:
    """Let a paused connection flow again.

    \b
    s2sctl resume acme-globex --org acme
    """
    from s2sctl.app.lifecycle import resume as go_on
    from s2sctl.cli.views.connections import record_json, step_text

    name = connection_name(connection)
    with Session(project, state) as session:
        side = session.side(name, org)
        record = go_on(side, session.store, name)
    return Answer(
        "s2sctl/resume/v1",
        record_json(record, side.alias),
        f"{step_text(record, side.alias)}.",
        next=f"s2sctl sync {name}",
    )
