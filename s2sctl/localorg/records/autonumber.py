"""Auto-number fields."""

import re
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from s2sctl.localorg.database import Stored
from s2sctl.localorg.definitions import ObjectDefinition

if TYPE_CHECKING:
    from s2sctl.localorg.org import LocalOrg

_PART = re.compile(r"\{(0+|YYYY|YY|MM|DD)\}")
_DATES = {"YYYY": "%Y", "YY": "%y", "MM": "%m", "DD": "%d"}


def number_row(org: "LocalOrg", definition: ObjectDefinition, row: dict[str, Stored]) -> None:
    """Give a new row the next number of each of its auto-number fields."""
    for name, display in _numbered(definition):
        number = _next(org, f"{definition.name}.{name}")
        row[name] = formatted(display, number, org.clock.now())


@lru_cache(maxsize=256)
def _numbered(definition: ObjectDefinition) -> tuple[tuple[str, str], ...]:
    return tuple((one.name, one.auto_number) for one in definition.fields if one.auto_number)


def formatted(display: str, number: int, now: datetime) -> str:
    """``A-{0000}`` and 7 give ``A-0007``; ``{YYYY}{MM}{DD}`` are the day's."""

    def part(match: re.Match[str]) -> str:
        date = _DATES.get(match[1])
        return now.strftime(date) if date else str(number).zfill(len(match[1]))

    return _PART.sub(part, display)


def start_at(org: "LocalOrg", field: str, number: int) -> None:
    """Let the numbers of a field (``Rock__c.Name``) begin there, if none was given yet."""
    org.database.execute("INSERT OR IGNORE INTO _auto_number VALUES (?, ?)", (field, number - 1))


def _next(org: "LocalOrg", field: str) -> int:
    row = org.database.one(
        "INSERT INTO _auto_number VALUES (?, 1) "
        "ON CONFLICT (field) DO UPDATE SET last = last + 1 RETURNING last",
        (field,),
    )
    assert row is not None
    return int(str(row[0]))
