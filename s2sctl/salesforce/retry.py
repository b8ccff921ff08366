"""Which failed requests are sent again, how often, and after how long.

Writes of records are one attempt here (:func:`once`): who writes them repeats them, and makes
sure before each try that the connection is still theirs.
"""

import logging
from collections.abc import Callable
from enum import Enum
from typing import TypeVar

from tenacity import (
    RetryCallState,
    Retrying,
    retry_if_exception,
    stop_after_attempt,
    wait_random_exponential,
)

from s2sctl.errors import AnswerLost, Temporary
from s2sctl.ports.clock import Clock
from s2sctl.ports.patience import Patience
from s2sctl.salesforce.faults import Course, Failure

T = TypeVar("T")
_LOG = logging.getLogger(__name__)


class Repeat(Enum):
    """What a second sending of the same request would do."""

    READ = "nothing"
    WRITE = "the same once more: a deploy, an assignment"
    ONCE = "something else: a mail, a plain create"


def persistently(
    attempt: Callable[[], T], repeat: Repeat, clock: Clock, alias: str, patience: Patience
) -> T:
    """What ``attempt`` answers, after as many tries as its failures and ``repeat`` allow.

    Waits with full jitter, at least as long as the org's ``Retry-After`` says. Raises the error
    of the last failure; where a write may have been done and no answer says so, AnswerLost.
    """
    unsure = False

    def tried() -> T:
        nonlocal unsure
        try:
            return attempt()
        except Failure as failure:
            unsure = unsure or (repeat is not Repeat.READ and failure.rule.course is Course.UNSURE)
            raise

    retrying = Retrying(
        sleep=clock.sleep,
        stop=stop_after_attempt(patience.tries),
        wait=_wait(patience),
        retry=retry_if_exception(lambda error: _worth_it(error, repeat, patience)),
        before_sleep=lambda state: _note(state, alias, patience),
        reraise=True,
    )
    try:
        return retrying(tried)
    except Failure as failure:
        raise (_lost(failure, alias) if unsure else failure.error(alias)) from failure


def once(attempt: Callable[[], T], alias: str, patience: Patience) -> T:
    """What one ``attempt`` at a write answers.

    Raises AnswerLost where it may have been done, and else the failure's error; what may be tried
    again says after how many seconds, unless the org asks for more than ``patience`` obeys.
    """
    try:
        return attempt()
    except Failure as failure:
        course = failure.rule.course
        error = _lost(failure, alias) if course is Course.UNSURE else failure.error(alias)
        asked = failure.retry_after or 0.0
        if isinstance(error, Temporary) and course is not Course.FINAL and asked <= patience.obeyed:
            error.again = asked
        raise error from failure


def _worth_it(error: BaseException, repeat: Repeat, patience: Patience) -> bool:
    if not isinstance(error, Failure) or (error.retry_after or 0.0) > patience.obeyed:
        return False
    if error.rule.course is Course.UNSURE:
        return repeat is not Repeat.ONCE
    return error.rule.course is Course.AGAIN


def _wait(patience: Patience) -> Callable[[RetryCallState], float]:
    jitter = wait_random_exponential(multiplier=patience.first, max=patience.longest)

    def wait(state: RetryCallState) -> float:
        error = state.outcome.exception() if state.outcome is not None else None
        asked = error.retry_after if isinstance(error, Failure) else None
        return max(jitter(state), asked or 0.0)

    return wait


def _note(state: RetryCallState, alias: str, patience: Patience) -> None:
    error = state.outcome.exception() if state.outcome is not None else None
    tries = f"try {state.attempt_number} of {patience.tries}"
    _LOG.info("%s: %s failed: %s; waits %.1f s", alias, tries, error, state.upcoming_sleep)


def _lost(failure: Failure, alias: str) -> AnswerLost:
    error = AnswerLost(
        f"{alias}: a write was sent and no answer says whether it was done "
        f"(last: {failure.problem.message} [{failure.problem.code}])",
        code="S2S612",
        help="run the same command again: it looks the rows up before it writes",
    )
    error.refused = failure.problem.code
    return error
