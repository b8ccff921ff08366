"""What an org must let us read to publish an object. Pure."""

from collections.abc import Iterator
from dataclasses import replace

from s2sctl.metadata.presence import Schemas, missing_field, missing_object, present
from s2sctl.metadata.sides import Offer
from s2sctl.metadata.types import Kind, describe_type, kind_of
from s2sctl.model.documents import CONTENT, DOCUMENT, LINKED
from s2sctl.model.finding import Finding, Severity
from s2sctl.model.names import FieldName
from s2sctl.model.schema import FieldSchema, ObjectSchema
from s2sctl.soql import SoqlError, fields_of, parse_condition


def offer_findings(offer: Offer, schemas: Schemas, org: str) -> Iterator[Finding]:
    """What is wrong with publishing ``offer`` from ``org``."""
    schema = schemas.get(offer.object)
    if schema is None:
        yield missing_object(offer.path, offer.object, org)
        return
    if not schema.queryable:
        text = f"{offer.object} in {org} cannot be queried"
        yield Finding("S2S302", offer.path, text, "publish another object")
    for name in offer.fields:
        path = f"{offer.path}.fields.{name}"
        field = present(schema, name)
        if field is None:
            yield missing_field(path, name, schema, org)
        else:
            yield from _readable(path, field, schema, org, whole=offer.whole)
    if offer.where is not None:
        path = f"{offer.path}.share.where"
        yield from rule_findings(path, offer.where, schema, org, whole=offer.whole)
    if offer.object == "Contact" and schema.find("IsPersonAccount"):
        text = f"{org} has person accounts: their contacts travel with the account, not again here"
        help = "nothing needs to be done; publish the Person… fields of Account for them"
        yield Finding("S2S355", offer.path, text, help, Severity.WARNING)
    yield from _follows(f"{offer.path}.share.with", offer, schema, org)


def _follows(path: str, offer: Offer, schema: ObjectSchema, org: str) -> Iterator[Finding]:
    """S2S351: what a record is shared with must be a lookup that can be filtered by."""
    for name in offer.follows:
        field = present(schema, name)
        if field is None:
            yield missing_field(path, name, schema, org)
        elif field.type != "reference" or not field.filterable:
            text = f"{schema.name}.{field.name} in {org} is {describe_type(field)}, not a lookup"
            lookups = [one.name for one in schema.fields.values() if one.type == "reference"]
            help = f"name one of its lookups: {', '.join(lookups[:6])}"
            yield Finding("S2S351", path, text, help)


def _readable(
    path: str, field: FieldSchema, schema: ObjectSchema, org: str, *, whole: bool
) -> Iterator[Finding]:
    name = f"{schema.name}.{field.name}"
    if field.encrypted or field.type == "encryptedstring":
        text = f"{name} in {org} is encrypted: what is read may be its mask"
        yield Finding("S2S311", path, text, "publish a field that is not encrypted")
    elif kind_of(field) is Kind.NONE:
        text = f"{name} in {org} is {describe_type(field)}, which cannot be shared"
        yield Finding("S2S309", path, text, _parts(field, schema))
    elif field.calculated and not whole:
        text = f"{name} in {org} is a formula: when only its result changes, no stamp moves"
        help = "publish its inputs, or say full_compare: daily; else it travels with the next edit"
        yield Finding("S2S310", path, text, help, Severity.WARNING)


def _parts(field: FieldSchema, schema: ObjectSchema) -> str:
    parts = [one.name for one in schema.fields.values() if one.compound == field.name]
    return f"publish its parts: {', '.join(parts[:6])}" if parts else "remove it"


def rule_findings(
    path: str, where: str, schema: ObjectSchema, org: str, *, whole: bool = False
) -> Iterator[Finding]:
    """What is wrong with the share rule ``where``, which stands at ``path``; ``whole`` where the
    object is read whole now and then."""
    yield from condition_findings(path, where, schema, org)
    for field in _own_fields(where, schema):
        if field.filterable and field.calculated and not whole:
            text = f"{field.name} in {org} is a formula or roll-up: it changes and no stamp moves"
            help = "use fields stored on the record, or read it whole: full_compare: daily"
            yield Finding("S2S318", path, text, help)


def condition_findings(path: str, where: str, schema: ObjectSchema, org: str) -> Iterator[Finding]:
    """What keeps ``org`` from answering the condition ``where``, which stands at ``path``."""
    try:
        used = fields_of(parse_condition(where))
    except SoqlError as error:
        yield Finding("S2S201", path, f"not a SOQL condition: {error.message}", error.help)
        return
    for reference in dict.fromkeys(used):
        # Other objects' fields are a finding of the manifest itself (S2S202).
        if len(reference.parts) == 1 and schema.find(str(reference)) is None:
            missing = missing_field(path, FieldName(reference.parts[0]), schema, org)
            # The place is the whole condition: a word within it is a person's to change.
            yield replace(missing, fix=None)
    for field in _own_fields(where, schema):
        if not field.filterable or _of_other_rows(schema, field):
            text = f"{schema.name}.{field.name} in {org} cannot be used in a condition"
            yield Finding("S2S318", path, text, "use a field that can be filtered by")


def _of_other_rows(schema: ObjectSchema, field: FieldSchema) -> bool:
    """A document's links and content are rows beside it: no condition on it can name them."""
    return schema.name == DOCUMENT and field.name in (LINKED, CONTENT)


def _own_fields(where: str, schema: ObjectSchema) -> list[FieldSchema]:
    try:
        used = fields_of(parse_condition(where))
    except SoqlError:
        return []
    own = (schema.find(str(one)) for one in dict.fromkeys(used) if len(one.parts) == 1)
    return [field for field in own if field is not None]
