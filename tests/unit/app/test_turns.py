"""Several connections in one go: none stops another, none is left behind."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from s2sctl.app.turns import (
    GRAVEST,
    Locking,
    Turn,
    hopeless,
    in_turn,
    round_code,
    take_turns,
)
from s2sctl.errors import (
    AccessDenied,
    Bug,
    GuardTripped,
    Interrupted,
    LeaseLost,
    Locked,
    OrgUnreachable,
    UsageError,
)
from s2sctl.model.digest import DigestKey
from s2sctl.model.names import ConnectionName
from s2sctl.ports.store import RunRecord
from s2sctl.store.memory import MemoryStore
from s2sctl.sync.report import Held, RunReport

A, B, C = map(ConnectionName, ("a-b", "a-c", "b-c"))
AT = datetime(2026, 3, 1, tzinfo=UTC)


def report(name, **more):
    return RunReport(name, "run", (), {}, {}, 1.0, **more)


@dataclass
class Clock:
    """Counts what is slept; ``stop_after`` seconds a signal comes."""

    slept: float = 0.0
    stop_after: float = 1e9
    seen: list[float] = field(default_factory=list)

    def now(self):
        return AT

    def sleep(self, seconds):
        if self.slept + seconds > self.stop_after:
            raise Interrupted("stop", signal_number=15)
        self.slept += seconds


class Runs:
    """Runs connections by a script of answers each; the last one stays."""

    def __init__(self, **script):
        self.script = {ConnectionName(k.replace("_", "-")): list(v) for k, v in script.items()}
        self.ran = []

    def __call__(self, name):
        self.ran.append(name)
        answers = self.script.get(name, [None])
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        if answer is None:
            return report(name)
        raise answer


def by_name(turns):
    return {turn.connection: turn for turn in turns}


@pytest.mark.parametrize(
    "error",
    [
        Locked("held"),
        OrgUnreachable("no answer"),
        GuardTripped("too much"),
        AccessDenied("no"),
        UsageError("not accepted"),
        LeaseLost("lost"),
        Bug("ours"),
    ],
)
def test_what_one_connection_ends_with_stops_no_other(error) -> None:
    runs = Runs(a_c=[error])
    turns = by_name(take_turns([A, B, C], runs, Clock(), Locking()))
    assert turns[A].report is not None
    assert turns[C].report is not None
    assert turns[B].error is error
    assert round_code(turns.values()) == error.exit_code


def test_a_held_connection_waits_until_all_others_had_their_turn() -> None:
    runs = Runs(a_b=[Locked("held"), Locked("held"), None])
    clock = Clock()
    turns = by_name(take_turns([A, B, C], runs, clock, Locking(timedelta(seconds=30))))
    assert runs.ran == [A, B, C, A, A]
    assert clock.slept == 2
    assert turns[A].exit_code == 0


def test_a_held_connection_is_waited_for_so_long_and_no_longer() -> None:
    runs, clock = Runs(a_b=[Locked("held")]), Clock()
    (turn,) = take_turns([A], runs, clock, Locking(timedelta(seconds=30)))
    assert turn.exit_code == 7
    assert clock.slept == 30


def test_a_lost_lease_is_not_waited_for() -> None:
    clock = Clock()
    take_turns([A], Runs(a_b=[LeaseLost("lost")]), clock, Locking(timedelta(seconds=30), skip=True))
    assert clock.slept == 0


def test_what_is_skipped_is_no_failure_and_what_is_lost_is_one() -> None:
    skip = Locking(skip=True)
    (held,) = take_turns([A], Runs(a_b=[Locked("held")]), Clock(), skip)
    (lost,) = take_turns([A], Runs(a_b=[LeaseLost("lost")]), Clock(), skip)
    assert (held.skipped, held.exit_code) == (True, 0)
    assert (lost.skipped, lost.exit_code) == (False, 7)


def test_a_signal_ends_the_round() -> None:
    runs = Runs(a_b=[Interrupted("stop", signal_number=2)])
    turns = take_turns([A, B, C], runs, Clock(), Locking())
    assert runs.ran == [A]
    assert round_code(turns) == 130


def test_a_signal_ends_the_wait_for_a_lock() -> None:
    runs = Runs(a_b=[Locked("held")])
    turns = take_turns([A, B], runs, Clock(stop_after=3), Locking(timedelta(seconds=30)))
    assert round_code(turns) == 143


def test_parked_records_are_told_by_the_exit_code() -> None:
    parked = Turn(A, report(A, ledger=Held(failures=1)))
    assert round_code([parked, Turn(B, report(B))]) == 6


@given(st.lists(st.sampled_from(GRAVEST), min_size=1))
def test_the_gravest_code_is_told(codes) -> None:
    class Fixed:
        def __init__(self, code):
            self.exit_code = code

    told = round_code([Fixed(code) for code in codes])
    assert told in codes
    assert all(GRAVEST.index(told) <= GRAVEST.index(code) for code in codes)
    assert (told == 0) == (set(codes) == {0})


def test_a_round_is_hopeless_only_where_all_of_it_is() -> None:
    wrong, away = Turn(A, error=UsageError("no")), Turn(B, error=OrgUnreachable("no"))
    assert hopeless([wrong])
    assert not hopeless([wrong, away])
    assert not hopeless([wrong, Turn(B, report(B))])
    assert not hopeless([])


def test_who_ran_longest_ago_comes_first() -> None:
    store = MemoryStore(Clock(), DigestKey(b"k" * 32))
    for name, minutes in ((A, 5), (B, 9)):
        store.begin_run(name, RunRecord("r", AT + timedelta(minutes=minutes), None, None))
    assert in_turn([B, A, C], store) == [C, A, B]
