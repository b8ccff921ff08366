"""A literal checked against the type of the field it is compared with, as the stored value.

Source of the texts: recorded refusals (shared wire/errors; issue threads that paste them).
"""

from datetime import date, datetime, tzinfo

from s2sctl.localorg.database import Stored
from s2sctl.localorg.definitions import FieldDefinition
from s2sctl.localorg.faults import RequestError
from s2sctl.localorg.query import calendar, complaint
from s2sctl.localorg.query.asking import Asking
from s2sctl.model.ids import is_id, to18
from s2sctl.soql.literals import (
    MAX_STRING,
    Day,
    Literal,
    Moment,
    Money,
    Number,
    RelativeDate,
    Text,
    TimeOfDay,
    Truth,
)

IDS = frozenset({"id", "reference"})
NUMBERS = {
    "int": "int",
    "long": "long",
    "double": "double",
    "currency": "double",
    "percent": "double",
}
_DATES = {"date": "date", "datetime": "dateTime"}


def stored_value(asking: Asking, field: FieldDefinition, literal: Literal, at: int) -> Stored:
    """What a row holds where it equals the literal; None for null and for empty text.

    Not for relative dates. Raises ``INVALID_FIELD`` where the type does not fit.
    """
    match literal:
        case Text(value):
            return _text(asking, field, value, at)
        case Number(value) | Money(_, value) if field.type in NUMBERS:
            return float(value) if value % 1 else int(value)
        case Truth(value) if field.type == "boolean":
            return int(value)
        case Day(value) if field.type == "date":
            return value.isoformat()
        case Moment(value) if field.type == "datetime":
            # Milliseconds do not count (facts/salesforce-api.md §1.2).
            return int(value.timestamp() // 1) * 1000
        case TimeOfDay(value) if field.type == "time":
            seconds = (value.hour * 60 + value.minute) * 60 + value.second
            return seconds * 1000 + value.microsecond // 1000
        case _:
            raise _mismatch(asking, field, at)


def bounds(
    asking: Asking, field: FieldDefinition, literal: RelativeDate, at: int
) -> tuple[Stored, Stored]:
    """The range a relative date means, as stored: its first value and the first behind it."""
    if field.type not in _DATES:
        raise _mismatch(asking, field, at)
    try:
        first, behind = calendar.days_of(literal, asking.today)
    except (OverflowError, ValueError) as error:
        text = f"{literal.name}:{literal.count} is out of range"
        raise asking.refusal(complaint.MALFORMED, text, at) from error
    if field.type == "date":
        return first.isoformat(), behind.isoformat()
    return _milliseconds(first, asking.zone), _milliseconds(behind, asking.zone)


def _milliseconds(day: date, zone: tzinfo) -> int:
    """When a day begins where the user is."""
    return int(datetime(day.year, day.month, day.day, tzinfo=zone).timestamp()) * 1000


def _text(asking: Asking, field: FieldDefinition, value: str, at: int) -> Stored:
    if field.type in NUMBERS or field.type in ("boolean", "date", "datetime", "time"):
        raise _mismatch(asking, field, at)
    if len(value) > MAX_STRING:
        text = f"The maximum length of a string in a WHERE clause is {MAX_STRING} characters"
        raise asking.refusal(complaint.MALFORMED, text, at)
    if not value:
        return None
    if field.type in IDS:
        if not is_id(value):
            raise asking.refusal(complaint.FILTER, f"invalid ID field: {value}", at)
        return str(to18(value))
    return value


def _mismatch(asking: Asking, field: FieldDefinition, at: int) -> RequestError:
    word = {**NUMBERS, **_DATES, "boolean": "boolean", "time": "time"}.get(field.type)
    rule = "should not be enclosed in quotes" if word else "should be enclosed in quotes"
    text = (
        f"value of filter criterion for field '{field.name}' must be of type "
        f"{word or 'string'} and {rule}"
    )
    return asking.refusal(complaint.INVALID_FIELD, text, at)
