"""Literal values of SOQL: what each one means, and how it is written.

Source of the forms: SOQL and SOSL reference, "Date Formats and Date Literals in WHERE" and
"Quoted String Escape Sequences".
"""

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import TypeAlias

from s2sctl.model.values import parse_datetime
from s2sctl.soql.fault import SoqlError

MAX_STRING = 4000
"""Characters a quoted text may have (SOQL and SOSL limits: "Maximum length of a string")."""

_ESCAPES = {
    "n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f",
    "N": "\n", "R": "\r", "T": "\t", "B": "\b", "F": "\f",
    '"': '"', "'": "'", "\\": "\\",
}  # fmt: skip
_QUOTED = str.maketrans(
    {"\\": "\\\\", "'": "\\'", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}
)
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|.)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Text:
    """A quoted text. ``pattern`` is its LIKE form, in which ``\\%`` and ``\\_`` stay escaped."""

    value: str
    pattern: str = field(default="", compare=False)
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Number:
    """A number, exactly as far as it was written."""

    value: Decimal
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in a named currency (``USD5000``), for orgs with several currencies."""

    currency: str
    amount: Decimal
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Truth:
    """TRUE or FALSE."""

    value: bool
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Null:
    """NULL."""

    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Day:
    """A date, ``2026-01-31``."""

    value: date
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Moment:
    """A dateTime in UTC. Fractions beyond microseconds are cut off."""

    value: datetime
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class TimeOfDay:
    """A time of day in UTC."""

    value: time
    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class RelativeDate:
    """A range that moves with the calendar, ``LAST_N_DAYS:7``; ``name`` is upper case."""

    name: str
    count: int | None = None
    at: int = field(default=0, compare=False)


Literal: TypeAlias = Text | Number | Money | Truth | Null | Day | Moment | TimeOfDay | RelativeDate


def quote(text: str) -> str:
    """``text`` as a SOQL string, quotes included, for use in a comparison other than LIKE."""
    return f"'{text.translate(_QUOTED)}'"


def moment_literal(moment: datetime) -> str:
    """``moment`` as a SOQL dateTime in UTC, with a fraction only where it has one.

    Raises ``ValueError`` for a naive moment.
    """
    if moment.tzinfo is None:
        raise ValueError("a dateTime without a time zone")
    utc = moment.astimezone(UTC)
    fraction = f".{utc.microsecond:06d}".rstrip("0") if utc.microsecond else ""
    return f"{utc:%Y-%m-%dT%H:%M:%S}{fraction}Z"


def literal_text(literal: Literal) -> str:
    """The literal as SOQL, in one normal form."""
    match literal:
        case Text(value, pattern):
            return _pattern_text(pattern) if pattern and pattern != value else quote(value)
        case Number(value):
            return format(value, "f")
        case Money(currency, amount):
            return f"{currency}{amount:f}"
        case Truth(value):
            return "TRUE" if value else "FALSE"
        case Null():
            return "NULL"
        case Day(value):
            return value.isoformat()
        case Moment(value):
            return moment_literal(value)
        case TimeOfDay(value):
            return f"{value.isoformat('milliseconds')}Z"
        case RelativeDate(name, count):
            return name if count is None else f"{name}:{count}"


def _pattern_text(pattern: str) -> str:
    escaped = quote(pattern)
    return escaped.replace("\\\\%", "\\%").replace("\\\\_", "\\_").replace("\\\\\\\\", "\\\\")


def parse_text(token: str, at: int) -> Text:
    """The text between quotes, its escapes resolved. Raises ``SoqlError`` for an unknown escape."""
    body = token[1:-1]
    if "\\" not in body:
        return Text(body, body, at)
    return Text(_unescaped(body, at, keep=""), _unescaped(body, at, keep="\\%_"), at)


def _unescaped(body: str, at: int, keep: str) -> str:
    def one(found: re.Match[str]) -> str:
        escape = found[1]
        if escape in keep:
            return found[0]
        if escape in "%_":
            return escape
        if len(escape) == 5:
            return chr(int(escape[1:], 16))
        if escape not in _ESCAPES:
            raise SoqlError(f"Illegal character sequence '{found[0]}' in string literal.", at)
        return _ESCAPES[escape]

    return _ESCAPE.sub(one, body)


def parse_moment(token: str, at: int) -> Moment:
    """A dateTime literal. Raises ``SoqlError`` where there is no such moment."""
    whole, point, rest = token.partition(".")
    try:
        if not point:
            return Moment(parse_datetime(whole.upper()), at)
        digits = re.match(r"\d+", rest)
        fraction = digits[0] if digits else ""
        moment = parse_datetime((whole + rest[len(fraction) :]).upper())
        return Moment(moment.replace(microsecond=int(fraction[:6].ljust(6, "0"))), at)
    except (ValueError, OverflowError) as error:
        raise SoqlError(f"invalid date: {token}", at) from error


def parse_day(token: str, at: int) -> Day:
    """A date literal. Raises ``SoqlError`` where there is no such day."""
    try:
        return Day(date.fromisoformat(token), at)
    except ValueError as error:
        raise SoqlError(f"invalid date: {token}", at) from error


def parse_time(token: str, at: int) -> TimeOfDay:
    """A time literal, read as UTC. Raises ``SoqlError`` where there is no such time."""
    whole, _, fraction = re.sub(r"(?i:z)|[+-]\d\d:?\d\d$", "", token).partition(".")
    try:
        micros = int((fraction or "0")[:6].ljust(6, "0"))
        return TimeOfDay(time.fromisoformat(whole).replace(microsecond=micros), at)
    except ValueError as error:
        raise SoqlError(f"invalid time: {token}", at) from error


def parse_relative(token: str, at: int) -> RelativeDate:
    """A relative date such as ``TODAY`` or ``LAST_N_DAYS:7``."""
    name, colon, count = token.upper().partition(":")
    return RelativeDate(name, int(count) if colon else None, at)


def parse_money(token: str, at: int) -> Money:
    """An amount with its three-letter currency in front."""
    return Money(token[:3].upper(), Decimal(token[3:]), at)
