"""Whether an object or a field is there for the running user. Pure."""

from collections.abc import Mapping

from s2sctl.model.finding import Finding, renaming
from s2sctl.model.names import FieldName, ObjectName
from s2sctl.model.nearest import nearest
from s2sctl.model.schema import FieldSchema, ObjectSchema

Schemas = Mapping[ObjectName, ObjectSchema]


def missing_object(path: str, name: ObjectName, org: str) -> Finding:
    """S2S300: there is no such object, or the running user may not see it."""
    return Finding(
        "S2S300",
        path,
        f'{org} has no object "{name}", or the running user may not see it',
        "check the API name in Setup > Object Manager, and the user's object permissions",
    )


def missing_field(path: str, name: FieldName, schema: ObjectSchema, org: str) -> Finding:
    """S2S301: there is no such field, or field-level security hides it from the running user."""
    if name in schema.renamed:
        return renamed_field(path, name, schema.renamed[name], schema, org)
    text = f'{schema.name} in {org} has no field "{name}"'
    if name in schema.gone:
        # It was no misspelling: a field of a like name is another field.
        help = (
            "it was there when this was put in force: take it out, or let the running user see it"
        )
        return Finding("S2S301", path, text, help)
    near = nearest(name, schema.fields)
    help = (
        f'did you mean "{near}"?'
        if near
        else ("check the API name, and that field-level security lets the running user see it")
    )
    return Finding("S2S301", path, text, help, fix=renaming(name, near) if near else None)


def renamed_field(
    path: str, old: FieldName, new: FieldName, schema: ObjectSchema, org: str
) -> Finding:
    """S2S380: the field is there under another API name."""
    text = f"{schema.name}.{old} in {org} was renamed to {new}"
    help = f"say {new} here, then publish or subscribe again; what both sides agreed on stays known"
    return Finding("S2S380", path, text, help, fix=renaming(old, new))


def present(schema: ObjectSchema | None, name: FieldName) -> FieldSchema | None:
    """The field under exactly this name.

    Salesforce finds names in any case; we hold values by name, so one spelling is used.
    """
    return schema.fields.get(name) if schema is not None else None
