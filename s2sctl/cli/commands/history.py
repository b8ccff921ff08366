"""``s2sctl history``."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from s2sctl.cli.answer import Answer, Format
from s2sctl.cli.commands.lifecycle import ConnectionArgument
from s2sctl.cli.options import OutputOption, ProjectOption, QuietOption, StateOption
from s2sctl.cli.session import Session, connection_name
from s2sctl.errors import UsageError
from s2sctl.model.names import ConnectionName
from s2sctl.model.spans import read_span
from s2sctl.ports.org import Org


def history(
    connection: ConnectionArgument,
    limit: Annotated[int, typer.Option("--limit", min=1, help="How many lines at most.")] = 50,
    since: Annotated[
        str | None,
        typer.Option("--since", metavar="TIME", help="Not before: 7d, 12h, or 2026-11-23."),
    ] = None,
    as_csv: Annotated[bool, typer.Option("--csv", help="Comma separated, for sheets.")] = False,
    project: ProjectOption = None,
    state: StateOption = None,
    output: OutputOption = Format.TEXT,
    quiet: QuietOption = False,
) -> Answer:
    """Tell a connection's story: what, when, which side, who, why.

    \b
    Newest first:  s2sctl history acme-globex
    This week:     s2sctl history acme-globex --since 7d
    For a sheet:   s2sctl history acme-globex --csv > history.csv

    The orgs are asked first: what was changed from another machine, or in an org by hand, is told
    as seen.
    """
    from s2sctl.app.history import history as look
    from s2sctl.cli.views.history import history_csv, history_json, history_text
    from s2sctl.wiring.clock import SystemClock

    name = connection_name(connection)
    start = _moment(since, SystemClock().now()) if since else None
    with Session(project, state) as session:
        found = look(session.store, name, _ends(session, name), limit=limit, since=start)
        if not found.lines and session.store.known(name) is None:
            raise UsageError(
                f"Nothing is remembered here of a connection {name}.",
                code="S2S402",
                help="list what the orgs have:  s2sctl connections",
            )
    return Answer(
        "s2sctl/history/v1",
        {"connection": name, "events": history_json(found.lines)},
        history_csv(found.lines) if as_csv else history_text(found.lines),
        next="" if as_csv else f"s2sctl health {name}",
        warnings=found.warnings,
    )


def _ends(session: Session, name: ConnectionName) -> tuple[Org, ...]:
    """The logins here that the state knows as ends; none where it knows none."""
    known = session.store.known(name)
    aliases = known.aliases if known else ()
    return tuple(session.org(str(one)) for one in aliases if one in session.aliases)


def _moment(text: str, now: datetime) -> datetime:
    try:
        return now - read_span(text)
    except ValueError:
        pass
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise UsageError(
            f"{text!r} is neither a length of time nor a date.",
            code="S2S418",
            help="--since 7d   or   --since 2026-11-23",
        ) from None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
