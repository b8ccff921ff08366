"""Salesforce's messages without the record values they quote.

A message is never passed on. A code stands for a sentence of ours, and only what cannot be a
record's value is taken over: API names that the code's own pattern finds, lengths, positions.
"""

import re
from collections.abc import Mapping

SENTENCES: Mapping[str, str] = {
    "REQUIRED_FIELD_MISSING": "a required field has no value",
    "STRING_TOO_LONG": "a text is longer than its field",
    "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST": "a value is not in the restricted picklist",
    "FIELD_CUSTOM_VALIDATION_EXCEPTION": "a validation rule or a trigger of the org refuses it",
    "FIELD_FILTER_VALIDATION_EXCEPTION": "a lookup filter refuses it",
    "FIELD_INTEGRITY_EXCEPTION": "a value does not fit the org's data or settings",
    "DUPLICATE_VALUE": "another record holds this unique value",
    "DUPLICATE_EXTERNAL_ID": "more than one record holds this external id",
    "DUPLICATES_DETECTED": "a duplicate rule that blocks refuses it",
    "INVALID_EMAIL_ADDRESS": "a value is not an e-mail address",
    "NUMBER_OUTSIDE_VALID_RANGE": "a number has more digits than its field",
    "INVALID_CROSS_REFERENCE_KEY": "a looked-up record or record type cannot be used here",
    "INVALID_TYPE_ON_FIELD_IN_RECORD": "a value is not of its field's type",
    "JSON_PARSER_ERROR": "a value is not of its field's type",
    "MALFORMED_ID": "an id is not one of the right object",
    "INVALID_FIELD_FOR_INSERT_UPDATE": "the user may not write a field",
    "FIELD_NOT_UPDATABLE": "the user may not write a field",
    "INSUFFICIENT_ACCESS_OR_READONLY": "the user may not change this record",
    "INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY": "the user may not use a looked-up record",
    "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY": "a trigger of the org failed or refuses it",
    "APEX_FAILED": "Apex code of the org failed",
    "CUSTOM_APEX_ERROR": "Apex code of the org refuses it",
    "CANNOT_EXECUTE_FLOW_TRIGGER": "a flow of the org failed",
    "FLOW_EXCEPTION": "a flow of the org failed",
    "ENTITY_IS_DELETED": "the record is deleted",
    "ENTITY_IS_LOCKED": "the record is locked by an approval process",
    "UNABLE_TO_LOCK_ROW": "another transaction holds the record or its parent",
    "CANNOT_UPDATE_CONVERTED_LEAD": "a converted lead cannot be changed",
    "INACTIVE_OWNER_OR_USER": "the owner is not an active user",
    "DELETE_FAILED": "the record cannot be deleted",
    "STORAGE_LIMIT_EXCEEDED": "the org's data storage is full",
    "ALL_OR_NONE_OPERATION_ROLLED_BACK": "another row of the same call was refused",
    "INVALID_FIELD": "a field does not exist or is hidden from the user",
    "INVALID_TYPE": "an object does not exist or is hidden from the user",
    "MALFORMED_QUERY": "the query cannot be read",
    "NOT_FOUND": "it does not exist or is hidden from the user",
    "INVALID_SESSION_ID": "the session has ended or was revoked",
    "LIMIT_EXCEEDED": "an allowance of the org is used up for now",
    "REQUEST_LIMIT_EXCEEDED": "the org's API request limit is spent",
    "QUERY_TIMEOUT": "the query took too long",
    "OPERATION_TOO_LARGE": "the query needs the View All Data permission at this size",
    "QUERY_TOO_COMPLICATED": "the query holds too many formula fields",
    "INVALID_QUERY_LOCATOR": "the org has dropped the rest of the query",
    "API_DISABLED_FOR_ORG": "the user or the org may not use the API",
    "API_CURRENTLY_DISABLED": "the org's API is switched off for the moment",
    "SERVER_UNAVAILABLE": "the org is not available at the moment",
    "INSERT_UPDATE_DELETE_NOT_ALLOWED_DURING_MAINTENANCE": "the org is under maintenance",
    "REQUEST_RUNNING_TOO_LONG": "the call took too long",
    "TOO_MANY_APEX_REQUESTS": "the org's Apex code has too much to do",
    "RECORD_IN_USE_BY_WORKFLOW": "a process of the org holds the record",
    "MIXED_DML_OPERATION": "an automation writes setup objects and records in one go",
    "PROCESSING_HALTED": "it was not tried after the failures of others",
    "UNKNOWN_EXCEPTION": "the org failed unexpectedly",
}
"""Status code to sentence; the names are those of the Metadata WSDL's StatusCode."""

_NAME = r"[A-Za-z]\w*"
_SAFE: Mapping[str, tuple[str, ...]] = {
    "REQUIRED_FIELD_MISSING": (rf"fields are missing: \[({_NAME}(?:, {_NAME})*)\]",),
    "STRING_TOO_LONG": (r"\((max length=\d+)\)",),
    "INVALID_FIELD": (rf"No such (column '{_NAME}' on (?:entity|sobject of type) '?{_NAME}'?)",),
    "INVALID_TYPE": (rf"sObject type '({_NAME})' is not supported",),
    "INVALID_FIELD_FOR_INSERT_UPDATE": (rf"create/update fields: ({_NAME}(?:, {_NAME})*)\.",),
    "MALFORMED_QUERY": (r"ERROR at (Row:\d+:Column:\d+)",),
    "DUPLICATE_VALUE": (rf"duplicate value found: ({_NAME}) duplicates",),
}


def redact(code: str, message: str) -> str:
    """A sentence for ``code`` that holds no record value, whatever ``message`` says."""
    sentence = SENTENCES.get(code, "the org refuses it")
    parts = [
        found.group(1) for pattern in _SAFE.get(code, ()) for found in re.finditer(pattern, message)
    ]
    return f"{sentence} ({', '.join(dict.fromkeys(parts))})" if parts else sentence


def redact_problem(text: str) -> str:
    """A deploy's problem in the org's own words, without what may be a record's value.

    Such texts are about metadata and worth reading, but those about data that stands in the way
    quote it ("duplicate value found: …"). What is quoted and no custom name, addresses, and what
    follows a colon after "value" or "values" go.
    """
    for pattern, instead in _QUOTES:
        text = pattern.sub(instead, text)
    return text


_QUOTES = (
    (re.compile(r"(\bvalues?(?: found)?: ).*", re.IGNORECASE | re.DOTALL), r"\1…"),
    (re.compile(r"\S+@\S+"), "…"),
    (re.compile(r"([\"'])(?![A-Za-z][\w.]*__\w+\1)[^\"']+\1"), r"\1…\1"),
)
