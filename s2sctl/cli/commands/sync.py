"""``s2sctl sync``."""

from typing import Annotated

import typer

from s2sctl.cli.answer import Answer, Format
from s2sctl.cli.commands.lifecycle import ConnectionArgument
from s2sctl.cli.options import DryRunOption, OutputOption, ProjectOption, QuietOption, StateOption
from s2sctl.cli.session import Session, connection_name

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
TakeOverOption = Annotated[
    bool, typer.Option("--take-over", help="Follow a state store that is lost.")
]
PARKED = 6
"""The exit code of a run that is done while records wait in the ledger (design §12)."""


def sync(
    connection: ConnectionArgument,
    dry_run: DryRunOption = False,
    allow_deletes: AllowDeletesOption = 0,
    allow_updates: AllowUpdatesOption = 0,
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
    By cron:   */5 * * * *  cd /srv/acme && s2sctl sync acme-globex --quiet

    Needs the logins of both orgs and no manifest: what is in force lives in the orgs. Stopped
    anywhere, the same command goes on from there. Exit 6: done, but records wait. A paused
    connection rests: exit 0. --quiet prints nothing unless something was written or waits.
    """
    from s2sctl.app.known import both_ends
    from s2sctl.app.sync.run import sync as run_once
    from s2sctl.app.sync.work import Options
    from s2sctl.cli.views.progress import ShownProgress
    from s2sctl.cli.views.sync import next_step, report_json, report_text
    from s2sctl.sync.guards import Allowance
    from s2sctl.wiring.clock import SystemClock
    from s2sctl.wiring.runs import new_holder
    from s2sctl.wiring.signals import stop_on_signals

    name = connection_name(connection)
    options = Options(dry_run, Allowance(allow_deletes, allow_updates), take_over)
    with stop_on_signals() as stop, Session(project, state, SystemClock(stop)) as session:
        progress = ShownProgress(lambda: stop.number, quiet=quiet or output is Format.JSON)
        known, orgs = both_ends(name, session.store, session.aliases, session.single)
        clock = session.clock
        holder = new_holder(clock.now())
        try:
            report = run_once(known, orgs, session.store, clock, progress, holder, options)
        finally:
            progress.clear()
    parked = report.parked and not dry_run
    return Answer(
        "s2sctl/sync/v1",
        report_json(report),
        report_text(report, quiet=quiet),
        next=next_step(report),
        warnings=report.notes,
        exit_code=PARKED if parked else 0,
    )
