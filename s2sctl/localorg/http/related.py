"""What lies behind a row's address: its parents, its child rows, its blobs.

Source: REST guide, "sObject Relationships", "sObject Blob Get".
"""

import base64
import binascii

from s2sctl.localorg.definitions import FieldDefinition, ObjectDefinition
from s2sctl.localorg.http import queries, rows
from s2sctl.localorg.http.exchange import Answer
from s2sctl.localorg.http.routes import Call, not_found
from s2sctl.localorg.http.subjects import modified, object_of
from s2sctl.localorg.relationships import children_of
from s2sctl.model.ids import RecordId, is_id, to18


def read(call: Call) -> Answer:
    """``OBJECT/ID/RELATIONSHIP`` and ``OBJECT/ID/BLOBFIELD``, or else ``OBJECT/FIELD/KEY``."""
    definition = object_of(call)
    record_id = _id_of(call, definition)
    if record_id is None:
        return rows.read_by_key(call)
    name = call.parts["key"]
    field = call.viewer.readable(definition).get(name.lower())
    if field is not None and field.type == "base64":
        return _blob(call, definition, record_id, field)
    return _related(call, definition, record_id, name)


def change(call: Call) -> Answer:
    """A parent through its child, or else an upsert by ``OBJECT/FIELD/KEY``."""
    definition = object_of(call)
    record_id = _id_of(call, definition)
    if record_id is None:
        return rows.upsert(call)
    return rows.change(_parent_call(call, definition, record_id))


def remove(call: Call) -> Answer:
    """A parent through its child, or else the row of ``OBJECT/FIELD/KEY``."""
    definition = object_of(call)
    record_id = _id_of(call, definition)
    if record_id is None:
        return rows.remove_by_key(call)
    return rows.remove(_parent_call(call, definition, record_id))


def _id_of(call: Call, definition: ObjectDefinition) -> RecordId | None:
    text = call.parts["field"]
    fits = is_id(text) and text[:3] == definition.key_prefix and definition.find(text) is None
    return to18(text) if fits else None


def _blob(
    call: Call, definition: ObjectDefinition, record_id: RecordId, field: FieldDefinition
) -> Answer:
    modified(call, definition, record_id)
    sql = f'SELECT "{field.name}" FROM "{definition.name}" WHERE "Id" = ?'
    row = call.site.org.database.one(sql, (record_id,))
    call.ask.tally.note("read", definition.name, 1)
    try:
        content = base64.b64decode(str(row[0] or "")) if row else b""
    except (binascii.Error, ValueError):
        content = b""
    return Answer(200, content, {"Content-Type": "application/octetstream"})


def _related(call: Call, definition: ObjectDefinition, record_id: RecordId, name: str) -> Answer:
    if _parent_field(call, definition, name) is not None:
        return rows.read(_parent_call(call, definition, record_id))
    for child, field in children_of(call.site.org.definitions, definition):
        readable = call.viewer.access(child).read and field.name.lower() in call.viewer.readable(
            child
        )
        if readable and field.child_relationship.lower() == name.lower():
            return _children(call, definition, record_id, child, field)
    raise not_found()


def _children(
    call: Call,
    definition: ObjectDefinition,
    record_id: RecordId,
    child: ObjectDefinition,
    field: FieldDefinition,
) -> Answer:
    modified(call, definition, record_id)
    names = call.ask.parameters.get("fields", "")
    asked = [one.strip() for one in names.split(",") if one.strip()]
    asked = asked or [one.name for one in call.viewer.readable(child).values()]
    soql = f"SELECT {', '.join(asked)} FROM {child.name} WHERE {field.name} = '{record_id}'"
    page = call.site.queries.run(soql, call.viewer, version=call.version[1:])
    call.ask.tally.note("read", child.name, len(page.records))
    return Answer(200, page.to_json())


def _parent_field(call: Call, definition: ObjectDefinition, name: str) -> FieldDefinition | None:
    for field in call.viewer.readable(definition).values():
        if field.relationship and field.relationship.lower() == name.lower():
            return field
    return None


def _parent_call(call: Call, definition: ObjectDefinition, record_id: RecordId) -> Call:
    """The same request at the parent's own address. Raises NOT_FOUND where there is no parent."""
    field = _parent_field(call, definition, call.parts["key"])
    if field is None:
        raise not_found()
    modified(call, definition, record_id)
    found = queries.fetch(call, definition, [record_id], [field.name]).get(record_id)
    parent_id = str(found[field.name]) if found and found[field.name] else ""
    parent = call.site.org.definitions.by_prefix(parent_id[:3]) if parent_id else None
    if parent is None:
        raise not_found()
    parts = {"object": parent.name, "id": parent_id}
    return Call(call.site, call.ask, call.version, call.viewer, parts, call.routes)
