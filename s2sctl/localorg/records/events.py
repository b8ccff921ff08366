"""When an Event is: start, end and duration say the same, and an Event without them is refused.

Source: Event in the object reference (``DurationInMinutes``, ``EndDateTime``, ``IsAllDayEvent``,
"Multiday Events"). Multiday events are on, as in new orgs: an Event lasts up to 14 days.
"""

from collections.abc import Mapping
from datetime import UTC, datetime

from s2sctl.localorg.database import Stored
from s2sctl.localorg.faults import RowError

_MINUTE = 60_000
_DAY_MINUTES = 1440
_LONGEST = 14 * _DAY_MINUTES
_TIMES = frozenset(
    {
        "ActivityDate",
        "ActivityDateTime",
        "DurationInMinutes",
        "EndDateTime",
        "IsAllDayEvent",
        "StartDateTime",
    }
)


def settle_event(before: Mapping[str, Stored], row: dict[str, Stored]) -> None:
    """Put in ``row`` all that follows from the times it says. Raises ``RowError``.

    ``before`` is the Event as it was, empty for a new one. Moving only the start keeps the
    duration; an all-day Event lasts whole days, one where nothing else is said.
    """
    if before and not _TIMES & row.keys():
        return
    whole_days = bool(row.get("IsAllDayEvent", before.get("IsAllDayEvent")))
    start = _start(before, row, whole_days)
    minutes = _minutes(before, row, whole_days, start)
    missing = [
        name
        for name, value in (("DurationInMinutes", minutes), ("ActivityDateTime", start))
        if value is None
    ]
    if start is None or minutes is None:
        raise RowError(
            "REQUIRED_FIELD_MISSING",
            f"Required fields are missing: [{', '.join(missing)}]",
            tuple(missing),
        )
    if not 0 <= minutes <= _LONGEST:
        raise RowError(
            "FIELD_INTEGRITY_EXCEPTION",
            f"Duration must be between 0 and {_LONGEST} minutes: Duration",
            ("DurationInMinutes",),
        )
    # The end of whole days is the midnight at which the last of them begins.
    end = start + (minutes - _DAY_MINUTES if whole_days else minutes) * _MINUTE
    row |= {
        "StartDateTime": start,
        "ActivityDateTime": None if whole_days else start,
        "ActivityDate": _day(start),
        "DurationInMinutes": minutes,
        "EndDateTime": end,
        "EndDate": _day(end),
    }


def _start(before: Mapping[str, Stored], row: Mapping[str, Stored], whole_days: bool) -> int | None:
    names = ("StartDateTime", "ActivityDate" if whole_days else "ActivityDateTime")
    for said in (row, before):
        for name in names:
            value = said.get(name)
            if isinstance(value, str):
                return int(datetime.fromisoformat(value).replace(tzinfo=UTC).timestamp() * 1000)
            if isinstance(value, int):
                return value - value % (_DAY_MINUTES * _MINUTE) if whole_days else value
    return None


def _minutes(
    before: Mapping[str, Stored], row: Mapping[str, Stored], whole_days: bool, start: int | None
) -> int | None:
    said, end = row.get("DurationInMinutes"), row.get("EndDateTime")
    if isinstance(said, int):
        return said
    if isinstance(end, int) and start is not None:
        return (end - start) // _MINUTE + (_DAY_MINUTES if whole_days else 0)
    kept = before.get("DurationInMinutes")
    if isinstance(kept, int):
        return kept
    return _DAY_MINUTES if whole_days else None


def _day(stamp: int) -> str:
    return datetime.fromtimestamp(stamp / 1000, UTC).date().isoformat()
