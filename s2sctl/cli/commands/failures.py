"""``s2sctl failures list``, ``show``, ``retry`` and ``drop``."""

from typing import TYPE_CHECKING, Annotated

import typer

from s2sctl.cli.answer import Answer, Format
from s2sctl.cli.commands.conflicts import AllOption, IdsArgument
from s2sctl.cli.commands.lifecycle import ConnectionArgument
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
from s2sctl.model.names import ConnectionName
from s2sctl.sync.link import EntryKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from s2sctl.app.parked import Parked
    from s2sctl.ports.store import KnownConnection

KINDS = (EntryKind.FAILURE, EntryKind.WAIT)
CauseOption = Annotated[
    str | None, typer.Option("--cause", metavar="CODE", help="All of this cause.")
]


def list_failures(
    connection: ConnectionArgument,
    cause: CauseOption = None,
    project: ProjectOption = None,
    state: StateOption = None,
    output: OutputOption = Format.TEXT,
) -> Answer:
    """List what an org refused, and what waits for something.

    \b
    s2sctl failures list acme-globex
    s2sctl failures list acme-globex --cause FIELD_CUSTOM_VALIDATION_EXCEPTION
    s2sctl failures list acme-globex -o json

    Grouped by cause, with what would cure it. They are tried again by themselves: at the time
    shown, when the record, its parent, or the receiving object's fields change. Asks no org.
    """
    from s2sctl.app.settling.failures import by_cause, of_cause
    from s2sctl.cli.views.failures import cause_json, causes_text
    from s2sctl.cli.views.parked import parked_json

    name = connection_name(connection)
    with Session(project, state) as session:
        known, found = _found(session, name)
        some = of_cause(found, cause)
        causes = by_cause(some)
    return Answer(
        "s2sctl/failures/v1",
        {
            "connection": name,
            "failures": [parked_json(known, one) for one in some],
            "causes": [cause_json(known, one) for one in causes],
        },
        causes_text(known, causes),
        next=f"s2sctl failures show {name} --cause {causes[0].code}"
        if causes
        else f"s2sctl sync {name}",
    )


def show(
    connection: ConnectionArgument,
    ids: IdsArgument = None,
    cause: CauseOption = None,
    every: AllOption = False,
    project: ProjectOption = None,
    state: StateOption = None,
    output: OutputOption = Format.TEXT,
    quiet: QuietOption = False,
) -> Answer:
    """Show all there is to know about refused or waiting records.

    \b
    s2sctl failures show acme-globex 00QXX0000012345
    s2sctl failures show acme-globex --cause STRING_TOO_LONG

    Both ids, the org's own words, how often it was tried and when it is tried next, the line of
    the manifest, and what would cure it. Values stay in the orgs. Asks no org.
    """
    from s2sctl.cli.views.failures import shown_json, shown_text
    from s2sctl.wiring.mapping_lines import mapping_lines

    name = connection_name(connection)
    with Session(project, state) as session:
        known, found = _found(session, name)
        some = _chosen(name, found, ids, cause, every=every)
        lines = mapping_lines(name, session.project.folder)
    told = [(one, lines.of(known, one.entry, one.fields)) for one in some]
    return Answer(
        "s2sctl/failures-show/v1",
        {"connection": name, "failures": [shown_json(known, one, line) for one, line in told]},
        "\n\n".join(shown_text(known, one, line) for one, line in told)
        or f"{name} has no failures.",
        next=f"s2sctl failures retry {name} {some[0].entry.key.record}"
        if some
        else f"s2sctl sync {name}",
    )


