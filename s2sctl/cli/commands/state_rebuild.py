"""``s2sctl state rebuild``."""

from typing import TYPE_CHECKING, Annotated

import typer

from s2sctl.cli.answer import Answer, Format
from s2sctl.cli.options import OutputOption, ProjectOption, QuietOption, StateOption
from s2sctl.cli.session import Session, connection_name
from s2sctl.errors import UsageError

if TYPE_CHECKING:
    from s2sctl.model.names import ConnectionName

ConnectionArgument = Annotated[
    str | None,
    typer.Argument(metavar="[CONNECTION]", help="One connection; all of the project's, if none."),
]


def rebuild(
    connection: ConnectionArgument = None,
    project: ProjectOption = None,
    state: StateOption = None,
    output: OutputOption = Format.TEXT,
    quiet: QuietOption = False,
) -> Answer:
    """Find a lost state's links in the orgs again; write to neither.

    \b
    One:  s2sctl state rebuild acme-globex
    All:  s2sctl state rebuild

    Reads both orgs whole and writes to neither: the keys on copies, the share rows, the recycle
    bins. What both sides show alike is taken as agreed; what differs is listed as a conflict, and
    written by nobody before it is edited or settled. Values of settled conflicts are in no org:
    they are not found again.

    \b
    Then:  s2sctl sync acme-globex --dry-run --take-over
           s2sctl sync acme-globex --take-over --allow-creates N

    The state that was lost is the one both orgs name: --take-over follows it. No new copy is made
    before a person says how many there may be: N is what the dry run counts.
    """
    from s2sctl.app.known import both_ends
    from s2sctl.app.rebuild import rebuild as find_again
    from s2sctl.cli.views.progress import ShownProgress
    from s2sctl.cli.views.rebuilt import rebuilt_json, rebuilt_text
    from s2sctl.wiring.clock import SystemClock
    from s2sctl.wiring.runs import new_holder
    from s2sctl.wiring.signals import stop_on_signals

    done = []
    with (
        stop_on_signals() as stop,
        Session(project, state, SystemClock(stop)) as session,
    ):
        clock = session.clock
        progress = ShownProgress(lambda: stop.number, quiet=quiet or output is Format.JSON)
        for name in [connection_name(connection)] if connection else _all(session):
            known, orgs = both_ends(name, session.store, session.aliases, session.org)
            try:
                found = find_again(
                    known, orgs, session.store, clock, progress, new_holder(clock.now())
                )
            finally:
                progress.clear()
            done.append(found)
    return Answer(
        "s2sctl/state-rebuild/v1",
        {"connections": [rebuilt_json(one) for one in done]},
        "\n\n".join(map(rebuilt_text, done)),
        next=f"s2sctl sync {done[0].connection} --dry-run --take-over",
        warnings=tuple(note for one in done for note in one.notes),
    )


def _all(session: Session) -> "list[ConnectionName]":
    """Every connection that a login here has an accepted end of. Raises UsageError S2S783."""
    from s2sctl.app.listing import list_connections
    from s2sctl.connection.record import Status

    listed = list_connections(session.aliases, session.org).listed
    names = dict.fromkeys(one.record.name for one in listed if one.record.status is Status.ACCEPTED)
    if not names:
        raise UsageError(
            "No login here has a connection that is accepted.",
            code="S2S783",
            help="see what there is:  s2sctl connections",
        )
    return sorted(names)
