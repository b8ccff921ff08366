"""Many rows in one call: sObject Collections (REST guide: sObject Collections)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TypeVar

from s2sctl.localorg import records
from s2sctl.localorg.faults import RequestError, RowError
from s2sctl.localorg.http import queries, refusals
from s2sctl.localorg.http.exchange import Answer
from s2sctl.localorg.http.routes import Call
from s2sctl.localorg.http.saving import save_options
from s2sctl.localorg.http.subjects import object_of
from s2sctl.localorg.records import Change, Operation, Outcome
from s2sctl.localorg.records.batches import ROLLED_BACK
from s2sctl.localorg.records.upserting import key_field_of
from s2sctl.model.ids import is_id, to18

Item = TypeVar("Item")

_MOST_ROWS = 200
_MOST_READ = 2_000
_MOST_CHUNKS = 10
"""Runs of rows of one object in a call (REST guide, sObject Collections: 10 chunks)."""


@dataclass(frozen=True, slots=True)
class _Row:
    """One row of a request: what to do, or why it cannot be told."""

    change: Change | None
    refusal: RowError | None
    identity: object


def create(call: Call) -> Answer:
    """200 with ``id, success, errors`` a row, in order, also where rows fail."""
    rows = [_row(entry) for entry in _records(call)]
    return _save(call, rows, Operation.INSERT)


def update(call: Call) -> Answer:
    """As ``create``; each row names its ``id``."""
    rows = [_row(entry, by_id=True) for entry in _records(call)]
    return _save(call, rows, Operation.UPDATE)


def upsert(call: Call) -> Answer:
    """As ``create``, with ``created``; every row is of the path's object and carries its key."""
    definition = object_of(call)
    key_field_of(call.viewer, definition, call.parts["field"])
    field = call.parts["field"]
    rows = [_row(entry, key_field=field, only=definition.name) for entry in _records(call)]
    return _save(call, rows, Operation.UPSERT, field)


def remove(call: Call) -> Answer:
    """200 with ``id, success, errors`` a row of ``?ids=``."""
    parameters = call.ask.parameters
    ids = [one.strip() for one in parameters.get("ids", "").split(",") if one.strip()]
    if not ids:
        raise RequestError(400, "REQUIRED_FIELD_MISSING", "At least 1 Id is required.")
    _count(ids, _MOST_ROWS)
    for one in ids:
        definition = call.site.org.definitions.by_prefix(one[:3])
        call.ask.tally.note("write", definition.name if definition else "", 1)
    options = _options(call, parameters.get("allOrNone"))
    org, viewer = call.site.org, call.viewer

    def run(wanted: Sequence[str]) -> list[Outcome]:
        return records.delete_many(org, viewer, wanted, options)

    refused = [_ordered_refusal(call, one[:3], one) for one in ids]
    outcomes = _around(refused, ids, run, all_or_none=options.all_or_none)
    return Answer(200, [_entry(outcome, told=False) for outcome in outcomes])


def read(call: Call) -> Answer:
    """Rows by id in the order asked, null for each that cannot be read."""
    definition = object_of(call)
    ids, fields = _wanted(call)
    _count(ids, _MOST_READ)
    for one in ids:
        if not is_id(one) or one[:3] != definition.key_prefix:
            raise RequestError(400, "MALFORMED_ID", f"malformed id {one}", ())
    full = [to18(one) for one in ids]
    found = queries.fetch(call, definition, full, fields)
    call.ask.tally.note("read", definition.name, len(found))
    return Answer(200, [found.get(one) for one in full])


def _wanted(call: Call) -> tuple[list[str], list[str]]:
    if call.ask.method == "POST":
        body = call.ask.json_object()
        ids, fields = body.get("ids"), body.get("fields")
        if not isinstance(ids, list) or not isinstance(fields, list):
            raise RequestError(400, "JSON_PARSER_ERROR", "ids and fields must be lists")
        return [str(one) for one in ids], _required([str(one) for one in fields])
    given = call.ask.parameters
    ids = [one for one in given.get("ids", "").split(",") if one]
    return ids, _required([one for one in given.get("fields", "").split(",") if one])


def _required(fields: list[str]) -> list[str]:
    """The fields, which the guide requires; a single row's GET alone does without."""
    if not fields:
        raise RequestError(400, "MISSING_ARGUMENT", "The fields parameter is required.")
    return fields


def _records(call: Call) -> list[object]:
    entries = call.ask.json_object().get("records")
    if not isinstance(entries, list):
        raise RequestError(400, "JSON_PARSER_ERROR", "records must be a list")
    _count(entries, _MOST_ROWS)
    _count_chunks(entries)
    return entries


