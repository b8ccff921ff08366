"""Wire values to stored values, field by field, refused as Salesforce refuses them.

Sources: the data types pages of the REST and SOAP API guides; facts/salesforce-api.md §3.8, §3.9;
recorded error texts.
"""

import base64
import binascii
import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from math import inf

from s2sctl.localorg.database import Stored
from s2sctl.localorg.definitions import FieldDefinition
from s2sctl.localorg.faults import RowError
from s2sctl.model.ids import is_id, to18
from s2sctl.model.values import parse_datetime

_EMAIL = re.compile(
    r"(?!\.)[A-Za-z0-9!#$%&'*+/=?^_`{|}~.\-\u0080-\uffff]+@"
    r"[A-Za-z0-9\u0080-\uffff](?:[A-Za-z0-9.\-\u0080-\uffff]*[A-Za-z0-9\u0080-\uffff])?"
    r"\.[A-Za-z\u0080-\uffff]{2,}\Z"
)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}\Z")
_DATETIME = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:?\d{2})\Z")
_TIME = re.compile(r"(\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,3}))?Z?\Z")
_FIRST_DAY, _LAST_DAY = date(1700, 1, 1), date(4000, 12, 31)


def stored_value(field: FieldDefinition, raw: object) -> Stored:
    """What the table holds for ``raw``. Raises ``RowError``; references are not looked up here."""
    if raw is None:
        return 0 if field.type == "boolean" else None
    return _BY_TYPE.get(field.type, _text)(field, raw)


def _text(field: FieldDefinition, raw: object) -> Stored:
    text = raw if isinstance(raw, str) else _scalar_text(field, raw)
    text = text.strip()
    if not text:
        return None
    if len(text) > field.length > 0:
        raise RowError(
            "STRING_TOO_LONG",
            f"{field.label}: data value too large: {text} (max length={field.length})",
            (field.name,),
        )
    return text


def _base64(field: FieldDefinition, raw: object) -> Stored:
    text = _text(field, raw)
    try:
        base64.b64decode(str(text or ""), validate=True)
    except binascii.Error:
        raise _unreadable(field, "…") from None
    return text


def _scalar_text(field: FieldDefinition, raw: object) -> str:
    if isinstance(raw, bool):
        return "true" if raw else "false"
    if isinstance(raw, int | float | Decimal):
        return str(raw)
    raise _unreadable(field, raw)


def _email(field: FieldDefinition, raw: object) -> Stored:
    """The address in lower case, as Salesforce stores it (help article 000384328)."""
    text = _text(field, raw)
    if text is None:
        return None
    if not _EMAIL.match(str(text)):
        raise RowError(
            "INVALID_EMAIL_ADDRESS", f"{field.label}: invalid email address: {text}", (field.name,)
        )
    return str(text).lower()


def _picklist(field: FieldDefinition, raw: object) -> Stored:
    text = _text(field, raw)
    if text is None or not field.picklist:
        return text
    return _known(field, str(text))


def _known(field: FieldDefinition, text: str) -> str:
    """The entry's own spelling: picklist values match in any case (help article 000386557)."""
    folded = text.casefold()
    for entry in field.picklist:
        if entry.value.casefold() == folded and (entry.active or not field.restricted_picklist):
            return entry.value
    if field.restricted_picklist:
        raise RowError(
            "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST",
            f"{field.label}: bad value for restricted picklist field: {text}",
            (field.name,),
        )
    return text


def _multipicklist(field: FieldDefinition, raw: object) -> Stored:
    text = _text(field, raw)
    if text is None:
        return None
    said = {_known(field, part.strip()) for part in str(text).split(";") if part.strip()}
    order = {entry.value: place for place, entry in enumerate(field.picklist)}
    return ";".join(sorted(said, key=lambda one: (order.get(one, len(order)), one))) or None


def _boolean(field: FieldDefinition, raw: object) -> Stored:
    if isinstance(raw, bool):
        return int(raw)
    if isinstance(raw, str) and raw.lower() in ("true", "false"):
        return int(raw.lower() == "true")
    raise _unreadable(field, raw)


def _int(field: FieldDefinition, raw: object) -> Stored:
    number = _decimal(field, raw)
    if number is None:
        return None
    if number != number.to_integral_value():
        raise _unreadable(field, raw)
    _within(field, number, field.precision or 9, raw)
    return int(number)


