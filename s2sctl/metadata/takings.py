"""What an org must let us write to take an object in. Pure."""

from collections.abc import Iterator
from dataclasses import replace

from s2sctl.agreement.flows import Transform
from s2sctl.agreement.transform import Untransformable, apply
from s2sctl.connection.objects import holds_key
from s2sctl.metadata.companions import place_findings
from s2sctl.metadata.lines import line_findings
from s2sctl.metadata.passage import target_path
from s2sctl.metadata.picklists import map_findings
from s2sctl.metadata.presence import Schemas, missing_field, missing_object, present
from s2sctl.metadata.sides import Taken, Taking
from s2sctl.metadata.types import describe_type
from s2sctl.model.finding import Finding, Severity
from s2sctl.model.names import FieldName
from s2sctl.model.nearest import did_you_mean, nearest
from s2sctl.model.schema import FieldSchema, ObjectSchema

KEY = FieldName("S2S_Key__c")
CONSTANT = FieldSchema(FieldName("constant"), "string")
CONNECTION = FieldName("S2S_Connection__c")
ASSIGNED = frozenset({"Account", "Case", "Lead"})
"""What assignment rules apply to (REST API guide, Assignment Rule Header)."""


def taking_findings(
    taking: Taking, schemas: Schemas, org: str, *, fresh: bool = False
) -> Iterator[Finding]:
    """What is wrong with writing copies as ``taking`` says into ``org``.

    ``fresh`` when the fields that mark a copy are still to be deployed for this object.
    """
    schema = schemas.get(taking.object)
    if schema is None:
        yield missing_object(taking.path, taking.object, org)
        return
    if not (schema.createable and schema.updateable):
        text = f"the running user may not create and edit {taking.object} in {org}"
        help = "the permission set S2S_Runner grants it: s2sctl org enable, then subscribe again"
        yield Finding("S2S302", taking.path, text, help)
        return
    for one in taking.fields:
        path = target_path(taking.path, one.source, one.target, one.transform)
        field = present(schema, one.target)
        if field is None:
            missing = missing_field(path, one.target, schema, org)
            # Two mappings into one field would be worse than one into none.
            filled = schema.renamed.get(one.target, nearest(one.target, schema.fields)) in {
                schema.renamed.get(other.target, other.target)
                for other in taking.fields
                if other is not one
            }
            yield replace(missing, fix=None) if filled else missing
        else:
            yield from _writable(path, field, schema, org)
            yield from _unchanged(path, field, one, schema)
            yield from map_findings(path, field, one.transform, org)
    yield from place_findings(taking, schema, org)
    yield from _constants(taking, schema, org)
    yield from _required(taking, schema, org)
    yield from line_findings(taking, org)
    if holds_key(schema.name):
        yield from _marks(taking, schema, org, fresh=fresh)
    yield from _record_type(taking, schema, org)
    yield from _owner(taking, schema, org)


def _writable(path: str, field: FieldSchema, schema: ObjectSchema, org: str) -> Iterator[Finding]:
    name = f"{schema.name}.{field.name} in {org}"
    if field.calculated or field.auto_number:
        what = "a formula or roll-up" if field.calculated else "an auto number"
        yield Finding(
            "S2S304",
            path,
            f"{name} is {what}: nothing can be written into it",
            "map to a field that stores a value",
        )
    elif field.encrypted or field.type == "encryptedstring":
        text = f"{name} is encrypted: what is read back may be its mask, so it never settles"
        yield Finding("S2S330", path, text, "map to a field that is not encrypted")
    elif parts := _parts_of(field, schema):
        yield Finding(
            "S2S309",
            path,
            f"{name} is made of parts and cannot be written whole",
            f"map its parts: {', '.join(parts[:6])}",
        )
    elif not (field.createable and (field.updateable or field.type == "reference")):
        # A lookup that is set once, such as a master-detail one, is set by the create.
        may = "edit it" if field.createable else "create it" if field.updateable else "write it"
        yield Finding(
            "S2S303",
            path,
            f"{name} cannot be written: the running user may not {may}",
            "check the field's permissions in the permission set S2S_Runner",
        )


def _unchanged(
    path: str, field: FieldSchema, one: Taken, schema: ObjectSchema
) -> Iterator[Finding]:
    if field.type == "base64" and one.transform != Transform():
        text = f"{schema.name}.{field.name} is a file's content, which travels as it is"
        yield Finding("S2S360", path, text, f"say no more than {one.source}: {one.target}")


def _parts_of(field: FieldSchema, schema: ObjectSchema) -> list[FieldName]:
    """The parts of a compound field. Account.Name names itself as its compound field and is none
    (describe of Account, recorded).
    """
    return [
        part.name
        for part in schema.fields.values()
        if part.compound == field.name and part.name != field.name
    ]


