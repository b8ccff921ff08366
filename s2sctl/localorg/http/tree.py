"""Rows with their child rows, all or none (REST guide: sObject Tree)."""

from dataclasses import dataclass, field

from s2sctl.localorg import records
from s2sctl.localorg.definitions import FieldDefinition, ObjectDefinition
from s2sctl.localorg.faults import RequestError, RowError
from s2sctl.localorg.http import refusals
from s2sctl.localorg.http.exchange import Answer
from s2sctl.localorg.http.routes import Call
from s2sctl.localorg.http.saving import save_options
from s2sctl.localorg.http.subjects import object_of
from s2sctl.localorg.relationships import children_of

_MOST_ROWS = 200
_MOST_LEVELS = 5
_MOST_TYPES = 5


@dataclass(slots=True)
class _Node:
    """One row of the tree with the rows below it."""

    definition: ObjectDefinition
    reference: str
    values: dict[str, object]
    parent_field: str = ""
    children: list["_Node"] = field(default_factory=list)


class _Undone(Exception):
    """Rolls back a tree of which a row was refused."""


def create(call: Call) -> Answer:
    """201 with the id of each row; 400 with the errors, and nothing made, where one failed."""
    definition = object_of(call)
    entries = call.ask.json_object().get("records")
    if not isinstance(entries, list) or not entries:
        raise RequestError(400, "JSON_PARSER_ERROR", "records must be a list")
    nodes = [_node(call, entry, definition, 1) for entry in entries]
    _check(nodes)
    made: list[dict[str, object]] = []
    refused: list[dict[str, object]] = []
    try:
        with call.site.org.database.transaction():
            for node in nodes:
                _insert(call, node, None, made, refused)
            if refused:
                raise _Undone
    except _Undone:
        return Answer(400, {"hasErrors": True, "results": refused})
    return Answer(201, {"hasErrors": False, "results": made})


def _node(
    call: Call, entry: object, definition: ObjectDefinition, level: int, parent_field: str = ""
) -> _Node:
    attributes = entry.get("attributes") if isinstance(entry, dict) else None
    if not isinstance(entry, dict) or not isinstance(attributes, dict):
        raise RequestError(400, "JSON_PARSER_ERROR", "every record must have attributes")
    if str(attributes.get("type", "")).lower() != definition.name.lower():
        text = f"Record type must be {definition.name}: {attributes.get('type')}"
        raise RequestError(400, "INVALID_INPUT", text)
    reference = attributes.get("referenceId")
    if not isinstance(reference, str) or not reference:
        raise RequestError(400, "INVALID_INPUT", "every record must have a referenceId")
    if level > _MOST_LEVELS:
        raise RequestError(400, "LIMIT_EXCEEDED", f"a tree has at most {_MOST_LEVELS} levels")
    node = _Node(definition, reference, {}, parent_field)
    for name, value in entry.items():
        if name == "attributes":
            continue
        below = value.get("records") if isinstance(value, dict) else None
        if not isinstance(below, list):
            node.values[name] = value
            continue
        child, link = _relationship(call, definition, name)
        node.children += [_node(call, one, child, level + 1, link.name) for one in below]
    return node


def _relationship(
    call: Call, definition: ObjectDefinition, name: str
) -> tuple[ObjectDefinition, FieldDefinition]:
    for child, one in children_of(call.site.org.definitions, definition):
        if one.child_relationship.lower() == name.lower():
            return child, one
    text = f"No such relationship '{name}' on sobject of type {definition.name}"
    raise RequestError(400, "INVALID_FIELD", text)


def _check(nodes: list[_Node]) -> None:
    every: list[_Node] = []
    left = list(nodes)
    while left:
        node = left.pop()
        every.append(node)
        left += node.children
    if len(every) > _MOST_ROWS:
        raise RequestError(400, "LIMIT_EXCEEDED", f"a tree has at most {_MOST_ROWS} records")
    if len({node.definition.name for node in every}) > _MOST_TYPES:
        raise RequestError(400, "LIMIT_EXCEEDED", f"a tree has at most {_MOST_TYPES} types")
    references = [node.reference for node in every]
    if len(set(references)) < len(references):
        raise RequestError(400, "INVALID_INPUT", "every referenceId must be unique")


def _insert(
    call: Call,
    node: _Node,
    parent: str | None,
    made: list[dict[str, object]],
    refused: list[dict[str, object]],
) -> None:
    org, name = call.site.org, node.definition.name
    values = node.values | ({node.parent_field: parent} if parent else {})
    call.ask.tally.note("write", name, 1)
    try:
        ordered = call.site.disorder.refuse_row(name, values)
        if ordered is not None:
            raise ordered
        with org.database.transaction():
            options = save_options(call)
            record_id = records.insert(org, call.viewer, node.definition, values, options)
    except RowError as error:
        errors = [refusals.in_collection(error)]
        refused.append({"referenceId": node.reference, "errors": errors})
        return
    made.append({"referenceId": node.reference, "id": record_id})
    for child in node.children:
        _insert(call, child, record_id, made, refused)
