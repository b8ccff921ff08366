"""The object and the row that a path names."""

from datetime import UTC, datetime

from s2sctl.localorg.definitions import ObjectDefinition
from s2sctl.localorg.faults import RequestError
from s2sctl.localorg.http.routes import Call, not_found
from s2sctl.localorg.records import rows
from s2sctl.localorg.records.saving import within
from s2sctl.model.ids import RecordId, is_id, to18


def object_of(call: Call) -> ObjectDefinition:
    """The object the path names. Raises ``RequestError`` NOT_FOUND, also where access is missing.

    Recorded (wire/composite/cumulusci-composite-404-subrequest.json): no fields, code first.
    """
    definition = call.site.org.definitions.find(call.parts["object"])
    if definition is None or not call.viewer.access(definition).read:
        raise not_found()
    return definition


def id_of(call: Call, definition: ObjectDefinition) -> RecordId:
    """The row id of the path in 18 characters. Raises ``RequestError`` NOT_FOUND for none such."""
    text = call.parts["id"]
    if not is_id(text) or text[:3] != definition.key_prefix:
        message = f"Provided external ID field does not exist or is not accessible: {text}"
        raise RequestError(404, "NOT_FOUND", message)
    return to18(text)


def modified(call: Call, definition: ObjectDefinition, record_id: RecordId) -> datetime:
    """When the row was last modified. Raises NOT_FOUND, or ENTITY_IS_DELETED for a deleted row."""
    org = call.site.org
    row = rows.load(org, definition, record_id)
    if row is None or not within(org, definition, record_id, call.viewer.visible(definition)):
        raise not_found()
    if row.get("IsDeleted"):
        raise RequestError(404, "ENTITY_IS_DELETED", "entity is deleted", ())
    stamp = row.get("LastModifiedDate", row.get("SystemModstamp"))
    return datetime.fromtimestamp(int(stamp or 0) / 1000, UTC)
