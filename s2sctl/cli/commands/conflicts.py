"""``s2sctl conflicts list`` and ``show``."""

from typing import TYPE_CHECKING, Annotated

import typer

from s2sctl.cli.answer import Answer, Format
from s2sctl.cli.commands.lifecycle import ConnectionArgument
from s2sctl.cli.options import OutputOption, ProjectOption, QuietOption, StateOption
from s2sctl.cli.session import Session, connection_name
from s2sctl.sync.link import EntryKind

if TYPE_CHECKING:
    from s2sctl.model.side import Pair
    from s2sctl.ports.org import Org
    from s2sctl.ports.store import KnownConnection

IdsArgument = Annotated[
    list[str] | None,
    typer.Argument(metavar="[ID...]", help="Ids of either org's records, as the list shows them."),
]
AllOption = Annotated[bool, typer.Option("--all", help="All that the list shows.")]
FieldOption = Annotated[
    str | None,
    typer.Option("--field", metavar="NAME", help="Only this field, by its name in either org."),
]
SettledOption = Annotated[
    bool, typer.Option("--settled", help="Conflicts that are over, while their values are kept.")
]


def list_conflicts(
    connection: ConnectionArgument,
    settled: SettledOption = False,
    project: ProjectOption = None,
    state: StateOption = None,
    output: OutputOption = Format.TEXT,
) -> Answer:
    """List the fields a person must settle.

    \b
    s2sctl conflicts list acme-globex
    s2sctl conflicts list acme-globex --settled
    s2sctl conflicts list acme-globex -o json

    DIVERGED marks fields whose policies let each org keep its own value: nothing needs doing.
    NEVER_AGREED marks fields that differed when their share was found again after a lost state.
    Settled ones are those whose other value was written over; it is kept for 30 days, or as
    long as conflicts: keep_values: says. Asks no org.
    """
    from s2sctl.app.parked import known_here, parked
    from s2sctl.cli.views.parked import parked_json, parked_text

    name = connection_name(connection)
    with Session(project, state) as session:
        known = known_here(session.store, name)
        if settled:
            return _settled_list(session, known)
        found = parked(session.store, known, (EntryKind.CONFLICT,))
    return Answer(
        "s2sctl/conflicts/v1",
        {"connection": name, "conflicts": [parked_json(known, one) for one in found]},
        parked_text(known, found, "conflicts"),
        next=f"s2sctl conflicts show {name} --all" if found else f"s2sctl sync {name}",
    )


def show(
    connection: ConnectionArgument,
    ids: IdsArgument = None,
    every: AllOption = False,
    field: FieldOption = None,
    settled: SettledOption = False,
    project: ProjectOption = None,
    state: StateOption = None,
    output: OutputOption = Format.TEXT,
    quiet: QuietOption = False,
) -> Answer:
    """Show both values of conflicts: who changed what, when.

    \b
    s2sctl conflicts show acme-globex 00QXX0000012345
    s2sctl conflicts show acme-globex --all
    s2sctl conflicts show acme-globex --all --settled

    The values are those the last sync noted. Both orgs are asked who last edited the records: an
    org keeps one such name and time for a whole record.
    """
    from s2sctl.app.known import both_ends
    from s2sctl.app.parked import parked
    from s2sctl.app.settling.look import look
    from s2sctl.app.settling.word import chosen
    from s2sctl.cli.views.conflicts import looked_json, looked_text, settling

    name = connection_name(connection)
    with Session(project, state) as session:
        known, orgs = both_ends(name, session.store, session.aliases, session.org)
        if settled:
            return _settled_shown(session, known, orgs, ids or [], field, every=every)
        found = parked(session.store, known, (EntryKind.CONFLICT,))
        some = chosen(name, found, ids or [], every=every, field=field)
        looked = look(known, orgs, session.store, some)
    return Answer(
        "s2sctl/conflicts-show/v1",
        {"connection": name, "conflicts": [looked_json(known, one) for one in looked]},
        looked_text(known, looked) or f"{name} has no conflicts.",
        next=settling(name, known, looked),
    )


def _settled_list(session: Session, known: "KnownConnection") -> Answer:
    from s2sctl.app.settling.kept import kept
    from s2sctl.cli.views.kept import kept_json, kept_text

    found = kept(session.store, known)
    show_all = f"s2sctl conflicts show {known.name} --all --settled"
    return Answer(
        "s2sctl/conflicts-settled/v1",
        {"connection": known.name, "conflicts": [kept_json(known, one) for one in found]},
        kept_text(known, found),
        next=show_all if found else f"s2sctl sync {known.name}",
    )


def _settled_shown(
    session: Session,
    known: "KnownConnection",
    orgs: "Pair[Org]",
    ids: list[str],
    field: str | None,
    *,
    every: bool,
) -> Answer:
    from s2sctl.app.settling.kept import kept, named
    from s2sctl.app.settling.look import people
    from s2sctl.app.settling.word import chosen
    from s2sctl.cli.views.kept import bringing, kept_json, shown_text

    found = kept(session.store, known)
    parts = [one.parked for one in found]
    some = named(found, chosen(known.name, parts, ids, every=every, field=field))
    who = people(known, orgs, (one.conflict for one in some))
    return Answer(
        "s2sctl/conflicts-settled-show/v1",
        {"connection": known.name, "conflicts": [kept_json(known, one, who) for one in some]},
        shown_text(known, some, who) or f"{known.name} has no settled conflicts to show.",
        next=bringing(known.name, known, some),
    )