def _count_chunks(entries: Sequence[object]) -> None:
    """Raise ``RequestError`` for rows whose objects change too often."""
    types = [_type_of(entry) for entry in entries]
    if sum(1 for _ in groupby(types)) > _MOST_CHUNKS:
        text = (
            f"Cannot have more than {_MOST_CHUNKS} chunks in a single operation. "
            "Please rearrange the data to reduce chunking."
        )
        raise RequestError(400, "LIMIT_EXCEEDED", text)


def _type_of(entry: object) -> str | None:
    """The object a row names in its attributes, if it names one."""
    attributes = entry.get("attributes") if isinstance(entry, dict) else None
    name = attributes.get("type") if isinstance(attributes, dict) else None
    return name if isinstance(name, str) else None


def _count(rows: Sequence[object], most: int) -> None:
    if len(rows) > most:
        text = f"record limit reached. cannot submit more than {most} records into this call"
        raise RequestError(400, "EXCEEDED_ID_LIMIT", text)


def _row(entry: object, *, by_id: bool = False, key_field: str = "", only: str = "") -> _Row:
    name = _type_of(entry)
    if not isinstance(entry, dict) or name is None:
        # Recorded: a row without its attributes is refused inside a 200.
        message = (
            "Nested object for polymorphic foreign key must have an attributes field before "
            "any other fields."
        )
        return _Row(None, RowError("JSON_PARSER_ERROR", message), repr(entry))
    if only and name.lower() != only.lower():
        return _Row(None, RowError("INVALID_TYPE", f"sObject type '{name}' is not {only}"), "")
    values = {key: value for key, value in entry.items() if key != "attributes"}
    record_id = _take(values, "id") if by_id else None
    key = _take(values, key_field) if key_field else None
    identity = record_id or key or values
    told = str(record_id) if record_id else None
    return _Row(Change(sobject=name, values=values, id=told, key=key), None, identity)


def _take(values: dict[str, object], name: str) -> object:
    spelt = next((key for key in values if key.lower() == name.lower()), None)
    return None if spelt is None else values.pop(spelt)


def _save(call: Call, rows: list[_Row], operation: Operation, key_field: str = "") -> Answer:
    for row in rows:
        call.ask.tally.note("write", row.change.sobject if row.change else "", 1)
    options = _options(call, call.ask.json_object().get("allOrNone"))
    org, viewer = call.site.org, call.viewer

    def run(wanted: Sequence[_Row]) -> list[Outcome]:
        changes = [row.change for row in wanted if row.change is not None]
        return records.save_many(org, viewer, operation, changes, options, key_field)

    found = [row.refusal or _ordered(call, row) for row in rows]
    outcomes = _around(found, rows, run, all_or_none=options.all_or_none)
    told = operation is Operation.UPSERT
    return Answer(200, [_entry(outcome, told=told) for outcome in outcomes])


def _ordered(call: Call, row: _Row) -> RowError | None:
    assert row.change is not None
    return call.site.disorder.refuse_row(row.change.sobject, row.identity)


def _ordered_refusal(call: Call, prefix: str, record_id: str) -> RowError | None:
    definition = call.site.org.definitions.by_prefix(prefix)
    return call.site.disorder.refuse_row(definition.name if definition else "", record_id)


def _around(
    refused: Sequence[RowError | None],
    items: Sequence[Item],
    run: Callable[[Sequence[Item]], list[Outcome]],
    *,
    all_or_none: bool,
) -> list[Outcome]:
    """Outcomes of all rows, where some are refused before the engine sees them."""
    if all_or_none and any(refused):
        return [Outcome(error=one or ROLLED_BACK) for one in refused]
    rest = [item for item, one in zip(items, refused, strict=True) if one is None]
    outcomes = iter(run(rest))
    return [Outcome(error=one) if one else next(outcomes) for one in refused]


def _entry(outcome: Outcome, *, told: bool) -> dict[str, object]:
    entry: dict[str, object] = {}
    if outcome.error is None:
        entry["id"] = outcome.id
    entry["success"] = outcome.error is None
    entry["errors"] = [] if outcome.error is None else [refusals.in_collection(outcome.error)]
    if told:
        entry["created"] = outcome.created
    return entry


def _options(call: Call, all_or_none: object) -> records.SaveOptions:
    return save_options(call, all_or_none=_is_true(all_or_none))


def _is_true(value: object) -> bool:
    return value is True or str(value).lower() == "true"
