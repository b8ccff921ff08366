"""Texts, dates and amounts recast on their way: parts, prefixes, zones, rates. Pure.

None of it raises but :class:`Misfit`, which says why a value cannot be recast, never the value.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation, localcontext
from zoneinfo import ZoneInfo

from s2sctl.manifest.recast import Recast
from s2sctl.model.schema import FieldSchema
from s2sctl.model.values import NUMBERS, datetime_text, parse_datetime

_DIGITS = 60
"""Enough for 18 digits times any rate, exactly."""


class Misfit(Exception):
    """A value that cannot be recast; the text says why."""


def joined(texts: Iterable[str | None], separator: str) -> str | None:
    """The texts that are not blank, with the separator between them; None where all are blank."""
    return separator.join(text for text in texts if text) or None


def stripped(recast: Recast, text: str) -> str:
    """The text without what every such text is said to begin and end with."""
    if not text.startswith(recast.strip_prefix):
        raise Misfit("it does not begin with strip_prefix")
    text = text[len(recast.strip_prefix) :]
    if not text.endswith(recast.strip_suffix):
        raise Misfit("it does not end with strip_suffix")
    return text[: len(text) - len(recast.strip_suffix)]


def piece(recast: Recast, text: str) -> str:
    """The piece of a text that is split; empty where it has fewer pieces."""
    if recast.part is None:
        return text
    place, count = recast.part
    pieces = text.split(recast.separator, count - 1)
    return pieces[place].strip() if place < len(pieces) else ""


def wrapped(recast: Recast, text: str) -> str:
    """The text between prefix and suffix; a text that has become blank stays blank."""
    return f"{recast.prefix}{text}{recast.suffix}" if text else text


def in_zone(zone: str, source: FieldSchema, target: FieldSchema, text: str) -> str:
    """A date/time's date in ``zone``, or the moment a date begins there."""
    try:
        if source.type == "datetime" and target.type == "date":
            return parse_datetime(text).astimezone(ZoneInfo(zone)).date().isoformat()
        if source.type == "date" and target.type == "datetime":
            midnight = datetime.combine(date.fromisoformat(text), time(), ZoneInfo(zone))
            return datetime_text(midnight.astimezone(UTC))
    except (ValueError, OverflowError, LookupError, OSError) as error:
        raise Misfit("no date in that zone") from error
    return text


def at_rate(recast: Recast, target: FieldSchema, number: Decimal) -> Decimal:
    """The amount times the rate, rounded half up to ``scale``, else to the target's decimals."""
    if recast.rate is None:
        return number
    scale = recast.scale
    if scale is None:
        scale = target.scale if target.type in NUMBERS - {"int", "long"} else 0
    try:
        with localcontext(prec=_DIGITS):
            return (number * recast.rate).quantize(Decimal(1).scaleb(-scale), ROUND_HALF_UP)
    except InvalidOperation as error:
        raise Misfit("too many digits") from error
