"""``s2sctl conflicts list`` and ``s2sctl failures list``."""

from pathlib import Path

from s2sctl.cli.answer import Answer, Format
from s2sctl.cli.commands.lifecycle import ConnectionArgument
from s2sctl.cli.options import OutputOption, ProjectOption, StateOption
from s2sctl.cli.session import Session, connection_name
from s2sctl.errors import UsageError
from s2sctl.sync.link import EntryKind


def conflicts(
    connection: ConnectionArgument,
    project: ProjectOption = None,
    state: StateOption = None,
    output: OutputOption = Format.TEXT,
) -> Answer:
    """List the fields that both sides changed apart and a person must settle.

    \b
    s2sctl conflicts list acme-globex
    s2sctl conflicts list acme-globex -o json

    Settle one by giving both records the same value; the next sync takes note. Asks no org.
    """
    return _listed(connection, project, state, "conflicts", (EntryKind.CONFLICT,))


def failures(
    connection: ConnectionArgument,
    project: ProjectOption = None,
    state: StateOption = None,
    output: OutputOption = Format.TEXT,
) -> Answer:
    """List what an org refused, and what waits for something else to arrive.

    \b
    s2sctl failures list acme-globex
    s2sctl failures list acme-globex -o json

    They are tried again by themselves when the record or its parent changes, and at the time
    shown. Asks no org.
    """
    return _listed(connection, project, state, "failures", (EntryKind.FAILURE, EntryKind.WAIT))


def _next(name: str, what: str, some: bool) -> str:
    """A conflict is settled in the orgs; the next sync takes note of it."""
    settled = some and what == "conflicts"
    return f"{'give both records the same value, then  ' if settled else ''}s2sctl sync {name}"


def _listed(
    connection: str,
    project: Path | None,
    state: str | None,
    what: str,
    kinds: tuple[EntryKind, ...],
) -> Answer:
    from s2sctl.app.parked import no_such, parked
    from s2sctl.cli.views.parked import parked_json, parked_text

    name = connection_name(connection)
    with Session(project, state) as session:
        known = session.store.known(name)
        if known is None:
            raise UsageError(no_such(name), code="S2S705", help="s2sctl connections")
        found = parked(session.store, known, kinds)
    return Answer(
        f"s2sctl/{what}/v1",
        {"connection": name, what: [parked_json(known, one) for one in found]},
        parked_text(known, found, what),
        next=_next(name, what, bool(found)),
    )