def retry(
    connection: ConnectionArgument,
    ids: IdsArgument = None,
    cause: CauseOption = None,
    every: AllOption = False,
    dry_run: DryRunOption = False,
    project: ProjectOption = None,
    state: StateOption = None,
    output: OutputOption = Format.TEXT,
    quiet: QuietOption = False,
) -> Answer:
    """Let the next sync try refused or waiting records again.

    \b
    s2sctl failures retry acme-globex 00QXX0000012345
    s2sctl failures retry acme-globex --cause FIELD_CUSTOM_VALIDATION_EXCEPTION
    s2sctl failures retry acme-globex --all

    For when the cause is gone and nothing a sync looks at tells: a validation rule was relaxed, a
    duplicate merged. Writes to no org.
    """
    from s2sctl.app.settling.failures import retry as mark
    from s2sctl.cli.views.failures import listed_text, marked_json
    from s2sctl.wiring.clock import SystemClock
    from s2sctl.wiring.runs import new_holder

    name = connection_name(connection)
    with Session(project, state) as session:
        known, found = _found(session, name)
        some = _chosen(name, found, ids, cause, every=every)
        if not dry_run:
            mark(session.store, known, new_holder(SystemClock().now()), some)
    did = "would be tried again by" if dry_run else "will be tried again by"
    return Answer(
        "s2sctl/failures-retry/v1",
        {"connection": name, "records": marked_json(some), "dry_run": dry_run},
        listed_text(known, some, f"{did} the next sync"),
        next=_after("retry", f"s2sctl sync {name}", dry_run=dry_run and bool(some)),
    )


def drop(
    connection: ConnectionArgument,
    ids: IdsArgument = None,
    cause: CauseOption = None,
    every: AllOption = False,
    dry_run: DryRunOption = False,
    yes: YesOption = False,
    project: ProjectOption = None,
    state: StateOption = None,
    output: OutputOption = Format.TEXT,
    quiet: QuietOption = False,
) -> Answer:
    """Forget refused changes, until their records change again.

    \b
    s2sctl failures drop acme-globex 00QXX0000012345
    s2sctl failures drop acme-globex --cause CANNOT_UPDATE_CONVERTED_LEAD --yes

    The two records stay apart, and nothing tells of it any more. The next edit of the record at
    its source brings everything that is apart along again. Writes to no org.
    """
    from s2sctl.app.settling.failures import drop as forget
    from s2sctl.cli.views.failures import listed_text, marked_json
    from s2sctl.wiring.clock import SystemClock
    from s2sctl.wiring.runs import new_holder

    name = connection_name(connection)
    with Session(project, state) as session:
        known, found = _found(session, name)
        some = _chosen(name, found, ids, cause, every=every)
        if some and not dry_run:
            text = listed_text(known, some, "would be forgotten")
            confirm(
                f"{text}\nThe records stay apart until they change again. Forget?",
                yes=yes,
            )
            forget(session.store, known, new_holder(SystemClock().now()), some)
    did = "would be forgotten" if dry_run else "forgotten until the record changes again"
    return Answer(
        "s2sctl/failures-drop/v1",
        {"connection": name, "records": marked_json(some), "dry_run": dry_run},
        listed_text(known, some, did),
        next=_after("drop", f"s2sctl failures list {name}", dry_run=dry_run and bool(some)),
    )


def _after(command: str, done: str, *, dry_run: bool) -> str:
    return f"the same failures {command} without --dry-run" if dry_run else done


def _found(session: Session, name: str) -> "tuple[KnownConnection, tuple[Parked, ...]]":
    from s2sctl.app.parked import known_here, parked

    known = known_here(session.store, ConnectionName(name))
    return known, parked(session.store, known, KINDS)


def _chosen(
    name: ConnectionName,
    found: "tuple[Parked, ...]",
    ids: "Sequence[str] | None",
    cause: str | None,
    *,
    every: bool,
) -> "tuple[Parked, ...]":
    """The entries named by ids, by a cause, or all."""
    from s2sctl.app.settling.failures import of_cause
    from s2sctl.app.settling.word import chosen

    some = of_cause(found, cause)
    return some if cause is not None and not ids else chosen(name, some, ids or [], every=every)
