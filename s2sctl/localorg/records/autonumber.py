"""Auto-number fields."""

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from s2sctl.localorg.database import Stored
from s2sctl.localorg.definitions import ObjectDefinition

if TYPE_CHECKING:
    from s2sctl.localorg.org import LocalOrg

_DIGITS = re.compile(r"\{(0+)\}")


def number_row(org: "LocalOrg", definition: ObjectDefinition, row: dict[str, Stored]) -> None:
    """Give a new row the next number of each of its auto-number fields."""
    for name, display in _numbered(definition):
        row[name] = formatted(display, _next(org, f"{definition.name}.{name}"))


@lru_cache(maxsize=256)
def _numbered(definition: ObjectDefinition) -> tuple[tuple[str, str], ...]:
    return tuple((one.name, one.auto_number) for one in definition.fields if one.auto_number)


def formatted(display: str, number: int) -> str:
    """``A-{0000}`` and 7 give ``A-0007``."""
    return _DIGITS.sub(lambda match: str(number).zfill(len(match[1])), display)


def _next(org: "LocalOrg", field: str) -> int:
    row = org.database.one(
        "INSERT INTO _auto_number VALUES (?, 1) "
        "ON CONFLICT (field) DO UPDATE SET last = last + 1 RETURNING last",
        (field,),
    )
    assert row is not None
    return int(str(row[0]))
