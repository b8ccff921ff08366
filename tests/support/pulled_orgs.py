"""Describes that bad manifests are checked against, as if they had been pulled."""

from dataclasses import replace

from s2sctl.model.schema import FieldSchema, ObjectSchema
from tests.unit.metadata.lead_schemas import LEAD, described, having, picked, text

ACME_ID, GLOBEX_ID = "00D000000000001EAA", "00D000000000002EAA"
_NAME = text("Name")
_CLOSED: ObjectSchema = replace(
    described(_NAME, name="Closed__c"), createable=False, updateable=False, queryable=False
)
_DETAIL = ObjectSchema(
    "Detail__c",
    "Detail",
    "a01",
    {"Name": _NAME, "Parent__c": FieldSchema("Parent__c", "reference", reference_to=("Lead",))},
)
ACME = (having(LEAD, text("Title__c", 128)), _CLOSED, _DETAIL)
"""Lead with fields of every kind; an object closed to the user; a detail without an owner."""

GLOBEX = (
    having(
        LEAD,
        text("Title__c", 80),
        text("Summary__c", 255),
        FieldSchema("Whole__c", "currency", precision=18, scale=0),
        picked("Rating", "Hot", "Cold"),
    ),
)
"""The partner's Lead: a shorter title, whole numbers only, a rating less."""
