"""Describes and a few queries in one call."""

from collections.abc import Mapping, Sequence
from email.utils import format_datetime

from s2sctl.model.documents import DOCUMENT
from s2sctl.model.names import ObjectName
from s2sctl.model.records import Record
from s2sctl.model.schema import ObjectSchema
from s2sctl.ports.org import Opening, Query
from s2sctl.salesforce.client import Client
from s2sctl.salesforce.composite import Part, PartAnswer, ask_all
from s2sctl.salesforce.describe import schema_of
from s2sctl.salesforce.documents import LINK, with_parts
from s2sctl.salesforce.faults import Failure
from s2sctl.salesforce.meter import http_date
from s2sctl.salesforce.reading import Step, body_of, finish, first_step, page_of, part_of

_UNCHANGED = 304
_ABSENT = ("NOT_FOUND", "INVALID_TYPE")


def open_org(
    client: Client, known: Mapping[ObjectName, ObjectSchema | None], queries: Sequence[Query]
) -> Opening:
    """Describe ``known``'s names and run ``queries``; one call for 25 parts with 5 queries."""
    # What a document is linked to, its links' describe tells; both are asked for each time.
    asked_for = tuple(known)
    if DOCUMENT in known:
        known = {**known, DOCUMENT: None, LINK.name: None}
    names = list(known)
    steps = [first_step(client, number, query) for number, query in enumerate(queries)]
    asked = [step for step in steps if step is not None]
    parts = [_describe(client, name, known[name]) for name in names]
    answers = ask_all(client, [*parts, *(part_of(step) for step in asked)])
    schemas: dict[ObjectName, ObjectSchema] = {}
    for name, answer in zip(names, answers, strict=False):
        schema = _schema(client, answer, known[name])
        if schema is not None:
            schemas[schema.name] = schema
    if DOCUMENT in schemas:
        schemas[DOCUMENT] = with_parts(schemas[DOCUMENT], schemas.get(LINK.name))
    schemas = {name: schema for name, schema in schemas.items() if name in asked_for}
    return Opening(schemas, _rows(client, queries, asked, answers[len(names) :]))


def _describe(client: Client, name: ObjectName, known: ObjectSchema | None) -> Part:
    headers = {}
    if known is not None and known.last_modified is not None:
        headers["If-Modified-Since"] = format_datetime(known.last_modified, usegmt=True)
    return Part(f"{client.root}sobjects/{name}/describe", headers=headers)


def _schema(client: Client, answer: PartAnswer, known: ObjectSchema | None) -> ObjectSchema | None:
    if answer.status == _UNCHANGED:
        return known
    problem = answer.problem
    if problem is None:
        return schema_of(answer.body, http_date(answer.headers.get("Last-Modified")))
    if problem.code in _ABSENT:
        return None
    raise Failure.told(problem).error(client.alias)


def _rows(
    client: Client,
    queries: Sequence[Query],
    asked: Sequence[Step],
    answers: Sequence[PartAnswer],
) -> tuple[tuple[Record, ...], ...]:
    rows: dict[int, tuple[Record, ...]] = {}
    for step, answer in zip(asked, answers, strict=True):
        query = queries[step.query]
        first = page_of(step, query, body_of(client, answer))
        rows[step.query] = finish(client, query, first)
    return tuple(rows.get(number, ()) for number in range(len(queries)))