def _double(field: FieldDefinition, raw: object) -> Stored:
    number = _decimal(field, raw)
    if number is None:
        return None
    # The API keeps more decimals than the field shows (help article 000387302: "Number Field
    # Stores More Decimal Places Than Defined When Set via API"); only whole digits are limited.
    if field.precision:
        _within(field, number, field.precision - field.scale, raw)
    if field.compound and abs(number) > _furthest(field):
        raise _outside(field, raw)
    return float(number)


def _furthest(field: FieldDefinition) -> float:
    """Degrees a latitude or longitude may have; no limit for other numbers."""
    if "Latitude" in field.name:
        return 90
    return 180 if "Longitude" in field.name else inf


def _decimal(field: FieldDefinition, raw: object) -> Decimal | None:
    if isinstance(raw, bool) or not isinstance(raw, int | float | str | Decimal):
        raise _unreadable(field, raw)
    text = str(raw).strip()
    if not text:
        return None
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise _unreadable(field, raw) from None
    if not number.is_finite() or number.adjusted() > 30:
        raise _unreadable(field, raw)
    return number


def _within(field: FieldDefinition, number: Decimal, digits: int, raw: object) -> None:
    if abs(number) >= Decimal(10) ** digits:
        raise _outside(field, raw)


def _outside(field: FieldDefinition, raw: object) -> RowError:
    return RowError(
        "NUMBER_OUTSIDE_VALID_RANGE",
        f"{field.label}: value outside of valid range on numeric field: {raw}",
        (field.name,),
    )


def _date(field: FieldDefinition, raw: object) -> Stored:
    if raw == "":
        return None
    if not isinstance(raw, str) or not _DATE.match(raw):
        raise _unreadable(field, raw)
    return _day(field, raw).isoformat()


def _day(field: FieldDefinition, text: str) -> date:
    try:
        day = date.fromisoformat(text[:10])
    except ValueError:
        raise _unreadable(field, text) from None
    if not _FIRST_DAY <= day <= _LAST_DAY:
        raise RowError(
            "FIELD_INTEGRITY_EXCEPTION", f"{field.label}: invalid date: {text}", (field.name,)
        )
    return day


def _datetime(field: FieldDefinition, raw: object) -> Stored:
    if raw == "":
        return None
    if not isinstance(raw, str) or not _DATETIME.match(raw):
        raise _unreadable(field, raw)
    _day(field, raw)
    try:
        moment: datetime = parse_datetime(raw)
    except ValueError:
        raise _unreadable(field, raw) from None
    return int(moment.timestamp()) * 1000


def _time(field: FieldDefinition, raw: object) -> Stored:
    if raw == "":
        return None
    match = _TIME.match(raw) if isinstance(raw, str) else None
    if match is None:
        raise _unreadable(field, raw)
    hours, minutes, seconds = (int(match[place]) for place in (1, 2, 3))
    if hours > 23 or minutes > 59 or seconds > 59:
        raise _unreadable(field, raw)
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + int((match[4] or "0").ljust(3, "0"))


def _reference(field: FieldDefinition, raw: object) -> Stored:
    if raw == "":
        return None
    if not isinstance(raw, str):
        raise _unreadable(field, raw)
    if not is_id(raw):
        raise RowError(
            "MALFORMED_ID", f"{field.label}: id value of incorrect type: {raw}", (field.name,)
        )
    return to18(raw)


def _unreadable(field: FieldDefinition, raw: object) -> RowError:
    word = field.type
    if isinstance(raw, dict | list):
        token = "START_OBJECT" if isinstance(raw, dict) else "START_ARRAY"
        return RowError(
            "JSON_PARSER_ERROR",
            f"Cannot deserialize instance of {word} from {token} value [line:1, column:1]",
        )
    text = str(raw).lower() if isinstance(raw, bool) else raw
    return RowError(
        "JSON_PARSER_ERROR",
        f"Cannot deserialize instance of {word} from {_token(raw)} value {text} "
        "or request may be missing a required field at [line:1, column:1]",
    )


def _token(raw: object) -> str:
    match raw:
        case bool():
            return "VALUE_TRUE" if raw else "VALUE_FALSE"
        case int():
            return "VALUE_NUMBER_INT"
        case float() | Decimal():
            return "VALUE_NUMBER_FLOAT"
        case _:
            return "VALUE_STRING"


_BY_TYPE: dict[str, Callable[[FieldDefinition, object], Stored]] = {
    "base64": _base64,
    "email": _email,
    "picklist": _picklist,
    "multipicklist": _multipicklist,
    "boolean": _boolean,
    "int": _int,
    "long": _int,
    "double": _double,
    "currency": _double,
    "percent": _double,
    "date": _date,
    "datetime": _datetime,
    "time": _time,
    "reference": _reference,
    "id": _reference,
}
