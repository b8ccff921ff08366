"""Failures and waits: by cause, one by one, as text and for scripts."""

from collections.abc import Sequence
from datetime import datetime

from s2sctl.app.parked import Parked, alias_of
from s2sctl.app.settling.failures import Cause
from s2sctl.cli.answer import Json
from s2sctl.cli.views.moments import moment_json
from s2sctl.cli.views.parked import parked_json
from s2sctl.cli.views.tables import counted, table
from s2sctl.model.side import Side
from s2sctl.model.values import datetime_text
from s2sctl.ports.store import KnownConnection
from s2sctl.sync.cures import cure, tried_when
from s2sctl.sync.link import EntryKind

EXAMPLES = 3
"""Records shown under a cause; ``failures show`` has them all."""


def causes_text(known: KnownConnection, causes: Sequence[Cause]) -> str:
    """A table of causes, then each with its cure, a message and some records."""
    if not causes:
        return f"{known.name} has no failures."
    heads = ("CAUSE", "INTO", "OBJECT", "FIELD", "RECORDS", "OLDEST", "NEXT TRY")
    rows = [_row(known, one) for one in causes]
    blocks = [_block(known, one) for one in causes]
    total = counted(sum(len(one.parked) for one in causes), "failure")
    return "\n\n".join([table(heads, rows), *blocks, total])


def cause_json(known: KnownConnection, one: Cause) -> Json:
    """One cause with its count and cure."""
    next_try = _next_try(one)
    return {
        "code": one.code,
        "into": alias_of(known, one.target),
        "object": one.object,
        "field": one.field or None,
        "records": len(one.parked),
        "oldest": moment_json(_oldest(one)),
        "next_try": moment_json(next_try),
        "cure": cure(one.code),
    }


def shown_text(known: KnownConnection, one: Parked, line: str) -> str:
    """Everything about one entry."""
    entry, target = one.entry, one.entry.target
    source = target.other
    waits = entry.kind is EntryKind.WAIT
    verb = "waits" if waits else "refused"
    rows = [
        f"{_end(known, one, source)} -> {_end(known, one, target)}",
        f"  {verb}:    {entry.code}  {entry.message}".rstrip(),
        f"  since:      {datetime_text(entry.since)}, tried {counted(entry.tries, 'time')}",
        f"  next try:   {_when(entry.next_try)}{tried_when(entry.code, waits=waits)}",
        f"  mapping:    {line}",
        f"  cure:       {cure(entry.code)}",
    ]
    return "\n".join(rows)


def shown_json(known: KnownConnection, one: Parked, line: str) -> Json:
    """Everything about one entry, for scripts."""
    return {**parked_json(known, one), "mapping": line, "cure": cure(one.entry.code)}


def listed_text(known: KnownConnection, some: Sequence[Parked], did: str) -> str:
    """A line per entry, and what was done with it."""
    lines = [f"{_end(known, one, one.entry.target.other)}  {one.entry.code}: {did}" for one in some]
    return "\n".join(lines) or f"{known.name} has no failures."


def marked_json(some: Sequence[Parked]) -> Json:
    """The entries a command was about."""
    return [
        {"id": one.entry.key.record, "code": one.entry.code, "field": one.entry.field or None}
        for one in some
    ]


def _row(known: KnownConnection, one: Cause) -> tuple[str, ...]:
    next_try = _next_try(one)
    return (
        one.code,
        alias_of(known, one.target),
        one.object,
        one.field or "-",
        f"{len(one.parked):,}",
        datetime_text(_oldest(one)),
        datetime_text(next_try) if next_try else "when something changes",
    )


def _block(known: KnownConnection, one: Cause) -> str:
    some = one.parked[:EXAMPLES]
    lines = [f"{one.code}: {cure(one.code)}"]
    for parked in some:
        source = parked.entry.target.other
        lines.append(f"  {_end(known, parked, source)}  {parked.entry.message}".rstrip())
    if len(one.parked) > len(some):
        lines.append(f"  and {len(one.parked) - len(some):,} more")
    return "\n".join(lines)


def _end(known: KnownConnection, one: Parked, side: Side) -> str:
    field = f" {one.fields.of(side)}" if one.fields is not None else ""
    id = one.ids.of(side) or "not there yet"
    return f"{alias_of(known, side)} {one.entry.objects.of(side)} {id}{field}"


def _oldest(one: Cause) -> datetime:
    return min(parked.entry.since for parked in one.parked)


def _next_try(one: Cause) -> datetime | None:
    return min((p.entry.next_try for p in one.parked if p.entry.next_try), default=None)


def _when(moment: datetime | None) -> str:
    return f"{datetime_text(moment)}, and " if moment else ""
