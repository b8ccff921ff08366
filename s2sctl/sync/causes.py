"""What most likely made so many rows differ: who changed them and when, or what else changed. Pure.

The texts hold names of fields and users, ids, counts and times; no record value.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime

from s2sctl.model.ids import RecordId
from s2sctl.model.names import FieldName, ObjectName, OrgAlias
from s2sctl.model.records import Record
from s2sctl.model.schema import FieldSchema, ObjectSchema

NAMED = 5
"""Changed fields that are named; more are counted."""

_PLAIN = {
    "type": "type",
    "length": "length",
    "precision": "length",
    "scale": "decimal places",
    "digits": "length",
    "picklist": "picklist values",
    "restricted_picklist": "picklist values",
    "nillable": "required or not",
    "defaulted_on_create": "default",
    "createable": "access",
    "updateable": "access",
    "calculated": "formula",
    "formula": "formula",
    "reference_to": "what it looks up",
}
"""What of a field decides over its values, in words; labels and the like do not."""


@dataclass(slots=True)
class Span:
    """Rows of one last modifier: how many, and from when to when (UTC, whole seconds)."""

    count: int
    first: datetime
    last: datetime


@dataclass(slots=True)
class Edits:
    """Who last changed the rows behind some planned writes."""

    total: int = 0
    by: dict[RecordId, Span] = field(default_factory=dict)

    def add(self, row: Record | None) -> None:
        """Count one row; one that was not read counts in the total alone."""
        self.total += 1
        if row is None or row.modified_by is None or row.modified_at is None:
            return
        known = self.by.get(row.modified_by)
        if known is None:
            self.by[row.modified_by] = Span(1, row.modified_at, row.modified_at)
            return
        known.count += 1
        known.first = min(known.first, row.modified_at)
        known.last = max(known.last, row.modified_at)

    @property
    def top(self) -> RecordId | None:
        """Who changed most of them."""
        return max(self.by, key=lambda user: (self.by[user].count, user), default=None)


def edited_by(edits: Edits, org: OrgAlias, names: Mapping[RecordId, str]) -> str:
    """``480 of 500 were last changed by Ann (005…) in acme between … and … UTC``."""
    user = edits.top
    if user is None:
        return ""
    span = edits.by[user]
    who = f"{names[user]} ({user})" if user in names else str(user)
    return (
        f"{span.count} of {edits.total} were last changed by {who} in {org} "
        f"{_between(span.first, span.last)}"
    )


def redescribed(
    org: OrgAlias,
    before: ObjectSchema | None,
    after: ObjectSchema,
    used: Iterable[FieldName],
) -> str:
    """``the describe of Lead in acme changed since the last run: Rating (picklist values)``.

    Told of are the fields in use alone; "" where none of them changed.
    """
    if before is None:
        return ""
    changed = [
        f"{name} ({what})"
        for name in dict.fromkeys(used)
        if (what := _changed(before.fields.get(name), after.fields.get(name)))
    ]
    if not changed:
        return ""
    more = f" and {len(changed) - NAMED} more" if len(changed) > NAMED else ""
    named = f"{', '.join(changed[:NAMED])}{more}"
    return f"the describe of {after.name} in {org} changed since the last run: {named}"


def newly_ruled(org: OrgAlias, object: ObjectName) -> str:
    """The terms of a flow are not those of the last run."""
    return (
        f"what is in force for {object} of {org} (its rule, its fields or how they are mapped) "
        "changed since the last run, so it was read whole"
    )


def hidden(org: OrgAlias, object: ObjectName, user: str) -> str:
    """Nothing of an object comes, neither by rule nor by id, and nothing is in the recycle bin."""
    return (
        f"none of them is in the recycle bin either, so {user} most likely lost View All on "
        f"{object}, or another way to see them, in {org}"
    )


def joined(causes: Iterable[str]) -> str:
    """Several causes as one sentence's end."""
    return "; ".join(one for one in causes if one)


def _changed(before: FieldSchema | None, after: FieldSchema | None) -> str:
    if before is None or after is None:
        return "" if before is after else "new" if before is None else "gone"
    found = {
        _PLAIN[one.name]
        for one in fields(FieldSchema)
        if one.name in _PLAIN and getattr(before, one.name) != getattr(after, one.name)
    }
    if before.calculated and not before.formula:
        # A describe that was kept by an older version tells no formula.
        found.discard("formula")
    return ", ".join(sorted(found))


def _between(first: datetime, last: datetime) -> str:
    if first == last:
        return f"at {first:%Y-%m-%d %H:%M:%S} UTC"
    until = f"{last:%H:%M:%S}" if first.date() == last.date() else f"{last:%Y-%m-%d %H:%M:%S}"
    return f"between {first:%Y-%m-%d %H:%M:%S} and {until} UTC"
