"""Conflicts that are over: the value that lost, kept beside the one that stands. Pure.

Whatever is written over a value that was not there when both sides last agreed is written over
somebody's edit: the pre-image is kept (facts/salesforce-api.md §3.6), before the write.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import TypeAlias

from s2sctl.model.ids import Key, RecordId
from s2sctl.model.names import ObjectName
from s2sctl.model.side import Pair, Side


class How(Enum):
    """What settled it."""

    POLICY = "policy"
    """Both sides changed the field apart, and their ``on_conflict`` picked a value."""
    PERSON = "person"
    """A person said which value is to stand."""
    OVERWRITTEN = "overwritten"
    """The field does not flow back, and was edited in the org that only receives it."""


@dataclass(frozen=True, slots=True)
class Overridden:
    """What a planned write of one field takes away: both sides' canonical texts before it.

    ``mark`` is a keyed digest of both; ``winner`` is the side whose value is written, None where a
    person typed another one.
    """

    how: How
    winner: Side | None
    values: Pair[str | None]
    mark: str
    policies: Pair[str] | None = None


@dataclass(frozen=True, slots=True)
class Edited:
    """The latest edit of a record as it was known then: an org keeps no such time per field."""

    by: RecordId | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class SettledConflict:
    """One field that showed two values, and shows one since.

    ``values`` are both sides' canonical texts as they were; ``winner`` is the side whose value
    stands, None where a person set another one. Unique by (key, field, mark): ``mark`` is a keyed
    digest of both values, so that the same contest met again after a crash is one.
    """

    key: Key
    objects: Pair[ObjectName]
    ids: Pair[RecordId | None]
    field: str
    mark: str
    how: How
    winner: Side | None
    values: Pair[str | None]
    at: datetime
    edited: Pair[Edited]
    agreed: datetime | None = None
    """When both records were last brought into agreement before the field stood apart; None where
    nobody knows."""
    policies: Pair[str] | None = None
    """Each side's ``on_conflict`` where that decided."""

    @property
    def loser(self) -> Side | None:
        """The side whose value was written over; None where both were."""
        return self.winner.other if self.winner is not None else None


Contest: TypeAlias = tuple[Key, str, str]
"""What a settled conflict is unique by: key, field link, mark."""


def contest_of(one: SettledConflict) -> Contest:
    """What it is unique by."""
    return one.key, one.field, one.mark
