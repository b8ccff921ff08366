"""Many requests in one API call (REST API guide, Composite).

An outer 200 says nothing about the parts: each has its own status. Outer headers are not handed
on to parts: each carries its own.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote

from s2sctl.salesforce.client import Client
from s2sctl.salesforce.faults import Course, Failure, Problem, problem_of
from s2sctl.salesforce.retry import Repeat
from s2sctl.salesforce.shapes import Json, Malformed, mapping, mappings, whole

MOST_PARTS = 25
MOST_QUERIES = 5
"""Of the parts, queries and Collections requests (facts/salesforce-api.md §0.3)."""


@dataclass(frozen=True, slots=True)
class Part:
    """One GET of a composite call; ``query`` marks those that count as queries."""

    path: str
    """Absolute, from ``/services/data`` on."""
    query: bool = False
    headers: Mapping[str, str] = field(default_factory=dict)


def query_path(client: Client, soql: str, *, deleted: bool = False) -> str:
    """The address of a query's first page; with ``deleted`` rows in the recycle bin are found."""
    return f"{client.root}{'queryAll' if deleted else 'query'}?q={quote(soql, safe='')}"


@dataclass(frozen=True, slots=True)
class PartAnswer:
    """What one part was answered with."""

    status: int
    body: Json
    headers: Mapping[str, str]

    @property
    def problem(self) -> Problem | None:
        """The failure it tells, if it is one."""
        return problem_of(self.status, self.body) if self.status >= 400 else None


def pack(parts: Iterable[Part]) -> list[list[int]]:
    """Places of the parts in as few calls as their order and the limits allow."""
    calls: list[list[int]] = []
    room: list[tuple[int, int]] = []
    for place, part in enumerate(parts):
        asked = int(part.query)
        for number, (left, queries) in enumerate(room):
            if left and queries >= asked:
                calls[number].append(place)
                room[number] = (left - 1, queries - asked)
                break
        else:
            calls.append([place])
            room.append((MOST_PARTS - 1, MOST_QUERIES - asked))
    return calls


def ask_all(client: Client, parts: Sequence[Part]) -> list[PartAnswer]:
    """An answer for every part, in order, in as few calls as :func:`pack` finds."""
    answers: dict[int, PartAnswer] = {}
    for places in pack(parts):
        call = [parts[place] for place in places]
        answers.update(zip(places, ask(client, call), strict=True))
    return [answers[place] for place in range(len(parts))]


def ask(client: Client, parts: Sequence[Part]) -> list[PartAnswer]:
    """One call. A part that may succeed when sent again has the whole call sent again."""
    body = {"allOrNone": False, "compositeRequest": [_request(*one) for one in enumerate(parts)]}

    def once() -> list[PartAnswer]:
        answer = mapping(client.send("POST", "composite", body))
        answers = [_answer(one) for one in mappings(answer.get("compositeResponse"))]
        if len(answers) != len(parts):
            raise Malformed("a composite answer lacks parts")
        for one in answers:
            if one.problem is not None and one.problem.rule.course is not Course.FINAL:
                raise Failure.told(one.problem)
        return answers

    return client.persist(Repeat.READ, once)


def _request(place: int, part: Part) -> dict[str, object]:
    request: dict[str, object] = {
        "method": "GET",
        "url": part.path,
        "referenceId": f"part{place}",
    }
    if part.headers:
        request["httpHeaders"] = dict(part.headers)
    return request


def _answer(one: Mapping[str, Json]) -> PartAnswer:
    headers = mapping(one.get("httpHeaders") or {})
    return PartAnswer(
        whole(one.get("httpStatusCode")),
        one.get("body"),
        {name: str(value) for name, value in headers.items()},
    )
