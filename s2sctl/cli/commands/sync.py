"""``s2sctl sync``."""

from datetime import timedelta
from typing import Annotated

import typer

from s2sctl.cli.answer import Answer, Format
from s2sctl.cli.options import DryRunOption, OutputOption, ProjectOption, QuietOption, StateOption
from s2sctl.cli.session import connection_name
from s2sctl.cli.times import read_time
from s2sctl.errors import UsageError
from s2sctl.model.names import ConnectionName

NamesArgument = Annotated[
    list[str] | None, typer.Argument(metavar="[CONNECTION]...", help="One connection, or several.")
]
AllOption = Annotated[bool, typer.Option("--all", help="Every connection the state here knows.")]
EveryOption = Annotated[
    str | None,
    typer.Option("--every", metavar="TIME", help="Keep running: begin a round so often (60s, 5m)."),
]
LockTimeoutOption = Annotated[
    str | None,
    typer.Option(
        "--lock-timeout",
        metavar="TIME",
        help="Wait so long for a run that holds the connection (30s, 5m); else exit 7 at once.",
    ),
]
SkipOption = Annotated[
    bool,
    typer.Option("--skip-if-locked", help="Leave what another run holds to that run: exit 0."),
]
AllowDeletesOption = Annotated[
    int,
    typer.Option(
        "--allow-deletes",
        min=0,
        metavar="N",
        help="For this run, let up to N copies be deleted, whatever guards: deletes says.",
    ),
]
AllowUpdatesOption = Annotated[
    int,
    typer.Option(
        "--allow-updates",
        min=0,
        metavar="N",
        help="For this run, let up to N rows change, whatever guards: updates says.",
    ),
]
AllowCreatesOption = Annotated[
    int,
    typer.Option(
        "--allow-creates",
        min=0,
        metavar="N",
        help="For this run, let up to N copies be made, whatever guards: creates says.",
    ),
]
AllowApiCallsOption = Annotated[
    int,
    typer.Option(
        "--allow-api-calls",
        min=0,
        metavar="N",
        help="For this run, let up to N API calls of each org be taken, whatever is left of them.",
    ),
]
SweepOption = Annotated[
    bool | None,
    typer.Option(
        "--sweep/--no-sweep",
        show_default=False,
        help="Compare every shared record with the links, or leave that out.  [default: weekly]",
    ),
]
TakeOverOption = Annotated[
    bool, typer.Option("--take-over", help="Follow a state store that is lost.")
]


def sync(
    connections: NamesArgument = None,
    all_: AllOption = False,
    dry_run: DryRunOption = False,
    every: EveryOption = None,
    lock_timeout: LockTimeoutOption = None,
    skip_if_locked: SkipOption = False,
    allow_deletes: AllowDeletesOption = 0,
    allow_updates: AllowUpdatesOption = 0,
    allow_creates: AllowCreatesOption = 0,
    allow_api_calls: AllowApiCallsOption = 0,
    sweep: SweepOption = None,
    take_over: TakeOverOption = False,
    project: ProjectOption = None,
    state: StateOption = None,
    output: OutputOption = Format.TEXT,
    quiet: QuietOption = False,
) -> Answer:
    """Bring the shared records of a connection into agreement.

    \b
    Once:      s2sctl sync acme-globex
    First:     s2sctl sync acme-globex --dry-run
    Sweep:     s2sctl sync acme-globex --sweep
    By cron:   */5 * * * *  cd /srv/acme && s2sctl sync --all --skip-if-locked --quiet
    Service:   s2sctl sync --all --every 60s --quiet

    Needs the logins of both orgs and no manifest: what is in force lives in the orgs. Stopped
    anywhere, the same command goes on from there. Exit 6: done, but records wait, or a field rests.
    A paused connection rests: exit 0. --quiet prints nothing unless something was written or waits.
    --dry-run writes to neither org; links it finds by their keys are noted in the state.

    A sweep compares every shared record with the links, whatever its time stamp: it finds records
    that were deleted for good, that came into view, or that were committed very late.

    A run that would write unusually much, or take too many API calls, stops before its first write
    (exit 8) and names the flag that lets it pass. Of several connections none waits for what is
    wrong with another. INT and TERM finish the batch in flight (exit 130, 143).
    """
    from s2sctl.app.sync.work import Options
    from s2sctl.app.turns import Locking
    from s2sctl.cli.rounds import Rounds, forever, once
    from s2sctl.sync.guards import Allowance
    from s2sctl.wiring.signals import stop_on_signals

    pause = read_time("--every", every) if every else None
    wait = read_time("--lock-timeout", lock_timeout) if lock_timeout else timedelta(0)
    allowed = Allowance(allow_deletes, allow_updates, allow_creates, allow_api_calls)
    rounds = Rounds(
        project,
        state,
        _names(connections or [], all_),
        Options(dry_run, allowed, take_over, sweep=sweep),
        Locking(wait, skip_if_locked),
        output,
        quiet,
    )
    with stop_on_signals() as stop:
        return once(rounds, stop) if pause is None else forever(rounds, pause, stop)


def _names(typed: list[str], everyone: bool) -> tuple[ConnectionName, ...] | None:
    """The connections that were named; None for all. Raises UsageError S2S752."""
    if bool(typed) == everyone:
        raise UsageError(
            "Some connections were named beside --all." if typed else "No connection was named.",
            code="S2S752",
            help="s2sctl sync CONNECTION…  or  s2sctl sync --all",
        )
    return tuple(dict.fromkeys(map(connection_name, typed))) if typed else None
