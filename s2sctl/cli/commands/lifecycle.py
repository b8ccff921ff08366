"""``s2sctl connections``, ``deactivate``, ``pause`` and ``resume``."""

from collections.abc import Mapping, Sequence
from typing import Annotated

import typer

from s2sctl.cli.answer import Answer, Format
from s2sctl.cli.confirm import confirm
from s2sctl.cli.options import OutputOption, ProjectOption, QuietOption, StateOption, YesOption
from s2sctl.cli.session import Session, connection_name
from s2sctl.connection.record import ConnectionRecord
from s2sctl.model.names import ConnectionName, OrgAlias
from s2sctl.ports.org import Org

ConnectionArgument = Annotated[
    str, typer.Argument(metavar="CONNECTION", help="The connection's name.")
]
SideOption = Annotated[
    str | None,
    typer.Option("--org", metavar="ALIAS", help="This side's login; needed if both are here."),
]

PausedSideOption = Annotated[
    str | None,
    typer.Option("--org", metavar="ALIAS", help="Only this side; else all ends here."),
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

    A state that was lost learns from it again which orgs each connection joins, and what changed
    elsewhere comes into the history.
    """
    from s2sctl.app.chronicle import note_ends, note_seen
    from s2sctl.app.listing import list_connections
    from s2sctl.cli.views.connections import listed_json, listed_text

    with Session(project, state) as session:
        wanted = [session.project.login(alias).alias for alias in org or session.aliases]
        listing = list_connections(wanted, session.org)
        for one in listing.living:
            note_ends(session.store, one.alias, one.org_id, one.record)
        for one in listing.listed:
            note_seen(session.store, session.org(str(one.alias)), one.record.name, one.record)
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

    One side's word is enough. Only reconnect, and the partner's yes, brings the connection back.
    """
    from s2sctl.app.lifecycle import deactivate as end
    from s2sctl.cli.views.connections import record_json, step_text

    name = connection_name(connection)
    with Session(project, state) as session:
        side = session.side(name, org)
        question = f"End {name} in {side.alias}? Only reconnect brings it back."
        confirm(question, yes=yes, dry_run=False)
        record = end(side, session.store, name, reason)
    return Answer(
        "s2sctl/deactivate/v1",
        record_json(record, side.alias),
        f"{step_text(record, side.alias)}. Every copy stays.",
        next="s2sctl connections",
    )


def pause(
    connection: ConnectionArgument,
    org: PausedSideOption = None,
    reason: Annotated[str, typer.Option("--reason", help="Why, for the other people.")] = "",
    project: ProjectOption = None,
    state: StateOption = None,
    output: OutputOption = Format.TEXT,
    quiet: QuietOption = False,
) -> Answer:
    """Stop a connection's flow for a while.

    \b
    s2sctl pause acme-globex --reason "release weekend"

    One side's word is enough. Updates wait and nothing is lost: what changes meanwhile is read by
    the first sync after resume. health tells for how long it has been paused.
    """
    from s2sctl.app.lifecycle import pause as stop

    name = connection_name(connection)
    with Session(project, state) as session:
        ends = session.sides(name, org)
        records = stop(ends, session.store, name, reason)
    return _changed("pause", name, ends, records, f"s2sctl resume {name}")


def resume(
    connection: ConnectionArgument,
    org: PausedSideOption = None,
    project: ProjectOption = None,
    state: StateOption = None,
    output: OutputOption = Format.TEXT,
    quiet: QuietOption = False,
) -> Answer:
    """Let a paused connection flow again.

    \b
    s2sctl resume acme-globex
    """
    from s2sctl.app.lifecycle import resume as go_on

    name = connection_name(connection)
    with Session(project, state) as session:
        ends = session.sides(name, org)
        records = go_on(ends, session.store, name)
    return _changed("resume", name, ends, records, f"s2sctl sync {name}")


def _changed(
    command: str,
    name: ConnectionName,
    ends: Sequence[Org],
    records: Mapping[OrgAlias, ConnectionRecord],
    next: str,
) -> Answer:
    from s2sctl.cli.views.connections import record_json, step_text

    untouched = [str(one.alias) for one in ends if one.alias not in records]
    told = "\n".join(f"{step_text(record, alias)}." for alias, record in records.items())
    return Answer(
        f"s2sctl/{command}/v1",
        {
            "connection": name,
            "orgs": [record_json(record, alias) for alias, record in records.items()],
        },
        f"{told}\nAlready so in {' and '.join(untouched)}." if untouched else told,
        next=next,
    )
