"""Stored values as the REST API writes them in JSON."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache
from typing import TypeAlias

from s2sctl.localorg.definitions import FieldDefinition

Json: TypeAlias = object
"""A JSON value."""

JsonRecord: TypeAlias = dict[str, Json]
"""A JSON object: one row of an answer."""

Convert: TypeAlias = Callable[[object], Json]
"""Turns a stored value that is not null into its JSON value."""


@lru_cache(maxsize=65536)
def moment_text(milliseconds: object) -> str:
    """A dateTime, ``2026-01-31T08:05:21.000+0000``."""
    moment = datetime.fromtimestamp(int(str(milliseconds)) // 1000, UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{int(str(milliseconds)) % 1000:03d}+0000"


def time_text(milliseconds: object) -> str:
    """A time of day, ``08:05:21.000Z``."""
    seconds, rest = divmod(int(str(milliseconds)), 1000)
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}.{rest:03d}Z"


def number(value: object) -> float:
    """A number of a type with a fraction: it has a point even where it is whole."""
    return float(str(value)) if not isinstance(value, int | float) else float(value)


_CONVERTS: dict[str, Convert] = {
    "boolean": bool,
    "datetime": moment_text,
    "time": time_text,
    "double": number,
    "currency": number,
    "percent": number,
}


def convert_for(field: FieldDefinition) -> Convert | None:
    """How values of a field become JSON; None where they already are."""
    return _CONVERTS.get(field.type)
