"""Every kind of wrong token is refused by its own name, by the command it was given to."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from tests.acceptance.people import NAME, People


@dataclass(frozen=True, slots=True)
class Wrong:
    """Who says what, and the code the refusal bears; every one of them exits with 2."""

    code: str
    attempt: Callable[[People], tuple[str, ...]]
    by_gil: bool = True


def invitation(people: People) -> str:
    return str(people.ann.say("invite", people.ann.manifest)["token"])


def answered(people: People) -> tuple[str, str]:
    token = invitation(people)
    return token, str(people.gil.say("accept", token, "--org", "globex")["answer"])


def tampered(people: People) -> tuple[str, ...]:
    token = invitation(people)
    flipped = "A" if token[40] != "A" else "B"
    return ("accept", token[:40] + flipped + token[41:], "--org", "globex")


def cut_short(people: People) -> tuple[str, ...]:
    return ("reject", invitation(people)[:-3], "--org", "globex", "--reason", "x")


def an_answer_to_accept(people: People) -> tuple[str, ...]:
    return ("accept", answered(people)[1], "--org", "globex")


def an_invitation_to_confirm(people: People) -> tuple[str, ...]:
    return ("confirm", invitation(people), "--org", "acme")


def expired(people: People) -> tuple[str, ...]:
    token = invitation(people)
    people.gil.control.move_clock(15 * 86_400)
    return ("accept", token, "--org", "globex")


def of_another_org(people: People) -> tuple[str, ...]:
    """Gil holds Ann's answer against his own org, which invited nobody."""
    return ("confirm", answered(people)[1], "--org", "globex")


def of_another_connection(people: People) -> tuple[str, ...]:
    """The name is in use with Ann when a stranger's invitation to it comes."""
    people.connect()
    people.runner.say("deactivate", NAME, "--org", "acme", "--reason", "x", "--yes")
    return ("accept", invitation(people), "--org", "globex")


def own(people: People) -> tuple[str, ...]:
    return ("accept", invitation(people), "--org", "acme")


def accepted_before(people: People) -> tuple[str, ...]:
    return ("accept", answered(people)[0], "--org", "globex")


def rejected_before(people: People) -> tuple[str, ...]:
    token = invitation(people)
    people.gil.say("reject", token, "--org", "globex", "--reason", "not now")
    return ("accept", token, "--org", "globex")


def of_a_replaced_invitation(people: People) -> tuple[str, ...]:
    """The partner accepted the first of two; only the second is open."""
    _, answer = answered(people)
    people.ann.say("invite", people.ann.manifest)
    return ("confirm", answer, "--org", "acme")


def from_before_a_reconnection(people: People) -> tuple[str, ...]:
    """An old mail is no way back in, though its time has not run out."""
    token, answer = answered(people)
    people.ann.say("confirm", answer, "--org", "acme")
    people.ann.say("deactivate", NAME, "--reason", "x", "--yes")
    again = people.ann.say("reconnect", people.ann.manifest)["token"]
    people.gil.say("accept", again, "--org", "globex")
    return ("accept", token, "--org", "globex")


def an_old_answer_after_a_reconnection(people: People) -> tuple[str, ...]:
    _, answer = answered(people)
    people.ann.say("confirm", answer, "--org", "acme")
    people.ann.say("deactivate", NAME, "--reason", "x", "--yes")
    people.ann.say("reconnect", people.ann.manifest)
    return ("confirm", answer, "--org", "acme")


def to_a_cancelled_invitation(people: People) -> tuple[str, ...]:
    _, answer = answered(people)
    people.ann.say("cancel", NAME)
    return ("confirm", answer, "--org", "acme")


CASES = [
    Wrong("S2S410", tampered),
    Wrong("S2S410", cut_short),
    Wrong("S2S411", an_answer_to_accept),
    Wrong("S2S411", an_invitation_to_confirm, by_gil=False),
    Wrong("S2S412", expired),
    Wrong("S2S413", of_another_org),
    Wrong("S2S413", of_another_connection),
    Wrong("S2S414", accepted_before),
    Wrong("S2S414", rejected_before),
    Wrong("S2S415", of_a_replaced_invitation, by_gil=False),
    Wrong("S2S415", from_before_a_reconnection),
    Wrong("S2S415", an_old_answer_after_a_reconnection, by_gil=False),
    Wrong("S2S416", own, by_gil=False),
    Wrong("S2S417", to_a_cancelled_invitation, by_gil=False),
]


def states(people: People) -> list[object]:
    told = (one.say("connections")["connections"] for one in (people.ann, people.gil))
    return [[(one["state"], one["since"]) for one in some] for some in told]


@pytest.mark.parametrize("wrong", CASES, ids=lambda one: one.attempt.__name__)
def test_a_wrong_token_is_refused_by_name_and_changes_nothing(people, wrong) -> None:
    words = wrong.attempt(people)
    before = states(people)
    error = (people.gil if wrong.by_gil else people.ann).say(*words, code=2)
    assert error["code"] == wrong.code
    assert error["help"]
    assert words[1] not in error["message"] + error["help"]
    assert states(people) == before
