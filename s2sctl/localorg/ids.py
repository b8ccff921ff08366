"""New record ids: key prefix, the org's pod, a counter in base 62, and the checksum.

Source: "What is the difference between 15 and 18 character ids" and the key prefix pages of
Salesforce help. Ids of one object rise with time and differ by case alone, as real ones do.
"""

import string

from s2sctl.localorg.database import Database, quoted
from s2sctl.localorg.definitions import ObjectDefinition
from s2sctl.model.ids import RecordId, checksum

DIGITS = string.digits + string.ascii_uppercase + string.ascii_lowercase
_COUNTER = 9
_FIRST = 62**4
"""Young orgs do not start at one; four digits of room make ids look like ids."""


def base62(number: int, width: int) -> str:
    """``number`` in Salesforce's digits, most significant first, padded with zeros."""
    out = ""
    while number:
        number, rest = divmod(number, 62)
        out = DIGITS[rest] + out
    return out.rjust(width, "0")


def pod_of(seed: str) -> str:
    """Two stable pod characters for an org, so that two orgs never mint the same id."""
    total = 0
    for char in seed:
        total = (total * 131 + ord(char)) % (62 * 62)
    return base62(total, 2)


class IdMint:
    """Hands out ids. The last id in each table is the counter; nothing else is remembered."""

    def __init__(self, database: Database, pod: str) -> None:
        self._database = database
        self._pod = pod
        self._next: dict[str, int] = {}

    def mint(self, definition: ObjectDefinition) -> RecordId:
        """A new 18-character id for a row of ``definition``."""
        number = self._next.get(definition.name)
        if number is None:
            number = self._after_last(definition)
        self._next[definition.name] = number + 1
        fifteen = f"{definition.key_prefix}{self._pod}0{base62(number, _COUNTER)}"
        return RecordId(fifteen + checksum(fifteen))

    def _after_last(self, definition: ObjectDefinition) -> int:
        row = self._database.one(f'SELECT max("Id") FROM {quoted(definition.name)}')
        if row is None or row[0] is None:
            return _FIRST
        number = 0
        for char in str(row[0])[6:15]:
            number = number * 62 + DIGITS.index(char)
        return number + 1
