"""Small describes to check against."""

from dataclasses import replace

from s2sctl.model.schema import FieldSchema, ObjectSchema, PicklistValue, RecordType


def text(name, length=80, **flags):
    return FieldSchema(name, "string", length=length, **flags)


def picked(name, *values, restricted=True):
    picklist = tuple(PicklistValue(value, value) for value in values)
    return FieldSchema(name, "picklist", picklist=picklist, restricted_picklist=restricted)


KEY = text("S2S_Key__c", 40, unique=True, external_id=True, case_sensitive=True)
CONNECTION = FieldSchema("S2S_Connection__c", "reference", reference_to=("S2S_Connection__c",))
OWNER = FieldSchema(
    "OwnerId", "reference", reference_to=("Group", "User"), nillable=False, defaulted_on_create=True
)


def described(*fields, name="Lead", marks=True, record_types=()):
    all_fields = (*fields, OWNER, *((KEY, CONNECTION) if marks else ()))
    return ObjectSchema(
        name,
        name,
        "00Q",
        {field.name: field for field in all_fields},
        record_types=tuple(RecordType("012", one) for one in record_types),
    )


LEAD = described(
    text("LastName", nillable=False),
    text("Company", 255, nillable=False),
    FieldSchema("Email", "email", length=80),
    picked("Rating", "Hot", "Warm", "Cold"),
    FieldSchema("Description", "textarea", length=32000),
    FieldSchema("AnnualRevenue", "currency", precision=18, scale=2),
    FieldSchema("Employees__c", "double", precision=8, scale=0),
    text("Score__c", calculated=True, createable=False, updateable=False),
    text("Secret__c", encrypted=True),
    FieldSchema("Address", "address", createable=False, updateable=False),
    text("City", 40, compound="Address"),
    FieldSchema("Won__c", "boolean", nillable=False),
    text("Old__c", createable=False, updateable=False),
    FieldSchema("Notes__c", "textarea", length=32000, filterable=False),
    FieldSchema("Account__c", "reference", reference_to=("Account",)),
    record_types=("Partner",),
)


def without(schema, *names):
    return replace(
        schema,
        fields={name: one for name, one in schema.fields.items() if name not in names},
        _by_lower={},
    )


def having(schema, *fields):
    return replace(
        schema, fields=schema.fields | {field.name: field for field in fields}, _by_lower={}
    )
