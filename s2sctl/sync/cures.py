"""What would cure a refusal or a wait, by its code. Pure.

The codes are Salesforce's status codes and ours; what each means: facts/salesforce-api.md §4.
"""

from s2sctl.sync.refusals import Again, met

_RULE = (
    "change the record so that the receiving org's rule lets it pass, or let its admin relax the "
    "rule; then failures retry"
)
_AUTOMATION = (
    "have the receiving org's admin look at the trigger or flow named in the message; then "
    "failures retry"
)
_ACCESS = "give the run-as user access to the object, the field or the record:  s2sctl org enable"
_PARENT = "share the record it points to, or clear the lookup; it goes on by itself then"
_CURES = {
    "FIELD_CUSTOM_VALIDATION_EXCEPTION": _RULE,
    "FIELD_FILTER_VALIDATION_EXCEPTION": _RULE,
    "DUPLICATES_DETECTED": "merge or keep the duplicate there, or link the two with s2sctl match",
    "DUPLICATE_VALUE": "another record there has this unique value: change one of the two",
    "DUPLICATE_EXTERNAL_ID": "another record there has this unique value: change one of the two",
    "REQUIRED_FIELD_MISSING": "fill the field at the source, map it, or give it a default there",
    "STRING_TOO_LONG": "shorten the text, or say truncate: N in the mapping",
    "INVALID_EMAIL_ADDRESS": "correct the address at the source",
    "NUMBER_OUTSIDE_VALID_RANGE": "make the number smaller, or the field over there wider",
    "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST": "add the value over there, or say values: in the "
    "mapping",
    "INVALID_TYPE_ON_FIELD_IN_RECORD": "correct the value at the source, or its mapping; the next "
    "sync takes it then",
    "FIELD_INTEGRITY_EXCEPTION": "correct the value: it does not fit another one of the record",
    "INVALID_CROSS_REFERENCE_KEY": "what it points to is not there, or hidden from the run-as user",
    "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY": _AUTOMATION,
    "CANNOT_EXECUTE_FLOW_TRIGGER": _AUTOMATION,
    "APEX_FAILED": _AUTOMATION,
    "FLOW_EXCEPTION": _AUTOMATION,
    "CUSTOM_APEX_ERROR": _AUTOMATION,
    "INSUFFICIENT_ACCESS_OR_READONLY": _ACCESS,
    "INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY": _ACCESS,
    "INVALID_FIELD_FOR_INSERT_UPDATE": _ACCESS,
    "FIELD_NOT_UPDATABLE": _ACCESS,
    "CANNOT_UPDATE_CONVERTED_LEAD": "nothing: a converted Lead takes no more changes; failures "
    "drop it",
    "ENTITY_IS_LOCKED": "an approval holds the record; it is tried again daily",
    "RECORD_IN_USE_BY_WORKFLOW": "a process holds the record; it is tried again daily",
    "MIXED_DML_OPERATION": "have an automation over there write setup objects apart from records",
    "UNKNOWN_EXCEPTION": "nothing, at first: it is tried again; if it stays, ask Salesforce with "
    "the record's id",
    "STORAGE_LIMIT_EXCEEDED": "make room in the receiving org, or buy storage",
    "FLOW_STOPPED": "mend what refuses the others of its object; it goes on by itself then",
    "PARENT_NOT_SHARED": _PARENT,
    "NOT_FOUND": "let the run-as user see it, or say that it is gone:  s2sctl unshare CONNECTION "
    "OBJECT ID --gone --org ALIAS",
    "COPY_CAME_BACK": "nothing: the next sync merges with it",
    "NO_PRICEBOOK_ENTRY": "give the product an active price over there",
}


def cure(code: str) -> str:
    """What would let it pass; a whole sentence's worth, no full stop."""
    if code in _CURES:
        return _CURES[code]
    if met(code).again is Again.SOON:
        return "nothing: time alone may cure it"
    return "read the org's message, mend what it names, then failures retry"


def tried_when(code: str, *, waits: bool) -> str:
    """When it is tried again without anybody's word, beside a time that the entry names."""
    if waits:
        return "when what it waits for is there"
    if code == "NOT_FOUND":
        return "when the org shows it again"
    return "when its record, or the receiving object's fields, change"
