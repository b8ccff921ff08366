"""What the org's SQL needs and SQLite has not: text without regard to case, time zones, distances.

Text is compared and sorted by its upper-case form in the order of its code points: the rule of
English locales (SOQL reference, "ORDER BY"; GraphQL guide, "Order By Considerations"). Accents
count.
"""

import math
import re
import sqlite3
from datetime import UTC, datetime, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

EARTH_KM = 6371.0088
"""The earth's mean radius."""


def compare_text(left: str, right: str) -> int:
    """Order of two texts without regard to case, as SOQL compares text."""
    a, b = left.upper(), right.upper()
    return (a > b) - (a < b)


def register(connection: sqlite3.Connection) -> None:
    """Make the collation and the functions known to a connection."""
    connection.create_collation("SALESFORCE", compare_text)
    for name, arguments, function in (
        ("SF_FOLD", 1, _fold),
        ("SF_REGEX", 2, _matches),
        ("SF_LOCAL", 2, _local),
        ("SF_DISTANCE", 4, _distance),
    ):
        connection.create_function(name, arguments, function, deterministic=True)


@lru_cache(maxsize=64)
def zone_of(name: str) -> tzinfo:
    """A user's time zone by its key. UTC where this machine does not know the zone."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return UTC


def _fold(value: object) -> str | None:
    return value.upper() if isinstance(value, str) else None


def _matches(value: object, pattern: object) -> int:
    """Whether a formula's REGEX pattern fits the whole text; a bad pattern fits none."""
    try:
        return int(re.fullmatch(str(pattern), str(value), re.DOTALL) is not None)
    except re.error:
        return 0


def _local(milliseconds: object, zone: object) -> int | None:
    """The wall clock of a zone at a moment, written as if it were UTC."""
    if not isinstance(milliseconds, int):
        return None
    moment = datetime.fromtimestamp(milliseconds // 1000, UTC).astimezone(zone_of(str(zone)))
    offset = moment.utcoffset()
    return milliseconds + (int(offset.total_seconds()) * 1000 if offset else 0)


def _distance(lat1: object, lon1: object, lat2: object, lon2: object) -> float | None:
    """Kilometres between two points on a sphere (haversine); null where a part is missing."""
    given = [float(one) for one in (lat1, lon1, lat2, lon2) if isinstance(one, int | float)]
    if len(given) != 4:
        return None
    phi1, lam1, phi2, lam2 = map(math.radians, given)
    a = math.sin((phi2 - phi1) / 2) ** 2
    a += math.cos(phi1) * math.cos(phi2) * math.sin((lam2 - lam1) / 2) ** 2
    return 2 * EARTH_KM * math.asin(min(1.0, math.sqrt(a)))
