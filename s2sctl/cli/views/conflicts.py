"""Conflicts looked at and settled, as text and for scripts."""

from collections.abc import Sequence

from s2sctl.app.parked import Parked, alias_of
from s2sctl.app.settling.look import Edit, Looked
from s2sctl.app.settling.word import Settled, Write
from s2sctl.cli.answer import Json
from s2sctl.cli.views.moments import moment_json
from s2sctl.cli.views.parked import parked_json
from s2sctl.cli.views.tables import counted, table
from s2sctl.model.ids import Key
from s2sctl.model.names import ConnectionName
from s2sctl.model.side import Side
from s2sctl.model.values import datetime_text
from s2sctl.ports.store import KnownConnection
from s2sctl.sync.ledger import DIVERGED


def looked_text(known: KnownConnection, looked: Sequence[Looked]) -> str:
    """A paragraph per record: its conflicts, each with both values, and both latest edits."""
    by_record: dict[Key, list[Looked]] = {}
    for one in looked:
        by_record.setdefault(one.parked.entry.key, []).append(one)
    return "\n\n".join(_record(known, some) for some in by_record.values())


def settling(name: ConnectionName, known: KnownConnection, looked: Sequence[Looked]) -> str:
    """The command that settles the first open one; to sync where none is open."""
    for one in looked:
        if one.parked.entry.code != DIVERGED:
            first, other = (alias_of(known, side) for side in Side)
            record = one.parked.ids.of(Side.A) or one.parked.ids.of(Side.B)
            take = f"--take {first}   (or --take {other})"
            return f"s2sctl conflicts resolve {name} {record} {take}"
    return f"s2sctl sync {name}"


def looked_json(known: KnownConnection, one: Looked) -> Json:
    """One conflict with both sides' latest edits."""
    return {
        **parked_json(known, one.parked),
        "open": one.parked.entry.code != DIVERGED,
        "edited": {alias_of(known, side): _edit_json(one.edits.of(side)) for side in Side},
    }


def settled_text(known: KnownConnection, found: Sequence[Settled], *, dry_run: bool) -> str:
    """A line per value that was, or would be, written, and why a conflict stays."""
    lines = [line for one in found for line in _settled_lines(known, one, dry_run=dry_run)]
    done = sum(1 for one in found if not one.why)
    verb = "would be settled" if dry_run else "settled"
    left = len(found) - done
    lines.append(f"{counted(done, 'conflict')} {verb}" + (f", {left} left open" if left else ""))
    return "\n".join(lines)


def settled_json(known: KnownConnection, one: Settled) -> Json:
    """One conflict: what was, or would be, written, and why it is open still."""
    entry = one.parked.entry
    return {
        "ids": {alias_of(known, side): one.parked.ids.of(side) for side in Side},
        "objects": {alias_of(known, side): entry.objects.of(side) for side in Side},
        "field": entry.field,
        "settled": not one.why,
        "why": one.why or None,
        "writes": [
            {"org": alias_of(known, write.side), "before": write.before, "after": write.after}
            for write in one.writes
        ],
    }


def _record(known: KnownConnection, some: Sequence[Looked]) -> str:
    first = some[0].parked
    ends = [
        f"{alias_of(known, side)} {first.entry.objects.of(side)} {first.ids.of(side)}"
        for side in Side
    ]
    agreed = f"{datetime_text(first.agreed)}" if first.agreed else "not known"
    lines = [" <-> ".join(ends), f"  last brought into agreement: {agreed}"]
    for side in Side:
        edit = some[0].edits.of(side)
        told = f"{edit.who}, {_when(edit)}" if edit else "cannot be read now"
        lines.append(f"  latest edit in {alias_of(known, side)}: {told}")
    heads = ("FIELD", *(alias_of(known, side).upper() for side in Side), "SINCE")
    rows = [_row(one.parked) for one in some]
    return "\n".join([*lines, *(f"  {line}" for line in table(heads, rows).splitlines())])


def _row(one: Parked) -> tuple[str, ...]:
    entry = one.entry
    shown = (
        tuple(_shown(entry.values.of(side)) for side in Side)
        if entry.values
        else ("(kept by policy)", "(kept by policy)")
    )
    return (_field(one), *shown, datetime_text(entry.since))


def _field(one: Parked) -> str:
    if one.fields is None:
        return "(record)"
    return one.fields.a if one.fields.a == one.fields.b else f"{one.fields.a} ({one.fields.b})"


def _settled_lines(known: KnownConnection, one: Settled, *, dry_run: bool) -> list[str]:
    entry = one.parked.entry
    if one.why:
        a = f"{entry.objects.a} {one.parked.ids.a or one.parked.ids.b}"
        return [f"{a}  {_field(one.parked)}: left open, {one.why}"]
    lines = [_write_line(known, one.parked, write, dry_run=dry_run) for write in one.writes]
    return lines or [f"{entry.objects.a} {one.parked.ids.a}  {_field(one.parked)}: both agree now"]


def _write_line(known: KnownConnection, one: Parked, write: Write, *, dry_run: bool) -> str:
    side = write.side
    field = one.fields.of(side) if one.fields else ""
    verb = "would become" if dry_run else "is now"
    return (
        f"{alias_of(known, side)} {one.entry.objects.of(side)} {one.ids.of(side)}  {field} "
        f"{verb} {_shown(write.after)} (was {_shown(write.before)})"
    )


def _shown(value: str | None) -> str:
    return "(empty)" if value is None else value


def _when(edit: Edit) -> str:
    return datetime_text(edit.at) if edit.at else "at a time that is not known"


def _edit_json(edit: Edit | None) -> Json:
    if edit is None:
        return None
    return {"by": edit.who, "at": moment_json(edit.at)}
