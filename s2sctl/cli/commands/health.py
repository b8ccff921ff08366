"""``s2sctl health``."""

from datetime import timedelta
from typing import Annotated

import typer

from s2sctl.cli.answer import Answer, Format, Json
from s2sctl.cli.options import OutputOption, ProjectOption, QuietOption, StateOption
from s2sctl.cli.session import Session, connection_name
from s2sctl.cli.times import read_time
from s2sctl.errors import S2sError
from s2sctl.model.names import ConnectionName
from s2sctl.sync.health import Health, Verdict

OptionalConnection = Annotated[
    str | None, typer.Argument(metavar="[CONNECTION]", help="One connection; else all known here.")
]
UNHEALTHY = 1


def health(
    connection: OptionalConnection = None,
    max_lag: Annotated[
        str | None,
        typer.Option(
            "--max-lag", metavar="TIME", help="Fail where the last run is older: 15m, 2h, 1d."
        ),
    ] = None,
    project: ProjectOption = None,
    state: StateOption = None,
    output: OutputOption = Format.TEXT,
    quiet: QuietOption = False,
) -> Answer:
    """Tell how a connection stands, and whether anything is wrong.

    \b
    One:     s2sctl health acme-globex
    All:     s2sctl health
    Alarm:   s2sctl health --max-lag 30m || mail -s "s2sctl" ops@acme.example

    Writes nothing. Exit 1 when a connection is failing: a partner ended it, a login does not
    answer, a run never came, a field rests because an org's metadata changed. Without a name every
    connection is told of, whatever one of them says. With one org's login only, its own record
    tells what the runs elsewhere noted in it.
    """
    from s2sctl.cli.views.health import health_json, health_text

    most = read_time("--max-lag", max_lag) if max_lag else None
    with Session(project, state) as session:
        names = (connection_name(connection),) if connection else session.every_connection("health")
        found = [_look(session, name, most, alone=connection is not None) for name in names]
    failing = any(one.verdict is Verdict.FAILING for one in found)
    documents: list[Json] = [health_json(one) for one in found]
    return Answer(
        "s2sctl/health/v1",
        documents[0] if len(found) == 1 else {"connections": documents},
        "\n\n".join(map(health_text, found)),
        next=_next(max(found, key=lambda one: list(Verdict).index(one.verdict))),
        exit_code=UNHEALTHY if failing else 0,
    )


def _look(session: Session, name: ConnectionName, most: timedelta | None, *, alone: bool) -> Health:
    """One connection's health. Of many, one that cannot be asked does not silence the others."""
    from s2sctl.app.health import health as look
    from s2sctl.app.health import unasked
    from s2sctl.app.known import both_ends
    from s2sctl.app.own_health import own_health

    try:
        known, orgs = both_ends(name, session.store, session.aliases, session.org)
    except S2sError as error:
        own = None
        if error.code == "S2S705":
            own = own_health(name, session.aliases, session.org, most)
        if own is None and alone:
            raise
        return own or unasked(name, error)
    return look(known, orgs, session.store, max_lag=most)


def _next(first: Health) -> str:
    """What a person would do about it."""
    failing = [check.id for check in first.checks if check.status is Verdict.FAILING]
    silent = [id.removeprefix("org.") for id in failing if id.startswith("org.")]
    if "connection" in failing and not silent:
        return f"s2sctl history {first.connection}"
    if silent:
        return f"s2sctl org test {silent[0]}"
    if "runner" in failing:
        return f"s2sctl state adopt {first.connection}"
    if first.paused:
        return f"s2sctl resume {first.connection} --org {first.paused[0]}"
    if first.missing:
        return f"s2sctl {first.missing[0].command} MANIFEST  (the one of {first.missing[0].org})"
    if "terms" in failing:
        return f"s2sctl diff {first.connection}"
    if any(one.stops for one in first.drifts):
        return "s2sctl validate --live --diff"
    if first.held.conflicts:
        return f"s2sctl conflicts list {first.connection}"
    if first.held.failures:
        return f"s2sctl failures list {first.connection}"
    return f"s2sctl sync {first.connection}"
