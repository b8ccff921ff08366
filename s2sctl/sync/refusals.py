"""How every refusal of a row is met, as data. Pure.

Source: facts/salesforce-api.md §4 (SOAP API guide, StatusCode). A code that is not in the table is
final for its row until the record, or the object's describe, changes.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum


class Again(Enum):
    """When a refused row is tried again without anybody's word."""

    CHANGED = "when its record, or the object's describe, changes"
    SOON = "within minutes: time alone may cure it"
    DAILY = "within a day: the receiver's admin may cure it, and the source does not change by that"


class Stops(Enum):
    """What is not tried any more in this run."""

    NOTHING = "the other rows go on"
    FLOW = "the object's flow, where more than a fifth of a call is refused so"
    CREATES = "the creates of the org"
    RUN = "the run"


@dataclass(frozen=True, slots=True)
class Met:
    """How one code is met. ``parted``: it may be the doing of another row of the same call, or
    of their number, so that the rows are sent again in halves. ``parent``: a change of a record
    that the row points to may cure it."""

    again: Again = Again.CHANGED
    parted: bool = False
    stops: Stops = Stops.NOTHING
    parent: bool = False


_AUTOMATION = Met(Again.DAILY, parted=True, stops=Stops.FLOW)
_HEAVY = Met(Again.SOON, parted=True)
_BY_DAY = Met(Again.DAILY)
_BY_PARENT = Met(Again.DAILY, parent=True)
_DATA = Met()
_HIDDEN = Met(stops=Stops.FLOW)
"""Told of single rows too (a field of accounts that a person account has not), so that it takes
many to stop a flow."""

MET: Mapping[str, Met] = {
    "UNABLE_TO_LOCK_ROW": Met(Again.SOON),
    "ENTITY_IS_LOCKED": _BY_DAY,
    "RECORD_IN_USE_BY_WORKFLOW": _BY_DAY,
    "REQUEST_RUNNING_TOO_LONG": _HEAVY,
    "TOO_MANY_APEX_REQUESTS": _HEAVY,
    "UNKNOWN_EXCEPTION": _HEAVY,
    "SERVER_UNAVAILABLE": Met(Again.SOON),
    "ALL_OR_NONE_OPERATION_ROLLED_BACK": _HEAVY,
    "PROCESSING_HALTED": _HEAVY,
    "LIMIT_EXCEEDED": Met(parted=True),
    "JSON_PARSER_ERROR": Met(parted=True),
    "INSERT_UPDATE_DELETE_NOT_ALLOWED_DURING_MAINTENANCE": Met(Again.SOON, stops=Stops.RUN),
    "STORAGE_LIMIT_EXCEEDED": Met(Again.DAILY, stops=Stops.CREATES),
    "DUPLICATE_VALUE": _BY_DAY,
    "DUPLICATE_EXTERNAL_ID": _BY_DAY,
    "DUPLICATES_DETECTED": _BY_DAY,
    "REQUIRED_FIELD_MISSING": _BY_DAY,
    "STRING_TOO_LONG": _DATA,
    "INVALID_EMAIL_ADDRESS": _DATA,
    "NUMBER_OUTSIDE_VALID_RANGE": _DATA,
    "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST": _BY_DAY,
    "FIELD_INTEGRITY_EXCEPTION": _DATA,
    "FIELD_CUSTOM_VALIDATION_EXCEPTION": _BY_DAY,
    "FIELD_FILTER_VALIDATION_EXCEPTION": _BY_PARENT,
    "INVALID_CROSS_REFERENCE_KEY": _BY_PARENT,
    "INVALID_TYPE_ON_FIELD_IN_RECORD": _DATA,
    "MALFORMED_ID": _DATA,
    "INVALID_FIELD_FOR_INSERT_UPDATE": _HIDDEN,
    "FIELD_NOT_UPDATABLE": _HIDDEN,
    "MIXED_DML_OPERATION": Met(Again.DAILY, stops=Stops.FLOW),
    "INSUFFICIENT_ACCESS_OR_READONLY": _BY_DAY,
    "INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY": _BY_PARENT,
    "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY": _AUTOMATION,
    "APEX_FAILED": _AUTOMATION,
    "CANNOT_EXECUTE_FLOW_TRIGGER": _AUTOMATION,
    "FLOW_EXCEPTION": _AUTOMATION,
    "CUSTOM_APEX_ERROR": _AUTOMATION,
    "ENTITY_IS_DELETED": _DATA,
    "CANNOT_UPDATE_CONVERTED_LEAD": _DATA,
    "DELETE_FAILED": _DATA,
    # An owner is activated, or a queue is let take the object, without a stamp moving here.
    "INACTIVE_OWNER_OR_USER": Met(Again.SOON),
    "QUEUE_NOT_SUPPORTED": Met(Again.SOON),
    # People keep editing a row of a strict subscription.
    "ENTITY_FAILED_IFLASTMODIFIED_ON_UPDATE": Met(Again.SOON),
    "NOT_VISIBLE": Met(Again.SOON),
}
"""Status code to how it is met; NOT_VISIBLE is ours: a row did not come when it was read again."""

_FEWEST = 5
"""Rows refused alike that say something about a flow, and not about themselves."""


def met(code: str) -> Met:
    """How a code is met, whether the table has it or not."""
    return MET.get(code, _DATA)


def stopping(codes: Iterable[str], sent: int) -> str | None:
    """The code for which something is to be stopped after a call of ``sent`` rows, of which some
    were refused with ``codes``; the first that stops most. None: everything goes on."""
    counted = Counter(codes)
    for stops in (Stops.RUN, Stops.CREATES):
        found = [code for code in counted if met(code).stops is stops]
        if found:
            return found[0]
    alike = [code for code, count in counted.most_common() if _many(code, count, sent)]
    return alike[0] if alike else None


def _many(code: str, count: int, sent: int) -> bool:
    return met(code).stops is Stops.FLOW and count >= _FEWEST and count * 5 > sent
