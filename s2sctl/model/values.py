"""The one canonical form of every field value, so that equal means equal. Pure.

A canonical value is None, bool, str or Decimal. Salesforce stores empty text as null, keeps
whole seconds in a dateTime, and does not order multi-select picklists; the canonical form does
the same, whatever the wire said (facts/salesforce-api.md §3.8, §3.9). The Unicode form of a text
is kept, because it is sent on; that it says nothing is known where values are compared
(:mod:`s2sctl.model.digest`).
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import TypeAlias

from s2sctl.model.ids import is_id, to18
from s2sctl.model.names import FieldName
from s2sctl.model.schema import FieldSchema

Value: TypeAlias = bool | str | Decimal | None
"""A canonical field value."""

Values: TypeAlias = Mapping[FieldName, Value]
"""Canonical values by field name."""

NUMBERS = frozenset({"double", "currency", "percent", "int", "long"})
TEXTS = frozenset(
    {"string", "textarea", "email", "phone", "url", "picklist", "combobox", "encryptedstring"}
)


def canonical(field: FieldSchema, raw: object) -> Value:
    """The canonical form of what the org said (or what we are about to send) for ``field``.

    Raises ``ValueError`` where ``raw`` cannot be a value of the field's type.
    """
    if field.type == "boolean":
        return _boolean(raw)
    if raw is None or raw == "":
        return None
    if field.type in NUMBERS:
        return _number(raw, whole=field.type in ("int", "long"))
    text = str(raw)
    match field.type:
        case "multipicklist":
            return (
                ";".join(sorted({part.strip() for part in text.split(";") if part.strip()})) or None
            )
        case "datetime":
            return datetime_text(parse_datetime(text))
        case "date":
            return date.fromisoformat(text[:10]).isoformat()
        case "time":
            return time.fromisoformat(text.rstrip("Z")).isoformat("milliseconds")[:12]
        case "id" | "reference":
            parts = text.split(";")
            return ";".join(str(to18(one)) if is_id(one) else one for one in parts)
        case _:
            return text.replace("\r\n", "\n").replace("\r", "\n")


def _boolean(raw: object) -> bool:
    if raw is None or raw == "":
        return False
    if isinstance(raw, bool):
        return raw
    lowered = str(raw).lower()
    if lowered in ("true", "1"):
        return True
    if lowered in ("false", "0"):
        return False
    raise ValueError(f"not a checkbox value: {lowered[:10]!r}")


def _number(raw: object, *, whole: bool) -> Decimal:
    """As it is, integers apart.

    The API keeps decimals beyond a field's scale, which only rounds what people see (help
    article 000387302); rounding here would lose cents on the way.
    """
    try:
        number = Decimal(str(raw))
        if not number.is_finite():
            raise ValueError("not a finite number")
        # -0.00 and 0 are the same amount; Decimal keeps the sign, Salesforce does not.
        return (round(number, 0) if whole else number).normalize() + Decimal(0)
    except ArithmeticError as error:
        raise ValueError("not a number") from error


def parse_datetime(text: str) -> datetime:
    """A Salesforce or ISO 8601 dateTime as UTC in whole seconds. Refuses one without a zone."""
    if text[-5:-4] in "+-" and text[-5:-4]:
        text = f"{text[:-2]}:{text[-2:]}"
    moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    if moment.tzinfo is None:
        raise ValueError("a dateTime without a time zone")
    return moment.astimezone(UTC).replace(microsecond=0)


def datetime_text(moment: datetime) -> str:
    """``YYYY-MM-DDThh:mm:ssZ``, the form SOQL literals take."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ").zfill(20)
