"""The inbox, as text and for scripts."""

from collections.abc import Sequence

from s2sctl.app.inbox import Shown
from s2sctl.cli.answer import Json
from s2sctl.cli.views.moments import moment_json
from s2sctl.cli.views.tables import counted, table
from s2sctl.connection.waiting import Waiting
from s2sctl.model.names import ObjectName
from s2sctl.model.values import datetime_text


def inbox_text(waiting: Sequence[Waiting], alias: str, of: ObjectName | None = None) -> str:
    """Every record that waits; ``of``: the only object that was asked about."""
    if not waiting:
        return f"Nothing{f' of {of}' if of else ''} waits in the inbox of {alias}."
    rows = [(one.object, one.key.record, one.label or "-", _since(one)) for one in waiting]
    heads = ("OBJECT", "PARTNER'S RECORD", "NAME", "WAITS SINCE")
    verb = "waits" if len(rows) == 1 else "wait"
    return f"{table(heads, rows)}\n{counted(len(rows), 'record')} {verb} in {alias}."


def said_text(some: Sequence[Waiting], what: str, *, dry_run: bool) -> str:
    """What was done to each, or would be; ``what`` is "accept" or "reject"."""
    did = f"{'would be ' if dry_run else ''}{what}ed"
    return "\n".join(f"{one.object} {one.key.record}  {did}" for one in some)


def inbox_json(waiting: Sequence[Waiting]) -> list[Json]:
    """Every record, for scripts."""
    return [_one(one) for one in waiting]


def shown_text(shown: Sequence[Shown]) -> str:
    """Each record with its fields under it."""
    return "\n\n".join(_block(one) for one in shown)


def shown_json(shown: Sequence[Shown]) -> list[Json]:
    """Each record with its fields by our names; ``fields`` is null where they were not read."""
    return [
        {
            **_one(one.waiting),
            "fields": None
            if one.unseen
            else {name: None if value is None else str(value) for name, value in one.fields},
            "unseen": one.unseen or None,
        }
        for one in shown
    ]


def _one(one: Waiting) -> dict[str, Json]:
    return {
        "id": one.id,
        "object": one.object,
        "partner_record": one.key.record,
        "label": one.label or None,
        "since": moment_json(one.since),
    }


def _since(one: Waiting) -> str:
    return datetime_text(one.since) if one.since else "-"


def _block(one: Shown) -> str:
    head = f"{one.waiting.object} {one.waiting.key.record}"
    if one.unseen:
        return f"{head}  {one.waiting.label}\n  {one.unseen}".replace("  \n", "\n")
    width = max((len(name) for name, _ in one.fields), default=0)
    lines = [
        f"  {name.ljust(width)}  {'-' if value is None else value}" for name, value in one.fields
    ]
    return "\n".join([head, *lines])
