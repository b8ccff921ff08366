"""A call sent in parts tells every row's own outcome, in order."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from s2sctl.app.in_parts import in_parts
from s2sctl.errors import AnswerLost, LimitReached
from s2sctl.model.ids import RecordId, to18
from s2sctl.ports.org import Outcome, Refusal

TRIGGER = "APEX_FAILED"


def lost(code=""):
    error = AnswerLost("no")
    error.refused = code
    return error


class Sent:
    """Fails each call that holds a guilty row: its rows, or (``whole``) the call itself."""

    def __init__(self, guilty, *, whole=False):
        self.guilty, self.whole, self.calls = guilty, whole, []

    def __call__(self, places):
        self.calls.append(tuple(places))
        bad = self.guilty & set(places)
        if bad and self.whole:
            raise lost("UNKNOWN_EXCEPTION")
        refusal = Refusal(TRIGGER, "no") if bad else None
        return tuple(Outcome(id_of(place), refusal=refusal) for place in places)


def id_of(place):
    return RecordId(to18(f"00Q{place:012d}"))


@given(st.integers(1, 200), st.sets(st.integers(0, 199), max_size=3), st.booleans())
def test_of_a_few_guilty_rows_each_is_refused_and_every_other_is_written(
    count, guilty, whole
) -> None:
    outcomes = in_parts(Sent(guilty, whole=whole), count)
    refused = {place for place, one in enumerate(outcomes) if one.refusal is not None}
    assert refused == {place for place in guilty if place < count}
    written = [place for place, one in enumerate(outcomes) if one.refusal is None]
    assert [outcomes[place].id for place in written] == [id_of(place) for place in written]


@given(st.integers(0, 200))
def test_where_nothing_is_refused_one_call_is_made(count) -> None:
    sent = Sent(set())
    in_parts(sent, count)
    assert len(sent.calls) == 1


def test_an_answer_that_never_came_is_raised_at_once() -> None:
    calls = []

    def send(places):
        calls.append(places)
        raise lost()

    with pytest.raises(AnswerLost):
        in_parts(send, 8)
    assert len(calls) == 1


def test_an_end_of_the_limit_between_two_parts_is_raised() -> None:
    sent = Sent({0})

    def send(places):
        if len(sent.calls) == 2:
            raise LimitReached("spent")
        return sent(places)

    with pytest.raises(LimitReached):
        in_parts(send, 8)


def test_a_call_that_fails_in_every_part_is_raised_as_it_was() -> None:
    with pytest.raises(AnswerLost) as raised:
        in_parts(Sent(set(range(200)), whole=True), 200)
    assert raised.value.refused == "UNKNOWN_EXCEPTION"
