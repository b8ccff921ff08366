"""Rows by the hundred: sObject Collections (REST API guide, Composite Resources)."""

from collections.abc import Mapping, Sequence
from functools import partial

from s2sctl.errors import Bug, RequestRefused
from s2sctl.model.ids import RecordId, is_id, to18
from s2sctl.model.names import FieldName
from s2sctl.model.records import Record
from s2sctl.model.schema import ObjectSchema
from s2sctl.ports.org import Outcome, RowWrite, WriteBatch
from s2sctl.salesforce.client import Client
from s2sctl.salesforce.columns import columns
from s2sctl.salesforce.faults import Course, Failure, problem_of
from s2sctl.salesforce.retry import Repeat
from s2sctl.salesforce.rows import record_of, wire_values
from s2sctl.salesforce.rules import RuleMessages
from s2sctl.salesforce.shapes import Json, Malformed, mapping, mappings, sequence
from s2sctl.salesforce.uploads import Upload, opened

BATCH = 200
RETRIEVE = 2_000

WRITE_HEADERS: Mapping[str, str] = {
    # Assignment rules are on unless a request says no (REST API guide, Assignment Rule Header).
    "Sforce-Auto-Assign": "FALSE",
    # Rules that only alert do not stand in the way; rules that block still do.
    "Sforce-Duplicate-Rule-Header": "allowSave=true",
}
_GONE = ("ENTITY_IS_DELETED",)
"""NOT_FOUND is not among them: a row may be there and only hidden (design §3.4)."""


def fetch(
    client: Client, schema: ObjectSchema, ids: Sequence[RecordId], fields: Sequence[FieldName]
) -> dict[RecordId, Record]:
    """Rows by id, 2,000 a call; what may not be read, or is deleted, is absent."""
    found: dict[RecordId, Record] = {}
    wanted = list(dict.fromkeys(ids))
    names = columns(schema, tuple(fields))
    for start in range(0, len(wanted), RETRIEVE):
        body = {"ids": wanted[start : start + RETRIEVE], "fields": list(names)}
        ask = partial(_retrieve, client, schema, body, fields)
        found.update({record.id: record for record in client.persist(Repeat.READ, ask)})
    return found


def _retrieve(
    client: Client,
    schema: ObjectSchema,
    body: Mapping[str, object],
    fields: Sequence[FieldName],
) -> list[Record]:
    answer = client.send("POST", f"composite/sobjects/{schema.name}", body)
    # The library makes None of an empty list.
    rows = [mapping(row) for row in sequence(answer or []) if row is not None]
    records = [record_of(schema, row, fields) for row in rows]
    return [record for record in records if not record.deleted]


def write(client: Client, batch: WriteBatch, rules: RuleMessages) -> tuple[Outcome, ...]:
    """One attempt at one call, an outcome per row. See :meth:`s2sctl.ports.org.Org.write`.

    A row that a validation rule refused is told with the rule's own message (``rules``).
    """
    _check(batch)
    if any(row.bodies for row in batch.rows):
        return tuple(_alone(client, batch.schema, row) for row in batch.rows)
    path = "composite/sobjects"
    if batch.upsert_on is not None:
        path = f"composite/sobjects/{batch.schema.name}/{batch.upsert_on}"
    records = [_record(batch.schema, row) for row in batch.rows]
    body = {"allOrNone": False, "records": records}
    headers = {**WRITE_HEADERS, "Sforce-Auto-Assign": "TRUE"} if batch.assign else WRITE_HEADERS

    def once() -> tuple[tuple[Outcome, ...], Sequence[Mapping[str, Json]]]:
        answer = client.send("PATCH", path, body, headers)
        return _outcomes(answer, [row.id for row in batch.rows]), mappings(answer or [])

    if not batch.rows:
        return ()
    outcomes, answers = client.try_once(once)
    messages = [first_message(answer.get("errors")) for answer in answers]
    return rules.told(batch.schema.name, outcomes, messages)


def _alone(client: Client, schema: ObjectSchema, row: RowWrite) -> Outcome:
    """One row with contents: Collections take none in JSON (REST API guide, Insert Blob Data)."""

    def once() -> Outcome:
        upload = Upload()
        body = wire_values(schema, row.values) | upload.places(row.bodies)
        try:
            with opened(upload.encoded(body)) as sent:
                client.send("PATCH", f"sobjects/{schema.name}/{row.id}", sent, WRITE_HEADERS)
        except Failure as failure:
            if not of_the_row(failure):
                raise
            return Outcome(row.id, refusal=failure.problem.refusal)
        return Outcome(row.id)

    return client.try_once(once)


def of_the_row(failure: Failure) -> bool:
    """Whether a refused request says something about its row, not about us or the org."""
    access = failure.problem.code.startswith("INSUFFICIENT_ACCESS")
    return failure.rule.course is Course.FINAL and (access or failure.rule.error is RequestRefused)


def delete(client: Client, ids: Sequence[RecordId]) -> tuple[Outcome, ...]:
    """Rows to the recycle bin, one attempt; one that is there already counts as done."""
    if len(ids) > BATCH:
        raise Bug(f"{len(ids)} rows to delete in one call; {BATCH} is the most")
    params = {"ids": ",".join(ids), "allOrNone": "false"}

    def once() -> tuple[Outcome, ...]:
        answer = client.send("DELETE", "composite/sobjects", None, WRITE_HEADERS, params)
        return _outcomes(answer, ids)

    if not ids:
        return ()
    outcomes = client.try_once(once)
    return tuple(
        Outcome(id_) if outcome.refusal and outcome.refusal.code in _GONE else outcome
        for id_, outcome in zip(ids, outcomes, strict=True)
    )


def _check(batch: WriteBatch) -> None:
    key = batch.upsert_on
    if len(batch.rows) > BATCH:
        raise Bug(f"{len(batch.rows)} rows in one call; {BATCH} is the most")
    if key is None:
        if any(row.id is None for row in batch.rows):
            raise Bug("an update of a row without an id")
        return
    keys = [row.values.get(key) for row in batch.rows]
    if not all(keys) or any(row.id is not None for row in batch.rows):
        raise Bug("an upsert of a row that has no key, or that has an id beside it")
    # Salesforce refuses every row that shares its key with another of the same call.
    if len(set(keys)) < len(keys):
        raise Bug("an upsert of two rows with the same key in one call")


def _record(schema: ObjectSchema, row: RowWrite) -> dict[str, object]:
    record: dict[str, object] = {"attributes": {"type": schema.name}}
    if row.id is not None:
        record["id"] = row.id
    return record | wire_values(schema, row.values)


def _outcomes(answer: Json, ids: Sequence[RecordId | None]) -> tuple[Outcome, ...]:
    rows = mappings(answer or [])
    if len(rows) != len(ids):
        raise Malformed("an answer with another number of rows than were sent")
    return tuple(_outcome(row, id_) for row, id_ in zip(rows, ids, strict=True))


def first_message(errors: Json) -> str:
    """What the org says of a row that it refused; "" where it says nothing."""
    match errors:
        case [{"message": str(message)}, *_]:
            return message
        case _:
            return ""


def _outcome(row: Mapping[str, Json], sent: RecordId | None) -> Outcome:
    if row.get("success") is not True:
        return Outcome(sent, refusal=problem_of(200, row.get("errors")).refusal)
    told = row.get("id")
    id_ = to18(told) if isinstance(told, str) and is_id(told) else sent
    return Outcome(id_, created=row.get("created") is True)
