"""``s2sctl share``, ``unshare`` and ``shares``."""

from typing import Annotated

import typer

from s2sctl.cli.answer import Answer, Format
from s2sctl.cli.commands.lifecycle import ConnectionArgument, SideOption
from s2sctl.cli.options import OutputOption, ProjectOption, QuietOption, StateOption
from s2sctl.cli.session import Session, connection_name
from s2sctl.model.names import ObjectName

ObjectArgument = Annotated[
    str, typer.Argument(metavar="OBJECT", help="The records' object, such as Lead.")
]
IdsArgument = Annotated[
    list[str], typer.Argument(metavar="ID...", help="Record ids, of 15 or 18 characters.")
]


def share(
    connection: ConnectionArgument,
    object_: ObjectArgument,
    ids: IdsArgument,
    org: SideOption = None,
    project: ProjectOption = None,
    state: StateOption = None,
    output: OutputOption = Format.TEXT,
    quiet: QuietOption = False,
) -> Answer:
    """Share records over a connection, one by one.

    \b
    One:      s2sctl share acme-globex Lead 00QXX0000012345AAA
    Several:  s2sctl share acme-globex Lead 00QXX0000012345AAA 00QXX0000012346AAA --org acme

    They travel with the next sync. A record that is not there stops the command before any is
    shared; one that the org refuses does not take back the others.
    """
    from s2sctl.app.share import holder
    from s2sctl.app.share import share as start
    from s2sctl.cli.views.shares import results_json, results_text

    name, kind = connection_name(connection), ObjectName(object_)
    with Session(project, state) as session:
        side = holder(session.sides(name, org), kind, ids)
        results = start(side, session.store, name, kind, ids)
    return Answer(
        "s2sctl/share/v1",
        {"connection": name, "org": side.alias, "object": kind, "records": results_json(results)},
        results_text(results),
        next=f"s2sctl sync {name}",
    )


def unshare(
    connection: ConnectionArgument,
    object_: ObjectArgument,
    ids: IdsArgument,
    org: SideOption = None,
    project: ProjectOption = None,
    state: StateOption = None,
    output: OutputOption = Format.TEXT,
    quiet: QuietOption = False,
) -> Answer:
    """End the shares of records; no rule brings them back.

    \b
    s2sctl unshare acme-globex Lead 00QXX0000012345AAA

    Only `s2sctl share` does, by hand. What becomes of the copy is the partner's own choice
    (when_share_ends).
    """
    from s2sctl.app.share import holder
    from s2sctl.app.share import unshare as end
    from s2sctl.cli.views.shares import results_json, results_text

    name, kind = connection_name(connection), ObjectName(object_)
    with Session(project, state) as session:
        side = holder(session.sides(name, org), kind, ids)
        results = end(side, session.store, name, kind, ids)
    return Answer(
        "s2sctl/unshare/v1",
        {"connection": name, "org": side.alias, "object": kind, "records": results_json(results)},
        results_text(results),
        next=f"s2sctl sync {name}",
    )


def shares(
    connection: ConnectionArgument,
    org: SideOption = None,
    project: ProjectOption = None,
    state: StateOption = None,
    output: OutputOption = Format.TEXT,
    quiet: QuietOption = False,
) -> Answer:
    """List records shared by hand, and ended shares.

    \b
    s2sctl shares acme-globex --org acme
    """
    from s2sctl.app.share import shares as kept
    from s2sctl.cli.views.shares import shares_json, shares_text

    name = connection_name(connection)
    with Session(project, state) as session:
        found = {side.alias: kept(side, session.store, name) for side in session.sides(name, org)}
    return Answer(
        "s2sctl/shares/v1",
        {
            "connection": name,
            "orgs": [{"org": alias, "shares": shares_json(rows)} for alias, rows in found.items()],
        },
        "\n\n".join(f"{alias}\n{shares_text(rows, alias)}" for alias, rows in found.items()),
        next=f"s2sctl share {name} OBJECT ID",
    )
