"""``sync`` carried out: one round over some connections, or one round after the other."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from s2sctl.cli.answer import Answer, Format
from s2sctl.cli.session import Session
from s2sctl.errors import Temporary, UsageError
from s2sctl.model.names import ConnectionName

if TYPE_CHECKING:
    from s2sctl.app.sync.work import Options
    from s2sctl.app.turns import Locking, Turn
    from s2sctl.sync.report import RunReport
    from s2sctl.wiring.signals import Stop


@dataclass(frozen=True, slots=True)
class Rounds:
    """What was asked for; ``names`` None: every connection the state knows."""

    project: Path | None
    state: str | None
    names: tuple[ConnectionName, ...] | None
    options: "Options"
    locking: "Locking"
    output: Format
    quiet: bool

    @property
    def alone(self) -> bool:
        """Whether one connection was asked for by its name."""
        return self.names is not None and len(self.names) == 1


def once(rounds: Rounds, stop: "Stop") -> Answer:
    """One round. What ends the one connection that was named is raised."""
    _refuse_unmeant(rounds)
    turns = _play(rounds, stop)
    if rounds.alone and turns[0].error is not None and not turns[0].skipped:
        raise turns[0].error
    return _answer(rounds, turns)


def forever(rounds: Rounds, every: timedelta, stop: "Stop") -> Answer:
    """Rounds that begin ``every`` so often, each told as it ends, until a signal comes.

    What fails in a round is told, and the next round tries again. Raises Interrupted, and what
    only a person can mend: UsageError, or the errors of a round in which nothing else happened.
    """
    from s2sctl.cli.lazy import heard_or_not
    from s2sctl.cli.views.answer import show_error
    from s2sctl.wiring.clock import SystemClock

    _refuse_unmeant(rounds, lasting=True)
    clock = SystemClock(stop)
    while True:
        begun = clock.now()
        try:
            turns = _play(rounds, stop)
        except Temporary as error:
            with heard_or_not():
                show_error(error, rounds.output)
        else:
            # Each round is told as it ends, and a reader that has gone ends no service.
            with heard_or_not():
                _tell(rounds, turns)
        # A clock that was set meanwhile makes a wait neither negative nor long.
        left = every - (clock.now() - begun)
        clock.sleep(min(max(left, timedelta(0)), every).total_seconds())


def _refuse_unmeant(rounds: Rounds, *, lasting: bool = False) -> None:
    """Raise UsageError S2S754 where a word that was meant for one run would count for more."""
    from s2sctl.sync.guards import Allowance

    allows = rounds.options.allowed != Allowance()
    if (allows and not rounds.alone) or (lasting and (allows or rounds.options.take_over)):
        word = "An --allow-… flag" if allows else "--take-over"
        raise UsageError(
            f"{word} is a word about one run of one connection.",
            code="S2S754",
            help="say it once, without --all and --every:  s2sctl sync CONNECTION …",
        )


def _tell(rounds: Rounds, turns: "tuple[Turn, ...]") -> None:
    """Show how a round of a service ended. Raises what ends the service."""
    from s2sctl.app.turns import hopeless
    from s2sctl.cli.views.answer import show_answer, show_error
    from s2sctl.errors import Interrupted

    for turn in turns:
        if isinstance(turn.error, Interrupted) or (turn.error and hopeless(turns)):
            raise turn.error
    first = turns[0].error if rounds.alone and not turns[0].skipped else None
    if first is not None:
        show_error(first, rounds.output)
    else:
        show_answer(_answer(rounds, turns), rounds.output, quiet=True)


def _play(rounds: Rounds, stop: "Stop") -> "tuple[Turn, ...]":
    from s2sctl.app.turns import in_turn, take_turns
    from s2sctl.wiring.clock import SystemClock

    # Logins and settings are those of now, however long the process has been running.
    with Session(rounds.project, rounds.state, SystemClock(stop)) as session:
        names = rounds.names if rounds.names is not None else session.every_connection("sync")
        ordered = in_turn(names, session.store) if len(names) > 1 else list(names)
        return take_turns(ordered, _runner(session, rounds, stop), session.clock, rounds.locking)


def _runner(
    session: Session, rounds: Rounds, stop: "Stop"
) -> "Callable[[ConnectionName], RunReport]":
    from s2sctl.app.known import both_ends
    from s2sctl.app.sync.run import sync
    from s2sctl.cli.views.progress import ShownProgress
    from s2sctl.wiring.runs import new_holder

    quiet = rounds.quiet or rounds.output is Format.JSON
    progress = ShownProgress(lambda: stop.number, quiet=quiet)

    def run(name: ConnectionName) -> "RunReport":
        store, clock = session.store, session.clock
        known, orgs = both_ends(name, store, session.aliases, session.single)
        holder = new_holder(clock.now())
        try:
            return sync(known, orgs, store, clock, progress, holder, rounds.options)
        finally:
            progress.clear()

    return run


def _answer(rounds: Rounds, turns: "tuple[Turn, ...]") -> Answer:
    from s2sctl.app.turns import round_code
    from s2sctl.cli.views.rounds import round_json, round_text, turn_json
    from s2sctl.cli.views.sync import next_step

    reports = [turn.report for turn in turns if turn.report is not None]
    alone = rounds.alone and bool(turns)
    return Answer(
        "s2sctl/sync/v1" if alone else "s2sctl/sync-all/v1",
        turn_json(turns[0]) if alone else round_json(turns),
        round_text(turns, quiet=rounds.quiet),
        next=next_step(reports[0], rounds.options) if alone and reports else "s2sctl health",
        warnings=tuple(note for report in reports for note in report.notes),
        exit_code=round_code(turns),
    )
