"""Lengths of time as people type and read them. Pure."""

import re
from datetime import timedelta

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800}
_LONGEST = timedelta(days=36_525)
_SPAN = re.compile(r"(\d{1,6})\s*([smhdw])\Z")


def read_span(text: str) -> timedelta:
    """``14d`` and its like. Raises ``ValueError`` for anything else, for nothing at all, and for
    more than a century: no calendar may reach so far from today."""
    found = _SPAN.match(text.strip().lower())
    if found is None or not int(found[1]):
        raise ValueError("not a length of time")
    span = timedelta(seconds=int(found[1]) * _UNITS[found[2]])
    if span > _LONGEST:
        raise ValueError("too long a time")
    return span


def told_span(span: timedelta) -> str:
    """In one unit, rounded down, as ``3 h``; two days and more in days."""
    seconds = max(0, int(span.total_seconds()))
    for unit, size, least in (("d", 86_400, 2), ("h", 3600, 1), ("min", 60, 1)):
        if seconds >= size * least:
            return f"{seconds // size} {unit}"
    return f"{seconds} s"
