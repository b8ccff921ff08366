"""``s2sctl match``."""

from enum import Enum
from typing import Annotated

import typer

from s2sctl.cli.answer import Answer, Format
from s2sctl.cli.asked import ObjectArgument
from s2sctl.cli.commands.lifecycle import ConnectionArgument
from s2sctl.cli.confirm import confirm, told_after
from s2sctl.cli.options import (
    DryRunOption,
    OutputOption,
    ProjectOption,
    QuietOption,
    StateOption,
    YesOption,
)
from s2sctl.cli.session import Session, connection_name
from s2sctl.model.names import ObjectName, OrgAlias


class Listing(Enum):
    """Which records are told one by one instead of by a few examples."""

    UNIQUE = "unique"
    AMBIGUOUS = "ambiguous"
    OCCUPIED = "occupied"
    MISSING = "missing"


OnOption = Annotated[
    str, typer.Option("--on", metavar="FIELDS", help="What makes them the same: Email[,LastName].")
]
OriginOption = Annotated[
    str | None,
    typer.Option("--origin", metavar="ALIAS", help="Whose records are the origins, if both share."),
]
ListOption = Annotated[
    Listing | None, typer.Option("--list", help="List all of these, not a few examples.")
]
HoldOption = Annotated[
    bool,
    typer.Option("--hold", help="End the shares of ambiguous ones, so that no sync copies them."),
]
SOME_REFUSED = 6
"""The exit code where an org refused some keys and took the others (design §12)."""


def match(
    connection: ConnectionArgument,
    object_: ObjectArgument,
    on: OnOption,
    origin: OriginOption = None,
    list_: ListOption = None,
    hold: HoldOption = False,
    dry_run: DryRunOption = False,
    yes: YesOption = False,
    project: ProjectOption = None,
    state: StateOption = None,
    output: OutputOption = Format.TEXT,
    quiet: QuietOption = False,
) -> Answer:
    """Link records that exist on both sides; make no second ones.

    \b
    See it first:  s2sctl match acme-globex Contact --on Email --dry-run --list ambiguous
    Do it:         s2sctl match acme-globex Contact --on Email,LastName
    Both share:    s2sctl match acme-globex Contact --on Email --origin acme --yes

    Compares the records the origin's side shares with all of the other side's. One that looks
    like exactly one other becomes its origin: the copy gets its key, and nothing else is written.
    What looks like several is listed and left alone; so is one whose key is taken. The next sync
    makes copies of those, unless --hold ends their shares until you share them by hand. E-mail
    addresses are compared without regard to case; a blank field matches nothing. The next sync
    then adopts equal fields, and settles different ones by each side's on_conflict.
    """
    from s2sctl.app.known import both_ends
    from s2sctl.app.patient import fenced
    from s2sctl.app.sharing.match import find_matches, hold_back, link_matches
    from s2sctl.app.sync.run import leased
    from s2sctl.cli.views.match import linked_text, match_json, match_text, next_step
    from s2sctl.cli.views.progress import ShownProgress
    from s2sctl.wiring.runs import new_holder

    name, kind = connection_name(connection), ObjectName(object_)
    fields, home = [one.strip() for one in on.split(",")], OrgAlias(origin) if origin else None
    with Session(project, state) as session:
        known, orgs = both_ends(name, session.store, session.aliases, session.single)
        progress = ShownProgress(lambda: None, quiet=quiet or output is Format.JSON)
        linked, held, seen = None, 0, False
        with leased(session.store, name, new_holder(session.clock.now())) as lease:
            orgs = fenced(orgs, session.store, lease, session.clock)
            found = find_matches(known, orgs, session.store, lease, kind, fields, home, progress)
            progress.clear()
            shown = match_text(found, list_.value if list_ else "")
            if not dry_run and (found.matches.unique or (hold and found.matches.ambiguous)):
                seen = confirm(f"{shown}\nWrite these keys?", yes=yes)
                linked = link_matches(found, session.store, lease, progress)
                held = hold_back(found, session.store, name, progress) if hold else 0
                progress.clear()
    return Answer(
        "s2sctl/match/v1",
        match_json(found, linked, held),
        told_after(shown, linked_text(linked, held), asked=seen) if linked else shown,
        next=next_step(found.matches, name, kind, done=linked is not None),
        exit_code=SOME_REFUSED if linked and linked.refused else 0,
    )
