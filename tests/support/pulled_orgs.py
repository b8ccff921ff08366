"""Describes that bad manifests are checked against, as if they had been pulled."""

from dataclasses import replace

from s2sctl.model.schema import FieldSchema, ObjectSchema
from tests.unit.metadata.lead_schemas import LEAD, described, text

ACME_ID = "00D000000000001EAA"
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
ACME = (LEAD, _CLOSED, _DETAIL)
"""Lead with fields of every kind; an object closed to the user; a detail without an owner."""
