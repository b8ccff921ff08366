"""``s2sctl inbox list``, ``show``, ``accept`` and ``reject``."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from s2sctl.cli.answer import Answer, Format
from s2sctl.cli.commands.lifecycle import ConnectionArgument, SideOption
from s2sctl.cli.confirm import confirm
from s2sctl.cli.options import (
    DryRunOption,
    OutputOption,
    ProjectOption,
    QuietOption,
    StateOption,
    YesOption,
)
from s2sctl.cli.session import Session, connection_name
from s2sctl.errors import UsageError
from s2sctl.model.names import ConnectionName, ObjectName

if TYPE_CHECKING:
    from s2sctl.app.inbox import Inbox, Word
    from s2sctl.connection.waiting import Waiting
    from s2sctl.ports.org import Org

IdsArgument = Annotated[
    list[str] | None,
    typer.Argument(metavar="[ID...]", help="Ids of the partner's records, as the list shows them."),
]
ObjectOption = Annotated[
    str | None, typer.Option("--object", help="Only records of this object of ours.")
]
AllOption = Annotated[bool, typer.Option("--all", help="All that wait (of --object, if given).")]
OwnerOption = Annotated[
    str | None,
    typer.Option("--owner", help="Who is to own them: a username, or a queue's developer name."),
]
ReasonOption = Annotated[str, typer.Option("--reason", help="Why; the partner sees it.")]


def list_inbox(
    connection: ConnectionArgument,
    org: SideOption = None,
    object_: ObjectOption = None,
    project: ProjectOption = None,
    state: StateOption = None,
    output: OutputOption = Format.TEXT,
    quiet: QuietOption = False,
) -> Answer:
    """List the records that wait to be accepted.

    \b
    s2sctl inbox list acme-globex --org globex
    s2sctl inbox list acme-globex --org globex --object Lead

    An org that is not named is each org of the connection whose login is here.
    """
    from s2sctl.app.inbox import inbox
    from s2sctl.cli.views.inbox import inbox_json, inbox_text

    name = connection_name(connection)
    with Session(project, state) as session:
        found = {
            side.alias: inbox(side, session.store, name, _object(object_)).waiting
            for side in session.sides(name, org)
        }
    return Answer(
        "s2sctl/inbox/v1",
        {
            "connection": name,
            "orgs": [{"org": alias, "waiting": inbox_json(rows)} for alias, rows in found.items()],
        },
        "\n\n".join(inbox_text(rows, alias, _object(object_)) for alias, rows in found.items()),
        next=f"s2sctl inbox accept {name} ID"
        if any(found.values())
        else f"s2sctl sync {name} brings what is new",
    )


def show(
    connection: ConnectionArgument,
    ids: IdsArgument = None,
    org: SideOption = None,
    object_: ObjectOption = None,
    every: AllOption = False,
    project: ProjectOption = None,
    state: StateOption = None,
    output: OutputOption = Format.TEXT,
    quiet: QuietOption = False,
) -> Answer:
    """Show what waiting records hold in the partner's org.

    \b
    s2sctl inbox show acme-globex 00QXX00000123452AA --org globex

    Shown are the fields this org takes. They are in the partner's org until a record is accepted,
    so its login has to be here; without it only what the inbox itself holds is shown.
    """
    from s2sctl.app.inbox import show as look
    from s2sctl.cli.views.inbox import inbox_text, shown_json, shown_text

    name = connection_name(connection)
    with Session(project, state) as session:
        side = _side(session, name, org)
        found, some = _some(session, name, side, object_, ids, every=every)
        shown = look(found, some, _far(session, found))
    return Answer(
        "s2sctl/inbox-show/v1",
        {"connection": name, "org": side.alias, "waiting": shown_json(shown)},
        shown_text(shown) or inbox_text((), side.alias, _object(object_)),
        next=f"s2sctl inbox accept {name} {shown[0].waiting.key.record if shown else 'ID'}",
    )


def accept(
    connection: ConnectionArgument,
    ids: IdsArgument = None,
    org: SideOption = None,
    object_: ObjectOption = None,
    every: AllOption = False,
    owner: OwnerOption = None,
    dry_run: DryRunOption = False,
    yes: YesOption = False,
    project: ProjectOption = None,
    state: StateOption = None,
    output: OutputOption = Format.TEXT,
    quiet: QuietOption = False,
) -> Answer:
    """Accept waiting records; the next sync makes the copies.

    \b
    One:             s2sctl inbox accept acme-globex 00QXX00000123452AA --org globex
    All leads:       s2sctl inbox accept acme-globex --object Lead --all
    For a queue:     s2sctl inbox accept acme-globex --all --owner Partner_Leads
    For a user:      s2sctl inbox accept acme-globex --all --owner ann@globex.example

    The same from inside the org: set Status of the S2S Share to Active.
    """
    from s2sctl.app.inbox import Word

    word = Word(True, owner=owner or "")
    return _say(connection, ids, org, object_, every, word, dry_run, yes, project, state)


def reject(
    connection: ConnectionArgument,
    ids: IdsArgument = None,
    org: SideOption = None,
    object_: ObjectOption = None,
    every: AllOption = False,
    reason: ReasonOption = "",
    dry_run: DryRunOption = False,
    yes: YesOption = False,
    project: ProjectOption = None,
    state: StateOption = None,
    output: OutputOption = Format.TEXT,
    quiet: QuietOption = False,
) -> Answer:
    """Reject waiting records; only a new share offers them again.

    \b
    s2sctl inbox reject acme-globex 00QXX00000123452AA --org globex --reason "we have it"

    The next sync tells the partner: their share is Inactive, with the reason.
    """
    from s2sctl.app.inbox import Word

    word = Word(False, reason)
    return _say(connection, ids, org, object_, every, word, dry_run, yes, project, state)


def _say(
    connection: str,
    ids: list[str] | None,
    org: str | None,
    object_: str | None,
    every: bool,
    word: "Word",
    dry_run: bool,
    yes: bool,
    project: Path | None,
    state: str | None,
) -> Answer:
    from s2sctl.app.inbox import say
    from s2sctl.cli.views.inbox import inbox_json, inbox_text, said_text

    name, what = connection_name(connection), "accept" if word.accept else "reject"
    with Session(project, state) as session:
        side = _side(session, name, org)
        found, some = _some(session, name, side, object_, ids, every=every)
        text = inbox_text(some, side.alias, _object(object_))
        done = bool(some) and not dry_run
        if done:
            # Named one by one they need no second word.
            confirm(f"{text}\n{what.capitalize()} all of them?", yes=yes or not every)
            say(found, session.store, some, word)
    return Answer(
        f"s2sctl/inbox-{what}/v1",
        {
            "connection": name,
            "org": side.alias,
            "records": inbox_json(some),
            "dry_run": dry_run,
        },
        said_text(some, what, dry_run=dry_run) or text,
        next=f"the same inbox {what} without --dry-run" if dry_run else f"s2sctl sync {name}",
    )


def _side(session: Session, name: ConnectionName, org: str | None) -> "Org":
    """The org whose inbox is meant: the one named, else the only one in which anything waits."""
    from s2sctl.app.inbox import inbox

    ends = session.sides(name, org)
    if len(ends) == 1:
        return ends[0]
    waiting = [side for side in ends if inbox(side, session.store, name).waiting]
    return waiting[0] if len(waiting) == 1 else session.side(name, org)


def _some(
    session: Session,
    name: ConnectionName,
    side: "Org",
    object_: str | None,
    ids: list[str] | None,
    *,
    every: bool,
) -> "tuple[Inbox, tuple[Waiting, ...]]":
    from s2sctl.app.inbox import chosen, inbox

    if bool(ids) == every:
        raise UsageError(
            "Which records? Name ids, or say --all, not both.",
            code="S2S542",
            help=f"see what waits:  s2sctl inbox list {name} --org {side.alias}",
        )
    found = inbox(side, session.store, name, _object(object_))
    return found, found.waiting if every else chosen(found, ids or [])


def _far(session: Session, found: "Inbox") -> "Org | None":
    """The partner's org, where the state knows its alias and the login is here."""
    known = session.store.known(found.record.name)
    alias = known.aliases.of(found.record.role.side.other) if known is not None else None
    return session.org(alias) if alias is not None and alias in session.aliases else None


def _object(text: str | None) -> ObjectName | None:
    return ObjectName(text) if text else None
