"""What an org has to hold to take part, as data; and the schemas of our own two objects. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from s2sctl.connection.components import CustomField, CustomObject, FieldKind, PermissionSet
from s2sctl.connection.objects import CONNECTION_OBJECT, SHARE_OBJECT, holds_key, key_fields
from s2sctl.connection.permissions import runner, sharer
from s2sctl.manifest.manifest import Terms
from s2sctl.model.names import FieldName, ObjectName
from s2sctl.model.schema import FieldSchema, ObjectSchema, PicklistValue


@dataclass(frozen=True, slots=True)
class Footprint:
    """Everything to deploy: our objects, the key fields by subscribed object, permission sets."""

    objects: tuple[CustomObject, ...]
    key_fields: tuple[tuple[ObjectName, tuple[CustomField, ...]], ...]
    permission_sets: tuple[PermissionSet, ...]


def footprint(
    terms: Sequence[Terms],
    schemas: Mapping[ObjectName, ObjectSchema] | None = None,
    kept: Sequence[ObjectName] = (),
) -> Footprint:
    """What an org whose connections are under these ``terms`` has to hold.

    ``schemas`` are describes of the objects in the terms: they tell which fields a permission
    set may list. The permission sets are whole, so ``terms`` must be those of all connections.
    ``kept`` are objects that carry our fields from earlier terms: they keep them, readable.
    """
    return Footprint(
        objects=(CONNECTION_OBJECT, SHARE_OBJECT),
        key_fields=tuple(
            (name, key_fields(name))
            for name in sorted({*subscribed(terms), *kept})
            if holds_key(name)
        ),
        permission_sets=(
            runner(terms, schemas or {}, [one for one in kept if one not in subscribed(terms)]),
            sharer(),
        ),
    )


def subscribed(terms: Iterable[Terms]) -> tuple[ObjectName, ...]:
    """Our objects that receive copies under these terms, each once, by name."""
    return tuple(sorted({one.target for side in terms for one in side.subscribe}))


def published(terms: Iterable[Terms]) -> tuple[ObjectName, ...]:
    """Our objects the partner may see records of under these terms, each once, by name."""
    return tuple(sorted({one.object for side in terms for one in side.publish}))


def schema_of(spec: CustomObject) -> ObjectSchema:
    """What a describe of the deployed object answers, as far as its definition says.

    The key prefix is the org's choice and therefore empty here.
    """
    fields = {one.name: field_schema(one) for one in spec.fields}
    fields[FieldName("Id")] = FieldSchema(
        FieldName("Id"), "id", "Record ID", 18, nillable=False, createable=False, updateable=False
    )
    fields[FieldName("Name")] = FieldSchema(
        FieldName("Name"),
        "string",
        f"{spec.label} Name",
        80,
        createable=not spec.numbered,
        updateable=not spec.numbered,
        auto_number=bool(spec.numbered),
        id_lookup=True,
    )
    fields[FieldName("CreatedById")] = FieldSchema(
        FieldName("CreatedById"),
        "reference",
        "Created By ID",
        18,
        nillable=False,
        createable=False,
        updateable=False,
        reference_to=(ObjectName("User"),),
        relationship="CreatedBy",
    )
    return ObjectSchema(spec.name, spec.label, "", fields, custom=True)


def field_schema(spec: CustomField) -> FieldSchema:
    """One custom field as describe shows it."""
    return FieldSchema(
        name=spec.name,
        type=_DESCRIBED[spec.kind],
        label=spec.label,
        length=_length(spec),
        precision=spec.length if spec.kind is FieldKind.NUMBER else 0,
        nillable=not spec.required,
        filterable=spec.kind is not FieldKind.LONG_TEXT,
        unique=spec.unique,
        external_id=spec.external_id,
        case_sensitive=spec.unique,
        id_lookup=spec.external_id,
        restricted_picklist=spec.kind is FieldKind.PICKLIST,
        picklist=tuple(PicklistValue(value, value) for value in spec.values),
        reference_to=(spec.refers_to,) if spec.refers_to else (),
        relationship=f"{spec.name.removesuffix('__c')}__r" if spec.refers_to else None,
        extra_type="plaintextarea" if spec.kind is FieldKind.LONG_TEXT else None,
    )


_DESCRIBED = {
    FieldKind.TEXT: "string",
    FieldKind.LONG_TEXT: "textarea",
    FieldKind.NUMBER: "double",
    FieldKind.DATETIME: "datetime",
    FieldKind.PICKLIST: "picklist",
    FieldKind.LOOKUP: "reference",
}


def _length(spec: CustomField) -> int:
    if spec.kind is FieldKind.LOOKUP:
        return 18
    if spec.kind is FieldKind.PICKLIST:
        return 255
    return spec.length if spec.kind in (FieldKind.TEXT, FieldKind.LONG_TEXT) else 0


CONNECTION_SCHEMA = schema_of(CONNECTION_OBJECT)
SHARE_SCHEMA = schema_of(SHARE_OBJECT)
