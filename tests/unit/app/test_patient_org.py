"""Every try of a write is made by leave, and no more tries than help."""

from dataclasses import dataclass, field

import pytest

from s2sctl.app.patient import PatientOrg
from s2sctl.errors import (
    AccessDenied,
    AnswerLost,
    Interrupted,
    LeaseLost,
    LimitReached,
    RequestRefused,
    Temporary,
)
from s2sctl.model.ids import RecordId
from s2sctl.ports.org import Outcome, Refusal, RowWrite, WriteBatch
from s2sctl.ports.patience import Patience
from tests.support.world import LEAD

ID = RecordId("00Q000000000001EAA")
BATCH = WriteBatch(LEAD, (RowWrite({}, ID),))
DONE = (Outcome(ID),)


def failing(kind, again=None):
    error = kind("no")
    if again is not None:
        error.again = again
    return error


@dataclass
class Scripted:
    """Answers writes and deletes from a script, and hears what happens in which order."""

    script: list[object]
    heard: list[str] = field(default_factory=list)
    alias: str = "acme"

    def write(self, batch):
        self.heard.append("try")
        answer = self.script.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def delete(self, ids):
        return self.write(ids)


@dataclass
class Waiting:
    """Waits without waiting; ``stop`` is a signal."""

    heard: list[str]
    stop: bool = False
    waited: list[float] = field(default_factory=list)

    def sleep(self, seconds):
        if self.stop:
            raise Interrupted("stop", signal_number=15)
        self.heard.append("wait")
        self.waited.append(seconds)


def patient(*script, allowed=lambda: None, stop=False):
    org = Scripted(list(script))
    clock = Waiting(org.heard, stop)

    def look():
        org.heard.append("look")
        allowed()

    return PatientOrg(org, clock, look, Patience(tries=3)), org, clock


def test_leave_is_asked_before_every_try() -> None:
    lost = failing(AnswerLost, 0.0)
    held, org, _ = patient(lost, failing(Temporary, 0.0), DONE)
    assert held.write(BATCH) == DONE
    assert org.heard == ["look", "try", "wait", "look", "try", "wait", "look", "try"]


@pytest.mark.parametrize("method", ["write", "delete"])
def test_who_slept_while_another_took_over_tries_no_more(method) -> None:
    looks = iter([None, LeaseLost("taken over")])

    def allowed():
        answer = next(looks)
        if answer is not None:
            raise answer

    held, org, _ = patient(failing(AnswerLost, 0.0), DONE, allowed=allowed)
    with pytest.raises(LeaseLost):
        getattr(held, method)(BATCH if method == "write" else [ID])
    assert org.heard.count("try") == 1


@pytest.mark.parametrize("kind", [AccessDenied, LimitReached, AnswerLost])
def test_what_would_fail_again_is_tried_once(kind) -> None:
    held, org, _ = patient(failing(kind), DONE)
    with pytest.raises(kind):
        held.write(BATCH)
    assert org.heard == ["look", "try"]


def test_a_wait_is_at_least_what_the_org_asked_for() -> None:
    held, _, clock = patient(failing(LimitReached, 240.0), DONE)
    held.write(BATCH)
    assert clock.waited[0] >= 240


@pytest.mark.parametrize(
    "last",
    [
        failing(Temporary, 0.0),
        RequestRefused("no", status=400, error_code="JSON_PARSER_ERROR"),
        failing(AccessDenied),
    ],
)
def test_a_write_once_in_doubt_stays_so_whatever_its_last_try_was_told(last) -> None:
    held, _, _ = patient(failing(AnswerLost, 0.0), failing(Temporary, 0.0), last)
    with pytest.raises(AnswerLost):
        held.write(BATCH)


@pytest.mark.parametrize(("first", "unsure"), [(AnswerLost, True), (Temporary, False)])
def test_a_row_refused_after_a_try_that_nobody_answered_may_be_written(first, unsure) -> None:
    refused = Outcome(ID, refusal=Refusal("FIELD_CUSTOM_VALIDATION_EXCEPTION", "no"))
    held, _, _ = patient(failing(first, 0.0), (refused,))
    assert [one.unsure for one in held.write(BATCH)] == [unsure]


def test_a_signal_ends_the_waiting_between_two_tries() -> None:
    held, org, _ = patient(failing(Temporary, 0.0), DONE, stop=True)
    with pytest.raises(Interrupted) as caught:
        held.write(BATCH)
    assert caught.value.exit_code == 143
    assert org.heard == ["look", "try"]