def _required(taking: Taking, schema: ObjectSchema, org: str) -> Iterator[Finding]:
    covered = {one.target for one in taking.fields} | {KEY, CONNECTION}
    covered |= {name for name, _ in taking.constants}
    if taking.owner is not None:
        covered.add(FieldName("OwnerId"))
    # A misspelt field of ours is told as such; it would have covered the one it looks like.
    misspelt = [one.target for one in taking.fields if one.target not in schema.fields]
    nearby = (nearest(name, schema.fields) for name in misspelt)
    covered |= {FieldName(near) for near in nearby if near is not None}
    severity = _missed(taking)
    for field in schema.fields.values():
        if not field.required_on_create or field.name in covered:
            continue
        if taking.given is not None and field.name in taking.given:
            # Our own records have it, and the partner gets it from us: only changes come back.
            continue
        text = f"{schema.name}.{field.name} in {org} is required, and nothing is mapped to it"
        if severity is Severity.WARNING:
            text += (
                f": changes of {schema.name} records shared from {org} arrive, but what the "
                "partner shares of its own cannot be created here"
            )
        help = f"map one of the partner's fields: SOURCE: {field.name}"
        yield Finding("S2S305", f"{taking.path}.fields", text, help, severity)


def _constants(taking: Taking, schema: ObjectSchema, org: str) -> Iterator[Finding]:
    """A fixed value must be one its field takes."""
    for name, text in taking.constants:
        path = f"{taking.path}.constants.{name}"
        field = present(schema, name)
        if field is None:
            yield missing_field(path, name, schema, org)
            continue
        yield from _writable(path, field, schema, org)
        try:
            apply(Transform(), CONSTANT, field, text)
        except Untransformable as error:
            why = f"the constant does not fit {schema.name}.{name} in {org}, {describe_type(field)}"
            known = [one.value for one in field.picklist if one.active]
            help = did_you_mean(text, known) or f"give a value the field takes ({error.code})"
            yield Finding("S2S339", path, why, help)


def _missed(taking: Taking) -> Severity:
    """How bad an unfilled required field is: a side that takes more fields than it gives makes
    copies, and could make none.
    """
    if taking.given is None:
        return Severity.ERROR
    targets = {one.target for one in taking.fields}
    gives_more = targets <= taking.given or len(targets) <= len(taking.given)
    return Severity.WARNING if gives_more else Severity.ERROR


def _marks(taking: Taking, schema: ObjectSchema, org: str, *, fresh: bool) -> Iterator[Finding]:
    key = schema.fields.get(KEY)
    help = "s2sctl subscribe deploys what an object needs; s2sctl org enable shows it first"
    if key is None:
        if not fresh:
            text = f"{schema.name} in {org} has no {KEY}, or the running user may not see it"
            yield Finding("S2S306", taking.path, text, help)
    elif not (key.unique and key.external_id and key.case_sensitive):
        lacks = "unique" if not key.unique else "an external id"
        if key.unique and key.external_id:
            lacks = "case-sensitive"
        text = f"{schema.name}.{KEY} in {org} is not {lacks}: two records could share a key"
        yield Finding("S2S306", taking.path, text, help)
    elif not (key.createable and key.updateable):
        text = f"the running user may not write {schema.name}.{KEY} in {org}"
        yield Finding("S2S306", taking.path, text, help)
    if CONNECTION not in schema.fields and not fresh:
        text = f"{schema.name} in {org} has no {CONNECTION}, or the running user may not see it"
        yield Finding("S2S307", taking.path, text, help)


def _record_type(taking: Taking, schema: ObjectSchema, org: str) -> Iterator[Finding]:
    wanted = taking.record_type
    if wanted is None:
        return
    path = f"{taking.path}.record_type"
    known = {one.developer_name: one for one in schema.record_types if not one.master}
    found = known.get(wanted)
    if found is None:
        text = f'{schema.name} in {org} has no record type "{wanted}"'
        yield Finding("S2S308", path, text, did_you_mean(wanted, known) or "remove record_type")
    elif not (found.active and found.available):
        why = "is not active" if not found.active else "is not available to the running user"
        text = f'record type "{wanted}" of {schema.name} in {org} {why}'
        yield Finding("S2S308", path, text, "activate it, or assign it in the user's profile")


def _owner(taking: Taking, schema: ObjectSchema, org: str) -> Iterator[Finding]:
    if taking.owner is None:
        return
    path = f"{taking.path}.owner"
    field = schema.fields.get(FieldName("OwnerId"))
    if field is None:
        text = f"{schema.name} in {org} has no owner: its records belong to their parent's"
        yield Finding("S2S317", path, text, "remove owner")
    elif taking.owner.by_rules and taking.object not in ASSIGNED:
        text = f"{taking.object} records in {org} have no assignment rules"
        help = f"only {', '.join(sorted(ASSIGNED))} have; name a queue or a user"
        yield Finding("S2S370", path, text, help)
    elif taking.owner.kind == "queue" and field.reference_to and "Group" not in field.reference_to:
        text = f"{schema.name} records in {org} cannot be owned by a queue"
        yield Finding("S2S317", path, text, "owner: {user: …}, or let the queue support the object")
