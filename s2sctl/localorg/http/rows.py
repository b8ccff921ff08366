"""One row: create, read, change, delete, by id or by external id (REST guide: sObject Rows)."""

import hashlib
from dataclasses import replace

from s2sctl.localorg import records
from s2sctl.localorg.definitions import ObjectDefinition
from s2sctl.localorg.faults import RequestError, RowError
from s2sctl.localorg.http import blobs, conditions, queries
from s2sctl.localorg.http.conditions import Validators
from s2sctl.localorg.http.exchange import Answer
from s2sctl.localorg.http.routes import Call, not_found
from s2sctl.localorg.http.saving import save_options
from s2sctl.localorg.http.subjects import id_of, modified, object_of
from s2sctl.localorg.records import rows as stored
from s2sctl.localorg.records.upserting import find_by_key, key_field_of
from s2sctl.model.ids import RecordId

_CREATED_IS_TOLD_SINCE = 46
_TAGGED = ("Account",)
"""Objects whose rows take ``If-Match`` (REST guide, "Conditional Requests": Account alone)."""


def create(call: Call) -> Answer:
    """201 with the new id, and its address in ``Location``."""
    definition = object_of(call)
    values = blobs.values_of(call.ask, call.site.org.definitions, definition.name)
    _refuse(call, definition, values)
    org = call.site.org
    with org.database.transaction():
        record_id = records.insert(org, call.viewer, definition, values, save_options(call))
    body = {"id": record_id, "success": True, "errors": []}
    return Answer(201, body, {"Location": _address(call, definition, record_id)})


def read(call: Call) -> Answer:
    """The fields the user may see, or those of ``?fields=``; 304 where the client has them."""
    definition = object_of(call)
    return _read(call, definition, id_of(call, definition))


def change(call: Call) -> Answer:
    """204. ``If-Unmodified-Since`` is honoured (412), and ``If-Match`` where rows have tags."""
    definition = object_of(call)
    values = call.ask.json_object()
    record_id = id_of(call, definition)
    _refuse(call, definition, record_id)
    org = call.site.org
    with org.database.transaction():
        validators = _validators(call, definition, record_id)
        conditions.require_unmodified(call.ask.headers, validators.modified)
        if definition.name in _TAGGED:
            conditions.require_match(call.ask.headers, validators.etag)
        records.update(org, call.viewer, definition, record_id, values, save_options(call))
    return Answer(204)


def remove(call: Call) -> Answer:
    """204. A row deleted already is 404 ENTITY_IS_DELETED (recorded), an unknown one 404."""
    definition = object_of(call)
    return _remove(call, definition, id_of(call, definition))


def read_by_key(call: Call) -> Answer:
    """As ``read``; 300 with the addresses where several rows carry the key."""
    definition = object_of(call)
    matches = _matches(call, definition)
    if len(matches) > 1:
        return _several(call, definition, matches)
    if not matches:
        raise not_found()
    return _read(call, definition, matches[0])


def upsert(call: Call) -> Answer:
    """201 or 200 with the id; 204 for an update before v46 (recorded for v37 and v59)."""
    definition = object_of(call)
    values = call.ask.json_object()
    field, key = call.parts["field"], call.parts["key"]
    _refuse(call, definition, [field, key])
    matches = _matches(call, definition)
    if len(matches) > 1:
        return _several(call, definition, matches)
    update_only = call.ask.parameters.get("updateOnly", "").lower() == "true"
    options = replace(save_options(call), update_only=update_only)
    org = call.site.org
    with org.database.transaction():
        record_id, created = records.upsert(
            org, call.viewer, definition, field, key, values, options
        )
    told = call.number >= _CREATED_IS_TOLD_SINCE
    if not created and not told:
        return Answer(204)
    body: dict[str, object] = {"id": record_id, "success": True, "errors": []}
    if told:
        body["created"] = created
    headers = {"Location": _address(call, definition, record_id)}
    return Answer(201 if created else 200, body, headers)


def remove_by_key(call: Call) -> Answer:
    """As ``remove``, for the one row that carries the key."""
    definition = object_of(call)
    matches = _matches(call, definition)
    if len(matches) > 1:
        return _several(call, definition, matches)
    if not matches:
        raise not_found()
    return _remove(call, definition, matches[0])


def _read(call: Call, definition: ObjectDefinition, record_id: RecordId) -> Answer:
    call.ask.tally.note("read", definition.name, 1)
    validators = _validators(call, definition, record_id)
    unchanged = conditions.not_modified(call.ask.headers, validators)
    if unchanged is not None:
        return unchanged
    conditions.require_unmodified(call.ask.headers, validators.modified)
    if definition.name in _TAGGED:
        conditions.require_match(call.ask.headers, validators.etag)
    wanted = call.ask.parameters.get("fields", "")
    names = [name.strip() for name in wanted.split(",") if name.strip()]
    found = queries.fetch(call, definition, [record_id], names)
    return Answer(200, found[record_id], validators.headers())


def _validators(call: Call, definition: ObjectDefinition, record_id: RecordId) -> Validators:
    """Stamp and tag of a row. The tag tells two states of one second apart; the stamp cannot."""
    stamp = modified(call, definition, record_id)
    row = stored.load(call.site.org, definition, record_id) or {}
    state = repr(sorted(row.items(), key=lambda pair: pair[0]))
    return Validators(f'"{hashlib.sha256(state.encode()).hexdigest()[:8]}"', stamp)


def _remove(call: Call, definition: ObjectDefinition, record_id: RecordId) -> Answer:
    _refuse(call, definition, record_id)
    org = call.site.org
    try:
        with org.database.transaction():
            records.delete(org, call.viewer, definition, record_id, save_options(call))
    except RowError as error:
        if error.status_code == "INVALID_CROSS_REFERENCE_KEY":
            raise RequestError(404, error.status_code, error.message, error.fields) from None
        raise
    return Answer(204)


def _matches(call: Call, definition: ObjectDefinition) -> list[RecordId]:
    field = key_field_of(call.viewer, definition, call.parts["field"])
    return find_by_key(call.site.org, call.viewer, definition, field, call.parts["key"])


def _several(call: Call, definition: ObjectDefinition, matches: list[RecordId]) -> Answer:
    return Answer(300, [_address(call, definition, one) for one in matches])


def _refuse(call: Call, definition: ObjectDefinition, identity: object) -> None:
    call.ask.tally.note("write", definition.name, 1)
    refusal = call.site.disorder.refuse_row(definition.name, identity)
    if refusal is not None:
        raise refusal


def _address(call: Call, definition: ObjectDefinition, record_id: str) -> str:
    return f"/services/data/{call.version}/sobjects/{definition.name}/{record_id}"
