"""Several connections in one go: each has its turn, whatever becomes of the others."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from s2sctl.errors import Interrupted, LeaseLost, Locked, S2sError
from s2sctl.model.names import ConnectionName
from s2sctl.ports.clock import Clock
from s2sctl.ports.store import StateStore
from s2sctl.sync.report import RunReport

AGAIN_AFTER = 1.0
"""Seconds between two looks whether a lock is free."""

NEVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Locking:
    """What to do where another run holds a connection: how long to wait for it, and whether to
    leave it to that run then."""

    wait: timedelta = timedelta(0)
    skip: bool = False


@dataclass(frozen=True, slots=True)
class Turn:
    """How one connection's run ended: its report, or the error that ended it. ``skipped``: the
    error says who holds it, and that is as well."""

    connection: ConnectionName
    report: RunReport | None = None
    error: S2sError | None = None
    skipped: bool = False

    @property
    def exit_code(self) -> int:
        """The exit code of this run by itself."""
        if self.error is not None:
            return 0 if self.skipped else self.error.exit_code
        return self.report.exit_code if self.report is not None else 0


GRAVEST = (130, 143, 70, 2, 4, 8, 1, 5, 7, 6, 0)
"""Of several exit codes the one that tells most: what a person must mend before what time cures."""


def in_turn(names: Iterable[ConnectionName], store: StateStore) -> list[ConnectionName]:
    """The connection whose latest run began longest ago first, so that none is left behind."""
    begun = {name: runs[0].started if (runs := store.runs(name, 1)) else NEVER for name in names}
    return sorted(begun, key=lambda name: (begun[name], name))


def take_turns(
    names: Sequence[ConnectionName],
    run: Callable[[ConnectionName], RunReport],
    clock: Clock,
    locking: Locking,
) -> tuple[Turn, ...]:
    """Run each connection once; what one ends with stops no other.

    Connections that another run holds come last: they are tried again until ``locking.wait`` has
    passed. Interrupted ends the round; those not yet run are not told of then.
    """
    turns: dict[ConnectionName, Turn] = {}
    waiting, waited = list(names), 0.0
    while waiting:
        held = []
        for name in waiting:
            turn = turns[name] = _turn(name, run, locking)
            if isinstance(turn.error, Interrupted):
                return tuple(turns.values())
            if _held(turn.error):
                held.append(name)
        if not held or waited >= locking.wait.total_seconds():
            break
        try:
            clock.sleep(AGAIN_AFTER)
        except Interrupted as error:
            turns[held[0]] = Turn(held[0], error=error)
            break
        waiting, waited = held, waited + AGAIN_AFTER
    return tuple(turns.values())


def round_code(turns: Iterable[Turn]) -> int:
    """One exit code for all of them."""
    codes = {turn.exit_code for turn in turns}
    return next((code for code in GRAVEST if code in codes), max(codes, default=0))


def hopeless(turns: Sequence[Turn]) -> bool:
    """Whether going on is of no use: every connection ended with what only a person can mend, a
    wrong configuration or a refused login."""
    return bool(turns) and all(turn.exit_code in (2, 4, 70) for turn in turns)


def _turn(name: ConnectionName, run: Callable[[ConnectionName], RunReport], how: Locking) -> Turn:
    try:
        return Turn(name, run(name))
    except S2sError as error:
        return Turn(name, error=error, skipped=how.skip and _held(error))


def _held(error: S2sError | None) -> bool:
    return isinstance(error, Locked) and not isinstance(error, LeaseLost)
