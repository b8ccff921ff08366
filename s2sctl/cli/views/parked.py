"""Ledger entries as lines, and for scripts."""

from collections.abc import Sequence

from s2sctl.app.parked import Parked, alias_of
from s2sctl.cli.answer import Json
from s2sctl.cli.views.moments import moment_json
from s2sctl.cli.views.tables import counted
from s2sctl.ports.store import KnownConnection


def parked_json(known: KnownConnection, one: Parked) -> dict[str, Json]:
    """One entry; ``values`` only where a conflict is open."""
    entry = one.entry
    ends = {alias_of(known, side): side for side in type(entry.target)}
    return {
        "kind": entry.kind.value,
        "code": entry.code,
        "message": entry.message,
        "into": alias_of(known, entry.target),
        "since": moment_json(entry.since),
        "tries": entry.tries,
        "next_try": moment_json(entry.next_try),
        "sides": [
            {
                "org": alias,
                "object": entry.objects.of(side),
                "id": one.ids.of(side),
                "field": one.fields.of(side) if one.fields else None,
                "value": entry.values.of(side) if entry.values else None,
            }
            for alias, side in ends.items()
        ],
    }


def parked_text(known: KnownConnection, found: Sequence[Parked], what: str) -> str:
    """A paragraph an entry: what, since when, why, and what each side shows."""
    if not found:
        return f"{known.name} has no {what}."
    thing = what.removesuffix("s")
    return "\n\n".join([*(_paragraph(known, one) for one in found), counted(len(found), thing)])


def _paragraph(known: KnownConnection, one: Parked) -> str:
    entry = one.entry
    lines = [f"{entry.code}  since {entry.since:%Y-%m-%d %H:%M:%S} UTC  {entry.message}".rstrip()]
    for side in type(entry.target):
        record = f"{entry.objects.of(side)} {one.ids.of(side) or 'not there yet'}"
        line = f"  {alias_of(known, side)}: {record}"
        if one.fields:
            line += f"  {one.fields.of(side)}"
        if entry.values:
            line += f" = {entry.values.of(side) or '(empty)'}"
        lines.append(line)
    if entry.next_try is not None:
        lines.append(f"  tried again from {entry.next_try:%Y-%m-%d %H:%M:%S} UTC on")
    return "\n".join(lines)
