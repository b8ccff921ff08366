"""``s2sctl shares list`` and ``shares show``."""

from enum import Enum
from itertools import islice
from typing import Annotated

import typer

from s2sctl.cli.answer import Answer, Format
from s2sctl.cli.commands.lifecycle import ConnectionArgument, SideOption
from s2sctl.cli.options import OutputOption, ProjectOption, QuietOption, StateOption
from s2sctl.cli.session import Session, connection_name
from s2sctl.errors import UsageError
from s2sctl.model.names import ConnectionName
from s2sctl.ports.org import Org


class Stand(Enum):
    """The states to choose from, in one word each."""

    PENDING = "pending"
    ACTIVE = "active"
    INACTIVE = "inactive"
    DELETED = "deleted"
    CONVERTED = "converted"
    REFUSED = "refused"


class Origin(Enum):
    """Where a record was born, seen from this org."""

    HERE = "here"
    PARTNER = "partner"


ObjectOption = Annotated[
    str | None, typer.Option("--object", metavar="OBJECT", help="Only this object's.")
]
StatusOption = Annotated[Stand | None, typer.Option("--status", help="Only those in this state.")]
OriginOption = Annotated[Origin | None, typer.Option("--origin", help="Only those born there.")]
LimitOption = Annotated[
    int, typer.Option("--limit", min=0, metavar="N", help="How many at most; 0: all.")
]
RecordArgument = Annotated[str, typer.Argument(metavar="ID", help="The record, in either org.")]


def list_shares(
    connection: ConnectionArgument,
    object_: ObjectOption = None,
    status: StatusOption = None,
    origin: OriginOption = None,
    limit: LimitOption = 100,
    org: SideOption = None,
    project: ProjectOption = None,
    state: StateOption = None,
    output: OutputOption = Format.TEXT,
    quiet: QuietOption = False,
) -> Answer:
    """List what is shared, and where each share stands.

    \b
    All:          s2sctl shares list acme-globex
    What waits:   s2sctl shares list acme-globex --status pending
    Came to us:   s2sctl shares list acme-globex --org globex --origin partner --object Lead

    States are Salesforce's own words, seen from --org (else the inviter's login): Pending (sent),
    Active (sent), Active (received), Inactive, Inactive (deleted), Inactive (converted). Shared
    by rule or by hand alike.
    """
    from s2sctl.app.sharing.rows import open_door
    from s2sctl.app.sharing.telling import Filter, tell_shares
    from s2sctl.cli.views.shares_list import states_of, told_json, told_text

    name = connection_name(connection)
    here = None if origin is None else origin is Origin.HERE
    wanted = Filter(object_, states_of(status.value) if status else None, here)
    with Session(project, state) as session:
        door = open_door(_viewed(session, name, org), session.store, name, living=False)
        told = tell_shares(door, session.store, wanted)
        found = list(islice(told, limit + 1)) if limit else list(told)
    more = bool(limit) and len(found) > limit
    shown = found[:limit] if more else found
    alias = door.org.alias
    return Answer(
        "s2sctl/shares-list/v1",
        {"connection": name, "org": alias, "shares": list(map(told_json, shown)), "more": more},
        told_text(shown, alias, more=more),
        next=f"s2sctl shares show {name} ID" if shown else f"s2sctl share {name} OBJECT ID",
    )


def show_share(
    connection: ConnectionArgument,
    record: RecordArgument,
    org: SideOption = None,
    project: ProjectOption = None,
    state: StateOption = None,
    output: OutputOption = Format.TEXT,
    quiet: QuietOption = False,
) -> Answer:
    """Show all there is to know about the share of one record.

    \b
    s2sctl shares show acme-globex 00QXX00000123452AA

    Both ids, origin, state, since when, when it was last sent, and the last error.
    """
    from s2sctl.app.sharing.asked import record_ids
    from s2sctl.app.sharing.rows import open_door
    from s2sctl.app.sharing.telling import tell_share
    from s2sctl.cli.views.shares_list import share_text, told_json

    name = connection_name(connection)
    id = record_ids([record])[0]
    with Session(project, state) as session:
        door = open_door(_viewed(session, name, org), session.store, name, living=False)
        found = tell_share(door, session.store, id)
    if not found:
        raise UsageError(
            f"{id} is not shared over {name}, as far as {door.org.alias} and the state know.",
            code="S2S432",
            help=f"share it:  s2sctl share {name} OBJECT {id}",
        )
    alias = door.org.alias
    return Answer(
        "s2sctl/shares-show/v1",
        {"connection": name, "org": alias, "shares": list(map(told_json, found))},
        "\n\n".join(share_text(one, alias) for one in found),
        next=f"s2sctl sync {name}",
    )


def _viewed(session: Session, name: ConnectionName, alias: str | None) -> Org:
    """The org whose view is told: the one named, else the first known end."""
    return session.sides(name, alias)[0]
