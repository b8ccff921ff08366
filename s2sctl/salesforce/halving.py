"""Windows of time in two halves, for a query that takes the org too long."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import TypeAlias

from s2sctl.ports.org import Range

Ranges: TypeAlias = tuple[Range, ...]

OLDEST = datetime(1999, 1, 1, tzinfo=UTC)
"""No record of Salesforce is older: the company is not."""


def halved(ranges: Sequence[Range]) -> tuple[Ranges, Ranges] | None:
    """The same moments in two parts of about as many ranges, or as many seconds, each.

    None where there is nothing to halve: no range, or a single second.
    """
    if len(ranges) > 1:
        middle = len(ranges) // 2
        return tuple(ranges[:middle]), tuple(ranges[middle:])
    if not ranges:
        return None
    lo, hi = ranges[0].lo, ranges[0].hi
    seconds = int((hi - (lo or OLDEST)).total_seconds())
    if seconds < 2:
        return None
    cut = (lo or OLDEST) + timedelta(seconds=seconds // 2)
    return (Range(lo, cut),), (Range(cut, hi),)
