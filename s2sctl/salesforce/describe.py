"""A describe answer reduced to an :class:`ObjectSchema`."""

import hashlib
from collections.abc import Mapping
from datetime import datetime

from s2sctl.model.names import FieldName, ObjectName
from s2sctl.model.schema import (
    ChildRelationship,
    FieldSchema,
    ObjectSchema,
    PicklistValue,
    RecordType,
)
from s2sctl.salesforce.shapes import Json, mapping, mappings, text, texts, whole


def schema_of(body: Json, last_modified: datetime | None = None) -> ObjectSchema:
    """The schema in a describe body (REST API guide, sObject Describe).

    Keys that an older API version leaves out count as false, 0 or empty.
    """
    described = mapping(body)
    fields = [_field(field) for field in mappings(described.get("fields") or [])]
    return ObjectSchema(
        name=ObjectName(text(described.get("name"))),
        label=str(described.get("label") or ""),
        key_prefix=str(described.get("keyPrefix") or ""),
        fields={field.name: field for field in fields},
        createable=_flag(described, "createable"),
        updateable=_flag(described, "updateable"),
        deletable=_flag(described, "deletable"),
        queryable=_flag(described, "queryable"),
        custom=_flag(described, "custom"),
        record_types=tuple(
            _record_type(one) for one in mappings(described.get("recordTypeInfos") or [])
        ),
        children=tuple(
            ChildRelationship(
                ObjectName(text(one.get("childSObject"))),
                FieldName(text(one.get("field"))),
                _flag(one, "cascadeDelete"),
            )
            for one in mappings(described.get("childRelationships") or [])
        ),
        last_modified=last_modified,
    )


def _field(one: Mapping[str, Json]) -> FieldSchema:
    compound = one.get("compoundFieldName")
    relationship = one.get("relationshipName")
    extra = one.get("extraTypeInfo")
    return FieldSchema(
        name=FieldName(text(one.get("name"))),
        type=text(one.get("type")),
        label=str(one.get("label") or ""),
        length=whole(one.get("length")),
        precision=whole(one.get("precision")),
        scale=whole(one.get("scale")),
        digits=whole(one.get("digits")),
        nillable=_flag(one, "nillable"),
        createable=_flag(one, "createable"),
        updateable=_flag(one, "updateable"),
        defaulted_on_create=_flag(one, "defaultedOnCreate"),
        calculated=_flag(one, "calculated"),
        auto_number=_flag(one, "autoNumber"),
        filterable=_flag(one, "filterable"),
        unique=_flag(one, "unique"),
        external_id=_flag(one, "externalId"),
        case_sensitive=_flag(one, "caseSensitive"),
        id_lookup=_flag(one, "idLookup"),
        restricted_picklist=_flag(one, "restrictedPicklist"),
        picklist=tuple(_entry(value) for value in mappings(one.get("picklistValues") or [])),
        reference_to=tuple(ObjectName(name) for name in texts(one.get("referenceTo"))),
        relationship=str(relationship) if relationship else None,
        extra_type=str(extra) if extra else None,
        encrypted=_flag(one, "encrypted"),
        html_formatted=_flag(one, "htmlFormatted"),
        compound=FieldName(str(compound)) if compound else None,
        # Older versions leave it out; a field is then listed as most are.
        permissionable=one.get("permissionable") is not False,
        formula=_digest(one.get("calculatedFormula")),
    )


def _digest(formula: Json) -> str:
    """Enough to see that a formula is another one; a formula may have 5,000 characters."""
    return hashlib.sha256(str(formula).encode()).hexdigest()[:16] if formula else ""


def _entry(value: Mapping[str, Json]) -> PicklistValue:
    label = value.get("label")
    return PicklistValue(
        text(value.get("value")),
        str(label if label is not None else value.get("value")),
        _flag(value, "active"),
        _flag(value, "defaultValue"),
    )


def _record_type(one: Mapping[str, Json]) -> RecordType:
    return RecordType(
        str(one.get("recordTypeId") or ""),
        str(one.get("developerName") or ""),
        _flag(one, "active"),
        _flag(one, "available"),
        _flag(one, "master"),
    )


def _flag(one: Mapping[str, Json], name: str) -> bool:
    return one.get(name) is True
