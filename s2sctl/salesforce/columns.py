"""Which fields a row is read with beside the mapped ones."""

from s2sctl.model.documents import DOCUMENT, LINKED
from s2sctl.model.names import FieldName
from s2sctl.model.schema import ObjectSchema

KEY = FieldName("S2S_Key__c")
CONNECTION = FieldName("S2S_Connection__c")
ID = FieldName("Id")

_ALWAYS_ON_CUSTOM = tuple(
    FieldName(name)
    for name in ("SystemModstamp", "LastModifiedDate", "LastModifiedById", "IsDeleted")
)
"""System fields of every custom object (Object Reference, System Fields). A schema of the
footprint is written by us and does not repeat them."""

_WHERE_DESCRIBED = tuple(FieldName(name) for name in ("MasterRecordId", "IsConverted"))

_STAMPS = tuple(FieldName(name) for name in ("SystemModstamp", "LastModifiedDate", "CreatedDate"))


_SIZES = tuple(map(FieldName, ("BodyLength", "ContentSize")))


def system_columns(schema: ObjectSchema) -> tuple[FieldName, ...]:
    """Id, and of stamps, last modifier, marks and key those that the object has."""
    names = [name for name in _ALWAYS_ON_CUSTOM if _has(schema, name)]
    names += [name for name in (*_WHERE_DESCRIBED, KEY, CONNECTION) if schema.find(name)]
    return (ID, *dict.fromkeys(names))


def columns(schema: ObjectSchema, fields: tuple[FieldName, ...]) -> tuple[FieldName, ...]:
    """System columns and ``fields``, each once (SOQL refuses a field named twice)."""
    system = system_columns(schema)
    seen = {name.lower() for name in system}
    extra: list[FieldName] = []
    for name in (size_column(schema, name) or name for name in fields):
        if schema.name == DOCUMENT and name == LINKED:
            # Of rows of their own: salesforce/documents.py.
            continue
        if name.lower() not in seen:
            seen.add(name.lower())
            extra.append(name)
    return (*system, *extra)


def is_body(schema: ObjectSchema, name: FieldName) -> bool:
    """Whether the field holds a file's content, which no query brings."""
    field = schema.find(name)
    return field is not None and field.type == "base64"


def size_column(schema: ObjectSchema, name: FieldName) -> FieldName | None:
    """The field that tells the size of a content; None where ``name`` is no content."""
    if not is_body(schema, name):
        return None
    return next((one for one in _SIZES if schema.find(one) is not None), None)


def stamp_column(schema: ObjectSchema) -> FieldName | None:
    """The field that windows cut: SystemModstamp where it can be filtered, else the next best.

    Some objects' SystemModstamp cannot be filtered on (facts/salesforce-api.md §1.1).
    """
    if _is_custom(schema):
        return _STAMPS[0]
    for name in _STAMPS:
        field = schema.find(name)
        if field is not None and field.filterable:
            return name
    return None


def _has(schema: ObjectSchema, name: FieldName) -> bool:
    return _is_custom(schema) or schema.find(name) is not None


def _is_custom(schema: ObjectSchema) -> bool:
    return schema.custom or schema.name.endswith("__c")
