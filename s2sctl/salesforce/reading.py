"""Pages of many queries at a time, in as few calls as the org's rules allow."""

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from s2sctl.errors import Temporary
from s2sctl.model.records import Record
from s2sctl.ports.org import Page, Query, Range
from s2sctl.salesforce.client import Client
from s2sctl.salesforce.composite import MOST_QUERIES, Part, PartAnswer, ask, query_path
from s2sctl.salesforce.faults import SLOW, Failure
from s2sctl.salesforce.halving import halved
from s2sctl.salesforce.retry import Repeat
from s2sctl.salesforce.rows import record_of
from s2sctl.salesforce.shapes import Json, Malformed, mapping, mappings, text
from s2sctl.salesforce.soql import render

TIMED_OUT = "QUERY_TIMEOUT"
LONGEST_URL = 14_000
"""Bytes of an address; 16,384 with headers is the org's limit (REST API guide, errors 414, 431)."""


@dataclass(frozen=True, slots=True)
class Step:
    """What is to be asked next for one query: its first page, or the address of a further one.

    ``ranges`` are those of the query that it asks for; ``followed`` where the others come after.
    """

    query: int
    path: str
    soql: str | None = None
    deleted: bool = True
    ranges: tuple[Range, ...] = ()
    followed: bool = False


def first_step(client: Client, number: int, query: Query) -> Step | None:
    """How to begin a query; None where it asks for nothing."""
    soql = render(query)
    if soql is None:
        return None
    path = query_path(client, soql, deleted=query.deleted)
    return Step(number, path, soql, query.deleted, query.ranges)


def read(client: Client, queries: Sequence[Query]) -> Iterator[Page]:
    """All pages of all queries; up to five pages to a call. The last page of a query says so.

    A query that the org gives up for its time is asked in two halves of its windows.
    """
    steps: deque[Step] = deque()
    for number, query in enumerate(queries):
        step = first_step(client, number, query)
        if step is None:
            yield Page(number, (), True)
        else:
            steps.append(step)
    while steps:
        now = [steps.popleft() for _ in range(min(MOST_QUERIES, len(steps)))]
        further: list[Step] = []
        for step, answer in zip(now, _ask(client, now), strict=True):
            query = queries[step.query]
            if _timed_out(answer) and (smaller := _smaller(client, step, query)):
                further += smaller
                continue
            page, following = page_of(step, query, body_of(client, answer))
            if following is not None:
                further.append(following)
            yield page
        # Further pages first: a cursor does not wait for ever.
        steps.extendleft(reversed(further))


def part_of(step: Step) -> Part:
    """The step as a part of a composite call."""
    return Part(step.path, query=True)


def body_of(client: Client, answer: PartAnswer) -> Mapping[str, Json]:
    """The body of a part that must have succeeded. Raises the error it tells otherwise."""
    if answer.problem is not None:
        raise Failure.told(answer.problem).error(client.alias)
    return mapping(answer.body)


def page_of(step: Step, query: Query, body: Mapping[str, Json]) -> tuple[Page, Step | None]:
    """The page in a query answer, and the step that brings the next one."""
    rows = mappings(body.get("records"))
    records = tuple(record_of(query.schema, row, query.fields) for row in rows)
    if body.get("done") is True:
        return Page(step.query, records, not step.followed), None
    following = replace(step, path=text(body.get("nextRecordsUrl")), soql=None)
    return Page(step.query, records, False), following


def finish(client: Client, query: Query, first: tuple[Page, Step | None]) -> tuple[Record, ...]:
    """All rows of a query whose first page is known."""
    page, step = first
    records = list(page.records)
    while step is not None:
        page, step = page_of(step, query, body_of(client, _ask(client, [step])[0]))
        records.extend(page.records)
    return tuple(records)


def _timed_out(answer: PartAnswer) -> bool:
    return answer.problem is not None and answer.problem.code == TIMED_OUT


def _smaller(client: Client, step: Step, query: Query) -> list[Step]:
    """The step in two; empty where it cannot be made smaller: a page has no windows of its own."""
    halves = halved(step.ranges) if step.soql is not None and query.limit is None else None
    steps = [first_step(client, step.query, replace(query, ranges=one)) for one in halves or ()]
    found = [one for one in steps if one is not None]
    return [
        replace(one, followed=step.followed or number < len(found) - 1)
        for number, one in enumerate(found)
    ]


def _ask(client: Client, steps: Sequence[Step]) -> list[PartAnswer]:
    if len(steps) > 1 or len(steps[0].path) >= LONGEST_URL:
        return ask(client, [part_of(step) for step in steps])
    try:
        body = client.persist(Repeat.READ, lambda: _alone(client, steps[0]))
    except Temporary as error:
        if error.code != SLOW.code:
            raise
        return [PartAnswer(400, [{"errorCode": TIMED_OUT}], {})]
    return [PartAnswer(200, body, {})]


def _alone(client: Client, step: Step) -> Mapping[str, Json]:
    if step.soql is not None:
        body = client.query(step.soql, deleted=step.deleted)
    else:
        body = client.more(step.path)
    if "records" not in body:
        raise Malformed("a query answer without records")
    return body
