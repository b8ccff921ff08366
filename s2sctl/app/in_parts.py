"""A call whose rows are refused together, sent again in parts until each stands for itself."""

from collections.abc import Callable, Sequence
from typing import TypeAlias

from s2sctl.errors import AnswerLost, RequestRefused
from s2sctl.ports.org import Outcome, Refusal
from s2sctl.sync.parting import Parting
from s2sctl.sync.refusals import met

Sending: TypeAlias = Callable[[Sequence[int]], tuple[Outcome, ...]]
"""Sends the rows at these places in one call."""


def in_parts(send: Sending, count: int) -> tuple[Outcome, ...]:
    """The outcomes of ``count`` rows, in order.

    Rows that may have been refused for their neighbours' sake are sent again in halves; so are
    those of a call that the org itself refuses with an error that one row may be the cause of.
    Raises what ``send`` raises, and that error too where nothing gets through in parts either.
    """
    whole = tuple(range(count))
    first, error = _tried(send, whole)
    outcomes = dict(zip(whole, first, strict=True))
    suspects = _suspects(outcomes, whole)
    parting = Parting.of(suspects)
    while (part := parting.next()) is not None:
        found, _ = _tried(send, part)
        outcomes.update(zip(part, found, strict=True))
        parting.heard(part, _suspects(outcomes, part))
    if error is not None and parting.given_up and _suspects(outcomes, whole) == whole:
        raise error
    return tuple(outcomes[place] for place in whole)


def _suspects(outcomes: dict[int, Outcome], places: Sequence[int]) -> tuple[int, ...]:
    """Those of some rows that may have been refused for another's sake."""
    return tuple(
        place
        for place in places
        if (refusal := outcomes[place].refusal) is not None and met(refusal.code).parted
    )


def _tried(
    send: Sending, places: Sequence[int]
) -> tuple[tuple[Outcome, ...], AnswerLost | RequestRefused | None]:
    """The outcomes of one call; where the call was refused for a row's sake perhaps, every row
    says so, with the error beside."""
    try:
        return send(places), None
    except AnswerLost as error:
        return _all_refused(error, error.refused, places), error
    except RequestRefused as error:
        return _all_refused(error, error.error_code, places), error


def _all_refused(
    error: AnswerLost | RequestRefused, code: str, places: Sequence[int]
) -> tuple[Outcome, ...]:
    if not met(code).parted:
        raise error
    refusal = Refusal(code, "the org refuses the whole call because of it")
    return tuple(Outcome(None, refusal=refusal) for _ in places)
