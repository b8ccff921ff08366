"""What a fake org refuses, with Salesforce's own codes (facts/salesforce-api.md §4)."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping

from s2sctl.errors import RequestRefused
from s2sctl.model.bodies import LIMIT, body_value, unread_value
from s2sctl.model.names import FieldName, ObjectName
from s2sctl.model.schema import FieldSchema, ObjectSchema
from s2sctl.model.values import Value, canonical
from s2sctl.ports.body import Body
from s2sctl.ports.org import Query, Refusal
from s2sctl.soql.parse import parse_condition
from s2sctl.soql.tree import And, Comparison, Condition, Membership, Not, Or

Values = Mapping[FieldName, Value]
ALWAYS_THERE = frozenset(
    name.lower() for name in ("Id", "IsDeleted", "SystemModstamp", "LastModifiedDate")
)


def shown(field: FieldSchema, value: Value) -> Value:
    """A stored value as it is read: a content by its digest."""
    if field.type == "base64" and value is not None:
        return shown_body(str(value))
    return canonical(field, value)


def shown_body(content: str) -> str:
    """What stands for a content."""
    raw = content.encode()
    if len(raw) > LIMIT:
        return unread_value(len(raw))
    return body_value(hashlib.sha256(raw).hexdigest(), len(raw))


def contents(bodies: Mapping[FieldName, Body]) -> dict[FieldName, Value]:
    """Contents as they are stored."""
    return {name: b"".join(body.pieces()).decode() for name, body in bodies.items()}


def unfit(
    schema: ObjectSchema, values: Values, creating: bool, others: Iterable[Values]
) -> Refusal | None:
    """Why one row cannot be saved; ``others`` are the living rows beside it."""
    for name, value in values.items():
        known = schema.fields.get(name)
        if known is None:
            return Refusal("INVALID_FIELD", f"No such column '{name}'", (name,))
        if not (known.createable if creating else known.updateable):
            text = "Unable to create/update fields"
            return Refusal("INVALID_FIELD_FOR_INSERT_UPDATE", text, (name,))
        if known.length and isinstance(value, str) and len(value) > known.length:
            return Refusal("STRING_TOO_LONG", f"{name}: data value too large", (name,))
        if known.restricted_picklist and value not in (None, *(e.value for e in known.picklist)):
            code = "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST"
            return Refusal(code, f"{name}: bad value for restricted picklist field", (name,))
    missing = tuple(_missing(schema, values, creating))
    if missing:
        return Refusal("REQUIRED_FIELD_MISSING", f"Required fields are missing: {missing}", missing)
    return _doubled(schema, values, others)


def _missing(schema: ObjectSchema, values: Values, creating: bool) -> Iterator[FieldName]:
    for name, known in schema.fields.items():
        asked = creating or name in values
        if asked and known.required_on_create and values.get(name) in (None, ""):
            yield name


def _doubled(schema: ObjectSchema, values: Values, others: Iterable[Values]) -> Refusal | None:
    unique = [known for name in values if (known := schema.fields[name]).unique]
    for other in others:
        for known in unique:
            mine = values[known.name]
            if mine is not None and _same(known, mine, other.get(known.name)):
                return Refusal("DUPLICATE_VALUE", "duplicate value found", (known.name,))
    return None


def _same(known: FieldSchema, one: Value, other: Value) -> bool:
    if isinstance(one, str) and isinstance(other, str) and not known.case_sensitive:
        return one.lower() == other.lower()
    return one == other


def check_query(query: Query, schemas: Mapping[ObjectName, ObjectSchema]) -> None:
    """Raise RequestRefused where a query names a field that is not there."""
    condition = parse_condition(query.where) if query.where else None
    for path in [*query.fields, *(_named(condition) if condition is not None else ())]:
        *parents, name = path.split(".")
        schema: ObjectSchema | None = schemas[query.schema.name]
        for parent in parents:
            lookup = parent_field(schema, parent) if schema is not None else None
            schema = schemas.get(lookup.reference_to[0]) if lookup is not None else None
        if schema is None or not (name.lower() in ALWAYS_THERE or schema.find(name)):
            text = f"No such column '{path}' on {query.schema.name}"
            raise RequestRefused(text, status=400, error_code="INVALID_FIELD")


def parent_field(schema: ObjectSchema, relationship: str) -> FieldSchema | None:
    """The lookup of that relationship name."""
    return next((one for one in schema.fields.values() if one.relationship == relationship), None)


def _named(condition: Condition) -> Iterator[str]:
    match condition:
        case And(parts) | Or(parts):
            for part in parts:
                yield from _named(part)
        case Not(part):
            yield from _named(part)
        case Membership(operand, _, _) | Comparison(operand, _, _):
            yield str(operand)
