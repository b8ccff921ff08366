"""Rows that can hold no key, each all-or-none with its key row (REST API guide, Composite Graph).

A graph is carried out whole or not at all, and graphs fail apart. Outer headers are not handed
on to a graph's nodes: each carries its own.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from s2sctl.errors import Bug
from s2sctl.model.ids import RecordId, is_id, to18
from s2sctl.model.values import Values
from s2sctl.ports.org import KeylessBatch, Outcome, Query, Refusal
from s2sctl.salesforce.client import Client
from s2sctl.salesforce.collections import WRITE_HEADERS
from s2sctl.salesforce.faults import problem_of
from s2sctl.salesforce.nodes import KEY, Node, made_row, node_count, nodes_of
from s2sctl.salesforce.reading import read
from s2sctl.salesforce.shapes import Json, Malformed, mapping, mappings, text, whole
from s2sctl.salesforce.uploads import Upload, opened
from s2sctl.soql.literals import quote

GRAPHS = 75
"""Graphs of one payload at most (REST API guide, Composite Graph Limits)."""

NODES = 500
"""Nodes of all graphs of one payload at most (the same page)."""

_TOO_MANY = Refusal("LIMIT_EXCEEDED", "it is linked to more records than one call can name")

_HALTED = "PROCESSING_HALTED"
"""What a node says that was undone, or never done, for another node's or graph's failure."""


class Course(Enum):
    """What became of one graph."""

    DONE = "done"
    REFUSED = "refused"
    KNOWN = "its key is there already"
    HALTED = "not tried: too many graphs failed before it"


@dataclass(frozen=True, slots=True)
class GraphAnswer:
    """One graph's course, with the id of the row it made or the refusal of the guilty node."""

    course: Course
    id: RecordId | None = None
    refusal: Refusal | None = None


def create_keyless(client: Client, batch: KeylessBatch) -> tuple[Outcome, ...]:
    """An outcome per row; in one call, or in more where rows with many links fill it. May be sent
    twice: a key that is there already names its row."""
    _check(batch)
    nodes = [node_count(batch, row) for row in batch.rows]
    refused = {
        place: GraphAnswer(Course.REFUSED, refusal=_TOO_MANY)
        for place, count in enumerate(nodes)
        if count > NODES
    }

    def once() -> tuple[Outcome, ...]:
        answers = dict(refused)
        while left := [place for place in range(len(batch.rows)) if place not in answers]:
            found = _send(client, batch, _fitting(left, nodes))
            tried = {place: one for place, one in found.items() if one.course is not Course.HALTED}
            # After fifteen failures the rest is not tried, and goes with the next call.
            answers |= tried or found
        return _outcomes(client, batch, [answers[place] for place in range(len(batch.rows))])

    return client.try_once(once) if batch.rows else ()


def _fitting(places: Sequence[int], nodes: Sequence[int]) -> list[int]:
    """The first of ``places`` whose nodes one payload takes; each alone fits."""
    room, some = NODES, []
    for place in places:
        room -= nodes[place]
        if room < 0:
            break
        some.append(place)
    return some


def _check(batch: KeylessBatch) -> None:
    if len(batch.rows) > GRAPHS:
        raise Bug(f"{len(batch.rows)} graphs in one call; {GRAPHS} is the most")
    keys = [row.key_row.get(batch.key) for row in batch.rows]
    if not all(keys) or len(set(keys)) < len(keys):
        raise Bug("a row without a key, or two rows with the same key in one call")


def _send(client: Client, batch: KeylessBatch, places: Sequence[int]) -> dict[int, GraphAnswer]:
    upload = Upload()
    graphs = [_graph(client, batch, place, upload) for place in places]
    with opened(upload.encoded({"graphs": graphs})) as body:
        answer = mapping(client.send("POST", "composite/graph", body))
    told = {text(one.get("graphId")): one for one in mappings(answer.get("graphs"))}
    if set(told) != {_name(place) for place in places}:
        raise Malformed("an answer with other graphs than were sent")
    return {place: _read(batch, told[_name(place)]) for place in places}


def _name(place: int) -> str:
    return f"graph{place}"


def _graph(client: Client, batch: KeylessBatch, place: int, upload: Upload) -> dict[str, object]:
    nodes = nodes_of(batch, batch.rows[place], upload)
    return {"graphId": _name(place), "compositeRequest": [_told(client, one) for one in nodes]}


def _told(client: Client, node: Node) -> dict[str, object]:
    told: dict[str, object] = {
        "method": node.method,
        "url": f"{client.root}sobjects/{node.path}",
        "referenceId": node.reference,
        "httpHeaders": dict(WRITE_HEADERS),
    }
    return told | {"body": node.body} if node.body else told


def _read(batch: KeylessBatch, graph: Mapping[str, Json]) -> GraphAnswer:
    nodes = mappings(mapping(graph.get("graphResponse")).get("compositeResponse"))
    if graph.get("isSuccessful") is True:
        bodies = {text(node.get("referenceId")): node.get("body") for node in nodes}
        return GraphAnswer(Course.DONE, made_row(batch, bodies))
    for node in nodes:
        status = whole(node.get("httpStatusCode"))
        problem = problem_of(status, node.get("body"))
        if status < 400 or problem.code == _HALTED:
            continue
        known = node.get("referenceId") == KEY and problem.code == "DUPLICATE_VALUE"
        course = Course.KNOWN if known else Course.REFUSED
        return GraphAnswer(course, refusal=problem.refusal)
    return GraphAnswer(Course.HALTED, refusal=Refusal(_HALTED, "not tried after other failures"))


def _outcomes(
    client: Client, batch: KeylessBatch, answers: Sequence[GraphAnswer]
) -> tuple[Outcome, ...]:
    asked = [
        str(row.key_row[batch.key])
        for row, answer in zip(batch.rows, answers, strict=True)
        if answer.course is Course.KNOWN
    ]
    known = _known(client, batch, asked) if asked else {}
    return tuple(
        _outcome(answer, known.get(str(row.key_row[batch.key])))
        for row, answer in zip(batch.rows, answers, strict=True)
    )


def _outcome(answer: GraphAnswer, known: RecordId | None) -> Outcome:
    if answer.course is Course.DONE:
        return Outcome(answer.id, created=True)
    if answer.course is Course.KNOWN and known is not None:
        return Outcome(known)
    return Outcome(None, refusal=answer.refusal)


def _known(client: Client, batch: KeylessBatch, keys: Sequence[str]) -> dict[str, RecordId]:
    """The rows that key rows tell of, by key."""
    where = f"{batch.key} IN ({','.join(map(quote, keys))})"
    query = Query(batch.key_schema, (batch.key, batch.names), where, deleted=False)
    rows: list[Values] = [
        record.values for page in read(client, [query]) for record in page.records
    ]
    return {
        str(values[batch.key]): to18(str(values[batch.names]))
        for values in rows
        if is_id(str(values[batch.names]))
    }
